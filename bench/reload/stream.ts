// One device that writes to another, both with the SDK's manners: one send under way at a time,
// sent again with the same guid until the server has it; what arrives twice under one guid is shown
// once.

import { encodeAck, errorRow, isErrorCode, limits } from '#protocol';
import { Backoff, resend } from '../../client/transport/backoff.ts';
import type { SentPage, ShownPage } from '#lab/ledger.ts';
import { SequenceSet } from '#lab/ledger.ts';
import { clockMicros } from '#lab/clock.ts';
import type { RawClient, RawTarget } from '#lab/raw/client.ts';
import type { Composer, Seat } from '#lab/raw/dialects.ts';
import { dialects, guidBytes, readDue, readNumber, readPair } from '#lab/raw/dialects.ts';
import { RawDevice } from './device.ts';

const dialect = dialects.aldis;
const contentBytes = 300;

/** The time from due to acknowledged, or to shown. Unit: microseconds. */
export interface Timing {
  readonly due: number;
  readonly after: number;
}

interface Waiting {
  readonly number: number;
  readonly due: number;
}

export class Stream {
  readonly number: number;
  readonly sender: RawDevice;
  readonly recipient: RawDevice;
  readonly acknowledgements: Timing[] = [];
  readonly deliveries: Timing[] = [];
  /** Sends that were answered with a code, by code; those that may be asked again among them. */
  readonly refusals: Record<string, number> = {};
  /** Envelopes that came again and were not shown again. */
  redelivered = 0;
  readonly #composer: Composer;
  readonly #outbox: Waiting[] = [];
  readonly #backoff = new Backoff(resend);
  #pause: NodeJS.Timeout | undefined;
  #sending = -1;
  #sent = 0;
  #failed = 0;
  #duplicated = 0;
  #outOfOrder = 0;
  #latest = -1;
  readonly #acknowledged = new SequenceSet();
  readonly #shown = new SequenceSet();
  readonly #guids = new Set<string>();
  readonly #toAcknowledge: Uint8Array[] = [];
  #acknowledging = false;

  constructor(number: number, target: RawTarget, from: Seat, to: Seat) {
    this.number = number;
    this.#composer = dialect.composer(number, to, contentBytes);
    this.sender = new RawDevice(target, from, {
      onConnected: () => this.#wake(),
      onEvent: () => undefined,
      onAnswer: (id, body) => this.#answered(id, body),
      onLost: () => {
        this.#sending = -1;
      },
    });
    this.recipient = new RawDevice(target, to, {
      onConnected: () => {
        this.#acknowledging = false;
        this.#acknowledge();
      },
      onEvent: (name, body) => name === 'deliver' && this.#deliver(body),
      onAnswer: () => {
        this.#acknowledging = false;
        this.#acknowledge();
      },
      onLost: () => undefined,
    });
  }

  get connected(): boolean {
    return this.sender.client !== undefined && this.recipient.client !== undefined;
  }

  /** Nothing waits to be sent, answered or shown. */
  get settled(): boolean {
    return this.#outbox.length === 0 && this.#shown.size >= this.#acknowledged.size;
  }

  send(due: number): void {
    this.#outbox.push({ number: this.#sent++, due });
    if (this.#outbox.length === 1) this.#next();
  }

  close(): void {
    clearTimeout(this.#pause);
    this.sender.close();
    this.recipient.close();
  }

  sentPage(): SentPage {
    const acknowledged = this.#acknowledged.bytes;
    return { stream: String(this.number), sent: this.#sent, refused: this.#failed, acknowledged };
  }

  shownPage(): ShownPage {
    return {
      stream: String(this.number),
      shown: this.#shown.bytes,
      duplicated: this.#duplicated,
      outOfOrder: this.#outOfOrder,
    };
  }

  /** A connection is back: waits that were for the old one are over. */
  #wake(): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#next();
  }

  #next(): void {
    const client: RawClient | undefined = this.sender.client;
    const [head] = this.#outbox;
    if (!client || !head || this.#pause || this.#sending >= 0) return;
    const { room } = this.#composer;
    this.#sending = client.emit('send', this.#composer.body(head.number, head.due), room);
  }

  #answered(id: number, body: Buffer | undefined): void {
    if (id !== this.#sending) return;
    this.#sending = -1;
    const code = dialect.refusal(body);
    if (code === undefined || !this.#refused(code)) this.#finish(code === undefined);
  }

  /** True when the same may be sent again, which it will be. */
  #refused(code: string): boolean {
    this.refusals[code] = (this.refusals[code] ?? 0) + 1;
    if (!isErrorCode(code) || !errorRow(code).retry) return false;
    this.#pause = setTimeout(() => this.#wake(), this.#backoff.next());
    return true;
  }

  #finish(accepted: boolean): void {
    const done = this.#outbox.shift();
    if (!done) return;
    this.#backoff.reset();
    if (accepted) {
      this.#acknowledged.add(done.number);
      this.acknowledgements.push({ due: done.due, after: clockMicros() - done.due });
    } else this.#failed += 1;
    this.#next();
  }

  #deliver(body: Buffer): void {
    const now = clockMicros();
    dialect.each(body, (contentAt, _, guidAt) => {
      const guid = Uint8Array.from(body.subarray(guidAt, guidAt + guidBytes));
      this.#toAcknowledge.push(guid);
      const key = Buffer.from(guid).toString('latin1');
      if (this.#guids.has(key)) this.redelivered += 1;
      else if (readPair(body, contentAt) === this.number) {
        this.#guids.add(key);
        this.#show(readNumber(body, contentAt), readDue(body, contentAt), now);
      }
    });
    this.#acknowledge();
  }

  #show(number: number, due: number, now: number): void {
    if (!this.#shown.add(number)) {
      this.#duplicated += 1;
      return;
    }
    if (number < this.#latest) this.#outOfOrder += 1;
    this.#latest = Math.max(this.#latest, number);
    this.deliveries.push({ due, after: now - due });
  }

  #acknowledge(): void {
    const client = this.recipient.client;
    if (!client || this.#acknowledging || this.#toAcknowledge.length === 0) return;
    this.#acknowledging = true;
    client.emit('ack', encodeAck(this.#toAcknowledge.splice(0, limits.ackGuidsMax)));
  }
}
