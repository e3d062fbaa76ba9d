// How calls of two ring: on all devices of who is called, until one of them answers or declines,
// the caller gives up, or a minute is over. A pure decision, without clock, randomness or network:
// messages may come in any order and any number of times.

import type { CallId, CallOutcome } from '#protocol';
import type { RemoteDevice } from '../remoteDevice.ts';
import type {
  EndOfCall,
  RingCall,
  RingEffect,
  RingEvent,
  RingHeard,
  RingState,
} from './ringEvents.ts';

/** Nobody rings for longer. */
export const ringMs = 60_000;
/** An old ring may have been answered elsewhere: what says so is waited for. */
export const lateRingMs = 3_000;
/** What is over is remembered, so that nothing that comes late begins it anew. */
export const overKeptMs = 5 * 60_000;
/** Calls that are remembered; of those that are over the oldest go first. */
export const callsKeptMax = 64;

export interface Decision {
  readonly state: RingState;
  readonly effects: readonly RingEffect[];
}

export const newRinging = (self: RemoteDevice): RingState => ({ self, calls: new Map() });

export function decide(state: RingState, event: RingEvent): Decision {
  const draft = new RingingDraft(state, event.nowMs);
  draft.catchUp();
  draft.hear(event);
  return { state: draft.state, effects: draft.effects };
}

/** When the next `tick` is due; undefined where nothing waits. */
export function dueAtMs({ calls }: RingState): number | undefined {
  const times = [...calls.values()].map(({ untilMs }) => untilMs);
  const due = Math.min(...times);
  return Number.isFinite(due) ? due : undefined;
}

/** True where somebody rings, or talks. */
export const isActive = ({ phase }: RingCall): boolean =>
  phase === 'ringingOut' || phase === 'ringingIn' || phase === 'joined';

/** What was done counts before what was missed where two devices differ. */
const weight: Readonly<Record<CallOutcome, number>> = {
  missed: 1,
  unanswered: 1,
  busy: 1,
  declined: 2,
  answered: 3,
};

/** One decision while it is made. */
class RingingDraft {
  readonly effects: RingEffect[] = [];
  readonly #nowMs: number;
  state: RingState;

  constructor(state: RingState, nowMs: number) {
    this.state = state;
    this.#nowMs = nowMs;
  }

  /** What time brings. */
  catchUp(): void {
    for (const call of [...this.state.calls.values()]) {
      if (call.untilMs > this.#nowMs) continue;
      if (call.phase === 'ringingOut') this.#giveUp(call, 'unanswered');
      else if (call.phase === 'over') this.#forget(call.callId);
      else this.#end(call, 'missed', 'missed');
    }
  }

  hear(event: RingEvent): void {
    const { self } = this.state;
    switch (event.is) {
      case 'ring':
        this.#begin({ ...event, isOurs: true, device: self.device, phase: 'ringingOut' });
        this.effects.push({ do: 'send', callId: event.callId, to: event.peer, said: 'ring' });
        break;
      case 'heard':
        this.#heard(event);
        break;
      case 'tick':
        break;
      default:
        this.#wish(event.is, this.state.calls.get(event.callId));
    }
  }

  /** What the person of this device wants. */
  #wish(wish: 'answer' | 'decline' | 'hangup' | 'lost', call: RingCall | undefined): void {
    if (!call) return;
    const { phase, callId } = call;
    if (phase === 'ringingIn' && wish === 'answer') this.#answer(call);
    else if (phase === 'ringingIn' && wish === 'decline') {
      this.#say(call, 'declined');
      this.effects.push({ do: 'tell', callId, said: 'declined' });
      this.#end(call, 'declined', 'declined');
    } else if (phase === 'ringingOut' && wish !== 'decline' && wish !== 'answer') {
      this.#giveUp(call, 'hungUp');
    } else if (phase === 'joined' && (wish === 'hangup' || wish === 'lost')) {
      this.#part(call, wish === 'lost' ? 'lost' : 'hungUp');
    }
  }

  #heard(event: RingHeard): void {
    const { from, callId } = event;
    const call = this.state.calls.get(callId);
    if (from.account === this.state.self.account) {
      this.#heardOwn(event, call);
      return;
    }
    if (event.said === 'ring') {
      if (!call) this.#rung(event);
      else if (!call.isOurs) this.#rungLate(call, event);
      return;
    }
    if (!call) {
      // Its ring comes later, or never.
      if (event.said === 'hangup') this.#note(event, event.isSuperseded ? undefined : 'missed');
      return;
    }
    if (call.peer !== from.account) return;
    if (event.said === 'hangup') this.#hungUp(call, event);
    else if (call.isOurs) this.#replied(call, event);
  }

  /** Another device of ours has done something with a call for all of us. */
  #heardOwn(event: RingHeard, call: RingCall | undefined): void {
    const { said, from } = event;
    if (said !== 'answered' && said !== 'declined') return;
    if (!call) {
      this.#note(event, said);
      return;
    }
    if (call.isOurs) return;
    const why = said === 'answered' ? 'answeredElsewhere' : 'declinedElsewhere';
    if (call.phase === 'joined') {
      // Both have answered: the lower device stays, on which both agree.
      if (said === 'answered' && from.device < this.state.self.device) this.#end(call, why);
      return;
    }
    if (call.phase === 'over') this.#keep(call, said);
    else this.#end(call, why, said);
  }

  #rung(event: RingHeard): void {
    const { from, callId, ageMs, sentAt: rangAt } = event;
    const call = { callId, peer: from.account, rangAt, device: from.device, isOurs: false };
    if (ageMs >= ringMs) {
      this.#begin({ ...call, phase: 'late', untilMs: this.#nowMs + lateRingMs });
      return;
    }
    const other = [...this.state.calls.values()].find(isActive);
    const untilMs = this.#nowMs + ringMs - Math.max(0, ageMs);
    const isGlare = other?.phase === 'ringingOut' && other.peer === call.peer;
    if (isGlare) {
      const isTheirs = callId < other.callId;
      const made = this.#begin({ ...call, phase: isTheirs ? 'ringingIn' : 'over', untilMs });
      if (!isTheirs) return;
      this.#say(other, 'hangup', true);
      this.#end(other, 'superseded');
      this.#answer(made);
      return;
    }
    // A device that calls again has lost the call that is still known here.
    if (other?.peer === call.peer && other.with === from.device) this.#part(other, 'lost');
    else if (other) {
      const made = this.#begin({ ...call, phase: 'ringingIn', untilMs });
      this.#say(made, 'busy');
      this.#end(made, 'missed', 'missed');
      return;
    }
    this.#begin({ ...call, phase: 'ringingIn', untilMs });
    this.effects.push({ do: 'ringing', callId });
  }

  /** What had become of it was heard before. */
  #rungLate(call: RingCall, { sentAt: rangAt, from }: RingHeard): void {
    if (call.rangAt !== undefined || (call.peer && call.peer !== from.account)) return;
    const { outcome, ...known } = { ...call, peer: from.account, rangAt, device: from.device };
    this.#put(known);
    if (outcome) this.#keep(known, outcome);
  }

  #hungUp(call: RingCall, { isSuperseded }: RingHeard): void {
    if (call.phase === 'joined') this.#part(call, 'ended');
    else if (call.phase === 'ringingOut') this.#end(call, 'ended', 'unanswered');
    else if (call.phase !== 'over') {
      if (isSuperseded) this.#end(call, 'superseded');
      else this.#end(call, 'missed', 'missed');
    }
  }

  /** Whom we have called says something. */
  #replied(call: RingCall, { said, from }: RingHeard): void {
    if (call.phase === 'ringingOut') {
      if (said === 'answered') {
        this.#join(call, from.device);
        this.#keep(call, 'answered');
        this.effects.push({ do: 'enter', callId: call.callId });
      } else if (said === 'declined') this.#end(call, 'declined', 'declined');
      else if (said === 'busy') {
        // Their other devices ring on otherwise.
        this.#say(call, 'hangup');
        this.#end(call, 'busy', 'busy');
      }
    } else if (call.phase === 'over' && said === 'answered') this.#say(call, 'hangup');
  }

  #answer(call: RingCall): void {
    const { callId } = call;
    this.#join(call, call.device);
    this.#say(call, 'answered');
    this.effects.push({ do: 'tell', callId, said: 'answered' });
    this.#keep(call, 'answered');
    this.effects.push({ do: 'enter', callId });
  }

  #join(call: RingCall, other: number): void {
    this.#put({ ...call, phase: 'joined', untilMs: Number.POSITIVE_INFINITY, with: other });
  }

  #giveUp(call: RingCall, end: EndOfCall): void {
    this.#say(call, 'hangup');
    this.#end(call, end, 'unanswered');
  }

  /** Leaves a call, and says so: another device of the other side may still be in it. */
  #part(call: RingCall, end: EndOfCall): void {
    this.#say(call, 'hangup');
    this.#end(call, end);
  }

  #end(call: RingCall, end: EndOfCall, outcome?: CallOutcome): void {
    if (outcome) this.#keep(call, outcome);
    const known = this.state.calls.get(call.callId) ?? call;
    this.#put({ ...known, phase: 'over', untilMs: this.#nowMs + overKeptMs });
    if (call.phase === 'joined') this.effects.push({ do: 'leave', callId: call.callId });
    this.effects.push({ do: 'ended', callId: call.callId, why: end });
  }

  /** Notes how it went, once; what outweighs it may correct it. */
  #keep(call: RingCall, outcome: CallOutcome): void {
    const known = this.state.calls.get(call.callId) ?? call;
    if (known.rangAt === undefined) {
      if (weight[outcome] > weightOf(known.outcome)) this.#put({ ...known, outcome });
      return;
    }
    if (weight[outcome] <= weightOf(known.kept)) return;
    this.#put({ ...known, kept: outcome });
    this.effects.push({ do: 'keep', callId: call.callId, outcome });
  }

  /** Something was heard of a call whose ring has not come. */
  #note({ callId, from }: RingHeard, outcome: CallOutcome | undefined): void {
    const peer = from.account === this.state.self.account ? undefined : from.account;
    const noted = { callId, peer, isOurs: false, device: from.device, phase: 'over' } as const;
    this.#begin({ ...noted, ...(outcome && { outcome }) });
  }

  #say(call: RingCall, said: 'answered' | 'declined' | 'busy' | 'hangup', isSuperseded = false) {
    const { callId, peer: to } = call;
    if (!to) return;
    const more = isSuperseded ? { isSuperseded } : {};
    this.effects.push({ do: 'send', callId, to, said, ...more });
  }

  #begin(call: Omit<RingCall, 'untilMs'> & { readonly untilMs?: number }): RingCall {
    const { callId, phase, peer, rangAt, device, isOurs, outcome } = call;
    const untilMs =
      phase === 'over' ? this.#nowMs + overKeptMs : (call.untilMs ?? this.#nowMs + ringMs);
    const made: RingCall = {
      ...{ callId, phase, peer, device, isOurs, untilMs },
      ...(rangAt !== undefined && { rangAt }),
      ...(outcome && { outcome }),
    };
    this.#put(made);
    const over = [...this.state.calls.values()].filter((one) => one.phase === 'over');
    for (const one of over.slice(0, Math.max(0, this.state.calls.size - callsKeptMax))) {
      this.#forget(one.callId);
    }
    return made;
  }

  #put(call: RingCall): void {
    const calls = new Map(this.state.calls).set(call.callId, call);
    this.state = { ...this.state, calls };
  }

  #forget(callId: CallId): void {
    const calls = new Map(this.state.calls);
    calls.delete(callId);
    this.state = { ...this.state, calls };
  }
}

/** Whether the one is to stand where the other does. */
export const outweighs = (outcome: CallOutcome, known: CallOutcome | undefined): boolean =>
  weight[outcome] > weightOf(known);

const weightOf = (outcome: CallOutcome | undefined): number => (outcome ? weight[outcome] : 0);
