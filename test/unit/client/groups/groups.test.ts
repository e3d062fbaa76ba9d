// Groups between people: made, come to, spoken in and left, over a server that cannot read them.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Group } from '#client';
import { newCertificates } from '../anonymousTwin.ts';
import { Scene } from '../people.ts';
import type { Person } from '../people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;
let cem: Person;

beforeEach(async () => {
  scene = new Scene();
  scene.server.certificates = newCertificates();
  ana = await scene.person('ana');
  ben = await scene.person('ben');
  cem = await scene.person('cem');
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
