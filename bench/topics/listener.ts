// One connected device that hears topics, and the numbers that a publisher puts into its signals.

import { decodeHello, encodeTopicSubscribe } from '#protocol';
import { clockMicros } from '#lab/clock.ts';
import { SequenceSet } from '#lab/ledger.ts';
import type { RawTarget } from '#lab/raw/client.ts';
import { RawClient } from '#lab/raw/client.ts';
import { refusalCode } from '#lab/raw/fields.ts';
import type { Seat } from '#lab/raw/dialects.ts';
import type { HeardBook } from './book.ts';

/** The payload stands at the end of a signal, and begins with its number and when it was due. */
const payloadBytes = 64;
const numberAt = 0;
const dueAt = 4;

export function writePayload(number: number, dueMicros: number): Uint8Array {
  const payload = Buffer.alloc(payloadBytes, number & 0xff);
  payload.writeUInt32LE(number, numberAt);
  payload.writeDoubleLE(dueMicros, dueAt);
  return payload;
}

/** Says as the SDK does what this device wants to hear, one topic after the other. */
export class Listener {
  readonly #client: RawClient;
  readonly #wanted: Iterator<string>;
  readonly #ready = Promise.withResolvers<string>();
  readonly #heard = new SequenceSet();
  readonly #book: HeardBook | undefined;
  #member = '';
  #closed = false;

  /** `book`: where to write what the device hears; without one it is not looked at. */
  constructor(target: RawTarget, seat: Seat, topics: readonly string[], book?: HeardBook) {
    this.#wanted = topics.values();
    this.#book = book;
    this.#client = new RawClient(target, seat, {
      onConnected: () => undefined,
      onEvent: (name, body) => this.#event(name, body),
      onAnswer: (_, body) => this.#answered(body),
      onClosed: (why) => {
        this.#ready.reject(new Error(why));
        if (!this.#closed) book?.broke(why);
      },
    });
    this.#ready.promise.catch(() => undefined);
  }

  /** Resolves with the worker that holds it when all topics are heard. */
  ready(): Promise<string> {
    return this.#ready.promise;
  }

  close(): void {
    this.#closed = true;
    this.#client.close();
  }

  #event(name: string, body: Buffer | undefined): void {
    if (name === 'signal') this.#hear(body);
    else if (name === 'server:hello' && body) this.#member = decodeHello(body).member;
    else if (name === 'queue-empty') this.#next();
  }

  #hear(body: Buffer | undefined): void {
    if (!this.#book || !body || body.length < payloadBytes) return;
    const payloadAt = body.length - payloadBytes;
    const number = body.readUInt32LE(payloadAt + numberAt);
    const due = body.readDoubleLE(payloadAt + dueAt);
    this.#book.hear(this.#heard, number, due, clockMicros());
  }

  #next(): void {
    const { value: topic, done } = this.#wanted.next();
    if (done) this.#ready.resolve(this.#member);
    else this.#client.emit('topic:subscribe', encodeTopicSubscribe({ topic }));
  }

  #answered(body: Buffer | undefined): void {
    const code = body ? refusalCode(body) : 'no-answer-body';
    if (code === undefined) this.#next();
    else this.#ready.reject(new Error(`a subscription was refused: ${code}`));
  }
}
