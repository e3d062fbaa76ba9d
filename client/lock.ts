// The passphrase of a profile: without it the profile's file says nothing.

import type { Passphrase } from './store/passphrase.ts';
import type { Store } from './store/store.ts';

/** The passphrase of a profile. */
export class Lock {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The file is sealed: opened with a passphrase, or locked since. Refuses: client.closed. */
  get isSet(): boolean {
    return this.#store.isLocked;
  }

  /**
   * Locks the profile with this passphrase, or gives it another: everything is sealed under a new
   * key, and what the file held before is overwritten. The file opens with the one or with the
   * other, whatever happens meanwhile.
   * Refuses: passphrase.length, argument.invalid, argon2.missing, client.closed.
   */
  set(passphrase: Passphrase): Promise<void> {
    return this.#store.lock(passphrase);
  }

  /**
   * Takes the passphrase away: whoever can read the file reads everything again.
   * Refuses: client.closed.
   */
  remove(): void {
    this.#store.unlock();
  }
}
