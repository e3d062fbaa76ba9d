// What was said in a group and could not be read is said again, to that account alone, as long as
// it is a member.

import type { AccountId } from '#protocol';
import type { ClientContext } from '../clientContext.ts';
import type { GroupBook } from './book.ts';
import { memberNamed } from './changing.ts';

/** How long what was said can be said again. */
const resendAgeMaxMs = 30 * 24 * 60 * 60 * 1000;

export class GroupResends {
  readonly #context: ClientContext;
  readonly #book: GroupBook;

  constructor(context: ClientContext, book: GroupBook) {
    this.#context = context;
    this.#book = book;
  }

  /**
   * Puts what was said then into the outbox, for the identity key that it was said to or not at
   * all; the device is given our keys anew. Runs inside the caller's transaction.
   */
  again({ account, device }: { account: AccountId; device: number }, timestamp: number): void {
    const { store, clock } = this.#context;
    store.senderKeys.unshare(account, device);
    const now = clock.now();
    const said = store.groupOutbox.sentTo(account, timestamp);
    if (!said || said.content.length === 0 || timestamp <= now - resendAgeMaxMs) return;
    const secrets = this.#book.secrets(said.group);
    const group = secrets && this.#book.sealed(secrets.id);
    if (!group || !memberNamed(group, secrets.nameOf(account))) return;
    const identity = store.identities.get(account);
    const isAsThen = identity && (identity.changedAt ?? 0) <= said.at;
    if (!isAsThen) return;
    const { content } = said;
    store.outbox.add({ account, kind: 'group', content, timestamp, onlyFor: identity.key }, now);
  }
}
