// How the call of a group rings at its members: on all of their devices, until one of them joins or
// declines, whoever rang gives up, or a minute is over. What one member does ends it for no other.
// A pure decision, without clock, randomness or network: messages may come in any order and any
// number of times.

import type { AccountId, CallId, CallOutcome, GroupId } from '#protocol';
import type { EndOfCall } from './ringEvents.ts';
import { lateRingMs, outweighs, overKeptMs, ringMs } from './ringing.ts';

/** Calls of groups that ring, or have rung of late. */
export const groupRingsMax = 64;

/** One ring of a group's call. */
export interface GroupRing {
  readonly callId: CallId;
  readonly group: GroupId;
  /** The member who rang, from which device, and when by its clock: it names the ring. */
  readonly by: AccountId;
  readonly device: number;
  readonly rangAt: number;
  /** When the server took it, by our clock. */
  readonly takenAtMs: number;
  /** `late`: a ring of before, which another device may have dealt with. */
  readonly phase: 'ringing' | 'late';
  readonly untilMs: number;
}

/** What was done about a call's rings that were taken until then. */
interface Dealt {
  readonly takenAtMs: number;
  readonly untilMs: number;
  /** The last of them, and what stands of it in the conversation. */
  readonly ring?: GroupRing;
  readonly outcome?: CallOutcome;
}

export interface GroupRingState {
  /** One ring of each call; further rings of it meanwhile are the same. */
  readonly rings: ReadonlyMap<CallId, GroupRing>;
  readonly dealt: ReadonlyMap<CallId, Dealt>;
}

type Heard = Omit<GroupRing, 'takenAtMs' | 'phase' | 'untilMs'> & {
  /** How long it has waited for this device. Unit: milliseconds. */
  readonly ageMs: number;
  /**
   * `rings`: as it should; `told`: in a group that is too large for it; `busy`: this device rings
   * or talks already; `joined`: it is in this call.
   */
  readonly as: 'rings' | 'told' | 'busy' | 'joined';
};

/** What is heard of rings, without the time. */
export type GroupRingNews =
  | ({ readonly is: 'rung' } & Heard)
  /** Whoever rang has given up. */
  | {
      readonly is: 'unrung';
      readonly callId: CallId;
      readonly by: AccountId;
      readonly ageMs: number;
    }
  /** Another device of ours has dealt with it. */
  | {
      readonly is: 'elsewhere';
      readonly callId: CallId;
      readonly said: 'answered' | 'declined';
      readonly ageMs: number;
    }
  /** `joined`: this device is in the call; `out`: who rang may not, or we may not. */
  | { readonly is: 'joined' | 'decline' | 'out'; readonly callId: CallId }
  | { readonly is: 'tick' };

export type GroupRingEvent = GroupRingNews & { readonly nowMs: number };

/** What is to be done, in this order. */
export type GroupRingEffect =
  /** The program is told that it rings, or that a call is on. */
  | { readonly do: 'ringing' | 'told'; readonly ring: GroupRing }
  /** To the other devices of our own account. */
  | { readonly do: 'tell'; readonly callId: CallId; readonly said: 'answered' | 'declined' }
  /** Stands in the conversation; it may come again with what outweighs it. */
  | { readonly do: 'note'; readonly ring: GroupRing; readonly outcome: CallOutcome }
  /** The program is told that it was missed. */
  | { readonly do: 'missed'; readonly ring: GroupRing }
  | { readonly do: 'ended'; readonly callId: CallId; readonly why: EndOfCall };

export interface GroupRingDecision {
  readonly state: GroupRingState;
  readonly effects: readonly GroupRingEffect[];
}

export const noGroupRings = (): GroupRingState => ({ rings: new Map(), dealt: new Map() });

export function decideGroupRing(state: GroupRingState, event: GroupRingEvent): GroupRingDecision {
  const draft = new Draft(state, event.nowMs);
  draft.catchUp();
  draft.hear(event);
  return { state: draft.state, effects: draft.effects };
}

/** When the next `tick` is due; undefined where nothing waits. */
export function groupRingDueAtMs({ rings, dealt }: GroupRingState): number | undefined {
  const due = Math.min(...[...rings.values(), ...dealt.values()].map(({ untilMs }) => untilMs));
  return Number.isFinite(due) ? due : undefined;
}

/** One decision while it is made. */
class Draft {
  readonly effects: GroupRingEffect[] = [];
  readonly #nowMs: number;
  readonly #rings: Map<CallId, GroupRing>;
  readonly #dealt: Map<CallId, Dealt>;

  constructor({ rings, dealt }: GroupRingState, nowMs: number) {
    this.#rings = new Map(rings);
    this.#dealt = new Map(dealt);
    this.#nowMs = nowMs;
  }

  get state(): GroupRingState {
    return { rings: this.#rings, dealt: this.#dealt };
  }

  /** What time brings. */
  catchUp(): void {
    for (const ring of [...this.#rings.values()]) {
      if (ring.untilMs <= this.#nowMs) this.#miss(ring);
    }
    for (const [callId, { untilMs }] of this.#dealt) {
      if (untilMs <= this.#nowMs) this.#dealt.delete(callId);
    }
  }

  hear(event: GroupRingEvent): void {
    if (event.is === 'tick') return;
    if (event.is === 'rung') return this.#rung(event);
    const { callId } = event;
    const ring = this.#rings.get(callId);
    if (event.is === 'elsewhere') return this.#elsewhere(event, ring);
    if (event.is === 'joined') {
      const last = ring ?? this.#dealt.get(callId)?.ring;
      const isOfIt = last && this.#nowMs < last.takenAtMs + ringMs;
      if (ring || isOfIt) this.effects.push({ do: 'tell', callId, said: 'answered' });
      if (ring) this.#end(ring, undefined, 'answered');
      else if (last && isOfIt) this.#correct(last, 'answered');
      this.#deal(callId, this.#nowMs);
    } else if (event.is === 'unrung') {
      const isOfIt = ring?.by === event.by && ring.takenAtMs <= this.#nowMs - event.ageMs;
      if (ring && isOfIt) this.#miss(ring);
    } else if (event.is === 'out') {
      if (ring) this.#miss(ring);
    } else if (ring?.phase === 'ringing') {
      this.effects.push({ do: 'tell', callId, said: 'declined' });
      this.#end(ring, 'declined', 'declined');
    }
  }

  #rung({ is: _is, as, ageMs, ...of }: Extract<GroupRingEvent, { is: 'rung' }>): void {
    const { callId } = of;
    const takenAtMs = this.#nowMs - Math.max(0, ageMs);
    const isDealtWith = (this.#dealt.get(callId)?.takenAtMs ?? -Infinity) >= takenAtMs;
    if (isDealtWith || this.#rings.has(callId) || this.#rings.size >= groupRingsMax) return;
    const isLate = ageMs >= ringMs;
    const untilMs = isLate ? this.#nowMs + lateRingMs : takenAtMs + ringMs;
    const { group, by, device, rangAt } = of;
    const ring: GroupRing = {
      ...{ callId, group, by, device, rangAt, takenAtMs, untilMs },
      phase: isLate ? 'late' : 'ringing',
    };
    if (as === 'joined') {
      // The other devices ring, while this one is in the call.
      this.#deal(callId, takenAtMs);
      if (!isLate) this.effects.push({ do: 'tell', callId, said: 'answered' });
    } else if (as === 'told') {
      this.#deal(callId, takenAtMs);
      if (!isLate) this.effects.push({ do: 'told', ring });
    } else if (as === 'busy') {
      this.effects.push({ do: 'note', ring, outcome: 'missed' }, { do: 'missed', ring });
      this.#deal(callId, takenAtMs, ring, 'missed');
    } else {
      this.#rings.set(callId, ring);
      // It is there should this process end before anybody hears of it.
      this.effects.push({ do: 'note', ring, outcome: 'missed' });
      if (!isLate) this.effects.push({ do: 'ringing', ring });
    }
  }

  #elsewhere(
    { callId, said, ageMs }: Extract<GroupRingEvent, { is: 'elsewhere' }>,
    ring: GroupRing | undefined,
  ): void {
    const takenAtMs = this.#nowMs - Math.max(0, ageMs);
    const last = ring ?? this.#dealt.get(callId)?.ring;
    if (last && last.takenAtMs > takenAtMs) return;
    if (ring)
      this.#end(ring, said === 'answered' ? 'answeredElsewhere' : 'declinedElsewhere', said);
    else if (last) this.#correct(last, said);
    this.#deal(callId, takenAtMs);
  }

  /** What was done counts before what was missed where two devices differ. */
  #correct(ring: GroupRing, outcome: CallOutcome): void {
    if (!outweighs(outcome, this.#dealt.get(ring.callId)?.outcome)) return;
    this.effects.push({ do: 'note', ring, outcome });
    this.#deal(ring.callId, ring.takenAtMs, ring, outcome);
  }

  #miss(ring: GroupRing): void {
    this.effects.push({ do: 'missed', ring });
    this.#end(ring, 'missed', 'missed');
  }

  /** `why` is absent where the call goes on here. */
  #end(ring: GroupRing, why: EndOfCall | undefined, outcome: CallOutcome): void {
    const { callId, phase, takenAtMs } = ring;
    this.#rings.delete(callId);
    // It stands there as missed since it began.
    if (outcome !== 'missed') this.effects.push({ do: 'note', ring, outcome });
    if (why && phase === 'ringing') this.effects.push({ do: 'ended', callId, why });
    this.#deal(callId, takenAtMs, ring, outcome);
  }

  /** Rings of the call that were taken until then ring no more, whenever they come. */
  #deal(callId: CallId, takenAtMs: number, ring?: GroupRing, outcome?: CallOutcome): void {
    const before = this.#dealt.get(callId);
    const untilMs = this.#nowMs + overKeptMs;
    const last = ring && outcome ? { ring, outcome } : before;
    this.#dealt.delete(callId);
    this.#dealt.set(callId, {
      ...last,
      takenAtMs: Math.max(before?.takenAtMs ?? -Infinity, takenAtMs),
      untilMs,
    });
    const [oldest] = this.#dealt.keys();
    if (this.#dealt.size > groupRingsMax && oldest) this.#dealt.delete(oldest);
  }
}
