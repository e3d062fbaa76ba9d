// Notes, once a day at the most, that another account has written to this one.

import type { AccountId } from '#protocol';

/** Brings to the store who wrote. */
export interface ContactOwner {
  /** False when the store did not take it. */
  recordContact(from: AccountId): Promise<boolean>;
  /** Unit: days since the epoch. */
  readonly today: number;
}

/**
 * Writers that are remembered as noted; the oldest makes room, and is noted again when it writes.
 */
const writersRememberedMax = 64;

export class Contacts {
  readonly #owner: ContactOwner;
  /** Numbers made of their ids, which are random: 8 bytes each. Grows up to the most. */
  #noted = new Float64Array(4);
  #next = 0;
  #day = 0;
  #running = 0;
  #whenIdle: (() => void)[] | undefined;

  constructor(owner: ContactOwner) {
    this.#owner = owner;
  }

  get isIdle(): boolean {
    return this.#running === 0;
  }

  note(from: AccountId): void {
    const { today } = this.#owner;
    if (today !== this.#day) {
      this.#day = today;
      this.#noted.fill(0);
      this.#next = 0;
    }
    const number = numberOf(from);
    if (this.#noted.includes(number)) return;
    if (this.#next === this.#noted.length) this.#grow();
    this.#noted[this.#next++] = number;
    this.#running += 1;
    void this.#owner.recordContact(from).then((taken) => {
      if (!taken) this.#forget(number);
      if (--this.#running > 0) return;
      const waiting = this.#whenIdle ?? [];
      this.#whenIdle = undefined;
      for (const resolve of waiting) resolve();
    });
  }

  /** Resolves when what is on its way to the store has arrived, or never will. */
  settle(): Promise<void> | undefined {
    if (this.#running === 0) return undefined;
    return new Promise((resolve) => (this.#whenIdle ??= []).push(resolve));
  }

  #grow(): void {
    if (this.#next >= writersRememberedMax) {
      this.#next = 0;
      return;
    }
    const larger = new Float64Array(Math.min(2 * this.#next, writersRememberedMax));
    larger.set(this.#noted);
    this.#noted = larger;
  }

  /** To be noted again. */
  #forget(number: number): void {
    const at = this.#noted.indexOf(number);
    if (at >= 0) this.#noted[at] = 0;
  }
}

/** 52 bits of an account's id. */
function numberOf(id: AccountId): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13) + id.slice(15, 16), 16);
}
