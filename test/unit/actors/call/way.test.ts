// Which way the people of a call are told to speak: directly where everybody can and they are few
// enough, whoever comes and goes, and else by the media workers.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CallId, ConnectionId, MediaId, MemberId } from '#protocol';
import { Changes } from '../../../../src/actors/call/changes.ts';
import type { Newcomer } from '../../../../src/actors/call/commands.ts';
import { entered } from '../../../../src/actors/call/outcomes.ts';
import type { CallState } from '../../../../src/actors/call/state.ts';
import { newCall, wholeOf, withoutThese } from '../../../../src/actors/call/state.ts';

const seed = 20_261_128;
const nowMs = 1_000;
const key = new Uint8Array(32).fill(7);
const empty = newCall('ca'.repeat(32) as CallId, { firstId: 5, key, firstVersion: 500 });

function withOne(state: CallState, n: number, directMost?: number): CallState {
  const connection = { member: 'm' as MemberId, connection: `c${n}` as ConnectionId };
  const most = 1000;
  const newcomer: Newcomer = { name: `n${n}`, role: 'MEMBER', connection, most };
  const able = directMost === undefined ? newcomer : { ...newcomer, directMost };
  const next = entered(state, n as MediaId, able, nowMs);
  if (typeof next === 'string') throw new Error(next);
  return next;
}

it('is the direct one for up to so many, in what is told whole and as a change', () => {
  const changes = new Changes(empty.version);
  let state = empty;
  const told: unknown[] = [];
  const tell = (next: CallState) => {
    changes.note(state, next);
    state = next;
    told.push([changes.take(state).direct, wholeOf(state).direct]);
  };
  for (const n of [1, 2, 3, 4]) tell(withOne(state, n, 3));
  tell(withoutThese(state, [2 as MediaId]));
  const [direct, relayed] = [
    [true, true],
    [undefined, undefined],
  ];
  expect(told).toEqual([direct, direct, direct, relayed, direct]);
});

it('is that of the media workers as soon as somebody cannot, or does not say so', () => {
  const two = withOne(withOne(empty, 1, 3), 2, 3);
  expect(wholeOf(withOne(two, 3, 0)).direct).toBeUndefined();
  expect(wholeOf(withOne(two, 3)).direct).toBeUndefined();
  expect(wholeOf(withoutThese(withOne(two, 3), [3 as MediaId])).direct).toBe(true);
});

it('is direct exactly where all can with so many, whatever they may', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 8 }), { minLength: 1, maxLength: 9 }), (all) => {
      const state = all.reduce((before, most, n) => withOne(before, n + 1, most), empty);
      const isDirect = all.length <= Math.min(...all);
      expect(wholeOf(state).direct ?? false).toBe(isDirect);
    }),
    { seed },
  );
});
