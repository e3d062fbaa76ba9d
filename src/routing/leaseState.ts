// Decides which shards this worker takes, keeps and gives back. A lease is believed by the
// monotonic clock from before the request, less a margin, so that a worker that was frozen knows it
// has lost its shards before it does anything.

import type { FencingToken, MemberId, ShardId } from '#protocol';
import type { KnownMap, LeaseAnswer, LeaseClaim, LeaseExchange } from './ports.ts';
import { leaseGraceShare } from './ports.ts';
import { Roster } from './roster.ts';
import type { MayHave } from './shardMap.ts';
import { DueShards } from './shardMap.ts';
import type { ShardChanges } from './shardView.ts';
import { ShardView } from './shardView.ts';

/** A shard whose actors do not stop in this time is renewed no more, and ends with its lease. */
export const handoffDeadlineMs = 10_000;
/** Exchanges of a lease's life. */
export const beatsPerLease = 4;
/** What is taken off a lease for differences between clocks: a tenth. */
export const leaseMarginShare = 0.1;
/** Shards that one exchange takes or gives back: the store does nothing else meanwhile. */
export const changesPerExchangeMax = 512;

export interface Holding {
  readonly token: FencingToken;
  /** The end of the lease by the monotonic clock; 0 when lost or given back. */
  validUntilMs: number;
  /** A shard that is being closed is renewed no longer than this. */
  renewUntilMs: number;
}

export interface LeaseState {
  readonly member: MemberId;
  readonly relayAddress: string;
  readonly ttlMs: number;
  readonly members: Roster;
  readonly view: ShardView;
  readonly due: DueShards;
  /** Shards whose actors are open. */
  readonly held: Map<ShardId, Holding>;
  /** Shards whose actors are being stopped. */
  readonly closing: Map<ShardId, Holding>;
  /** What is to be given back. */
  readonly release: LeaseClaim[];
  readonly known: KnownMap;
  /** True when the store has to be told what is held. */
  readonly isLost: boolean;
  readonly isDraining: boolean;
  /** When the exchange was begun that was answered last. */
  readonly heardAtMs: number;
}

export type LeaseEvent =
  /** Time has passed: some leases may have run out. */
  | { readonly type: 'passed' }
  | {
      readonly type: 'answered';
      readonly request: LeaseExchange;
      readonly answer: LeaseAnswer;
      readonly sentAtMs: number;
    }
  /** The actors of a shard have stopped. */
  | { readonly type: 'closed'; readonly shard: ShardId; readonly holding: Holding }
  /** Every shard is to be given back. */
  | { readonly type: 'drain' }
  /** Every grant ends at once. */
  | { readonly type: 'stop' };

export type LeaseEffect =
  | { readonly type: 'open'; readonly shard: ShardId; readonly holding: Holding }
  /** Its actors are to stop: under the lease when it is not due any more, else at once. */
  | {
      readonly type: 'close';
      readonly shard: ShardId;
      readonly holding: Holding;
      readonly why: 'not due' | 'lost';
    }
  /** There is more to ask than was asked. */
  | { readonly type: 'askAgain' }
  /** When to ask again: a member that has missed its renewals then loses its lease. */
  | { readonly type: 'askAfter'; readonly delayMs: number | undefined }
  | { readonly type: 'left'; readonly member: MemberId }
  | { readonly type: 'membersChanged'; readonly live: number }
  | { readonly type: 'ownersChanged'; readonly changes: ShardChanges };

export interface LeaseDecision {
  readonly state: LeaseState;
  readonly effects: readonly LeaseEffect[];
}

/** A decision in the making. */
interface Draft {
  readonly state: { -readonly [Field in keyof LeaseState]: LeaseState[Field] };
  readonly effects: LeaseEffect[];
  readonly nowMs: number;
}

export function noLeases(
  facts: Pick<LeaseState, 'member' | 'relayAddress' | 'ttlMs'>,
  shardCount: number,
  mayHave?: MayHave,
): LeaseState {
  return {
    ...facts,
    members: new Roster(),
    view: new ShardView(shardCount),
    due: new DueShards(facts.member, shardCount, mayHave),
    held: new Map(),
    closing: new Map(),
    release: [],
    known: { epoch: 0, version: 0, own: 0 },
    isLost: false,
    isDraining: false,
    heardAtMs: Number.NEGATIVE_INFINITY,
  };
}

/**
 * Decides about one event. The state handed in is used up: what is in it is carried over.
 */
export function decideLeases(state: LeaseState, event: LeaseEvent, nowMs: number): LeaseDecision {
  const draft: Draft = { state: { ...state }, effects: [], nowMs };
  switch (event.type) {
    case 'passed':
      dropExpired(draft);
      break;
    case 'answered':
      answered(draft, event);
      break;
    case 'closed':
      closed(draft, event);
      break;
    case 'drain':
      draft.state.isDraining = true;
      findDue(draft);
      break;
    case 'stop':
      for (const holdings of [state.held, state.closing]) {
        for (const holding of holdings.values()) holding.validUntilMs = 0;
        holdings.clear();
      }
  }
  return { state: draft.state, effects: draft.effects };
}

function dropExpired(draft: Draft): void {
  const { state, nowMs } = draft;
  for (const [shard, holding] of state.held) {
    if (nowMs >= holding.validUntilMs) lose(draft, shard, holding);
  }
  for (const [shard, holding] of state.closing) {
    if (holding.validUntilMs === 0 || nowMs < holding.validUntilMs) continue;
    // Its actors hang: they may write no more, so the shard is free.
    holding.validUntilMs = 0;
    giveBack(draft, shard, holding.token);
  }
}

/** What the store is to be asked now. */
export function leaseRequest(state: LeaseState, nowMs: number): LeaseExchange {
  const { member, relayAddress, isDraining, ttlMs, known, isLost, held, closing } = state;
  const hold = [...held, ...closing]
    .filter(([, one]) => nowMs < Math.min(one.renewUntilMs, one.validUntilMs))
    .map(([shard, { token }]) => ({ shard, token }));
  return {
    ...{ member, relayAddress, isDraining, ttlMs, known },
    ...(isLost ? { hold } : {}),
    want: wanted(state),
    release: state.release.slice(0, changesPerExchangeMax),
  };
}

/** Shards to ask for: due, not here, and held by nobody as far as is known. */
function wanted({ member, members, due, held, closing, view, known }: LeaseState): ShardId[] {
  const want: ShardId[] = [];
  for (const shard of due.shards) {
    if (held.has(shard) || closing.has(shard)) continue;
    // A row of a store that has lost its data since says nothing.
    const owner = view.ownerIn(shard, known.epoch);
    if (owner !== undefined && owner !== member && members.has(owner)) continue;
    if (want.push(shard) === changesPerExchangeMax) break;
  }
  return want;
}

/** Believes the store: who is there, what is still this member's and what is new. */
function answered(
  draft: Draft,
  { request, answer, sentAtMs }: Extract<LeaseEvent, { type: 'answered' }>,
): void {
  const { state, effects } = draft;
  const { ttlMs } = state;
  const validUntilMs = sentAtMs + ttlMs * (1 - leaseMarginShare);
  const asked = new Set(request.want);
  state.heardAtMs = sentAtMs;
  state.known = answer.known;
  state.isLost = answer.isLost;
  const { left, changed } = state.members.apply(answer);
  for (const member of left) effects.push({ type: 'left', member });
  // Rows that are as the member knows them are renewed with it; else only what is confirmed.
  if (!answer.isLost) {
    state.release = state.release.filter((claim) => !request.release.includes(claim));
    renew(state, validUntilMs);
  }
  take(draft, answer, asked, validUntilMs);
  if (changed) {
    effects.push({ type: 'membersChanged', live: state.members.live.length });
    findDue(draft);
  }
  const isMore = state.release.length > 0 || wanted(state).some((one) => !asked.has(one));
  if (answer.isLost || isMore) effects.push({ type: 'askAgain' });
  const isLate = answer.soonestEndMs <= ttlMs * (1 + leaseGraceShare - 2 / beatsPerLease);
  const delayMs = isLate ? Math.max(1, answer.soonestEndMs + 1) : undefined;
  effects.push({ type: 'askAfter', delayMs });
}

function renew({ held, closing }: LeaseState, validUntilMs: number): void {
  for (const holdings of [held, closing]) {
    for (const holding of holdings.values()) {
      if (holding.validUntilMs === 0) continue;
      const renewed = Math.min(validUntilMs, holding.renewUntilMs);
      holding.validUntilMs = Math.max(holding.validUntilMs, renewed);
    }
  }
}

function take(
  draft: Draft,
  { leases, known }: LeaseAnswer,
  asked: ReadonlySet<ShardId>,
  validUntilMs: number,
): void {
  const { state, effects, nowMs } = draft;
  const { member: self, view, due, held, closing } = state;
  const believed = leases.filter(({ shard, token, member }) => {
    const holding = held.get(shard) ?? closing.get(shard);
    if (member !== self) {
      // An older row: the store has lost ours, and hears of it next.
      if (holding && holding.validUntilMs > 0 && token < holding.token) return false;
      if (holding && held.has(shard)) lose(draft, shard, holding);
      return true;
    }
    if (holding) {
      if (holding.token !== token && held.has(shard)) lose(draft, shard, holding);
      return holding.token === token;
    }
    // What is on its way back is not held again, though the store still says that it is ours.
    if (state.release.some((one) => one.shard === shard && one.token === token)) return false;
    if (asked.has(shard) && due.shards.has(shard) && nowMs < validUntilMs) {
      const taken = { token, validUntilMs, renewUntilMs: Number.POSITIVE_INFINITY };
      held.set(shard, taken);
      effects.push({ type: 'open', shard, holding: taken });
      return true;
    }
    // The shard is ours by an answer we never saw, or is no longer due: give it back.
    giveBack(draft, shard, token);
    return false;
  });
  const changes = view.apply(believed, known.epoch);
  if (changes.changed.size > 0) effects.push({ type: 'ownersChanged', changes });
}

/** Not due any more: stops the actors under the lease, then gives it back. */
function findDue(draft: Draft): void {
  const { due, isDraining, members, held } = draft.state;
  due.update(isDraining ? [] : members.live);
  for (const [shard, holding] of held) {
    if (due.shards.has(shard)) continue;
    holding.renewUntilMs = draft.nowMs + handoffDeadlineMs;
    close(draft, shard, holding, 'not due');
  }
}

/** The lease has passed or run out: stops the actors, who may write no more. */
function lose(draft: Draft, shard: ShardId, holding: Holding): void {
  holding.validUntilMs = 0;
  draft.state.view.forget(shard, holding.token);
  close(draft, shard, holding, 'lost');
}

function close(
  { state, effects }: Draft,
  shard: ShardId,
  holding: Holding,
  why: 'not due' | 'lost',
): void {
  state.held.delete(shard);
  state.closing.set(shard, holding);
  effects.push({ type: 'close', shard, holding, why });
}

function closed(draft: Draft, { shard, holding }: Extract<LeaseEvent, { type: 'closed' }>): void {
  const { closing } = draft.state;
  if (closing.get(shard) !== holding) return;
  closing.delete(shard);
  holding.validUntilMs = 0;
  // One that ran out as well: its row has our name for as long as we live.
  giveBack(draft, shard, holding.token);
  draft.effects.push({ type: 'askAgain' });
}

function giveBack({ state }: Draft, shard: ShardId, token: FencingToken): void {
  state.release.push({ shard, token });
}
