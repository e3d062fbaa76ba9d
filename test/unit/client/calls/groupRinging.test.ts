// How a group's call rings at its members: by hand for each outcome, and with any order and
// repetition of what is said between a member who rings and two others, one of two devices.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountId, CallId, CallOutcome, GroupId } from '#protocol';
import type {
  GroupRingEffect,
  GroupRingNews,
  GroupRingState,
} from '../../../../client/calls/groupRinging.ts';
import {
  decideGroupRing,
  groupRingDueAtMs,
  groupRingsMax,
  noGroupRings,
} from '../../../../client/calls/groupRinging.ts';
import type { EndOfCall } from '../../../../client/calls/ringEvents.ts';
import { lateRingMs, overKeptMs, ringMs } from '../../../../client/calls/ringing.ts';

const ana = 'ana' as AccountId;
const group = 'ab'.repeat(32) as GroupId;
const call = 'ca'.repeat(32) as CallId;

type As = Extract<GroupRingNews, { is: 'rung' }>['as'];
type Word =
  | { readonly is: 'rung'; readonly rangAt: number }
  | { readonly is: 'unrung' }
  | { readonly is: 'elsewhere'; readonly said: 'answered' | 'declined' };

/** What waits for a device, and since when. */
interface Said {
  readonly to: Device;
  readonly word: Word;
  readonly atMs: number;
}

class Device {
  readonly name: string;
  readonly account: string;
  readonly #net: Net;
  state: GroupRingState = noGroupRings();
  as: As = 'rings';
  /** By the time at which it was rung. */
  readonly notes = new Map<number, CallOutcome[]>();
  readonly rings: number[] = [];
  readonly ends: EndOfCall[] = [];
  readonly missed: number[] = [];
  told = 0;

  constructor(net: Net, account: string, name: string) {
    this.#net = net;
    this.account = account;
    this.name = name;
  }

  get isRinging(): boolean {
    return [...this.state.rings.values()].some(({ phase }) => phase === 'ringing');
  }

  hear(news: GroupRingNews): void {
    const { state, effects } = decideGroupRing(this.state, { ...news, nowMs: this.#net.nowMs });
    this.state = state;
    for (const effect of effects) this.#run(effect);
  }

  join(): void {
    this.as = 'joined';
    this.hear({ is: 'joined', callId: call });
  }

  #run(effect: GroupRingEffect): void {
    switch (effect.do) {
      case 'ringing':
        this.rings.push(effect.ring.rangAt);
        break;
      case 'told':
        this.told += 1;
        break;
      case 'tell': {
        const word = { is: 'elsewhere', said: effect.said } as const;
        for (const to of this.#net.devices) {
          if (to !== this && to.account === this.account) this.#net.say(to, word);
        }
        break;
      }
      case 'note': {
        const { rangAt } = effect.ring;
        this.notes.set(rangAt, [...(this.notes.get(rangAt) ?? []), effect.outcome]);
        break;
      }
      case 'missed':
        this.missed.push(effect.ring.rangAt);
        break;
      case 'ended':
        this.ends.push(effect.why);
        break;
    }
  }
}

class Net {
  nowMs = 0;
  readonly waiting: Said[] = [];
  readonly devices: Device[];

  constructor(...names: readonly string[]) {
    this.devices = names.map((name) => new Device(this, name.slice(0, -1), name));
  }

  say(to: Device, word: Word): void {
    this.waiting.push({ to, word, atMs: this.nowMs });
  }

  /** The member who rings is elsewhere: its words alone come here. */
  ring(): void {
    for (const to of this.devices) this.say(to, { is: 'rung', rangAt: this.nowMs });
  }

  unring(): void {
    for (const to of this.devices) this.say(to, { is: 'unrung' });
  }

  deliver({ to, word, atMs }: Said): void {
    const ageMs = this.nowMs - atMs;
    if (word.is === 'rung') {
      const { rangAt } = word;
      to.hear({ is: 'rung', callId: call, group, by: ana, device: 1, rangAt, ageMs, as: to.as });
    } else if (word.is === 'unrung') to.hear({ is: 'unrung', callId: call, by: ana, ageMs });
    else to.hear({ ...word, callId: call, ageMs });
  }

  settle(): void {
    for (let [said] = this.waiting.splice(0, 1); said; [said] = this.waiting.splice(0, 1)) {
      this.deliver(said);
    }
  }

  advance(ms: number): void {
    const untilMs = this.nowMs + ms;
    for (;;) {
      const due = Math.min(...this.devices.map((one) => groupRingDueAtMs(one.state) ?? Infinity));
      if (due > untilMs) break;
      this.nowMs = Math.max(this.nowMs, due);
      for (const one of this.devices) one.hear({ is: 'tick' });
    }
    this.nowMs = untilMs;
    for (const one of this.devices) one.hear({ is: 'tick' });
  }
}

function three(): [Net, Device, Device, Device] {
  const net = new Net('ben1', 'ben2', 'cleo1');
  return [net, ...(net.devices as [Device, Device, Device])];
}

describe('the call of a group', () => {
  it('rings on all devices; who joins stops their own, and nobody else’s', () => {
    const [net, b1, b2, c1] = three();
    net.ring();
    net.settle();
    expect([b1, b2, c1].map((one) => one.isRinging)).toEqual([true, true, true]);
    b2.join();
    net.settle();
    expect([b1, b2, c1].map((one) => one.isRinging)).toEqual([false, false, true]);
    expect([b1.ends, b2.ends]).toEqual([['answeredElsewhere'], []]);
    for (const one of [b1, b2]) expect(one.notes.get(0)).toEqual(['missed', 'answered']);
    net.advance(ringMs);
    expect([c1.ends, c1.missed]).toEqual([['missed'], [0]]);
    expect([b1.missed, b2.missed]).toEqual([[], []]);
  });

  it('is declined by one for their own devices alone, and joined all the same later', () => {
    const [net, b1, b2, c1] = three();
    net.ring();
    net.settle();
    b1.hear({ is: 'decline', callId: call });
    net.settle();
    expect([b1.ends, b2.ends]).toEqual([['declined'], ['declinedElsewhere']]);
    expect(c1.isRinging).toBe(true);
    b2.join();
    net.settle();
    for (const one of [b1, b2]) expect(one.notes.get(0)?.at(-1)).toBe('answered');
  });

  it('is missed where whoever rang gives up, and not by another’s word', () => {
    const [net, b1] = three();
    net.ring();
    net.settle();
    b1.hear({ is: 'unrung', callId: call, by: 'eve' as AccountId, ageMs: 0 });
    expect(b1.isRinging).toBe(true);
    net.unring();
    net.settle();
    for (const one of net.devices) expect([one.ends, one.missed]).toEqual([['missed'], [0]]);
  });

  it('is not shown of who is in the group no more', () => {
    const [net, b1] = three();
    net.ring();
    net.settle();
    b1.hear({ is: 'out', callId: call });
    expect([b1.isRinging, b1.ends]).toEqual([false, ['missed']]);
  });

  it('is told of, and does not ring, in a large group, or at who is in it', () => {
    const [net, b1, b2] = three();
    [b1.as, b2.as] = ['told', 'joined'];
    net.ring();
    net.settle();
    expect([b1.told, b1.rings, b2.told, b2.rings]).toEqual([1, [], 0, []]);
    expect([b1.notes.size, b2.notes.size]).toEqual([0, 0]);
  });

  it('stops on the other devices of who is in it already', () => {
    const [net, b1, b2] = three();
    b1.join();
    net.settle();
    net.advance(1);
    net.ring();
    net.settle();
    expect([b2.isRinging, b2.ends]).toEqual([false, ['answeredElsewhere']]);
  });

  it('is missed at once by who talks already', () => {
    const [net, b1] = three();
    b1.as = 'busy';
    net.ring();
    net.settle();
    expect([b1.rings, b1.missed, b1.notes.get(0)]).toEqual([[], [0], ['missed']]);
  });

  it('of before is missed when nothing else comes, and not when it was answered elsewhere', () => {
    for (const isAnswered of [false, true]) {
      const [net, b1, b2] = three();
      net.ring();
      const late = net.waiting.splice(0).filter(({ to }) => to === b2);
      if (isAnswered) net.say(b2, { is: 'elsewhere', said: 'answered' });
      net.advance(2 * ringMs);
      for (const one of [...late, ...net.waiting.splice(0)]) net.deliver(one);
      net.advance(lateRingMs);
      expect([b1.rings, b2.rings]).toEqual([[], []]);
      expect(b2.notes.get(0)?.at(-1)).toBe(isAnswered ? 'answered' : 'missed');
      expect(b2.missed).toEqual(isAnswered ? [] : [0]);
    }
  });

  it('rings again, and takes a bounded place that is given back', () => {
    const [net, b1] = three();
    net.ring();
    net.settle();
    b1.hear({ is: 'decline', callId: call });
    net.advance(10);
    net.ring();
    net.settle();
    expect(b1.rings).toEqual([0, 10]);
    for (let index = 0; index < groupRingsMax * 3; index += 1) {
      const callId = `c${index}` as CallId;
      const of = { group, by: ana, device: 1, rangAt: 20, ageMs: 0, as: 'rings' } as const;
      b1.hear({ is: 'rung', callId, ...of });
    }
    expect(b1.state.rings.size).toBeLessThanOrEqual(groupRingsMax);
    net.advance(ringMs + overKeptMs);
    expect([b1.state.rings.size, b1.state.dealt.size]).toEqual([0, 0]);
  });
});

type Step =
  | { readonly do: 'deliver'; readonly which: number; readonly again: boolean }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'ring' | 'unring' }
  | { readonly do: 'join' | 'decline' | 'leave'; readonly who: number };

const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('deliver'), which: fc.nat(50), again: fc.boolean() }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.nat(40_000) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('ring', 'unring') }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constantFrom('join', 'decline', 'leave'),
        who: fc.nat(2),
      }),
    },
  ) as fc.Arbitrary<Step>,
  { maxLength: 60 },
);

function take(net: Net, step: Step): void {
  if (step.do === 'wait') return net.advance(step.ms);
  if (!('who' in step) && step.do !== 'deliver') {
    return step.do === 'ring' ? net.ring() : net.unring();
  }
  if (step.do === 'deliver') {
    const at = step.which % Math.max(1, net.waiting.length);
    const said = net.waiting[at];
    if (!said) return;
    if (!step.again) net.waiting.splice(at, 1);
    return net.deliver(said);
  }
  const device = net.devices[step.who] as Device;
  if (step.do === 'join') device.join();
  else if (step.do === 'leave') device.as = 'rings';
  else device.hear({ is: 'decline', callId: call });
}

it('rings for a minute at the most, ends once, and is noted alike on a person’s devices', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const [net, b1, b2, c1] = three();
      for (const step of all) {
        take(net, step);
        net.advance(1);
        for (const { state } of net.devices) {
          for (const { takenAtMs, phase } of state.rings.values()) {
            if (phase === 'ringing') expect(net.nowMs - takenAtMs).toBeLessThanOrEqual(ringMs);
          }
        }
      }
      for (let round = 0; round < 4; round += 1) {
        net.settle();
        net.advance(ringMs);
      }
      const hasOthersWord = all.some(
        (step) => 'who' in step && step.do === 'decline' && step.who < 2,
      );
      for (const one of net.devices) {
        expect(one.isRinging, one.name).toBe(false);
        expect(new Set(one.rings).size, one.name).toBe(one.rings.length);
        expect(one.ends.length, one.name).toBeLessThanOrEqual(one.rings.length);
        for (const [rangAt, outcomes] of one.notes) {
          expect(new Set(outcomes).size, `${one.name} ${rangAt}`).toBe(outcomes.length);
        }
      }
      // What others do is nothing to her.
      if (
        hasOthersWord &&
        !all.some((step) => 'who' in step && step.do === 'decline' && step.who === 2)
      ) {
        expect(c1.ends).not.toContain('declined');
        expect(c1.ends).not.toContain('declinedElsewhere');
      }
      for (const [rangAt, outcomes] of b1.notes) {
        const other = b2.notes.get(rangAt)?.at(-1);
        const own = outcomes.at(-1);
        if (other && b1.rings.includes(rangAt) && b2.rings.includes(rangAt)) {
          const isAlike = own === other || [own, other].includes('missed');
          expect(isAlike, `${rangAt}: ${own} ${other}`).toBe(true);
        }
      }
    }),
    { numRuns: 500 },
  );
});
