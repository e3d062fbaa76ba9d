// A Socket.IO client of a net.Socket and hand-made frames: Engine.IO 4 over WebSocket, Socket.IO's
// default parser, binary events. It costs a fraction of the real client, so that one process can
// load a server that uses both cores.

import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { encodeEventFrame, isEventName, readEventFrame } from '#protocol';
import { clientFrame, FrameReader, frameBytes, opcodes, writeFrame } from './frames.ts';

/** The digits of Engine.IO's packet types. */
const open = '0'.charCodeAt(0);
const close = '1'.charCodeAt(0);
const ping = '2'.charCodeAt(0);
const message = '4'.charCodeAt(0);
/** The packets of Socket.IO, which follow MESSAGE. */
const eventPacket = '2'.charCodeAt(0);
const ack = '3'.charCodeAt(0);
const connectError = '4'.charCodeAt(0);
const binaryEvent = '5'.charCodeAt(0);
const binaryAck = '6'.charCodeAt(0);
const connectPacket = '0'.charCodeAt(0);
const zero = '0'.charCodeAt(0);
const quote = '"'.charCodeAt(0);
const bracket = '['.charCodeAt(0);

const pong = clientFrame(opcodes.text, Buffer.from('3'));
const headersEnd = '\r\n\r\n';

/** Called with what arrives. Buffers are views that last for the call. */
export interface RawListener {
  /** The namespace is joined. */
  onConnected(): void;
  onEvent(name: string, body: Buffer | undefined): void;
  onAnswer(id: number, body: Buffer | undefined): void;
  /** Once, however the connection ended; never after `close`. */
  onClosed(why: string): void;
}

export interface RawTarget {
  readonly host: string;
  readonly port: number;
  /** Source address; the system's choice when absent. */
  readonly localAddress?: string;
  /** Source port, with an address; the system's choice when absent. */
  readonly localPort?: number;
}

/** Who connects, and in which form events cross. */
export interface RawIdentity {
  readonly auth: object;
  readonly query?: string;
  readonly frames?: boolean;
}

export class RawClient {
  readonly #listener: RawListener;
  readonly #target: RawTarget;
  readonly #identity: RawIdentity;
  readonly #socket: Socket;
  readonly #reader = new FrameReader((opcode, payload) => this.#frame(opcode, payload));
  #head: Buffer | undefined = Buffer.alloc(0);
  #ended = false;
  /** An event or answer whose binary part comes next. */
  #event: string | undefined;
  #answer = -1;
  #nextId = 0;
  #out: Buffer[] = [];
  #flushing = false;

  constructor(target: RawTarget, identity: RawIdentity, listener: RawListener) {
    this.#target = target;
    this.#identity = identity;
    this.#listener = listener;
    this.#socket = connect({ ...target });
    this.#socket.setNoDelay(true);
    this.#socket.once('connect', () => this.#upgrade());
    this.#socket.on('data', (chunk) => this.#data(chunk));
    this.#socket.on('error', (error: NodeJS.ErrnoException) => this.#end(error.code ?? 'error'));
    this.#socket.once('close', () => this.#end('closed'));
  }

  /**
   * Emits an event of one binary argument, or of a room and one; returns the id of its answer.
   */
  emit(event: string, body: Uint8Array, room?: string): number {
    const id = this.#nextId++;
    if (this.#identity.frames && isEventName(event)) {
      this.#write(clientFrame(opcodes.binary, encodeEventFrame(event, id, body)));
      return id;
    }
    const before = room === undefined ? '' : `"${room}",`;
    const header = `451-${id}["${event}",${before}{"_placeholder":true,"num":0}]`;
    const head = Buffer.from(header, 'latin1');
    const frames = Buffer.allocUnsafe(frameBytes(head.length) + frameBytes(body.length));
    writeFrame(frames, writeFrame(frames, 0, opcodes.text, head), opcodes.binary, body);
    this.#write(frames);
    return id;
  }

  /** Ends the connection without a word; the listener hears nothing. */
  close(): void {
    this.#ended = true;
    this.#socket.destroy();
  }

  /** One write for all that one turn has to say. */
  #write(frames: Buffer): void {
    this.#out.push(frames);
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    this.#flushing = false;
    const out = this.#out;
    this.#out = [];
    if (this.#ended || this.#socket.destroyed) return;
    this.#socket.write(out.length === 1 ? (out[0] as Buffer) : Buffer.concat(out));
  }

  #upgrade(): void {
    const { host, port } = this.#target;
    const lines = [
      `GET /socket.io/?EIO=4&transport=websocket${this.#identity.query ?? ''} HTTP/1.1`,
      `Host: ${host}:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    ];
    this.#socket.write(`${lines.join('\r\n')}${headersEnd}`);
  }

  #data(chunk: Buffer): void {
    if (this.#ended) return;
    if (this.#head === undefined) {
      this.#reader.read(chunk);
      return;
    }
    this.#head = Buffer.concat([this.#head, chunk]);
    const headEnd = this.#head.indexOf(headersEnd);
    if (headEnd < 0) return;
    const head = this.#head;
    this.#head = undefined;
    const status = head.toString('latin1', 9, 12);
    if (status === '101') this.#reader.read(head.subarray(headEnd + headersEnd.length));
    else this.#fail(`the upgrade was answered ${status}`);
  }

  #frame(opcode: number, payload: Buffer): void {
    if (this.#ended) return;
    if (opcode === opcodes.text) this.#text(payload);
    else if (opcode === opcodes.binary) this.#binary(payload);
    else if (opcode === opcodes.ping) this.#write(clientFrame(opcodes.pong, payload));
    else if (opcode === opcodes.close) this.#fail('the server closed the WebSocket');
  }

  #text(payload: Buffer): void {
    const type = payload[0];
    if (type === message) this.#packet(payload);
    else if (type === ping) this.#write(pong);
    else if (type === open) {
      this.#write(
        clientFrame(opcodes.text, Buffer.from(`40${JSON.stringify(this.#identity.auth)}`)),
      );
    } else if (type === close) this.#fail('the server closed the engine connection');
  }

  #packet(payload: Buffer): void {
    switch (payload[1]) {
      case binaryEvent:
        this.#event = nameIn(payload);
        return;
      case binaryAck:
        // `461-` and the id.
        this.#answer = idAt(payload, 4);
        return;
      case eventPacket:
        this.#listener.onEvent(nameIn(payload), undefined);
        return;
      case ack:
        this.#listener.onAnswer(idAt(payload, 2), undefined);
        return;
      case connectPacket:
        this.#listener.onConnected();
        return;
      case connectError:
        this.#fail(payload.toString('utf8', 2));
        return;
      default:
        this.#fail('the server left the namespace');
    }
  }

  #binary(payload: Buffer): void {
    if (this.#identity.frames) this.#single(payload);
    else if (this.#event !== undefined) {
      const event = this.#event;
      this.#event = undefined;
      this.#listener.onEvent(event, payload);
    } else if (this.#answer >= 0) {
      const id = this.#answer;
      this.#answer = -1;
      this.#listener.onAnswer(id, payload);
    }
  }

  #single(payload: Buffer): void {
    const frame = readEventFrame(payload);
    if (!frame) {
      this.#fail('a frame cannot be read');
      return;
    }
    const { name, number, body } = frame;
    const view = Buffer.from(body.buffer, body.byteOffset, body.length);
    if (name !== undefined) this.#listener.onEvent(name, view);
    else if (number !== undefined) this.#listener.onAnswer(number, view);
  }

  #fail(why: string): void {
    this.#end(why);
    this.#socket.destroy();
  }

  #end(why: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#listener.onClosed(why);
  }
}

/** The decimal number that begins here. */
function idAt(payload: Buffer, start: number): number {
  let id = 0;
  for (let at = start; at < payload.length; at++) {
    const digit = (payload[at] as number) - zero;
    if (digit < 0 || digit > 9) break;
    id = id * 10 + digit;
  }
  return id;
}

/** The name of the event in `…["name",…`. */
function nameIn(payload: Buffer): string {
  const start = payload.indexOf(bracket) + 2;
  return payload.toString('latin1', start, payload.indexOf(quote, start));
}
