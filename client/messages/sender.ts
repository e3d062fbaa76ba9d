// Sends what the outbox holds: one send in flight for each account, in order; several accounts at
// a time. Nothing leaves the outbox before the server has it or it was refused for good.

import { errorRow } from '#protocol';
import { ClientError, leftInOutbox } from '../clientError.ts';
import type { ClientContext } from '../clientContext.ts';
import { hasSiblings, tellSent } from '../devices/siblings.ts';
import type { SentMessage } from '../events.ts';
import { noteShares } from '../groups/distributing.ts';
import { identityChanged } from '../sessions/trust.ts';
import type { OutboxRow } from '../store/outboxTable.ts';
import { Backoff, resend } from '../transport/backoff.ts';
import { attempt } from './attempt.ts';
import type { Outcome } from './attempt.ts';
import { Sealing } from './sealing.ts';

/** A list that changes while it is read fits at the next try; after so many none ever will. */
const badListsMax = 3;

interface Waiter {
  readonly account: string;
  readonly kind: OutboxRow['kind'];
  resolve(sent: SentMessage): void;
  reject(error: unknown): void;
}

interface Pace {
  busy: boolean;
  /** Times in a row that the server showed a device list that does not hold. */
  badLists: number;
  /** The account takes no more for now. */
  isFull: boolean;
  readonly backoff: Backoff;
  wait?: { cancel(): void };
}

export class Sender {
  readonly #context: ClientContext;
  readonly #check: { readonly settling: Promise<void> | undefined };
  readonly #sealing: Sealing;
  readonly #paces = new Map<string, Pace>();
  readonly #waiters = new Map<number, Waiter>();
  #stopped = false;

  /** `check` may have to end before anything is sent. */
  constructor(context: ClientContext, check: { readonly settling: Promise<void> | undefined }) {
    this.#context = context;
    this.#check = check;
    this.#sealing = new Sealing(context);
  }

  /**
   * Stores a row, and what `also` writes with it; the promise ends when the server has it, however
   * long that takes. While the account's identity waits for a decision it is refused at once, and
   * the row waits all the same; so does a sender key, which many wait for, for a full queue.
   */
  enqueue(
    row: Parameters<ClientContext['store']['outbox']['add']>[0],
    also: () => void = () => {},
  ): Promise<SentMessage> {
    const { store, clock } = this.#context;
    const id = store.transaction(() => {
      also();
      return store.outbox.add(row, clock.now());
    });
    const sent = new Promise<SentMessage>((resolve, reject) => {
      // Where it closes just now nobody would hear of the end.
      if (this.#stopped) reject(leftInOutbox());
      else this.#waiters.set(id, { account: row.account, kind: row.kind, resolve, reject });
    });
    // Whoever does not wait for the end hears of it by the events.
    sent.catch(() => undefined);
    this.wake(row.account);
    return sent;
  }

  /** Goes on with one account, or with all of them, where there is a connection. */
  wake(account?: string): void {
    const accounts = account === undefined ? this.#context.store.outbox.accounts() : [account];
    for (const one of accounts) this.#context.chores.run(() => this.#run(one));
  }

  /** True where the account took no more when it was last tried. */
  isFull(account: string): boolean {
    return this.#paces.get(account)?.isFull === true;
  }

  /** The connection is back: waits that were for the old one are over. */
  connected(): void {
    for (const pace of this.#paces.values()) {
      pace.wait?.cancel();
      delete pace.wait;
    }
    this.wake();
  }

  stop(): void {
    this.#stopped = true;
    for (const pace of this.#paces.values()) pace.wait?.cancel();
    for (const waiter of this.#waiters.values()) {
      waiter.reject(leftInOutbox());
    }
    this.#waiters.clear();
  }

  async #run(account: string): Promise<void> {
    const pace = this.#paces.get(account) ?? newPace();
    this.#paces.set(account, pace);
    if (pace.busy || pace.wait) return;
    pace.busy = true;
    try {
      while (!this.#stopped) {
        await this.#check.settling;
        if (this.#stopped) return;
        const { identities, outbox } = this.#context.store;
        const held = identities.isPending(account);
        if (held) this.#tellHeld(account);
        if (!this.#context.transport.connected) return;
        // Reports of unreadable messages need no key, and the other side needs them to mend.
        const row = held ? outbox.headReport(account) : outbox.head(account);
        if (!row) {
          this.#paces.delete(account);
          return;
        }
        const outcome = this.#patiently(pace, await attempt(this.#context, this.#sealing, row));
        if (this.#stopped) return;
        if (row.kind === 'typing' && outcome.is !== 'accepted') outbox.dropTyping(account);
        pace.isFull = outcome.is === 'later' && outcome.isFull === true;
        if (pace.isFull) this.#tellFull(account);
        if (outcome.is === 'later') {
          this.#pause(account, pace, outcome.afterMs);
          return;
        }
        pace.backoff.reset();
        if (outcome.is !== 'held') this.#finish(row, outcome);
      }
    } catch (error) {
      this.#context.chores.failed(error);
      if (!this.#stopped) this.#pause(account, pace, undefined);
    } finally {
      pace.busy = false;
    }
  }

  /** Tells of a device list that does not hold, and gives it another try. */
  #patiently(pace: Pace, outcome: Outcome): Outcome {
    if (outcome.is !== 'never' || outcome.error.code !== 'devices.list_invalid') {
      pace.badLists = 0;
      return outcome;
    }
    this.#context.chores.failed(outcome.error);
    pace.badLists += 1;
    if (pace.badLists < badListsMax) return { is: 'later', afterMs: undefined };
    pace.badLists = 0;
    return outcome;
  }

  #pause(account: string, pace: Pace, afterMs: number | undefined): void {
    const wait = afterMs ? pace.backoff.atLeast(afterMs) : pace.backoff.next();
    pace.wait = this.#context.clock.after(wait, () => {
      delete pace.wait;
      this.#context.chores.run(() => this.#run(account));
    });
  }

  #tellFull(account: string): void {
    for (const [id, waiter] of this.#waiters) {
      if (waiter.account !== account || waiter.kind !== 'senderKey') continue;
      this.#waiters.delete(id);
      waiter.reject(new ClientError('queue.full', errorRow('queue.full').message));
    }
  }

  #tellHeld(account: string): void {
    for (const [id, waiter] of this.#waiters) {
      if (waiter.account !== account) continue;
      this.#waiters.delete(id);
      waiter.reject(identityChanged());
    }
  }

  #finish(row: OutboxRow, outcome: Exclude<Outcome, { is: 'later' | 'held' }>): void {
    const { events } = this.#context;
    const to = row.account;
    const waiter = this.#waiters.get(row.id);
    this.#waiters.delete(row.id);
    if (outcome.is === 'accepted') {
      const { serverTimestamp, needsSync } = outcome;
      this.#log(row, { serverTimestamp }, needsSync);
      const sent: SentMessage = { to, timestamp: row.timestamp, serverTimestamp };
      waiter?.resolve(sent);
      if (row.kind === 'text') events.emit('sent', sent);
      return;
    }
    this.#log(row, { failedCode: outcome.error.code });
    waiter?.reject(outcome.error);
    if (row.kind !== 'text') return;
    events.emit('failed', { to, timestamp: row.timestamp, code: outcome.error.code });
  }

  /** `needsSync`: the server has it, and knows of other devices of ours. */
  #log(
    row: OutboxRow,
    end: Parameters<ClientContext['store']['outbox']['finish']>[1],
    needsSync?: boolean,
  ): void {
    const { store, clock, conversations, account } = this.#context;
    // A resend was told of when it was first sent.
    const isSaid = (row.kind === 'text' || row.kind === 'deed') && row.onlyFor === undefined;
    const isTold = isSaid && needsSync !== undefined && (needsSync || hasSiblings(this.#context));
    store.transaction(() => {
      if (row.kind === 'senderKey' && needsSync !== undefined) noteShares(store, row);
      store.outbox.finish(row, end, clock.now());
      conversations.finished(row, end);
      if (isTold) tellSent(this.#context, row, end.serverTimestamp ?? 0);
    });
    if (isTold) this.wake(account);
  }
}

const newPace = (): Pace => ({
  busy: false,
  badLists: 0,
  isFull: false,
  backoff: new Backoff(resend),
});
