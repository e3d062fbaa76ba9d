// Promises of the groups' store, which each twin keeps.

import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { DurableStores } from '#persistence';
import type { Group, GroupChange } from '#ports';
import type { FencingToken, GroupId } from '#protocol';
import { limits } from '#protocol';
import { fence } from '../support/storeSubjects.ts';

const newGroupId = () => randomBytes(32).toString('hex') as GroupId;
const member = {
  userId: 'bWU=',
  role: 'ADMINISTRATOR',
  profileKey: 'a2V5',
  joinedAtVersion: 0,
} as const;

function groupAt(id: GroupId, version: number, more: Partial<Group> = {}): Group {
  return {
    id,
    version,
    publicParams: 'cGFyYW1z',
    attributes: { title: Buffer.from(`title ${version}`).toString('base64') },
    access: { attributes: 'MEMBER', members: 'MEMBER', joinByLink: 'UNSATISFIABLE' },
    announcementsOnly: false,
    members: [member],
    invited: [],
    requesting: [],
    banned: [],
    madeBy: 'ab',
    ...more,
  };
}

const changeTo = (version: number, bytes = 100): GroupChange => ({
  version,
  bytes: new Uint8Array(bytes).fill(version),
  signature: new Uint8Array(64).fill(version),
});

export function groupPromises(stores: () => DurableStores): void {
  const changeOf = (id: GroupId, version: number, token: number, more: Partial<Group> = {}) =>
    stores().groups.change(groupAt(id, version, more), changeTo(version), fence(token));
  const versions = async (id: GroupId, from: number, limit = 64) =>
    (await stores().groups.log(id, from, limit)).map(({ version }) => version);
  const made = async (upTo = 0): Promise<GroupId> => {
    const id = newGroupId();
    await stores().groups.create(groupAt(id, 0), fence(1));
    for (let version = 1; version <= upTo; version++) await changeOf(id, version, 1);
    return id;
  };

  test('a group comes back as it was written, change by change', async () => {
    const { groups } = stores();
    const id = newGroupId();
    expect(await groups.claim(id, fence(1))).toBe('missing');
    expect(await groups.create(groupAt(id, 0), fence(1))).toBe('created');
    expect(await groups.claim(id, fence(1))).toEqual(groupAt(id, 0));
    expect(await groups.change(groupAt(id, 1), changeTo(1), fence(1))).toBe('changed');
    expect(await groups.claim(id, fence(2))).toEqual(groupAt(id, 1));
    expect(await groups.log(id, 0, 64)).toEqual([changeTo(1)]);
    expect(await groups.log(newGroupId(), 0, 64)).toEqual([]);
  });

  test('a group is made once', async () => {
    const { groups } = stores();
    const id = newGroupId();
    const outcomes = await Promise.all(
      [1, 2, 3, 4].map((token) => groups.create(groupAt(id, 0), fence(token))),
    );
    expect(outcomes.sort()).toEqual(['created', 'taken', 'taken', 'taken']);
    expect(await groups.create(groupAt(id, 0), fence(9))).toBe('taken');
  });

  test('an older owner writes neither the group nor its log', async () => {
    const { groups } = stores();
    const id = await made(1);
    await groups.claim(id, fence(5));
    expect(await groups.claim(id, fence(4))).toBe('fenced');
    expect(await changeOf(id, 2, 4)).toBe('fenced');
    expect(await versions(id, 0)).toEqual([1]);
    expect(await groups.claim(id, fence(5))).toEqual(groupAt(id, 1));
    expect(await changeOf(id, 2, 6)).toBe('changed');
    expect(await changeOf(id, 3, 5)).toBe('fenced');
    expect(await changeOf(newGroupId(), 1, 1)).toBe('missing');
  });

  test('a log is read page by page, in order, each group by itself', async () => {
    const id = await made(12);
    await made(3);
    expect(await versions(id, 0, 5)).toEqual([1, 2, 3, 4, 5]);
    expect(await versions(id, 6, 5)).toEqual([6, 7, 8, 9, 10]);
    expect(await versions(id, 11, 5)).toEqual([11, 12]);
    expect(await versions(id, 13, 5)).toEqual([]);
  });

  test('a page is no larger than it may be, but has one change', async () => {
    const { groups } = stores();
    const id = await made();
    const half = limits.groupLogPageBytesMax / 2;
    for (const [version, bytes] of [
      [1, half / 2],
      [2, half / 2],
      [3, half * 3],
      [4, 10],
    ] as const) {
      await groups.change(groupAt(id, version), changeTo(version, bytes), fence(1));
    }
    expect(await versions(id, 1)).toEqual([1, 2]);
    expect(await versions(id, 3)).toEqual([3]);
    expect(await versions(id, 4)).toEqual([4]);
  });

  test('changes that are too old go, and all of a group that has ended', async () => {
    const id = await made(3);
    const last = limits.groupLogMax + 2;
    expect(await changeOf(id, last, 1)).toBe('changed');
    expect(await versions(id, 0)).toEqual([3, last]);
    const other = await made(2);
    expect(await changeOf(other, 3, 1, { members: [] })).toBe('changed');
    expect(await versions(other, 0)).toEqual([]);
    expect(await stores().groups.create(groupAt(other, 0), 9 as FencingToken)).toBe('taken');
    expect(await versions(id, 0)).toEqual([3, last]);
  });
}
