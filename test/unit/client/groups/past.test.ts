// How it stood in a group, by changes that a server has dated as it likes.

import { expect, test } from 'vitest';
import type { GroupId } from '#protocol';
import { keepPast, stood } from '../../../../client/groups/past.ts';
import type { SealedGroup } from '../../../../client/groups/sealedGroup.ts';
import { Store } from '../../../../client/store/store.ts';

const id = 'a'.repeat(64) as GroupId;
const now = 1_000_000_000_000;
const farAheadMs = 1000 * 24 * 60 * 60 * 1000;

test('a change that is dated far ahead makes no later one void', () => {
  const store = new Store(':memory:', 'either');
  const member = { was: 'MEMBER', version: 6 } as const;
  keepPast(store, id, [{ version: 5, name: 'one', was: undefined, at: now + farAheadMs }], now);
  keepPast(store, id, [{ ...member, name: 'two', at: now }], now);
  const group = { members: [], announcementsOnly: false } as unknown as SealedGroup;
  const roles = (at: number) =>
    stood(store, group, id, { name: 'two', revision: 5, at }).map(({ role }) => role);
  expect(roles(now - 1)).toEqual(['MEMBER', 'MEMBER']);
  expect(roles(now + 1)).toEqual(['MEMBER', undefined]);
  store.close();
});
