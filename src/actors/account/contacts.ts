// Notes, once per writer and activation, that another account has written to this one.

import type { AccountId } from '#protocol';

/** Brings to the store who wrote. */
export interface ContactOwner {
  recordContact(from: AccountId): void;
}

/**
 * Writers that are remembered as noted; the oldest makes room, and is noted again when it writes.
 */
export const writersRememberedMax = 1024;

export class Contacts {
  readonly #owner: ContactOwner;
  /** Made with the first writer. */
  #noted: Set<AccountId> | undefined;

  constructor(owner: ContactOwner) {
    this.#owner = owner;
  }

  note(from: AccountId): void {
    this.#noted ??= new Set();
    if (this.#noted.has(from)) return;
    if (this.#noted.size >= writersRememberedMax) {
      const [oldest] = this.#noted;
      if (oldest !== undefined) this.#noted.delete(oldest);
    }
    this.#noted.add(from);
    this.#owner.recordContact(from);
  }

  /** To be noted again: the store did not take it. */
  forget(from: AccountId): void {
    this.#noted?.delete(from);
  }
}
