// JSON-RPC 2.0 as it goes over a socket or a pipe: one JSON value a line, its codes, and how much
// of it one side may ask of the other. No library: those that there are know no bound on a line,
// on what is under way, nor on what waits for a slow reader.

import { z } from 'zod';

/** Which methods there are and what they answer; the first number changes where a caller must. */
export const protocolVersion = '1.0';

export const wireLimits = {
  /** Of one line, its end not counted. */
  lineBytesMax: 1024 * 1024,
  /** The same of what the process that holds a profile says: others choose how long texts are. */
  toldBytesMax: 64 * 1024 * 1024,
  /** Of one caller, answers still to come. */
  requestsMax: 64,
  /** Callers at a time. */
  callersMax: 64,
  /** What waits for a caller who does not read; then it is told and cut. */
  bufferedBytesMax: 4 * 1024 * 1024,
} as const;

/** Codes of JSON-RPC; `refused`: what was asked is, and `data.code` says why. */
export const rpcCodes = {
  unreadable: -32700,
  invalid: -32600,
  unknownMethod: -32601,
  params: -32602,
  internal: -32603,
  refused: -32000,
} as const;

/** A failure as it goes over the wire. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly rpcCode: number;
  readonly data: object | undefined;

  constructor(rpcCode: number, message: string, data?: object) {
    super(message);
    this.rpcCode = rpcCode;
    this.data = data;
  }
}

const id = z.union([z.string().max(256), z.number()]);
const params = z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]).optional();
const version = z.literal('2.0');

export const callShape = z.strictObject({
  jsonrpc: version,
  id: id.nullable().optional(),
  method: z.string().min(1).max(128),
  params,
});
export type Call = z.output<typeof callShape>;
export type CallId = z.output<typeof id>;

export const answerShape = z.object({
  jsonrpc: version,
  id: id.nullable(),
  result: z.unknown().optional(),
  error: z
    .object({ code: z.number(), message: z.string(), data: z.unknown().optional() })
    .optional(),
});
export type Answer = z.output<typeof answerShape>;

/** Cuts bytes into lines. Throws where one is longer than may be. */
export class Lines {
  readonly #bytesMax: number;
  #parts: Uint8Array[] = [];
  #length = 0;

  constructor(bytesMax: number = wireLimits.lineBytesMax) {
    this.#bytesMax = bytesMax;
  }

  take(bytes: Uint8Array): string[] {
    const lines: string[] = [];
    let rest = bytes;
    for (;;) {
      const end = rest.indexOf(0x0a);
      const part = end < 0 ? rest : rest.subarray(0, end);
      this.#length += part.length;
      if (this.#length > this.#bytesMax) throw tooLong(this.#bytesMax);
      this.#parts.push(part);
      if (end < 0) return lines;
      const line = Buffer.concat(this.#parts).toString('utf8').trim();
      this.#parts = [];
      this.#length = 0;
      if (line !== '') lines.push(line);
      rest = rest.subarray(end + 1);
    }
  }
}

const tooLong = (bytesMax: number) => {
  const message = `A line has ${bytesMax} bytes at the most.`;
  return new RpcError(rpcCodes.invalid, message, { code: 'daemon.line_too_long' });
};
