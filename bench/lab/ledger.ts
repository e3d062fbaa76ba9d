// Who sent, acknowledged and got what: each process keeps its side, and the two sides of every
// stream are laid over each other at the end. A stream is one device's messages to another,
// numbered from 0.

/** A set of numbers from 0, a bit each; it travels between processes as its bytes. */
export class SequenceSet {
  #bits: Uint8Array;
  #size = 0;

  constructor(bits: Uint8Array = new Uint8Array(8)) {
    this.#bits = Uint8Array.from(bits);
    for (const byte of bits) this.#size += ones(byte);
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): Uint8Array {
    return this.#bits;
  }

  has(number: number): boolean {
    return ((this.#bits[number >> 3] ?? 0) & (1 << (number & 7))) !== 0;
  }

  /** False when it was there. */
  add(number: number): boolean {
    if (this.has(number)) return false;
    const at = number >> 3;
    if (at >= this.#bits.length) {
      const grown = new Uint8Array(Math.max(at + 1, this.#bits.length * 2));
      grown.set(this.#bits);
      this.#bits = grown;
    }
    this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (number & 7));
    this.#size += 1;
    return true;
  }

  /** How many of these are not in the other. */
  without(other: SequenceSet): number {
    let count = 0;
    for (const [at, byte] of this.#bits.entries()) count += ones(byte & ~(other.#bits[at] ?? 0));
    return count;
  }
}

function ones(byte: number): number {
  let count = 0;
  for (let rest = byte; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** One side's streams as they travel. */
export interface SentPage {
  readonly stream: string;
  readonly sent: number;
  readonly refused: number;
  readonly acknowledged: Uint8Array;
}

export interface ShownPage {
  readonly stream: string;
  readonly shown: Uint8Array;
  readonly duplicated: number;
  readonly outOfOrder: number;
}

interface ShownStream {
  readonly shown: SequenceSet;
  latest: number;
  duplicated: number;
  outOfOrder: number;
}

/** The sending side of one process. */
export class SentBook {
  readonly #streams = new Map<
    string,
    { sent: number; refused: number; readonly acknowledged: SequenceSet }
  >();
  sent = 0;
  acknowledged = 0;
  refused = 0;

  /** The number of the next message. */
  next(stream: string): number {
    this.sent += 1;
    const number = this.#stream(stream).sent;
    this.#stream(stream).sent += 1;
    return number;
  }

  acknowledge(stream: string, number: number): void {
    if (this.#stream(stream).acknowledged.add(number)) this.acknowledged += 1;
  }

  refuse(stream: string): void {
    this.#stream(stream).refused += 1;
    this.refused += 1;
  }

  pages(): SentPage[] {
    return [...this.#streams].map(([stream, { sent, refused, acknowledged }]) => ({
      stream,
      sent,
      refused,
      acknowledged: acknowledged.bytes,
    }));
  }

  #stream(name: string) {
    const known = this.#streams.get(name);
    if (known) return known;
    const made = { sent: 0, refused: 0, acknowledged: new SequenceSet() };
    this.#streams.set(name, made);
    return made;
  }
}

/** The receiving side of one process. */
export class ShownBook {
  readonly #streams = new Map<string, ShownStream>();
  /** Different messages. */
  delivered = 0;
  duplicated = 0;

  /** False for a message that was shown before. */
  show(stream: string, number: number): boolean {
    let known = this.#streams.get(stream);
    if (!known) {
      known = { shown: new SequenceSet(), latest: -1, duplicated: 0, outOfOrder: 0 };
      this.#streams.set(stream, known);
    }
    if (!known.shown.add(number)) {
      known.duplicated += 1;
      this.duplicated += 1;
      return false;
    }
    if (number < known.latest) known.outOfOrder += 1;
    known.latest = Math.max(known.latest, number);
    this.delivered += 1;
    return true;
  }

  pages(): ShownPage[] {
    return [...this.#streams].map(([stream, { shown, duplicated, outOfOrder }]) => ({
      stream,
      shown: shown.bytes,
      duplicated,
      outOfOrder,
    }));
  }
}

export interface Ledger {
  readonly sent: number;
  readonly acknowledged: number;
  /** Different messages shown. */
  readonly delivered: number;
  /** Showings beyond the first. */
  readonly duplicated: number;
  /** Acknowledged to the sender and never shown. */
  readonly lost: number;
  /** Shown after a later message of their stream. */
  readonly outOfOrder: number;
  /** Given up with a code. */
  readonly refused: number;
  /** Neither acknowledged nor refused when the run ended. */
  readonly unanswered: number;
  /** Shown though nobody sent them. */
  readonly invented: number;
}

/** Lays the sides of all processes over each other. */
export function settle(sent: readonly SentPage[], shown: readonly ShownPage[]): Ledger {
  const got = new Map(shown.map((page) => [page.stream, new SequenceSet(page.shown)]));
  const total = { sent: 0, acknowledged: 0, lost: 0, refused: 0, known: 0 };
  for (const page of sent) {
    const acknowledged = new SequenceSet(page.acknowledged);
    const arrived = got.get(page.stream) ?? new SequenceSet();
    total.sent += page.sent;
    total.acknowledged += acknowledged.size;
    total.refused += page.refused;
    total.lost += acknowledged.without(arrived);
    for (let number = 0; number < page.sent; number += 1) if (arrived.has(number)) total.known += 1;
  }
  const sum = (of: (page: ShownPage) => number) => shown.reduce((all, page) => all + of(page), 0);
  const delivered = sum((page) => got.get(page.stream)?.size ?? 0);
  return {
    sent: total.sent,
    acknowledged: total.acknowledged,
    delivered,
    duplicated: sum((page) => page.duplicated),
    lost: total.lost,
    outOfOrder: sum((page) => page.outOfOrder),
    refused: total.refused,
    unanswered: total.sent - total.acknowledged - total.refused,
    invented: delivered - total.known,
  };
}
