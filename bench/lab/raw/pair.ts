// Two connected devices, the one writing to the other, and the books of both: what was sent,
// acknowledged, delivered, delivered twice, or delivered in the wrong order.

import { encodeAck, limits } from '#protocol';
import { Backoff, reconnect } from '../../../client/transport/backoff.ts';
import { clockMicros } from '../clock.ts';
import type { SentPage, ShownPage } from '../ledger.ts';
import { SequenceSet } from '../ledger.ts';
import type { RawTarget } from './client.ts';
import { RawClient } from './client.ts';
import type { Composer, Dialect, Seat } from './dialects.ts';
import { guidBytes, readDue, readNumber, readPair } from './dialects.ts';

export interface PairSeats {
  readonly pair: number;
  readonly sender: Seat;
  readonly recipient: Seat;
}

export interface PairOptions {
  readonly target: RawTarget;
  readonly dialect: Dialect;
  readonly contentBytes: number;
  /** The recipient acknowledges what it got, in batches, one batch under way at a time. */
  readonly recipientAcknowledges: boolean;
}

/** Hears of every message; what takes long here makes the generator the limit. */
export interface PairListener {
  acknowledged(dueMicros: number, nowMicros: number): void;
  delivered(dueMicros: number, nowMicros: number): void;
  /** A message is both acknowledged and delivered. */
  through(pair: Pair): void;
  refused(code: string): void;
  /** A message of an earlier run, or of nobody here. */
  stray(): void;
  broken(why: string): void;
}

const sides = 2;
/** A run's number stands above the pair's in each message. */
const pairsMax = 65_536;

export class Pair {
  readonly number: number;
  readonly #dialect: Dialect;
  readonly #options: PairOptions;
  readonly #listener: PairListener;
  readonly #recipientSeat: Seat;
  #composer: Composer;
  #tag: number;
  readonly #sender: RawClient;
  #recipient: RawClient;
  readonly #ready: Promise<void>;
  #waitingFor = sides;
  #sent = 0;
  #refused = 0;
  #duplicated = 0;
  #outOfOrder = 0;
  #latest = -1;
  /** What was shown before the recipient last lost its connection may come again. */
  #latestBefore = -1;
  #redelivered = 0;
  #acknowledged = new SequenceSet();
  #shown = new SequenceSet();
  /** What has no answer yet, by the answer's id: the message's number and when it was due. */
  readonly #unanswered = new Map<number, { readonly number: number; readonly due: number }>();
  #guids: Uint8Array[] = [];
  #acknowledging = false;
  #closed = false;
  #backoff: Backoff | undefined;

  constructor(seats: PairSeats, options: PairOptions, listener: PairListener) {
    this.number = seats.pair;
    this.#options = options;
    this.#dialect = options.dialect;
    this.#listener = listener;
    this.#recipientSeat = seats.recipient;
    this.#tag = seats.pair;
    this.#composer = this.#compose();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#ready = promise;
    this.#sender = new RawClient(options.target, seats.sender, {
      ...this.#hears(resolve),
      onAnswer: (id, body) => this.#answered(id, body),
      onClosed: (why) => {
        reject(new Error(why));
        if (!this.#closed) listener.broken(why);
      },
    });
    this.#recipient = this.#receive(resolve, reject);
  }

  /** Resolves when both are connected and have all that waited for them. */
  ready(): Promise<void> {
    return this.#ready;
  }

  /** Delivered again after the recipient had lost its connection. */
  get redelivered(): number {
    return this.#redelivered;
  }

  /**
   * The recipient's connection breaks, with the acknowledgement that is under way, and it comes
   * back after the SDK's first pause.
   */
  stir(): void {
    // Who is on the way back already is left alone.
    if (this.#backoff) return;
    this.#recipient.close();
    this.#comeBack(new Backoff(reconnect));
  }

  /** Sends and not yet acknowledged, refused, or delivered. */
  get unsettled(): number {
    return this.#unanswered.size + Math.max(0, this.#acknowledged.size - this.#shown.size);
  }

  /** New books; what comes of an earlier run is a stray. */
  begin(run: number): void {
    this.#tag = run * pairsMax + this.number;
    this.#composer = this.#compose();
    this.#sent = 0;
    this.#refused = 0;
    this.#duplicated = 0;
    this.#outOfOrder = 0;
    this.#latest = -1;
    this.#latestBefore = -1;
    this.#redelivered = 0;
    this.#acknowledged = new SequenceSet();
    this.#shown = new SequenceSet();
    this.#unanswered.clear();
  }

  send(dueMicros: number): void {
    const number = this.#sent++;
    const { room } = this.#composer;
    const id = this.#sender.emit('send', this.#composer.body(number, dueMicros), room);
    this.#unanswered.set(id, { number, due: dueMicros });
  }

  close(): void {
    this.#closed = true;
    this.#sender.close();
    this.#recipient.close();
  }

  sentPage(): SentPage {
    return {
      stream: String(this.number),
      sent: this.#sent,
      refused: this.#refused,
      acknowledged: this.#acknowledged.bytes,
    };
  }

  shownPage(): ShownPage {
    return {
      stream: String(this.number),
      shown: this.#shown.bytes,
      duplicated: this.#duplicated,
      outOfOrder: this.#outOfOrder,
    };
  }

  #compose(): Composer {
    const { dialect, contentBytes } = this.#options;
    return dialect.composer(this.#tag, this.#recipientSeat, contentBytes);
  }

  #hears(arrived: () => void) {
    const { readyEvent } = this.#dialect;
    return {
      onConnected: () => readyEvent === undefined && this.#arrived(arrived),
      onEvent: (name: string, body: Buffer | undefined) => {
        if (name === 'deliver' && body) this.#deliver(body);
        else if (name === readyEvent) this.#arrived(arrived);
      },
    };
  }

  #receive(arrived: () => void, failed: (error: Error) => void): RawClient {
    return new RawClient(this.#options.target, this.#recipientSeat, {
      ...this.#hears(arrived),
      onAnswer: (_, body) => this.#ackAnswered(body),
      onClosed: (why) => {
        failed(new Error(why));
        if (this.#closed) return;
        this.#listener.broken(why);
        if (this.#backoff) this.#comeBack(this.#backoff);
      },
    });
  }

  #comeBack(backoff: Backoff): void {
    this.#backoff = backoff;
    this.#latestBefore = this.#latest;
    this.#guids = [];
    this.#acknowledging = false;
    const back = () => {
      this.#backoff = undefined;
    };
    setTimeout(() => {
      this.#waitingFor = 1;
      if (!this.#closed) this.#recipient = this.#receive(back, () => undefined);
    }, backoff.next());
  }

  #arrived(resolve: () => void): void {
    if (--this.#waitingFor === 0) resolve();
  }

  #answered(id: number, body: Buffer | undefined): void {
    const message = this.#unanswered.get(id);
    if (!message) return;
    this.#unanswered.delete(id);
    const code = this.#dialect.refusal(body);
    if (code !== undefined) {
      this.#refused += 1;
      this.#listener.refused(code);
      // Nothing will come of it: its place in the window is free.
      this.#listener.through(this);
      return;
    }
    this.#acknowledged.add(message.number);
    this.#listener.acknowledged(message.due, clockMicros());
    if (this.#shown.has(message.number)) this.#listener.through(this);
  }

  #deliver(body: Buffer): void {
    const now = clockMicros();
    this.#dialect.each(body, (contentAt, _, guidAt) => {
      if (guidAt >= 0) this.#guids.push(Uint8Array.from(body.subarray(guidAt, guidAt + guidBytes)));
      else if (this.#options.recipientAcknowledges) this.#guids.push(new Uint8Array(guidBytes));
      if (readPair(body, contentAt) !== this.#tag) this.#listener.stray();
      else this.#show(readNumber(body, contentAt), readDue(body, contentAt), now);
    });
    this.#acknowledge();
  }

  #show(number: number, due: number, now: number): void {
    if (!this.#shown.add(number)) {
      if (number <= this.#latestBefore) this.#redelivered += 1;
      else this.#duplicated += 1;
      return;
    }
    if (number < this.#latest) this.#outOfOrder += 1;
    else this.#latest = number;
    this.#listener.delivered(due, now);
    if (this.#acknowledged.has(number)) this.#listener.through(this);
  }

  /** As the SDK does: what came while a batch was under way makes the next one. */
  #acknowledge(): void {
    if (!this.#options.recipientAcknowledges || this.#acknowledging) return;
    if (this.#guids.length === 0) return;
    this.#acknowledging = true;
    const batch = this.#guids.slice(0, limits.ackGuidsMax);
    this.#guids = this.#guids.slice(limits.ackGuidsMax);
    this.#recipient.emit('ack', encodeAck(batch));
  }

  #ackAnswered(body: Buffer | undefined): void {
    this.#acknowledging = false;
    const code = this.#dialect.refusal(body);
    if (code !== undefined) this.#listener.refused(code);
    this.#acknowledge();
  }
}
