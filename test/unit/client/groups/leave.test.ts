// Leave to write to the members of a group, where a member's access key lets nobody in: it is asked
// about without a name all the same.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Group, HttpAsk } from '#client';
import { MemoryProfiles } from '../memoryProfiles.ts';
import { newCertificates } from '../anonymousTwin.ts';
import { Scene, talk } from '../people.ts';
import type { Person } from '../people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;
let group: Group;

beforeEach(async () => {
  scene = new Scene();
  scene.server.certificates = newCertificates();
  scene.server.profiles = new MemoryProfiles(scene.server);
  ana = await scene.person('ana');
  ben = await scene.person('ben');
  group = await scene.ended(ana.client.groups.create({ title: 'Lamps', members: [ben.id] }));
  await scene.until(() => ben.client.groups.invitations.length === 1, 'an invitation');
  await scene.ended(ben.client.groups.get(group.id).accept());
  await scene.until(() => group.state().members.length === 2, 'two members');
  await scene.ended(group.send('hello'));
  await scene.settle();
  scene.server.device(ben.id).accessKey = 'another';
  scene.server.requests.length = 0;
});

afterEach(() => scene.end());

/** What was asked about Ben, and how. */
const asked = (what: string) => scene.server.requests.filter((one) => one.includes(what));

/** The proofs that are shown from now on. */
function shown(): string[] {
  const seen: string[] = [];
  scene.server.cuts.request = ({ proof }: HttpAsk) => {
    if (proof) seen.push(Object.keys(proof).join());
    return undefined;
  };
  return seen;
}

test('keys are taken without a name, by leave of the group', async () => {
  const tablet = await scene.link(ben, 'tablet');
  await scene.settle();
  scene.server.device(ben.id).accessKey = 'another';
  scene.server.requests.length = 0;
  const seen = shown();
  await scene.ended(group.send('to the tablet too'));
  await scene.until(() => tablet.texts.includes('to the tablet too'), 'it is heard');
  const keys = asked(`/v2/keys/${ben.id}`);
  expect(keys.filter((one) => one.startsWith('anonymous'))).not.toHaveLength(0);
  expect(keys.filter((one) => !one.startsWith('anonymous'))).toEqual([]);
  expect(seen.at(-1)).toBe('sendToken');
});

test('a profile is read without a name, by leave of the group', async () => {
  await talk(ben, ana, 'start');
  scene.server.device(ben.id).accessKey = 'another';
  scene.server.requests.length = 0;
  const seen = shown();
  await scene.ended(ben.client.profiles.set({ name: 'Ben' }));
  await scene.until(() => ana.client.profiles.known(ben.id)?.name === 'Ben', 'his name');
  expect(seen.slice(-1)).toEqual(['sendToken']);
  expect(asked(`/v1/profile/${ben.id}`)).not.toHaveLength(0);
  expect(asked(`/v1/profile/${ben.id}`).filter((one) => !one.startsWith('anonymous'))).toEqual([]);
});
