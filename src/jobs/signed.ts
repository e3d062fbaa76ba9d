// The data of a job with a tag, so that a job somebody else has put into the queue does nothing.

/** Tags, and names for ids, under keys that only workers of this cluster have. */
export interface JobMac {
  veil(text: string): string;
  unveil(text: string): string;
  tag(context: string, bytes: Uint8Array): Uint8Array;
  matches(context: string, bytes: Uint8Array, tag: Uint8Array): boolean;
}

/** What stands in Redis for a job. */
export interface SignedData {
  readonly data: Readonly<Record<string, unknown>>;
  /** Hex digits; over the kind of the job and the data. */
  readonly tag: string;
}

export function signData(mac: JobMac, kind: string, data: SignedData['data']): SignedData {
  return { data, tag: Buffer.from(mac.tag(kind, bytesOf(data))).toString('hex') };
}

/** False for whatever was not signed here for this kind. Never throws. */
export function isSigned(mac: JobMac, kind: string, value: unknown): value is SignedData {
  if (typeof value !== 'object' || value === null) return false;
  const { data, tag } = value as Partial<Record<keyof SignedData, unknown>>;
  if (typeof data !== 'object' || data === null || typeof tag !== 'string') return false;
  return mac.matches(kind, bytesOf(data), Buffer.from(tag, 'hex'));
}

/** JSON keeps the order of fields through Redis. */
function bytesOf(data: object): Uint8Array {
  return Buffer.from(JSON.stringify(data));
}
