// When the keys of a call change and who is given them: a pure decision, without clock, randomness
// or keys. Whoever joins is given the next step of the present key, whoever leaves is left out of a
// fresh one, and time ends a step as well (docs/voice-keys.md).

import type {
  CallDevice,
  CallMember,
  OwnKeyName,
  ScheduleEffect,
  ScheduleEvent,
} from './keyEvents.ts';
import {
  askEveryMs,
  freshKeyFromStep,
  freshKeyWaitsMs,
  joinsGatheredMs,
  leavesGatheredMs,
  stepEveryMs,
  strangeKeysMax,
  strangeKeysMs,
} from './keyLimits.ts';
import { generations, stepMax } from './keyName.ts';

type Members = ReadonlyMap<CallDevice, CallMember>;

/** A talker's own keys. */
interface Sending extends OwnKeyName {
  readonly steppedAtMs: number;
  /** Given, and used from then on. */
  readonly fresh?: { readonly generation: number; readonly useAtMs: number };
  /** A fresh key is due then, unless one waits to be used. */
  readonly freshAtMs?: number;
  /** They came, and have no key yet. */
  readonly joined: readonly CallDevice[];
  readonly joinedAtMs: number;
}

/** A key that came before the news that its sender is in the call. */
interface StrangeKey {
  readonly message: number;
  readonly from: CallDevice;
  readonly mediaId: number;
  readonly untilMs: number;
}

export interface ScheduleState {
  readonly ownMediaId: number;
  readonly epoch: number;
  /** Verified, each with a media id of its own. */
  readonly members: Members;
  /** What the next fresh key is called. */
  readonly nextGeneration: number;
  readonly sending?: Sending;
  readonly strange: readonly StrangeKey[];
  /** When we last asked a sender, and last gave to a device that asked. */
  readonly askedAtMs: ReadonlyMap<number, number>;
  readonly gaveAtMs: ReadonlyMap<CallDevice, number>;
}

export interface Decision {
  readonly state: ScheduleState;
  readonly effects: readonly ScheduleEffect[];
}

/** Before the first news of the call. `firstGeneration`: any; random hides how often one joined. */
export const newSchedule = (ownMediaId: number, firstGeneration: number): ScheduleState => ({
  ownMediaId,
  epoch: -1,
  members: new Map(),
  nextGeneration: firstGeneration % generations,
  strange: [],
  askedAtMs: new Map(),
  gaveAtMs: new Map(),
});

export function decide(state: ScheduleState, event: ScheduleEvent): Decision {
  const draft = new ScheduleDraft(state, event.nowMs);
  draft.hear(event);
  draft.catchUp();
  return { state: draft.state, effects: draft.effects };
}

/** When the next `tick` is due; undefined where only an event changes anything. */
export function dueAtMs({ sending, strange }: ScheduleState): number | undefined {
  const times = strange.map(({ untilMs }) => untilMs);
  if (sending) {
    times.push(sending.steppedAtMs + stepEveryMs);
    if (sending.fresh) times.push(sending.fresh.useAtMs);
    else if (sending.freshAtMs !== undefined) times.push(sending.freshAtMs);
    if (sending.joined.length > 0) times.push(sending.joinedAtMs + joinsGatheredMs);
  }
  return times.length === 0 ? undefined : Math.min(...times);
}

/** One decision while it is made. */
class ScheduleDraft {
  readonly effects: ScheduleEffect[] = [];
  readonly #nowMs: number;
  state: ScheduleState;

  constructor(state: ScheduleState, nowMs: number) {
    this.state = state;
    this.#nowMs = nowMs;
  }

  hear(event: ScheduleEvent): void {
    switch (event.is) {
      case 'members':
        if (event.epoch >= this.state.epoch) this.#members(event);
        break;
      case 'keyHeard':
        this.#keyHeard(event);
        break;
      case 'keyAsked':
        this.#keyAsked(event.from);
        break;
      case 'keyMissing':
        this.#keyMissing(event.mediaId);
        break;
      case 'keySpent':
        this.#keySpent(event);
        break;
      case 'keysLost':
        // The present step has sealed we know not how much, and no counter may be used twice.
        this.#step();
        for (const { mediaId } of this.state.members.values()) this.#keyMissing(mediaId);
        break;
      case 'tick':
        break;
    }
  }

  /** What time brings. */
  catchUp(): void {
    this.#judgeStrange();
    const { sending } = this.state;
    if (!sending) return;
    if (sending.fresh && sending.fresh.useAtMs <= this.#nowMs) this.#useFresh(sending.fresh);
    if (this.#sending.steppedAtMs + stepEveryMs <= this.#nowMs) this.#step();
    this.#makeDueFresh();
    const { joined, joinedAtMs } = this.#sending;
    if (joined.length > 0 && joinedAtMs + joinsGatheredMs <= this.#nowMs) this.#letIn(joined);
  }

  #members(event: Extract<ScheduleEvent, { is: 'members' }>): void {
    const before = this.state.members;
    const members = trusted(event, this.state.ownMediaId);
    const isSame = (one: CallMember, there: Members) => {
      return there.get(one.device)?.mediaId === one.mediaId;
    };
    const left = [...before.values()].filter((one) => !isSame(one, members));
    const joined = [...members.values()].filter((one) => !isSame(one, before));
    this.state = { ...this.state, epoch: event.epoch, members };
    for (const { mediaId } of left) this.effects.push({ do: 'forget', mediaId });
    if (this.state.sending && !event.talks) this.#fallSilent(this.state.sending);
    if (!event.talks) return;
    if (!this.state.sending) {
      this.#beginTalking();
      return;
    }
    const { sending } = this.state;
    this.#send({
      joined: [
        ...sending.joined.filter((one) => members.has(one)),
        ...joined.map(({ device }) => device).filter((one) => !sending.joined.includes(one)),
      ],
    });
    if (left.length > 0) this.#freshBy(this.#nowMs + leavesGatheredMs);
  }

  /** Nothing was sealed before, so that the key is used at once. */
  #beginTalking(): void {
    const generation = this.#make();
    this.effects.push({ do: 'use', generation, step: 0 });
    const sending = { generation, step: 0, joined: [] };
    const nowMs = this.#nowMs;
    this.state = {
      ...this.state,
      sending: { ...sending, steppedAtMs: nowMs, joinedAtMs: nowMs - joinsGatheredMs },
    };
  }

  #fallSilent({ generation, fresh }: Sending): void {
    this.effects.push({ do: 'stop' }, { do: 'destroy', generation });
    if (fresh) this.effects.push({ do: 'destroy', generation: fresh.generation });
    const { sending: _, ...silent } = this.state;
    this.state = silent;
  }

  /** Makes a fresh key and gives it to everybody. */
  #make(): number {
    const generation = this.state.nextGeneration;
    this.state = { ...this.state, nextGeneration: (generation + 1) % generations };
    this.effects.push({ do: 'make', generation });
    this.#give([...this.state.members.keys()], [{ generation, step: 0 }]);
    return generation;
  }

  #give(to: readonly CallDevice[], keys: readonly OwnKeyName[]): void {
    if (to.length > 0 && keys.length > 0) this.effects.push({ do: 'give', to, keys });
  }

  #freshBy(atMs: number): void {
    this.#send({ freshAtMs: Math.min(this.#sending.freshAtMs ?? atMs, atMs) });
  }

  #makeDueFresh(): void {
    const { fresh, freshAtMs } = this.#sending;
    if (fresh || freshAtMs === undefined || freshAtMs > this.#nowMs) return;
    const useAtMs = this.#nowMs + freshKeyWaitsMs;
    const { freshAtMs: _, ...sending } = this.#sending;
    this.state = { ...this.state, sending };
    this.#send({ fresh: { generation: this.#make(), useAtMs } });
  }

  #useFresh({ generation }: { readonly generation: number }): void {
    this.effects.push({ do: 'use', generation, step: 0 });
    this.effects.push({ do: 'destroy', generation: this.#sending.generation });
    const { fresh: _, ...sending } = this.#sending;
    const began = { generation, step: 0, steppedAtMs: this.#nowMs };
    this.state = { ...this.state, sending: { ...sending, ...began } };
  }

  /** False where the present key has no step left; then a fresh one is due. */
  #step(): boolean {
    const { sending } = this.state;
    if (!sending) return false;
    const step = sending.step + 1;
    this.#send({ steppedAtMs: this.#nowMs });
    if (step >= freshKeyFromStep && !sending.fresh) this.#freshBy(this.#nowMs);
    if (step > stepMax) return false;
    const { generation } = sending;
    this.effects.push({ do: 'step', generation, step }, { do: 'use', generation, step });
    this.#send({ step });
    return true;
  }

  /** Those who came are given what they may hear from now on, and nothing that was before. */
  #letIn(joined: readonly CallDevice[]): void {
    const keys = this.#step() ? this.#keys() : this.#keys().slice(1);
    this.#give(joined, keys);
    this.#send({ joined: [], joinedAtMs: this.#nowMs });
  }

  /** The present key, and the fresh one where it was given already. */
  #keys(): OwnKeyName[] {
    const { generation, step, fresh } = this.#sending;
    const later = fresh ? [{ generation: fresh.generation, step: 0 }] : [];
    return [{ generation, step }, ...later];
  }

  #keySpent({ generation, step }: OwnKeyName): void {
    const { sending } = this.state;
    if (sending?.generation === generation && sending.step === step) this.#step();
  }

  #keyAsked(from: CallDevice): void {
    const { sending, members, gaveAtMs } = this.state;
    // Those who have just come are given theirs without asking.
    if (!sending || !members.has(from) || sending.joined.includes(from)) return;
    if (this.#nowMs - (gaveAtMs.get(from) ?? -askEveryMs) < askEveryMs) return;
    this.state = { ...this.state, gaveAtMs: noted(gaveAtMs, from, this.#nowMs) };
    this.#give([from], this.#keys());
  }

  #keyMissing(mediaId: number): void {
    const { members, askedAtMs } = this.state;
    const member = [...members.values()].find((one) => one.mediaId === mediaId);
    if (!member?.talks) return;
    if (this.#nowMs - (askedAtMs.get(mediaId) ?? -askEveryMs) < askEveryMs) return;
    this.state = { ...this.state, askedAtMs: noted(askedAtMs, mediaId, this.#nowMs) };
    this.effects.push({ do: 'ask', device: member.device });
  }

  #keyHeard({ from, mediaId, message }: Extract<ScheduleEvent, { is: 'keyHeard' }>): void {
    const untilMs = this.#nowMs + strangeKeysMs;
    const strange = [...this.state.strange, { message, from, mediaId, untilMs }];
    const tooMany = strange.splice(0, Math.max(0, strange.length - strangeKeysMax));
    for (const one of tooMany) this.effects.push({ do: 'discard', message: one.message });
    this.state = { ...this.state, strange };
  }

  /** Takes the keys of those who are in the call by now. */
  #judgeStrange(): void {
    const strange = this.state.strange.filter(({ message, from, mediaId, untilMs }) => {
      const member = this.state.members.get(from);
      const isTheirs = member?.talks === true && member.mediaId === mediaId;
      if (isTheirs) this.effects.push({ do: 'take', message });
      else if (untilMs <= this.#nowMs) this.effects.push({ do: 'discard', message });
      else return true;
      return false;
    });
    if (strange.length < this.state.strange.length) this.state = { ...this.state, strange };
  }

  get #sending(): Sending {
    const { sending } = this.state;
    if (!sending) throw new Error('Whoever does not talk has no keys.');
    return sending;
  }

  #send(changed: Partial<Sending>): void {
    this.state = { ...this.state, sending: { ...this.#sending, ...changed } };
  }
}

/** The verified ones. Two of one media id cannot be told apart: neither is given anything. */
function trusted(
  { members, verified }: Extract<ScheduleEvent, { is: 'members' }>,
  ownMediaId: number,
): Members {
  const uses = new Map<number, number>([[ownMediaId, 1]]);
  for (const { mediaId } of members) uses.set(mediaId, (uses.get(mediaId) ?? 0) + 1);
  const kept = members.filter(({ device, mediaId }) => {
    return verified.has(device) && uses.get(mediaId) === 1;
  });
  return new Map(kept.map((one) => [one.device, one]));
}

/** Times of the last second alone are of any use. */
function noted<Of>(times: ReadonlyMap<Of, number>, one: Of, nowMs: number): Map<Of, number> {
  const recent = [...times].filter(([, atMs]) => nowMs - atMs < askEveryMs);
  return new Map([...recent, [one, nowMs]]);
}
