// Sends what the outbox holds for single accounts, in a lane for each.

import type { AccountId } from '#protocol';
import { errorRow } from '#protocol';
import { ClientError } from '../clientError.ts';
import type { ClientBase } from '../clientBase.ts';
import type { ClientContext } from '../clientContext.ts';
import { hasSiblings, tellSent } from '../devices/siblings.ts';
import type { SentMessage } from '../events.ts';
import { noteShares } from '../groups/distributing.ts';
import { identityChanged } from '../sessions/trust.ts';
import type { OutboxRow } from '../store/outboxTable.ts';
import { attempt } from './attempt.ts';
import { Lanes } from './lanes.ts';
import type { End } from './lanes.ts';
import { Sealing } from './sealing.ts';
import { oweAgain } from './withheld.ts';

export class Sender {
  readonly #context: ClientContext;
  readonly #lanes: Lanes<AccountId, OutboxRow>;

  /** `check` may have to end before anything is sent. */
  constructor(context: ClientContext, check: { readonly settling: Promise<void> | undefined }) {
    this.#context = context;
    const sealing = new Sealing(context);
    this.#lanes = new Lanes(context, {
      get settling() {
        return check.settling;
      },
      lanes: () => context.store.outbox.accounts(),
      head: (account) => this.#head(account),
      send: (row) => attempt(context, sealing, row),
      finish: (row, end) => this.#finish(row, end),
      full: (account) => {
        const error = new ClientError('queue.full', errorRow('queue.full').message);
        this.#lanes.refuse(account, error, 'senderKey');
      },
    });
  }

  /**
   * Stores a row, and what `also` writes with it; the promise ends when the server has it, however
   * long that takes. While the account's identity waits for a decision it is refused at once, and
   * the row waits all the same; so does a sender key, which many wait for, for a full queue.
   */
  enqueue(
    row: Parameters<ClientBase['store']['outbox']['add']>[0],
    also: () => void = () => {},
  ): Promise<SentMessage> {
    return this.#lanes.enqueue(row.account, row.kind, () => {
      also();
      return this.#context.store.outbox.add(row, this.#context.clock.now());
    });
  }

  /** Goes on with one account, or with all of them, where there is a connection. */
  wake(account?: AccountId): void {
    this.#lanes.wake(account);
  }

  /** True where the account took no more when it was last tried. */
  isFull(account: AccountId): boolean {
    return this.#lanes.isFull(account);
  }

  /** The connection is back: waits that were for the old one are over. */
  connected(): void {
    this.#lanes.connected();
  }

  stop(): void {
    this.#lanes.stop();
  }

  #head(account: AccountId): OutboxRow | undefined {
    const { identities, outbox } = this.#context.store;
    if (!identities.isPending(account)) return outbox.head(account);
    this.#lanes.refuse(account, identityChanged());
    // Reports of unreadable messages need no key, and the other side needs them to mend.
    return outbox.headReport(account);
  }

  #finish(row: OutboxRow, end: End): void {
    const { store, clock, conversations, account } = this.#context;
    if (end.is === 'dropped') {
      store.outbox.dropTyping(row.account);
      return;
    }
    if (end.is === 'withheld') {
      store.transaction(() => {
        store.outbox.drop(row.id);
        oweAgain(store, row);
      });
      return;
    }
    const isTaken = end.is === 'accepted';
    // A resend was told of when it was first sent.
    const isSaid = (row.kind === 'text' || row.kind === 'deed') && row.onlyFor === undefined;
    const isTold = isSaid && isTaken && (end.needsSync || hasSiblings(this.#context));
    const done = isTaken
      ? { serverTimestamp: end.serverTimestamp }
      : { failedCode: end.error.code };
    store.transaction(() => {
      if (row.kind === 'senderKey' && isTaken) noteShares(store, row);
      store.outbox.finish(row, done, clock.now());
      conversations.finished(row, done);
      if (isTold) tellSent(this.#context, row, end.serverTimestamp);
    });
    if (isTold) this.wake(account);
  }
}
