// Notes, once per writer and activation, that another account has written to this one.

import type { AccountId } from '#protocol';
import type { ContactRecorder } from '../ports.ts';

/**
 * Writers that are remembered as noted; the oldest makes room, and is noted again when it writes.
 */
export const writersRememberedMax = 1024;

export class Contacts {
  readonly #account: AccountId;
  readonly #record: ContactRecorder;
  /** Made with the first writer. */
  #noted: Set<AccountId> | undefined;

  constructor(account: AccountId, record: ContactRecorder) {
    this.#account = account;
    this.#record = record;
  }

  note(from: AccountId): void {
    this.#noted ??= new Set();
    if (this.#noted.has(from)) return;
    if (this.#noted.size >= writersRememberedMax) {
      const [oldest] = this.#noted;
      if (oldest !== undefined) this.#noted.delete(oldest);
    }
    this.#noted.add(from);
    this.#record(from, this.#account);
  }

  /** To be noted again: the store did not take it. */
  forget(from: AccountId): void {
    this.#noted?.delete(from);
  }
}
