// Groups between people: made, come to, spoken in and left, over a server that cannot read them.

import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Group, HttpAsk } from '#client';
import type { AccountId } from '#protocol';
import { GroupSecrets } from '../../../../client/groups/secrets.ts';
import type { Person, Scene } from '../people.ts';
import { threePeople } from './three.ts';

let scene: Scene;
let ana: Person;
let ben: Person;
let cem: Person;

beforeEach(async () => {
  ({ scene, ana, ben, cem } = await threePeople());
});

afterEach(() => scene.end());

/** A group of all three. */
async function together(): Promise<Group> {
  const group = await ana.client.groups.create({ title: 'Lamps', members: [ben.id, cem.id] });
  for (const one of [ben, cem]) {
    await scene.until(() => one.client.groups.invitations.length === 1, 'an invitation');
    await scene.ended(one.client.groups.get(group.id).accept());
  }
  await scene.until(() => group.state().members.length === 3, 'three members');
  await scene.until(() => ben.client.groups.get(group.id).state().members.length === 3);
  await scene.settle();
  return group;
}

describe('a group', () => {
  test('is made, accepted and spoken in', async () => {
    const group = await together();
    expect(group.state()).toMatchObject({ title: 'Lamps', standing: 'member' });
    await scene.ended(group.send('hello all'));
    await scene.until(() => ben.texts.includes('hello all') && cem.texts.includes('hello all'));
    await scene.ended(ben.client.groups.get(group.id).send('hello Ana'));
    await scene.until(() => ana.texts.includes('hello Ana') && cem.texts.includes('hello Ana'));
    expect(ben.heard[0]).toMatchObject({ conversation: group.id, from: ana.id });
    expect(scene.server.groups.uploads).toBeGreaterThan(0);
  });
});

test('names that nobody has, which a member invites and bans, hide no group', async () => {
  const group = await together();
  const { groups } = scene.server;
  const { http } = groups;
  const nobody = () => new GroupSecrets(randomBytes(32)).nameOf(cem.id as AccountId);
  groups.http = (ask: HttpAsk) => {
    const body = (ask.body ?? {}) as { actions?: object[] };
    if (!body.actions) return http.call(groups, ask);
    const actions = body.actions.map((one) => ({ ...one, userId: nobody() }));
    return http.call(groups, { ...ask, body: { ...body, actions } });
  };
  const stranger = '00000000-0000-4000-8000-000000000009';
  // What Ana's own client makes of it is hers.
  await scene.ended(group.invite([stranger])).catch(() => undefined);
  await scene.ended(group.ban(stranger)).catch(() => undefined);
  expect(groups.only).toMatchObject({ invited: [{}], banned: [expect.any(String)] });
  const mine = ben.client.groups.get(group.id);
  await scene.ended(mine.refresh());
  const shown = { title: 'Lamps', version: groups.only.version, invited: [], banned: [] };
  expect(ben.client.groups.list()).toMatchObject([shown]);
  expect(mine.state().members).toHaveLength(3);
  await scene.ended(mine.send('still here'));
  await scene.until(() => cem.texts.includes('still here'), 'a text');
});
