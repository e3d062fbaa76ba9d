// The account's own profile key: whoever has it may write without a name. It is changed once
// somebody who has it is not to any more.

import { encodeContent } from '#protocol';
import type { AccountId } from '#protocol';
import { own } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import type { SealedSender } from '../sealed/sealed.ts';
import type { AccountRecord } from '../record/accountRecord.ts';
import { isBlocked } from '../record/blocks.ts';
import type { ItemChange } from '../record/taking.ts';

interface Context extends Pick<ClientBase, 'store' | 'clock' | 'chores' | 'account' | 'transport'> {
  readonly sealed: SealedSender;
  readonly record: AccountRecord;
}

export class ProfileKeys {
  readonly #context: Context;
  readonly #wake: (account: AccountId) => void;
  readonly #republish: () => Promise<void>;

  /** `republish` seals what the account says of itself under the key of now. */
  constructor(
    context: Context,
    wake: (account: AccountId) => void,
    republish: () => Promise<void>,
  ) {
    this.#context = context;
    this.#republish = republish;
    this.#wake = wake;
    context.record.onChanges((changes) => this.#heed(changes));
  }

  /**
   * Another key from now on: everybody who is accepted and not blocked is told, the server takes
   * only its access key. What of that cannot be done now is done at the next connection.
   */
  rotate(): void {
    const { store, record, chores } = this.#context;
    const told = store.transaction(() => {
      record.put({ type: 'own', profileKey: store.sealed.renew() });
      const contacts = store.record.contacts().filter((one) => one.accepted && !isBlocked(one));
      for (const { account } of contacts) this.tell(account);
      return contacts;
    });
    chores.next(() => {
      for (const { account } of told) this.#wake(account);
    });
    chores.next(() => this.publish());
    chores.next(() => this.#republish());
  }

  /** Tells somebody the key, inside the caller's transaction or alone. */
  tell(account: AccountId): void {
    const { store, clock } = this.#context;
    const now = clock.now();
    const timestamp = store.profile.nextTimestamp(now);
    const profileKey = store.sealed.profileKey();
    const content = own(encodeContent({ type: 'profileKey', profileKey, timestamp }));
    store.outbox.add({ account, kind: 'profile', content, timestamp }, now);
  }

  /** Resolves when the server lets nobody in by another key, or when that has to wait. */
  async publish(): Promise<void> {
    const { transport, sealed } = this.#context;
    if (transport.connected) await sealed.publish();
  }

  /** Another device has changed it; where two have at once, each has told the other's blocked. */
  #heed(changes: readonly ItemChange[]): void {
    const { store, chores } = this.#context;
    for (const { after, isConflict } of changes) {
      if (after?.type !== 'own' || after.profileKey.length === 0) continue;
      if (isConflict) this.rotate();
      else {
        store.sealed.adopt(after.profileKey);
        // What this device was publishing just then may have come later than the other's.
        chores.next(() => this.publish());
      }
    }
  }
}
