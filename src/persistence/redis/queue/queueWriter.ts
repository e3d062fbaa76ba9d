// Batches of writes to the queues of one server. Redis syncs its file before it answers, so one
// write at a time would cost one sync each; therefore one call is under way, and what arrives
// meanwhile goes together in the next. A call does all of a batch, shard by shard, so that no two
// writes of one device can change places.

import type { InsertOutcome } from '#ports';
import { Unreachable } from '#ports';
import type { EnvelopeGuid } from '#protocol';
import type { Clock } from '#runtime';
import { isFull, translateFailure } from '../scripts.ts';
import type { InsertItem, RemovalItem, ShardAnswer, ShardCall } from './queueCall.ts';
import type { SharedPayload } from './queueSeals.ts';
import type { Ledger, OwnedShard } from './ownedShard.ts';

/** Inserts of one call: Redis does nothing else meanwhile. */
const callInsertsMax = 256;
/** Removals of one call, each of some positions of one device. */
const callRemovalsMax = 512;
/** Queues of one call that Redis measures first. */
const callMeasuresMax = 16;
/** Bytes of one call (a single larger write still goes, alone). */
const callBytesMax = 4 * 1024 * 1024;
/** Writes that wait for their call; more are refused. */
const backlogLengthMax = 50_000;
/** Bytes that wait for their call; more are refused. */
const backlogBytesMax = 128 * 1024 * 1024;
/**
 * Nobody waits for a removal, and a device acknowledges what has come until one is answered: a
 * young one waits for that long, then for an insert to go with, and by itself after as long again.
 */
export const removalsGatherMs = 25;
/** Positions that are worth a call: a removal of so many does not wait. */
export const removalPositionsEnough = 64;

/** The server or cluster that a writer writes to. */
export interface QueueServer {
  /** What became of each; an Error where nobody knows. `free`: removals alone. */
  write(calls: readonly ShardCall[], free: boolean): Promise<(ShardAnswer | Error)[]>;
}

interface Write<Outcome> {
  readonly ledger: Ledger;
  readonly token: number;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

interface Insert extends Write<InsertOutcome> {
  readonly guid: EnvelopeGuid;
  readonly member: Buffer;
  readonly payload: SharedPayload | undefined;
}

/** Resolves with the horizon, when not all were in Redis; 0 otherwise. */
interface Removal extends Write<number> {
  readonly positions: readonly number[];
}

/** What of a batch is one shard's. */
interface Group {
  readonly shard: OwnedShard;
  readonly inserts: Insert[];
  readonly removals: Removal[];
}

/** What a writer needs to know of queues that have copies in the durable store. */
export interface WriterParts {
  readonly server: QueueServer;
  readonly clock: Clock;
  /** A queue was measured that has copies in the durable store: they count as well. */
  readonly onArchived: (ledger: Ledger) => void;
}

export class QueueWriter {
  readonly #parts: WriterParts;
  #inserts: Insert[] = [];
  /** Those that go with the next call. */
  #removals: Removal[] = [];
  #youngRemovals: Removal[] = [];
  /** Bytes that wait, each payload counted once; and how many are views of each payload. */
  #bytes = 0;
  readonly #views = new Map<SharedPayload, number>();
  #busy = false;
  #removalsDue = false;
  #timer: { cancel(): void } | undefined;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  /**
   * Resolves when `member`, and the payload that it is a view of, is on disk. Views of one payload
   * that go in one call have it once in each shard. Throws Unreachable.
   */
  insert(
    ledger: Ledger,
    guid: EnvelopeGuid,
    member: Buffer,
    payload?: SharedPayload,
  ): Promise<InsertOutcome> {
    const { token } = ledger.shard;
    const bytes =
      member.length + (payload && !this.#views.has(payload) ? payload.sealed.length : 0);
    if (this.#isOverfull(bytes)) return refused();
    return new Promise((resolve, reject) => {
      this.#inserts.push({ ledger, token, guid, member, payload, resolve, reject });
      this.#bytes += bytes;
      if (payload) this.#views.set(payload, (this.#views.get(payload) ?? 0) + 1);
      this.#begin();
    });
  }

  /**
   * Resolves when the deletion is on disk: with 0, or with where the copies in the durable store
   * end when not all were in Redis. Positions ascend. Throws Unreachable.
   */
  remove(ledger: Ledger, positions: readonly number[]): Promise<number> {
    if (this.#isOverfull(0)) return refused();
    return new Promise((resolve, reject) => {
      const removal = { ledger, token: ledger.shard.token, positions, resolve, reject };
      if (positions.length < removalPositionsEnough) {
        this.#youngRemovals.push(removal);
        this.#gather();
      } else {
        this.#removals.push(removal);
        this.#removalsDue = true;
        this.#begin();
      }
    });
  }

  #gather(): void {
    this.#timer ??= this.#parts.clock.after(removalsGatherMs, () => {
      this.#timer = undefined;
      if (this.#removals.length > 0) {
        this.#removalsDue = true;
        this.#begin();
      }
      this.#removals.push(...this.#youngRemovals.splice(0));
      if (this.#removals.length > 0) this.#gather();
    });
  }

  #isOverfull(bytes: number): boolean {
    const waiting = this.#inserts.length + this.#removals.length + this.#youngRemovals.length;
    return (
      waiting >= backlogLengthMax || (this.#bytes > 0 && this.#bytes + bytes > backlogBytesMax)
    );
  }

  #begin(): void {
    if (this.#busy) return;
    this.#busy = true;
    setImmediate(() => void this.#drain());
  }

  async #drain(): Promise<void> {
    while (this.#inserts.length > 0 || this.#removalsDue) {
      const groups = this.#nextBatch();
      this.#removalsDue &&= this.#removals.length > 0;
      if (groups.length === 0) continue;
      await this.#send(groups);
    }
    this.#busy = false;
  }

  /** What goes next, by shard; writes of a former owner in this process are told so. */
  #nextBatch(): Group[] {
    const length = lengthOfCall(this.#inserts);
    const inserts = this.#inserts.slice(0, length);
    this.#inserts = this.#inserts.slice(length);
    const removals = this.#removals.slice(0, callRemovalsMax);
    this.#removals = this.#removals.slice(callRemovalsMax);
    const groups = new Map<OwnedShard, Group>();
    const groupOf = (shard: OwnedShard) => {
      let group = groups.get(shard);
      if (!group) groups.set(shard, (group = { shard, inserts: [], removals: [] }));
      return group;
    };
    for (const one of inserts) {
      this.#taken(one);
      const { shard } = one.ledger;
      if (one.token === shard.token) groupOf(shard).inserts.push(one);
      else one.resolve({ outcome: 'fenced' });
    }
    for (const one of removals) groupOf(one.ledger.shard).removals.push(one);
    return [...groups.values()];
  }

  #taken({ member, payload }: Insert): void {
    this.#bytes -= member.length;
    if (!payload) return;
    const left = (this.#views.get(payload) ?? 1) - 1;
    if (left > 0) this.#views.set(payload, left);
    else if (this.#views.delete(payload)) this.#bytes -= payload.sealed.length;
  }

  async #send(groups: readonly Group[]): Promise<void> {
    const nowMs = this.#parts.clock.monotonic();
    const calls = groups.map((group) => callOf(group, nowMs));
    const free = groups.every((group) => group.inserts.length === 0);
    let answers: (ShardAnswer | Error)[];
    try {
      answers = await this.#parts.server.write(calls, free);
    } catch (error) {
      answers = calls.map(() => (error instanceof Error ? error : new Error(String(error))));
    }
    let away = false;
    const again: Group[] = [];
    groups.forEach((group, i) => {
      const answer = answers[i] ?? new Unreachable('redis gave no answer');
      if (!(answer instanceof Error)) return this.#settle(group, calls[i] as ShardCall, answer);
      away ||= answer.name !== 'ReplyError';
      if (this.#failed(group, calls[i] as ShardCall, answer)) again.push(group);
    });
    if (away) this.#refuseBacklog();
    if (again.length > 0) await this.#send(again);
  }

  /** True when the group's removals are to go again by themselves: Redis is full. */
  #failed(group: Group, call: ShardCall, error: Error): boolean {
    const { shard, inserts, removals } = group;
    for (const { ledger } of inserts) ledger.pending -= 1;
    if (isFull(error)) shard.forget();
    else shard.doubt(call.token);
    const failure = translateFailure(error);
    for (const one of inserts.splice(0)) one.reject(failure);
    if (isFull(error) && removals.length > 0 && call.inserts.length > 0) return true;
    for (const one of removals) one.reject(failure);
    return false;
  }

  #settle({ shard, inserts, removals }: Group, call: ShardCall, answer: ShardAnswer): void {
    for (const { ledger } of inserts) ledger.pending -= 1;
    if (answer.fencedBy === undefined) this.#stored(shard, inserts, call, answer);
    else {
      shard.forget();
      // A later session of the same owner: this one was given up before.
      const failure = new Unreachable('given up before it was written');
      const isOthers = answer.fencedBy > call.token;
      for (const one of inserts) {
        if (isOthers) one.resolve({ outcome: 'fenced' });
        else one.reject(failure);
      }
    }
    // They need no fence, and come last: what an insert had measured before them is less by them.
    removals.forEach((one, i) => {
      const told = answer.removals[i];
      if (!told) return one.reject(new Error('write.lua left an answer out'));
      one.ledger.removed(told.removed);
      one.resolve(told.horizon ?? 0);
    });
  }

  /** Notes what became of the inserts, each of which is stored, known already or too much. */
  #stored(
    shard: OwnedShard,
    inserts: readonly Insert[],
    call: ShardCall,
    answer: ShardAnswer,
  ): void {
    shard.learn(answer.state, answer.remembered);
    inserts.forEach((one, i) => {
      const told = answer.inserts[i];
      const item = call.inserts[i];
      if (!told || !item) return one.reject(new Error('write.lua left an answer out'));
      const { ledger } = one;
      if (told.horizon !== undefined) ledger.introduced(told.horizon);
      if (told.length !== undefined) {
        ledger.length = told.length;
        ledger.bytes = told.bytes ?? 0;
        if (ledger.horizon > 0) this.#parts.onArchived(ledger);
      }
      if (told.outcome !== 'stored') return one.resolve({ outcome: told.outcome });
      shard.stored(told.position);
      ledger.hasViews = one.payload !== undefined;
      ledger.length += 1;
      ledger.bytes += item.member.length + (item.payload?.sealed.length ?? 0);
      one.resolve({ outcome: 'stored', position: told.position });
    });
  }

  /** Redis did not answer: what waited behind that has waited long enough, and is no likelier. */
  #refuseBacklog(): void {
    const waiting = [...this.#inserts, ...this.#removals, ...this.#youngRemovals];
    this.#inserts = [];
    this.#removals = [];
    this.#youngRemovals = [];
    this.#removalsDue = false;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#bytes = 0;
    this.#views.clear();
    const failure = new Unreachable('redis did not answer');
    for (const one of waiting) one.reject(failure);
  }
}

/** How many of the inserts go next: a payload's bytes count in each shard that it goes to. */
function lengthOfCall(inserts: readonly Insert[]): number {
  const shards = new Map<SharedPayload, Set<OwnedShard>>();
  const measured = new Set<Ledger>();
  let length = 0;
  let bytes = 0;
  for (const { ledger, member, payload } of inserts) {
    bytes += member.length;
    if (payload) {
      const known = shards.get(payload) ?? new Set();
      if (!known.has(ledger.shard)) bytes += payload.sealed.length;
      shards.set(payload, known.add(ledger.shard));
    }
    if (!ledger.isMeasured) measured.add(ledger);
    const isOver = bytes > callBytesMax || measured.size > callMeasuresMax;
    if (length > 0 && (length >= callInsertsMax || isOver)) break;
    length += 1;
  }
  return length;
}

function callOf({ shard, inserts, removals }: Group, nowMs: number): ShardCall {
  return {
    prefix: shard.prefix,
    believed: shard.believed,
    token: shard.token,
    session: shard.session,
    after: shard.last,
    splits: inserts.length > 0 ? shard.takeSplits() : 0,
    inserts: inserts.map(({ ledger, guid, member, payload }): InsertItem => {
      const probe = ledger.isFull;
      const measure = ledger.takeMeasuring(nowMs);
      ledger.pending += 1;
      const introduce = ledger.takeIntroduction();
      const { digits, low } = ledger.memoryOf(guid);
      const queue = payload ? ledger.views : ledger.queue;
      return { queue, introduce, measure, probe, digits, low, member, payload };
    }),
    removals: removals.map(({ ledger, positions }): RemovalItem => {
      return { queue: ledger.hasViews ? ledger.views : ledger.queue, positions };
    }),
  };
}

function refused<T>(): Promise<T> {
  return Promise.reject(new Unreachable('too many writes wait for redis'));
}
