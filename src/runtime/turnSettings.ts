// What an operator writes of TURN servers: their addresses, and the secret that they share with us.

/** More bring nobody nearer. */
export const turnUrlsMax = 8;
/** What coturn reads from a line of its settings, and nobody guesses. */
export const turnSecretForm = /^[\x21-\x7e]{32,128}$/;

const urlForm = /^(turns?):(\[[\da-f:]+\]|[\w.-]+)(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?$/;
const portDefault = 3478;
const portOfTlsDefault = 5349;

export interface TurnAddress {
  /** The host without the brackets that an IPv6 address has in a URL. */
  readonly host: string;
  readonly port: number;
  /** TLS goes over TCP here. */
  readonly isUdp: boolean;
}

/** Nothing where it is no address of a TURN server. Source: RFC 7065. */
export function parseTurnUrl(url: string): TurnAddress | undefined {
  const [, scheme, host, given, transport = 'udp'] = urlForm.exec(url) ?? [];
  if (host === undefined) return undefined;
  const isTls = scheme === 'turns';
  const port = Number(given ?? (isTls ? portOfTlsDefault : portDefault));
  if (port < 1 || port > 65_535) return undefined;
  return { host: host.replace(/^\[|\]$/g, ''), port, isUdp: !isTls && transport === 'udp' };
}

/** The addresses of a setting, with commas between; none where it is empty. */
export function turnUrlsOf(list: string): string[] {
  return list === '' ? [] : list.split(',').map((one) => one.trim());
}

/** Whether a setting holds them, and no more than there may be. */
export function areTurnUrls(list: string): boolean {
  const urls = turnUrlsOf(list);
  return urls.length <= turnUrlsMax && urls.every((one) => parseTurnUrl(one) !== undefined);
}
