// When a call's keys change and whom they are given to, decision by decision.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  CallMember,
  ScheduleEffect,
  ScheduleNews,
} from '../../../../client/media/keyEvents.ts';
import {
  freshKeyFromStep,
  freshKeyWaitsMs,
  stepEveryMs,
  strangeKeysMax,
  strangeKeysMs,
} from '../../../../client/media/keyLimits.ts';
import { stepMax } from '../../../../client/media/keyName.ts';
import { decide, dueAtMs, newSchedule } from '../../../../client/media/keySchedule.ts';

const member = (device: string, mediaId: number, talks = true): CallMember => ({
  device,
  mediaId,
  talks,
});
const [bob, cleo, dan] = [member('bob', 2), member('cleo', 3), member('dan', 4, false)];

/** A schedule that is told one thing after the other. */
class Told {
  state = newSchedule(1, 65_535);
  nowMs = 1_000_000;

  tell(news: ScheduleNews): readonly ScheduleEffect[] {
    const { state, effects } = decide(this.state, { ...news, nowMs: this.nowMs });
    this.state = state;
    return effects;
  }

  members(members: readonly CallMember[], more: { talks?: boolean; epoch?: number } = {}) {
    const verified = new Set(members.map(({ device }) => device));
    const epoch = more.epoch ?? this.state.epoch + 1;
    return this.tell({ is: 'members', epoch, members, verified, talks: more.talks ?? true });
  }

  /** All that time brings until then. */
  wait(forMs: number): ScheduleEffect[] {
    const untilMs = this.nowMs + forMs;
    const effects: ScheduleEffect[] = [];
    for (let due = dueAtMs(this.state); due !== undefined; due = dueAtMs(this.state)) {
      if (due > untilMs) break;
      this.nowMs = Math.max(this.nowMs, due);
      effects.push(...this.tell({ is: 'tick' }));
    }
    this.nowMs = untilMs;
    return effects;
  }
}

const given = (effects: readonly ScheduleEffect[]) => effects.filter((one) => one.do === 'give');
const made = (effects: readonly ScheduleEffect[]) => effects.filter((one) => one.do === 'make');

describe('the schedule of keys', () => {
  it('begins with a key for all, and steps on for who comes', () => {
    const told = new Told();
    expect(told.members([bob])).toEqual([
      { do: 'make', generation: 65_535 },
      { do: 'give', to: ['bob'], keys: [{ generation: 65_535, step: 0 }] },
      { do: 'use', generation: 65_535, step: 0 },
    ]);
    expect(told.members([bob, cleo])).toEqual([
      { do: 'step', generation: 65_535, step: 1 },
      { do: 'use', generation: 65_535, step: 1 },
      { do: 'give', to: ['cleo'], keys: [{ generation: 65_535, step: 1 }] },
    ]);
    // A third one, too soon after, waits for the next step.
    expect(told.members([bob, cleo, dan])).toEqual([]);
    expect(given(told.wait(100))).toEqual([
      { do: 'give', to: ['dan'], keys: [{ generation: 65_535, step: 2 }] },
    ]);
  });

  it('gathers those who leave, and lets one fresh key wait at a time', () => {
    const told = new Told();
    told.members([bob, cleo, dan]);
    expect(told.members([bob, dan])).toEqual([{ do: 'forget', mediaId: 3 }]);
    expect(told.wait(500)).toEqual([]);
    told.members([bob]);
    expect(told.wait(500)).toEqual([
      { do: 'make', generation: 0 },
      { do: 'give', to: ['bob'], keys: [{ generation: 0, step: 0 }] },
    ]);
    // Who comes meanwhile has the present key and the one to come; who leaves has both.
    expect(given(told.members([bob, cleo]))).toEqual([
      {
        do: 'give',
        to: ['cleo'],
        keys: [
          { generation: 65_535, step: 1 },
          { generation: 0, step: 0 },
        ],
      },
    ]);
    told.members([bob]);
    expect(told.wait(freshKeyWaitsMs - 1)).toEqual([]);
    expect(told.wait(1)).toEqual([
      { do: 'use', generation: 0, step: 0 },
      { do: 'destroy', generation: 65_535 },
      { do: 'make', generation: 1 },
      { do: 'give', to: ['bob'], keys: [{ generation: 1, step: 0 }] },
    ]);
    expect(told.wait(freshKeyWaitsMs)).toContainEqual({ do: 'use', generation: 1, step: 0 });
  });

  it('gives nothing to who is not verified, or has the number of another', () => {
    const told = new Told();
    const members = [bob, cleo, dan];
    const verified = new Set(['bob']);
    const first = told.tell({ is: 'members', epoch: 0, members, verified, talks: true });
    expect(given(first).map(({ to }) => to)).toEqual([['bob']]);
    expect(told.tell({ is: 'keyAsked', from: 'cleo' })).toEqual([]);
    // A fresh key without them is due as soon as two cannot be told apart.
    expect(told.members([bob, { ...cleo, mediaId: 2 }])).toEqual([{ do: 'forget', mediaId: 2 }]);
    expect(given(told.wait(1_000))).toEqual([]);
    expect(told.members([{ ...bob, mediaId: 1 }])).toEqual([]);
    expect(told.members([bob], { epoch: 0 })).toEqual([]);
  });

  it('has no key for a listener, and destroys it when one becomes one', () => {
    const told = new Told();
    expect(told.members([bob], { talks: false })).toEqual([]);
    expect(told.wait(stepEveryMs * 3)).toEqual([]);
    expect(made(told.members([bob]))).toHaveLength(1);
    expect(told.members([bob], { talks: false })).toEqual([
      { do: 'stop' },
      { do: 'destroy', generation: 65_535 },
    ]);
    expect(told.tell({ is: 'keyAsked', from: 'bob' })).toEqual([]);
    expect(made(told.members([bob]))).toEqual([{ do: 'make', generation: 0 }]);
  });

  it('takes the keys of talkers in the call, and keeps those of others for a while', () => {
    const told = new Told();
    told.members([bob, dan]);
    const hear = (from: string, mediaId: number, message: number) =>
      told.tell({ is: 'keyHeard', from, mediaId, message });
    expect(hear('bob', 2, 1)).toEqual([{ do: 'take', message: 1 }]);
    expect(hear('bob', 3, 2)).toEqual([]);
    expect(hear('dan', 4, 3)).toEqual([]);
    expect(hear('cleo', 3, 4)).toEqual([]);
    expect(told.members([bob, dan, cleo])).toContainEqual({ do: 'take', message: 4 });
    expect(told.wait(strangeKeysMs).filter((one) => one.do === 'discard')).toEqual([
      { do: 'discard', message: 2 },
      { do: 'discard', message: 3 },
    ]);
    for (let message = 0; message < strangeKeysMax; message += 1) {
      expect(hear('eve', 9, 100 + message)).toEqual([]);
    }
    expect(hear('eve', 9, 999)).toEqual([{ do: 'discard', message: 100 }]);
  });

  it('asks for what is missing and gives what is asked for once a second', () => {
    const told = new Told();
    told.members([bob, dan]);
    const missing = (mediaId: number) => told.tell({ is: 'keyMissing', mediaId });
    expect(missing(2)).toEqual([{ do: 'ask', device: 'bob' }]);
    expect([...missing(2), ...missing(4), ...missing(77)]).toEqual([]);
    const asked = () => told.tell({ is: 'keyAsked', from: 'dan' });
    expect(given(asked())).toHaveLength(1);
    expect(asked()).toEqual([]);
    told.wait(1_000);
    expect([...missing(2), ...asked()]).toHaveLength(2);
  });

  it('uses no key again when what seals has lost it', () => {
    const told = new Told();
    told.members([bob, dan]);
    expect(told.tell({ is: 'keysLost' })).toEqual([
      { do: 'step', generation: 65_535, step: 1 },
      { do: 'use', generation: 65_535, step: 1 },
      { do: 'ask', device: 'bob' },
    ]);
  });

  it('has a fresh key before the steps of one run out', () => {
    const told = new Told();
    told.members([bob]);
    const effects = told.wait(stepEveryMs * (freshKeyFromStep + 2));
    expect(made(effects)).toEqual([{ do: 'make', generation: 0 }]);
    expect(told.state.sending).toMatchObject({ generation: 0, step: 1 });
    const spend = () => {
      const { generation, step } = told.state.sending!;
      return told.tell({ is: 'keySpent', generation, step });
    };
    while (told.state.sending!.step < stepMax) spend();
    expect(spend()).toEqual([]);
    expect(told.members([bob, cleo])).toEqual([
      { do: 'give', to: ['cleo'], keys: [{ generation: 1, step: 0 }] },
    ]);
  });

  it('never gives to a stranger, uses a key twice or stands still, whatever it is told', () => {
    const people = [bob, cleo, dan, member('eve', 5)];
    const news = fc.oneof(
      fc.record({
        is: fc.constant('members' as const),
        epoch: fc.nat(9),
        members: fc.subarray(people),
        verified: fc.subarray(['bob', 'cleo', 'dan', 'eve']).map((one) => new Set(one)),
        talks: fc.boolean(),
      }),
      fc.record({
        is: fc.constant('keyHeard' as const),
        from: fc.constantFrom('bob', 'eve', 'zoe'),
        mediaId: fc.integer({ min: 1, max: 6 }),
        message: fc.nat(),
      }),
      fc.record({ is: fc.constant('keyAsked' as const), from: fc.constantFrom('bob', 'zoe') }),
      fc.record({ is: fc.constant('keyMissing' as const), mediaId: fc.nat(6) }),
      fc.constant({ is: 'keysLost' as const }),
    );
    const script = fc.array(fc.tuple(news, fc.constantFrom(0, 30, 400, 3_000, 40_000)));
    fc.assert(
      fc.property(script, (events) => {
        const told = new Told();
        const used = new Set<string>();
        for (const [one, waitMs] of events) {
          const effects = [...told.tell(one)];
          const there = new Set(told.state.members.keys());
          effects.push(...told.wait(waitMs));
          for (const effect of effects) {
            if (effect.do === 'give') expect(effect.to.every((to) => there.has(to))).toBe(true);
            if (effect.do !== 'use') continue;
            const name = `${effect.generation}.${effect.step}`;
            expect(used.has(name), name).toBe(false);
            used.add(name);
          }
        }
        // What is due is done by the tick that it is due for.
        told.tell({ is: 'tick' });
        expect(dueAtMs(told.state) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(told.nowMs);
      }),
      { numRuns: 300 },
    );
  });
});
