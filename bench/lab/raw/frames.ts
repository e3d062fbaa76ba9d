// WebSocket frames by hand (RFC 6455), as cheap as they can be: whole client frames with a mask,
// and a reader of what a server sends. No fragments, no extensions: neither side uses them.

export const opcodes = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

const fin = 0x80;
const masked = 0x80;
/** Not zero: a server skips the unmasking of a zero mask, which would make it look cheaper. */
const mask = [0x37, 0xfa, 0x21, 0x3d] as const;
const maskBytes = 4;

/** Bytes of a client frame with this payload. */
export function frameBytes(payloadBytes: number): number {
  return headBytes(payloadBytes) + maskBytes + payloadBytes;
}

function headBytes(payloadBytes: number): number {
  if (payloadBytes < 126) return 2;
  return payloadBytes < 65_536 ? 4 : 10;
}

/** Writes a masked frame into `target`; returns the offset behind it. */
export function writeFrame(
  target: Buffer,
  offset: number,
  opcode: number,
  payload: Uint8Array,
): number {
  const length = payload.length;
  target[offset] = fin | opcode;
  if (length < 126) target[offset + 1] = masked | length;
  else if (length < 65_536) {
    target[offset + 1] = masked | 126;
    target.writeUInt16BE(length, offset + 2);
  } else {
    target[offset + 1] = masked | 127;
    target.writeBigUInt64BE(BigInt(length), offset + 2);
  }
  let at = offset + headBytes(length);
  for (let i = 0; i < maskBytes; i++) target[at++] = mask[i] as number;
  for (let i = 0; i < length; i++) target[at++] = (payload[i] as number) ^ (mask[i & 3] as number);
  return at;
}

/** One masked client frame. */
export function clientFrame(opcode: number, payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(frameBytes(payload.length));
  writeFrame(frame, 0, opcode, payload);
  return frame;
}

/** Cuts a server's bytes into frames. The payload is a view that lasts for the call. */
export class FrameReader {
  readonly #onFrame: (opcode: number, payload: Buffer) => void;
  #rest: Buffer | undefined;

  constructor(onFrame: (opcode: number, payload: Buffer) => void) {
    this.#onFrame = onFrame;
  }

  /** Throws on a masked frame: no server sends one. */
  read(chunk: Buffer): void {
    const bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    this.#rest = undefined;
    let at = 0;
    for (;;) {
      const next = this.#frame(bytes, at);
      if (next === undefined) break;
      at = next;
    }
    if (at < bytes.length) this.#rest = bytes.subarray(at);
  }

  /** Hands on the frame at this place; returns where the next begins, undefined: not all here. */
  #frame(bytes: Buffer, at: number): number | undefined {
    if (bytes.length - at < 2) return undefined;
    const second = bytes[at + 1] as number;
    if (second & masked) throw new Error('a server frame is masked');
    let length = second;
    let start = at + 2;
    if (second === 126) {
      if (bytes.length - at < 4) return undefined;
      length = bytes.readUInt16BE(at + 2);
      start = at + 4;
    } else if (second === 127) {
      if (bytes.length - at < 10) return undefined;
      length = Number(bytes.readBigUInt64BE(at + 2));
      start = at + 10;
    }
    const end = start + length;
    if (end > bytes.length) return undefined;
    this.#onFrame((bytes[at] as number) & 0x0f, bytes.subarray(start, end));
    return end;
  }
}
