// How calls of two ring: by hand for each outcome, and with any order and repetition of what is
// said between two people of two devices each.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountId, CallId, CallOutcome, CallSaid } from '#protocol';
import type { EndOfCall, RingEffect, RingEvent } from '../../../../client/calls/ringEvents.ts';
import {
  callsKeptMax,
  decide,
  dueAtMs,
  isActive,
  lateRingMs,
  newRinging,
  overKeptMs,
  ringMs,
} from '../../../../client/calls/ringing.ts';

const ana = '0'.repeat(8) as AccountId;
const ben = '1'.repeat(8) as AccountId;
const cleo = '2'.repeat(8) as AccountId;

interface Said {
  readonly to: Device;
  readonly from: Device;
  readonly callId: string;
  readonly said: CallSaid;
  readonly isSuperseded: boolean;
  readonly atMs: number;
}

class Device {
  readonly account: AccountId;
  readonly device: number;
  readonly kept = new Map<string, CallOutcome[]>();
  readonly ends = new Map<string, EndOfCall[]>();
  /** When it began to ring. */
  readonly rangAtMs = new Map<string, number>();
  readonly inCalls = new Set<string>();
  state;
  readonly #net: Net;

  constructor(net: Net, account: AccountId, device: number) {
    this.#net = net;
    this.account = account;
    this.device = device;
    this.state = newRinging({ account, device });
  }

  phase(callId: string): string | undefined {
    return this.state.calls.get(callId as CallId)?.phase;
  }

  get active(): string[] {
    return [...this.state.calls.values()].filter(isActive).map(({ callId }) => callId);
  }

  hear(event: Told<RingEvent>): void {
    const { state, effects } = decide(this.state, {
      ...event,
      nowMs: this.#net.nowMs,
    } as RingEvent);
    this.state = state;
    for (const effect of effects) this.#run(effect);
  }

  ring(peer: AccountId, callId: string): void {
    if (this.active.length > 0 || this.state.calls.has(callId as CallId)) return;
    this.hear({ is: 'ring', callId, peer, rangAt: this.#net.nowMs });
  }

  #run(effect: RingEffect): void {
    const { callId } = effect;
    switch (effect.do) {
      case 'send':
        for (const to of this.#net.of(effect.to)) this.#net.say(this, to, effect);
        break;
      case 'tell':
        for (const to of this.#net.of(this.account)) {
          if (to !== this) this.#net.say(this, to, effect);
        }
        break;
      case 'ringing':
        this.rangAtMs.set(callId, this.#net.nowMs);
        break;
      case 'enter':
        this.inCalls.add(callId);
        break;
      case 'leave':
        this.inCalls.delete(callId);
        break;
      case 'keep':
        this.kept.set(callId, [...(this.kept.get(callId) ?? []), effect.outcome]);
        break;
      case 'ended':
        this.ends.set(callId, [...(this.ends.get(callId) ?? []), effect.why]);
        break;
    }
  }
}

/** Ids are short here, and the net has the time. */
type Told<Event> = Event extends { readonly callId: CallId }
  ? Omit<Event, 'nowMs' | 'callId'> & { readonly callId: string }
  : Omit<Event, 'nowMs'>;

class Net {
  nowMs = 0;
  readonly devices: Device[] = [];
  readonly waiting: Said[] = [];

  constructor(...devices: readonly (readonly [AccountId, number])[]) {
    for (const [account, device] of devices) this.devices.push(new Device(this, account, device));
  }

  of(account: AccountId): Device[] {
    return this.devices.filter((one) => one.account === account);
  }

  say(
    from: Device,
    to: Device,
    said: { readonly callId: string; readonly said: CallSaid; readonly isSuperseded?: boolean },
  ): void {
    const { callId, said: word, isSuperseded = false } = said;
    this.waiting.push({ from, to, callId, said: word, isSuperseded, atMs: this.nowMs });
  }

  deliver({ from, to, callId, said, isSuperseded, atMs }: Said): void {
    const { account, device } = from;
    const ageMs = this.nowMs - atMs;
    const of = { callId, said, from: { account, device }, sentAt: atMs, ageMs, isSuperseded };
    to.hear({ is: 'heard', ...of });
  }

  /** All that waits, oldest first. */
  settle(): void {
    for (let [said] = this.waiting.splice(0, 1); said; [said] = this.waiting.splice(0, 1)) {
      this.deliver(said);
    }
  }

  advance(ms: number): void {
    const untilMs = this.nowMs + ms;
    for (;;) {
      const due = Math.min(...this.devices.map((one) => dueAtMs(one.state) ?? Infinity));
      if (due > untilMs) break;
      this.nowMs = Math.max(this.nowMs, due);
      for (const one of this.devices) one.hear({ is: 'tick' });
    }
    this.nowMs = untilMs;
    for (const one of this.devices) one.hear({ is: 'tick' });
  }
}

function four(): [Net, Device, Device, Device, Device] {
  const net = new Net([ana, 1], [ana, 2], [ben, 1], [ben, 2]);
  return [net, ...(net.devices as [Device, Device, Device, Device])];
}

describe('a call', () => {
  it('rings on all devices, and is answered on one of them', () => {
    const [net, a1, a2, b1, b2] = four();
    a1.ring(ben, 'x');
    net.settle();
    expect([b1.phase('x'), b2.phase('x'), a2.phase('x')]).toEqual([
      ...['ringingIn', 'ringingIn'],
      undefined,
    ]);
    b2.hear({ is: 'answer', callId: 'x' });
    net.settle();
    expect([...a1.inCalls, ...b2.inCalls]).toEqual(['x', 'x']);
    expect(b1.ends.get('x')).toEqual(['answeredElsewhere']);
    for (const one of [a1, b1, b2]) expect(one.kept.get('x')).toEqual(['answered']);
    a1.hear({ is: 'hangup', callId: 'x' });
    net.settle();
    expect([a1.ends.get('x'), b2.ends.get('x')]).toEqual([['hungUp'], ['ended']]);
    expect([...a1.inCalls, ...b2.inCalls]).toEqual([]);
  });

  it('is declined on one device for all of them', () => {
    const [net, a1, , b1, b2] = four();
    a1.ring(ben, 'x');
    net.settle();
    b1.hear({ is: 'decline', callId: 'x' });
    net.settle();
    expect(a1.ends.get('x')).toEqual(['declined']);
    expect(b2.ends.get('x')).toEqual(['declinedElsewhere']);
    for (const one of [a1, b1, b2]) expect(one.kept.get('x')).toEqual(['declined']);
  });

  it('is missed where the caller gives up, and where nobody does for a minute', () => {
    for (const isGivenUp of [true, false]) {
      const [net, a1, , b1, b2] = four();
      a1.ring(ben, 'x');
      net.settle();
      if (isGivenUp) a1.hear({ is: 'hangup', callId: 'x' });
      else net.advance(ringMs);
      net.settle();
      for (const one of [b1, b2]) {
        expect(one.kept.get('x')).toEqual(['missed']);
        expect(one.ends.get('x')).toEqual(['missed']);
      }
      expect(a1.kept.get('x')).toEqual(['unanswered']);
    }
  });

  it('meets somebody busy, whose other devices ring no more', () => {
    const net = new Net([ana, 1], [ben, 1], [ben, 2], [cleo, 1]);
    const [a1, b1, b2, c1] = net.devices as [Device, Device, Device, Device];
    c1.ring(ben, 'z');
    net.settle();
    b1.hear({ is: 'answer', callId: 'z' });
    net.settle();
    a1.ring(ben, 'x');
    net.settle();
    expect(a1.ends.get('x')).toEqual(['busy']);
    expect([b1.kept.get('x'), b2.kept.get('x')]).toEqual([['missed'], ['missed']]);
    expect([...b1.inCalls]).toEqual(['z']);
    expect(b2.active).toEqual([]);
  });

  it('that both begin becomes the lower one on both sides, without a missed one', () => {
    const [net, a1, a2, b1, b2] = four();
    b1.ring(ana, 'y');
    a1.ring(ben, 'x');
    net.settle();
    expect([...a1.inCalls]).toEqual(['x']);
    expect([...b1.inCalls]).toEqual(['x']);
    expect(b1.ends.get('y')).toEqual(['superseded']);
    expect([a2.active, b2.active]).toEqual([[], []]);
    for (const one of net.devices) expect([...one.kept.values()].flat()).not.toContain('missed');
  });

  it('of before is missed when nothing else comes, and not when it was answered elsewhere', () => {
    for (const isAnswered of [false, true]) {
      const [net, a1, , b1, b2] = four();
      a1.ring(ben, 'x');
      const late = net.waiting.filter(({ to }) => to === b2);
      for (const one of net.waiting.splice(0)) if (one.to !== b2) net.deliver(one);
      if (isAnswered) b1.hear({ is: 'answer', callId: 'x' });
      net.advance(isAnswered ? 1 : ringMs);
      late.push(...net.waiting.splice(0).filter(({ to }) => to === b2));
      net.advance(2 * ringMs);
      for (const one of late) net.deliver(one);
      expect(b2.rangAtMs.size).toBe(0);
      net.advance(lateRingMs);
      expect(b2.kept.get('x')).toEqual([isAnswered ? 'answered' : 'missed']);
    }
  });

  it('that another begins in its place ends what is left of the one before', () => {
    const [net, a1, , b1] = four();
    a1.ring(ben, 'x');
    net.settle();
    b1.hear({ is: 'answer', callId: 'x' });
    net.settle();
    a1.state = newRinging(a1);
    a1.ring(ben, 'w');
    net.settle();
    expect(b1.ends.get('x')).toEqual(['lost']);
    expect(b1.phase('w')).toBe('ringingIn');
  });

  it('is nothing to a third person, who can neither end nor answer it', () => {
    const net = new Net([ana, 1], [ben, 1], [cleo, 1]);
    const [a1, b1, c1] = net.devices as [Device, Device, Device];
    a1.ring(ben, 'x');
    net.settle();
    for (const said of ['hangup', 'answered', 'declined', 'busy', 'ring'] as const) {
      net.say(c1, a1, { callId: 'x', said });
      net.say(c1, b1, { callId: 'x', said });
    }
    net.settle();
    expect([a1.phase('x'), b1.phase('x')]).toEqual(['ringingOut', 'ringingIn']);
  });

  it('takes a bounded place, and is forgotten', () => {
    const [net, , , b1] = four();
    for (let index = 0; index < callsKeptMax * 3; index += 1) {
      net.say(net.devices[0] as Device, b1, { callId: `c${index}`, said: 'hangup' });
    }
    net.settle();
    expect(b1.state.calls.size).toBeLessThanOrEqual(callsKeptMax);
    net.advance(overKeptMs);
    expect(b1.state.calls.size).toBe(0);
  });
});

type Step =
  | { readonly do: 'deliver'; readonly which: number; readonly again: boolean }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'ring' | 'answer' | 'decline' | 'hangup'; readonly who: number };

const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('deliver'), which: fc.nat(50), again: fc.boolean() }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.nat(40_000) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constantFrom('ring', 'answer', 'decline', 'hangup'),
        who: fc.nat(3),
      }),
    },
  ) as fc.Arbitrary<Step>,
  { maxLength: 60 },
);

/** Runs the steps, and then all that is left in any case. */
function play(net: Net, all: readonly Step[]): void {
  let calls = 0;
  for (const step of all) {
    if (step.do === 'wait') net.advance(step.ms);
    else if (step.do === 'deliver') {
      const at = step.which % Math.max(1, net.waiting.length);
      const said = net.waiting[at];
      if (!said) continue;
      if (!step.again) net.waiting.splice(at, 1);
      net.deliver(said);
    } else {
      const device = net.devices[step.who] as Device;
      const peer = device.account === ana ? ben : ana;
      // Ids go up and down.
      if (step.do === 'ring') device.ring(peer, `${(calls++ * 7) % 10}-${calls}`);
      else for (const callId of device.active) device.hear({ is: step.do, callId });
    }
    check(net);
  }
  for (let round = 0; round < 6; round += 1) {
    net.settle();
    net.advance(ringMs / 2);
    check(net);
  }
}

/** What holds at any time. */
function check(net: Net): void {
  for (const device of net.devices) {
    expect(device.active.length).toBeLessThanOrEqual(1);
    for (const callId of device.active) {
      if (device.phase(callId) === 'joined') continue;
      const call = device.state.calls.get(callId as CallId);
      expect(net.nowMs).toBeLessThanOrEqual(call?.untilMs ?? 0);
      const rangAtMs = device.rangAtMs.get(callId);
      if (rangAtMs !== undefined) expect(net.nowMs - rangAtMs).toBeLessThanOrEqual(ringMs);
    }
    for (const outcomes of device.kept.values()) {
      expect(outcomes.filter((one) => one === 'missed').length).toBeLessThanOrEqual(1);
      expect(new Set(outcomes).size).toBe(outcomes.length);
    }
    for (const ends of device.ends.values()) expect(ends).toHaveLength(1);
  }
}

it('ends alike on both sides, whatever comes in whatever order and how often', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const [net] = four();
      play(net, all);
      const ids = new Set(net.devices.flatMap(({ kept, inCalls }) => [...kept.keys(), ...inCalls]));
      for (const id of ids) {
        const inCall = (account: AccountId) =>
          net.of(account).filter(({ inCalls }) => inCalls.has(id)).length;
        // Nobody is alone in a call, and nobody is in it twice.
        expect([inCall(ana), inCall(ben)].sort().join(), id).toMatch(/^(0,0|1,1)$/);
        for (const account of [ana, ben]) {
          const last = net.of(account).flatMap(({ kept }) => kept.get(id)?.at(-1) ?? []);
          expect(new Set(last).size, `${id}: ${last.join()}`).toBeLessThanOrEqual(1);
        }
      }
      for (const device of net.devices) {
        const rings = device.active.filter((id) => device.phase(id) !== 'joined');
        expect(rings).toEqual([]);
      }
    }),
    { numRuns: 500 },
  );
});
