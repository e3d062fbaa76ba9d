// A WebSocket client written by hand, for saying what no library would say.

import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { connect } from 'node:net';

export interface FrameOptions {
  readonly opcode?: number;
  readonly fin?: boolean;
  readonly reserved?: number;
  readonly masked?: boolean;
}

/** One frame as bytes. */
export function frame(payload: string | Uint8Array, options: FrameOptions = {}): Buffer {
  const body = Buffer.from(payload as Uint8Array);
  const { fin = true, reserved = 0, masked = true } = options;
  const opcode = options.opcode ?? (typeof payload === 'string' ? 1 : 2);
  const mask = randomBytes(4);
  const head = Buffer.alloc(body.length < 126 ? 2 : body.length < 65536 ? 4 : 10);
  head[0] = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  const flag = masked ? 0x80 : 0;
  if (body.length < 126) head[1] = flag | body.length;
  else if (body.length < 65536) {
    head[1] = flag | 126;
    head.writeUInt16BE(body.length, 2);
  } else {
    head[1] = flag | 127;
    head.writeBigUInt64BE(BigInt(body.length), 2);
  }
  if (!masked) return Buffer.concat([head, body]);
  for (let i = 0; i < body.length; i++) body[i] = (body[i] ?? 0) ^ (mask[i % 4] ?? 0);
  return Buffer.concat([head, mask, body]);
}

/** A connection whose every byte is ours. */
export class RawWebSocket {
  readonly socket: Socket;
  /** Text frames received, oldest first. */
  readonly texts: string[] = [];
  /** The status line of the answer to the upgrade. */
  status = '';
  closed = false;
  /** The code of the close frame the server sent, if it sent one. */
  closeCode: number | undefined;
  #buffer = Buffer.alloc(0);
  #upgraded = false;
  #waiters: (() => void)[] = [];

  constructor(port: number, head: string, from = '127.0.0.1') {
    this.socket = connect({ port, host: '127.0.0.1', localAddress: from });
    this.socket.on('connect', () => this.socket.write(head));
    this.socket.on('data', (bytes) => this.#read(bytes as Buffer));
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.closed = true;
      this.#wake();
    });
  }

  /** Opens an engine session. Resolves when it is open, or refused. */
  static async open(
    port: number,
    query = 'EIO=4&transport=websocket',
    headers: string[] = [],
    from?: string,
  ) {
    const lines = [
      `GET /socket.io/?${query} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      ...headers,
    ];
    const raw = new RawWebSocket(port, `${lines.join('\r\n')}\r\n\r\n`, from);
    await raw.until(() => raw.closed || raw.texts.length > 0 || /^HTTP\/1.1 [45]/.test(raw.status));
    return raw;
  }

  send(payload: string | Uint8Array, options: FrameOptions = {}): void {
    if (!this.socket.destroyed) this.socket.write(frame(payload, options));
  }

  /** Resolves true once the condition holds, false after the time. */
  async until(condition: () => boolean, withinMs = 3000): Promise<boolean> {
    const deadline = Date.now() + withinMs;
    while (!condition()) {
      const left = deadline - Date.now();
      if (left <= 0) return false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiters.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return true;
  }

  /** True when the server ended the connection within the time. */
  ended(withinMs = 3000): Promise<boolean> {
    return this.until(() => this.closed || this.closeCode !== undefined, withinMs);
  }

  end(): void {
    this.socket.destroy();
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }

  #read(bytes: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, bytes]);
    if (!this.#upgraded) {
      const end = this.#buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.status = this.#buffer.subarray(0, this.#buffer.indexOf('\r\n')).toString();
      this.#buffer = this.#buffer.subarray(end + 4);
      this.#upgraded = true;
    }
    while (this.#readFrame()) {}
    this.#wake();
  }

  #readFrame(): boolean {
    const opcode = (this.#buffer[0] ?? 0) & 0x0f;
    const short = (this.#buffer[1] ?? 0) & 0x7f;
    const start = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (this.#buffer.length < start) return false;
    const length =
      short < 126
        ? short
        : short === 126
          ? this.#buffer.readUInt16BE(2)
          : Number(this.#buffer.readBigUInt64BE(2));
    if (this.#buffer.length < start + length) return false;
    const payload = this.#buffer.subarray(start, start + length);
    if (opcode === 1) this.texts.push(payload.toString());
    if (opcode === 8) this.closeCode = length >= 2 ? payload.readUInt16BE(0) : 1005;
    this.#buffer = this.#buffer.subarray(start + length);
    return true;
  }
}
