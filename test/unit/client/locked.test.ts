// A client whose profile is locked: it does what any other does, and its files show nothing.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AldisClient } from '#client';
import { Store } from '../../../client/store/store.ts';
import { Person, Scene, talk } from './people.ts';

vi.setConfig({ testTimeout: 120_000 });

const passphrase = 'correct horse battery';
let scene: Scene;

beforeEach(() => {
  scene = new Scene();
});

afterEach(() => scene.end());

async function listening(person: Person): Promise<Person> {
  scene.people.push(person);
  await scene.ended(person.client.connect());
  await scene.settle();
  return person;
}

/** All files of a profile, whatever they are called. */
function filesOf(person: Person): Buffer {
  const name = person.profile.slice(scene.folder.length + 1);
  const files = readdirSync(scene.folder, { recursive: true, withFileTypes: true });
  const own = files.filter((file) => file.isFile() && file.name.startsWith(name));
  expect(own.length).toBeGreaterThan(0);
  return Buffer.concat(own.map(({ parentPath, name: one }) => readFileSync(join(parentPath, one))));
}

const asFound = (secret: Uint8Array): (Uint8Array | string)[] => [
  secret,
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('base64url'),
  Buffer.from(secret).toString('hex'),
];

test('nothing of what a locked client is, knows, says and hears stands in its files', async () => {
  const { server, clock: time, folder } = scene;
  const profile = join(folder, 'ana.aldis');
  const options = { server: 'http://twin', network: server, clock: time };
  const client = await AldisClient.register({
    ...options,
    profile,
    passphrase,
    invitation: 'welcome',
  });
  const ana = await listening(new Person(scene, profile, client));
  const ben = await scene.person('ben');
  client.profiles.set({ name: 'Anastasia', about: 'lamplighter', emoji: '' }).catch(() => {});
  await talk(ana, ben, 'a word under the clock');
  client.contacts.set(ben.id, { name: 'Benedikt', note: 'owes me a lamp' });
  const group = await scene.ended(client.groups.create({ title: 'Keepers', members: [ben.id] }));
  await scene.ended(client.conversation(group.id).send('said in the circle'));
  await scene.settle();
  const laptop = await scene.link(ana, 'laptop');
  await talk(laptop, ben, 'from the laptop');
  await scene.settle();
  expect(ana.client.history(ben.id).map(({ text }) => text)).toContain('from the laptop a');
  await ana.client.close();

  const store = await Store.openLocked(profile, 'existing', passphrase);
  const { password } = store.profile.read();
  const pair = store.profile.identity('aci');
  const key = store.sealed.profileKey();
  const benKey = store.identities.get(ben.id)?.key ?? new Uint8Array(0);
  const session = store.sessions.record(ben.id, 1) ?? new Uint8Array(0);
  store.close();
  expect(benKey.length * session.length).toBeGreaterThan(0);
  const needles = [
    ...['clock', 'lamp', 'Anastasia', 'Benedikt', 'Keepers', 'circle', 'twin', 'laptop'],
    ...[ana.id, ben.id, client.pni, group.id, password, passphrase],
    ...[ana.id, ben.id].map((id) => Buffer.from(id.replaceAll('-', ''), 'hex')),
    ...[pair.privateKey.serialize(), pair.publicKey.serialize(), key, benKey].flatMap(asFound),
    session.subarray(0, 48),
  ];
  const files = filesOf(ana);
  const isThere = (needle: Uint8Array | string) =>
    files.includes(typeof needle === 'string' ? needle : Buffer.from(needle));
  expect(needles.filter(isThere)).toEqual([]);
  // Of an open one all of this is found.
  const clear = filesOf(ben);
  expect(['clock', ana.id, ben.id].filter((one) => !clear.includes(one))).toEqual([]);
});

test('a client is locked, goes on, and opens with its passphrase alone', async () => {
  const [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  await talk(ana, ben, 'before');
  expect(ana.client.lock.isSet).toBe(false);
  await ana.client.lock.set(passphrase);
  expect(ana.client.lock.isSet).toBe(true);
  await talk(ana, ben, 'locked');
  await ana.client.close();
  await expect(ana.client.lock.set(passphrase)).rejects.toMatchObject({ code: 'client.closed' });
  const options = { network: scene.server, clock: scene.clock };
  expect(() => AldisClient.open(ana.profile, options)).toThrow(
    expect.objectContaining({ code: 'profile.locked' }),
  );
  const nothing = { ...options, passphrase: undefined as never };
  await expect(AldisClient.openLocked(ana.profile, nothing)).rejects.toMatchObject({
    code: 'argument.invalid',
  });
  const client = await AldisClient.openLocked(ana.profile, { ...options, passphrase });
  const again = await listening(new Person(scene, ana.profile, client));
  await talk(ben, again, 'opened');
  again.client.lock.remove();
  await talk(again, ben, 'unlocked');
  await again.client.close();
  const last = AldisClient.open(ana.profile, options);
  const texts = last.history(ben.id).map(({ text }) => text);
  await last.close();
  const words = ['before', 'locked', 'opened', 'unlocked'];
  expect(texts.sort()).toEqual(words.flatMap((word) => [`${word} a`, `${word} b`]));
});

test('a registration that is refused for a profile that is there does not lock it', async () => {
  const ana = await scene.person('ana');
  await ana.client.close();
  const options = { network: scene.server, clock: scene.clock };
  const made = { ...options, profile: ana.profile, server: 'http://twin', invitation: 'welcome' };
  const registered = AldisClient.register({ ...made, passphrase });
  await expect(registered).rejects.toMatchObject({ code: 'profile.exists' });
  const again = AldisClient.open(ana.profile, options);
  expect(again.lock.isSet).toBe(false);
  await again.close();
});
