// Who is in a call, as a server says it that may say anything: keys follow who is a member of the
// group, and no more is kept than a call can hold.

import { expect, test } from 'vitest';
import type { AccountId, CallId, CallMember, CallMembers, MediaId } from '#protocol';
import { limits } from '#protocol';
import { Roster } from '../../../../client/calls/roster.ts';
import type { ScheduleEffect } from '../../../../client/media/keyEvents.ts';
import { decide, newSchedule } from '../../../../client/media/keySchedule.ts';

const call = 'ca'.repeat(32) as CallId;
const ownId = 1;

const member = (mediaId: number, name = `${mediaId}`, sources = 0): CallMember => ({
  mediaId: mediaId as MediaId,
  name: Buffer.from(name),
  role: 'MEMBER',
  sources: Array.from({ length: sources }, (_, at) => ({ id: at, kind: 'audio', muted: false })),
});

const told = (more: Partial<CallMembers>): CallMembers => ({
  ...{ call, version: 1, epoch: 1, whole: false, members: [], left: [] },
  ...more,
});

/** A roster of a group, and the keys that follow it. */
function rig(...people: string[]) {
  const group = new Set(people);
  const mayJoin = (account: AccountId) => group.has(account);
  const roster = new Roster(
    {
      ownerOf: (name) => [...group].find((one) => one === `${Buffer.from(name)}`) as AccountId,
      mayJoin,
    },
    ownId,
  );
  let state = newSchedule(ownId, 0);
  const given = (nowMs: number, is: 'members' | 'tick' = 'members'): string[] => {
    const news = is === 'tick' ? { is } : ({ is, ...roster.news(true) } as const);
    const decision = decide(state, { ...news, nowMs });
    state = decision.state;
    const gifts = (one: ScheduleEffect) => (one.do === 'give' ? one.to : []);
    return decision.effects.flatMap(gifts);
  };
  return { group, roster, given };
}

test('gives a fresh key to nobody who is no member, whatever epochs the server tells', () => {
  const { group, roster, given } = rig('2', '3');
  const members = [member(2), member(3)];
  roster.take(told({ version: 10, epoch: 2 ** 50, whole: true, members }));
  for (const mediaId of [2, 3]) {
    roster.claim(`${mediaId}.1`, { account: `${mediaId}` as AccountId, mediaId, sentAt: 1 });
  }
  expect(given(0)).toEqual(['2.1', '3.1']);
  // Nobody has left; and what is told from now on is of an epoch of before.
  roster.take(told({ version: 11, epoch: 5 }));
  expect(given(1000)).toEqual([]);
  group.delete('3');
  roster.reread();
  given(2000);
  expect(given(4000, 'tick')).toEqual(['2.1']);
  roster.take(told({ version: 12, epoch: 6, left: [2 as MediaId] }));
  expect(given(5000)).toEqual([]);
  expect(given(9000, 'tick')).toEqual([]);
});

test('keeps no more places than a call has, and no more sources than a device may send', () => {
  const { roster } = rig('2');
  const many = Array.from({ length: limits.callMembersMax }, (_, at) => member(at + 2));
  roster.take(told({ version: 1, whole: true, members: many }));
  roster.take(told({ version: 2, members: [member(70_000), member(2, '2', 99)] }));
  const { participants } = roster;
  expect(participants).toHaveLength(limits.callMembersMax);
  expect(participants[0]?.sources).toHaveLength(limits.callSourcesMax);
  // Where somebody has left there is room again.
  roster.take(told({ version: 3, left: [3 as MediaId], members: [member(70_000)] }));
  expect(roster.participants.at(-1)?.mediaId).toBe(70_000);
});

test('looks up whose places are news, and all of them when that may have changed', () => {
  const asked: string[] = [];
  const names = new Map([['4', undefined]] as [string, string | undefined][]);
  const ownerOf = (name: Uint8Array) => {
    asked.push(`${Buffer.from(name)}`);
    const owner = names.has(`${Buffer.from(name)}`) ? names.get('4') : `${Buffer.from(name)}`;
    return owner as AccountId | undefined;
  };
  const roster = new Roster({ ownerOf, mayJoin: () => true }, ownId);
  const looked = () => {
    asked.length = 0;
    const accounts = roster.participants.map(({ account }) => account);
    return { asked: [...asked], accounts };
  };
  roster.take(told({ version: 1, whole: true, members: [member(2), member(3)] }));
  expect(looked()).toEqual({ asked: ['2', '3'], accounts: ['2', '3'] });
  expect(looked().asked).toEqual([]);
  roster.take(told({ version: 2, members: [member(4)], left: [2 as MediaId] }));
  // Of whom nothing is known is looked at again and again.
  expect(looked()).toEqual({ asked: ['4'], accounts: ['3', undefined] });
  expect(roster.hasStrangers).toBe(true);
  names.set('4', '4');
  expect(looked()).toEqual({ asked: ['4'], accounts: ['3', '4'] });
  expect(looked().asked).toEqual([]);
  roster.claim('3.1', { account: '3' as AccountId, mediaId: 3, sentAt: 1 });
  expect(roster.participants.map(({ device }) => device)).toEqual(['3.1', undefined]);
  roster.reread();
  expect(looked().asked).toEqual(['3', '4']);
});
