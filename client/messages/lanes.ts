// Sends what waits in an outbox, in lanes: one thing in flight in each, in order; several lanes at
// a time. Nothing leaves before the server has it or it was refused for good. How it is sealed and
// sent, and what else ends with it, is its outbox's business.

import type { ClientError } from '../clientError.ts';
import { leftInOutbox } from '../clientError.ts';
import type { ClientContext } from '../clientContext.ts';
import type { ConversationId } from '../conversation/conversationId.ts';
import type { SentMessage } from '../events.ts';
import { Backoff, resend } from '../transport/backoff.ts';
import type { Outcome } from './attempt.ts';

/** A list that changes while it is read fits at the next try; after so many none ever will. */
const badListsMax = 3;

/** How a row ended; `dropped`: it is of no use later; `withheld`: maybe later, not now. */
export type End =
  | Extract<Outcome, { readonly is: 'accepted' | 'never' | 'withheld' }>
  | { readonly is: 'dropped' };

interface Waiting<Kind extends string> {
  readonly id: number;
  readonly kind: Kind;
  readonly timestamp: number;
}

/** An outbox whose rows leave in lanes. */
export interface Outbox<Lane extends ConversationId, Row extends Waiting<string>> {
  /** Ends before anything is sent. */
  readonly settling?: Promise<void> | undefined;
  lanes(): readonly Lane[];
  /** What is to leave next; nothing where nothing may. */
  head(lane: Lane): Row | undefined;
  /** Throws what a store threw; all else is an outcome. */
  send(row: Row): Promise<Outcome>;
  /** Commits the end, before anybody is told. */
  finish(row: Row, end: End): void;
  /** The lane takes no more for now. */
  full?(lane: Lane): void;
}

interface Waiter<Lane> {
  readonly lane: Lane;
  readonly kind: string;
  resolve(sent: SentMessage): void;
  reject(error: unknown): void;
}

interface Pace {
  busy: boolean;
  /** Times in a row that the server showed a device list that does not hold. */
  badLists: number;
  isFull: boolean;
  readonly backoff: Backoff;
  wait?: { cancel(): void };
}

export class Lanes<Lane extends ConversationId, Row extends Waiting<string>> {
  readonly #context: ClientContext;
  readonly #outbox: Outbox<Lane, Row>;
  readonly #paces = new Map<Lane, Pace>();
  readonly #waiters = new Map<number, Waiter<Lane>>();
  #stopped = false;

  constructor(context: ClientContext, outbox: Outbox<Lane, Row>) {
    this.#context = context;
    this.#outbox = outbox;
  }

  /** `add` stores a row and returns its id; the promise ends with the row, however late. */
  enqueue(lane: Lane, kind: Row['kind'], add: () => number): Promise<SentMessage> {
    const id = this.#context.store.transaction(add);
    const sent = new Promise<SentMessage>((resolve, reject) => {
      // Where it closes just now nobody would hear of the end.
      if (this.#stopped) reject(leftInOutbox());
      else this.#waiters.set(id, { lane, kind, resolve, reject });
    });
    // Whoever does not wait for the end hears of it by the events.
    sent.catch(() => undefined);
    this.wake(lane);
    return sent;
  }

  /** Goes on with one lane, or with all of them, where there is a connection. */
  wake(lane?: Lane): void {
    const lanes = lane === undefined ? this.#outbox.lanes() : [lane];
    for (const one of lanes) this.#context.chores.run(() => this.#run(one));
  }

  /** True where the lane took no more when it was last tried. */
  isFull(lane: Lane): boolean {
    return this.#paces.get(lane)?.isFull === true;
  }

  /** Those who wait for rows of the lane wait no more; the rows do. */
  refuse(lane: Lane, error: ClientError, kind?: Row['kind']): void {
    for (const [id, waiter] of this.#waiters) {
      if (waiter.lane !== lane || (kind !== undefined && waiter.kind !== kind)) continue;
      this.#waiters.delete(id);
      waiter.reject(error);
    }
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
    for (const waiter of this.#waiters.values()) waiter.reject(leftInOutbox());
    this.#waiters.clear();
  }

  async #run(lane: Lane): Promise<void> {
    const pace = this.#paces.get(lane) ?? newPace();
    this.#paces.set(lane, pace);
    if (pace.busy || pace.wait) return;
    pace.busy = true;
    try {
      for (;;) {
        await this.#outbox.settling;
        if (this.#stopped) return;
        const row = this.#outbox.head(lane);
        if (!this.#context.transport.connected) return;
        if (!row) {
          this.#paces.delete(lane);
          return;
        }
        const outcome = this.#patiently(pace, await this.#outbox.send(row));
        if (this.#stopped) return;
        const isOver =
          outcome.is === 'accepted' || outcome.is === 'never' || outcome.is === 'withheld';
        if (isOver) this.#finish(lane, row, outcome);
        // Nobody is told a moment later what is of this one.
        else if (row.kind === 'typing') this.#finish(lane, row, { is: 'dropped' });
        pace.isFull = outcome.is === 'later' && outcome.isFull === true;
        if (pace.isFull) this.#outbox.full?.(lane);
        if (outcome.is === 'later') {
          this.#pause(lane, pace, outcome.afterMs);
          return;
        }
        pace.backoff.reset();
      }
    } catch (error) {
      if (this.#stopped) return;
      this.#context.chores.failed(error);
      this.#pause(lane, pace, undefined);
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
    if (pace.badLists < badListsMax) return { is: 'later' };
    pace.badLists = 0;
    return outcome;
  }

  #pause(lane: Lane, pace: Pace, afterMs: number | undefined): void {
    const wait = afterMs ? pace.backoff.atLeast(afterMs) : pace.backoff.next();
    pace.wait = this.#context.clock.after(wait, () => {
      delete pace.wait;
      this.#context.chores.run(() => this.#run(lane));
    });
  }

  #finish(to: Lane, row: Row, end: End): void {
    const { id, kind, timestamp } = row;
    this.#outbox.finish(row, end);
    const waiter = this.#waiters.get(id);
    this.#waiters.delete(id);
    const { events } = this.#context;
    if (end.is === 'never') {
      waiter?.reject(end.error);
      if (kind === 'text') events.emit('failed', { to, timestamp, code: end.error.code });
      return;
    }
    const serverTimestamp = end.is === 'accepted' ? end.serverTimestamp : 0;
    const sent: SentMessage = { to, timestamp, serverTimestamp };
    waiter?.resolve(sent);
    if (kind === 'text') events.emit('sent', sent);
  }
}

const newPace = (): Pace => ({
  busy: false,
  badLists: 0,
  isFull: false,
  backoff: new Backoff(resend),
});
