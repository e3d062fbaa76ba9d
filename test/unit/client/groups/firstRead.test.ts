// A device that reads a group for the first time: another one of the account has come in, and
// others have gone since.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Group } from '#client';
import type { AccountId } from '#protocol';
import { endedUntil } from '../../../../client/groups/past.ts';
import type { GroupAction } from '#protocol';
import { talk } from '../people.ts';
import type { Person, Scene } from '../people.ts';
import { threePeople } from './three.ts';

let scene: Scene;
let ana: Person;
let ben: Person;
let cem: Person;
let group: Group;

beforeEach(async () => {
  ({ scene, ana, ben, cem } = await threePeople());
});

afterEach(() => scene.end());

const of = (one: Person): Group => one.client.groups.get(group.id);

async function comeIn(one: Person): Promise<void> {
  await scene.until(
    () => one.client.groups.list().length + one.client.groups.invitations.length > 0,
    'an invitation',
  );
  if (of(one).state().standing !== 'member') await scene.ended(of(one).accept());
}

/** A device of ben's that was away while cem spoke in a group, and was removed from it. */
async function awayMeanwhile(): Promise<Person> {
  await talk(ana, ben, 'start');
  await talk(cem, ben, 'start');
  const tablet = await scene.link(ben, 'tablet');
  await scene.settle();
  await tablet.client.close();
  group = await scene.ended(
    ana.client.groups.create({
      title: 'Lamps',
      members: [ben.id as AccountId, cem.id as AccountId],
    }),
  );
  for (const one of [ben, cem]) await comeIn(one);
  await scene.until(
    () => [ana, ben, cem].every((one) => of(one).state().members.length === 3),
    'three',
  );
  await scene.settle();
  await scene.ended(of(cem).send('hello'));
  await scene.until(() => ben.texts.includes('hello'), 'on ben');
  await scene.settle();
  scene.server.clockMs += 1000;
  scene.clock.advance(1000);
  await scene.ended(group.remove([cem.id as AccountId]));
  await scene.settle();
  return tablet;
}

test('a device that was away hears what somebody said who is out by now', async () => {
  const tablet = await awayMeanwhile();
  await tablet.restart();
  await scene.until(() => tablet.client.groups.list().length > 0, 'the group');
  await scene.settle();
  expect(tablet.texts).toEqual(['hello']);
});

test('a server that shows the same changes for ever holds up nothing', async () => {
  const tablet = await awayMeanwhile();
  let asked = 0;
  let first: unknown;
  scene.server.groups.cuts.answer = (ask, answer) => {
    if (!ask.path.includes('/logs/')) return answer;
    asked += 1;
    const page = answer.body as { readonly changes: readonly unknown[] };
    first ??= page.changes[0];
    return { ...answer, body: { ...page, changes: [first] } };
  };
  await tablet.restart();
  await scene.until(() => tablet.client.groups.list().length > 0, 'the group');
  await scene.settle();
  expect(asked).toBeLessThan(10);
  await scene.ended(ana.client.send(ben.id, 'to ben alone'));
  await scene.until(() => tablet.texts.includes('to ben alone'), 'what comes after');
});

test('what changes say of what was before is taken for it, and no more', () => {
  const change = (version: number, ...actions: GroupAction[]) =>
    ({ group: 'lamps', version, by: 'ana', actions, at: version * 10 }) as const;
  expect(
    endedUntil([
      change(3, { type: 'add', userId: 'ben', profileKey: '', role: 'MEMBER' }),
      change(4, { type: 'setRole', userId: 'ben', role: 'ADMINISTRATOR' }),
      change(5, { type: 'setAnnouncementsOnly', value: true }, { type: 'remove', userId: 'ben' }),
      change(6, { type: 'ban', userId: 'cem' }),
      change(7, { type: 'join', profileKey: '' }),
    ]),
  ).toEqual([
    { version: 3, name: 'ben', was: undefined, at: 30 },
    { version: 4, name: 'ben', was: 'MEMBER', at: 40 },
    { version: 5, name: '', was: 'MEMBER', at: 50 },
    { version: 5, name: 'ben', was: 'ADMINISTRATOR', at: 50 },
    { version: 7, name: 'ana', was: undefined, at: 70 },
  ]);
});

test('an administrator who was removed is known by what they did, or as what they came', () => {
  const change = (version: number, by: string, ...actions: GroupAction[]) =>
    ({ group: 'lamps', version, by, actions, at: version * 10 }) as const;
  const was = (...changes: ReturnType<typeof change>[]) =>
    endedUntil(changes).find(({ name, was: role }) => name === 'ben' && role)?.was;
  const gone = change(9, 'ana', { type: 'remove', userId: 'ben' });
  const invite = { type: 'invite', userId: 'ben', role: 'ADMINISTRATOR' } as const;
  const accept = change(3, 'ben', { type: 'accept', profileKey: '' });
  const title = { type: 'setAttribute', attribute: 'title', value: '' } as const;
  expect(was(gone)).toBe('MEMBER');
  expect(was(change(2, 'ben', title), gone)).toBe('MEMBER');
  expect(was(change(2, 'ben', { type: 'unban', userId: 'cem' }), gone)).toBe('ADMINISTRATOR');
  expect(was(change(2, 'ben', { type: 'remove', userId: 'cem' }), gone)).toBe('ADMINISTRATOR');
  expect(was(change(2, 'ben', { type: 'remove', userId: 'ben' }))).toBe('MEMBER');
  expect(was(change(2, 'ana', invite), accept, gone)).toBe('ADMINISTRATOR');
  const banned = change(4, 'ana', { type: 'ban', userId: 'ben' });
  expect(was(change(2, 'ana', invite), accept, banned)).toBe('ADMINISTRATOR');
  expect(was(banned)).toBeUndefined();
  // Who comes again comes as what they are then.
  const again = change(5, 'cem', { type: 'add', userId: 'ben', profileKey: '', role: 'MEMBER' });
  expect(endedUntil([change(2, 'ana', invite), accept, banned, again, gone]).at(-1)).toEqual({
    ...{ version: 9, name: 'ben', was: 'MEMBER', at: 90 },
  });
});
