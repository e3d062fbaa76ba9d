// What people say of themselves: who hears of it, when, and what is believed of a server that shows
// something else.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClientEvents } from '#client';
import type { AccountId } from '#protocol';
import { versionOf } from '../../../../client/profiles/profileKeys.ts';
import { Store } from '../../../../client/store/store.ts';
import { newCertificates } from '../anonymousTwin.ts';
import { MemoryProfiles } from '../memoryProfiles.ts';
import { Scene, talk } from '../people.ts';
import type { Person } from '../people.ts';

let scene: Scene;
let profiles: MemoryProfiles;
let ana: Person;
let ben: Person;

beforeEach(async () => {
  scene = new Scene();
  scene.server.certificates = newCertificates();
  profiles = new MemoryProfiles(scene.server);
  scene.server.profiles = profiles;
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  await scene.until(() => profiles.stored.size === 2, 'both profiles');
});

afterEach(() => scene.end());

const words = (name: string, more: object = {}) => ({ name, about: '', emoji: '', ...more });
const of = (person: Person) => person.id as AccountId;

/** What a person's program was told of profiles. */
function told(person: Person): ClientEvents['profile'][] {
  const all: ClientEvents['profile'][] = [];
  person.client.on('profile', (event) => all.push(event));
  return all;
}

/** What failed in the background. */
function troubles(person: Person): string[] {
  const all: string[] = [];
  person.client.on('trouble', (error) => all.push((error as Error & { code?: string }).code ?? ''));
  return all;
}

const says = (person: Person, change: object) => scene.ended(person.client.profiles.set(change));

describe('a profile', () => {
  test('is published once for each profile key, before anything is said', async () => {
    const puts = () => scene.server.requests.filter((one) => one === 'PUT /v1/profile').length;
    expect(puts()).toBe(2);
    await ana.restart();
    await scene.settle();
    expect(puts()).toBe(2);
    expect(await ana.client.profiles.of(ana.id)).toEqual(words(''));
  });

  test('reaches those who were written to, and nobody else', async () => {
    await talk(ana, ben, 'hello');
    const cem = await scene.person('cem');
    const [atBen, atCem] = [told(ben), told(cem)];
    await says(ana, { name: 'Ana', about: 'on the hill', emoji: '🌿' });
    await scene.until(() => atBen.length > 0, 'the name');
    expect(atBen).toEqual([
      { account: ana.id, ...words('Ana'), about: 'on the hill', emoji: '🌿' },
    ]);
    expect(ben.client.profiles.known(ana.id)?.name).toBe('Ana');
    expect(ben.texts).toEqual(['hello a']);
    expect(await scene.ended(cem.client.profiles.of(ana.id))).toBeUndefined();
    expect(atCem).toEqual([]);
    await says(ana, { about: '' });
    await scene.until(() => atBen.length > 1, 'the change');
    expect(ben.client.profiles.known(ana.id)).toEqual(words('Ana', { emoji: '🌿' }));
  });

  test('of somebody who writes for the first time is there without being asked for', async () => {
    await says(ana, { name: 'Ana' });
    await ana.client.send(ben.id, 'hello');
    await scene.until(() => ben.client.profiles.known(ana.id)?.name === 'Ana', 'the name');
    // Without a name: the server does not learn who looks.
    const asked = scene.server.requests.filter((one) => one.includes(`/v1/profile/${ana.id}`));
    expect(asked.at(-1)).toMatch(/^anonymous GET/);
  });

  test('is told to whoever was away, and comes to the server after a time without it', async () => {
    await talk(ana, ben, 'hello');
    await ben.client.close();
    ana.connection?.cut();
    scene.server.cuts.request = ({ path }) =>
      path === '/v1/profile' ? { status: 503, headers: {}, body: {} } : undefined;
    await expect(says(ana, { name: 'Ana' })).rejects.toMatchObject({ code: 'server.unreachable' });
    scene.server.cuts = {};
    await ana.restart();
    await scene.settle();
    await ben.restart();
    await scene.until(() => ben.client.profiles.known(ana.id)?.name === 'Ana', 'the name');
  });

  test('is the same on all devices of an account, and published by each but once', async () => {
    await says(ana, { name: 'Ana' });
    const tab = await scene.link(ana, 'tab');
    await scene.until(() => tab.client.profiles.own.name === 'Ana', 'the name on the other');
    await says(tab, { name: 'Anna', emoji: '🌿' });
    await scene.until(() => ana.client.profiles.own.name === 'Anna', 'the name on the first');
    expect(ana.client.profiles.own.emoji).toBe('🌿');
    expect(scene.server.requests.filter((one) => one === 'PUT /v1/profile')).toHaveLength(4);
  });

  test('that is too long or no text is refused, and changes nothing', async () => {
    await says(ana, { name: 'Ana' });
    expect(() => ana.client.profiles.set({ name: 'x'.repeat(252) })).toThrow(/251/);
    expect(() => ana.client.profiles.set({ about: 'a\0' })).toThrow();
    expect(ana.client.profiles.own.name).toBe('Ana');
  });
});

describe('a server', () => {
  /** What it has of Ana as she was before. */
  let older: object | undefined;

  beforeEach(async () => {
    await talk(ana, ben, 'hello');
    await says(ana, { name: 'Ana', about: 'at home' });
    await scene.until(() => ben.client.profiles.known(ana.id)?.name === 'Ana', 'the name');
    older = [...profiles.stored].find(([name]) => name.startsWith(ana.id))?.[1];
    await says(ana, { name: 'Ana B.', about: 'away' });
    await scene.until(() => ben.client.profiles.known(ana.id)?.name === 'Ana B.', 'the change');
    await scene.settle();
  });

  const look = async () => {
    scene.clock.advance(25 * 60 * 60 * 1000);
    scene.server.clockMs += 25 * 60 * 60 * 1000;
    return scene.ended(ben.client.profiles.of(ana.id));
  };

  test.each([
    ['an older one', (): object => ({ ...older })],
    [
      'parts of two',
      (): object => ({ ...profiles.shows(ana.id, current()), about: part('about') }),
    ],
    [
      'one of somebody else',
      (): object => ({ ...[...profiles.stored].find(([name]) => name.startsWith(ben.id))?.[1] }),
    ],
  ])('that shows %s is found out, and what was known stays', async (_what, shown) => {
    const at = shown();
    profiles.shows = () => at;
    await expect(look()).rejects.toMatchObject({ code: 'profile.untrue' });
    expect(ben.client.profiles.known(ana.id)?.name).toBe('Ana B.');
  });

  test('that shows another identity key stops what is for the account', async () => {
    const changed: string[] = [];
    ben.client.on('identityChanged', ({ account }) => changed.push(account));
    const { identityKey } = scene.server.device(ben.id).identities.aci;
    profiles.shows = (_account, stored) => ({ ...stored, identityKey });
    await expect(look()).rejects.toMatchObject({ code: 'identity.changed' });
    expect(changed).toEqual([ana.id]);
    expect(ben.client.identity(ana.id)?.blocked).toBe(true);
  });

  test('that is untrue when a change is told of is told as trouble, once', async () => {
    const trouble = troubles(ben);
    const at = { ...older };
    profiles.shows = (account, stored) => (account === ana.id ? at : stored);
    await says(ana, { name: 'Ana C.' });
    await scene.until(() => trouble.length > 0, 'trouble');
    await scene.settle();
    expect(trouble).toEqual(['profile.untrue']);
    expect(ben.client.profiles.known(ana.id)?.name).toBe('Ana B.');
  });

  test('that answers with what cannot be read changes nothing', async () => {
    for (const strange of [{ uuid: ben.id }, { identityKey: 'AAAA' }, { name: 7 }]) {
      profiles.shows = (_account, stored) => ({ ...stored, ...strange });
      await expect(look()).rejects.toMatchObject({ code: 'server.unreadable' });
    }
    expect(ben.client.profiles.known(ana.id)?.name).toBe('Ana B.');
  });

  test('that keeps our own profile back has it again, as we last said it', async () => {
    profiles.shows = (account) => (account === ana.id ? { ...older } : undefined);
    const tab = await scene.link(ana, 'tab');
    await scene.until(() => tab.client.profiles.own.name !== '', 'some name');
    profiles.shows = (_account, stored) => stored;
    await says(ana, { emoji: '🌿' });
    await scene.until(() => tab.client.profiles.own.emoji === '🌿', 'the newest');
    expect(tab.client.profiles.own.name).toBe('Ana B.');
  });

  const current = () => [...profiles.stored].find(([name]) => name.startsWith(ana.id))?.[1];
  const part = (field: string) => (older as Record<string, string>)[field];
});

describe('a credential of a profile key', () => {
  /** Without the clock: the twin makes credentials on a real thread. */
  const credentialOf = (one: Person, by: Person) => by.client.profiles.credential(of(one));

  test('is had by whoever has the key, once for its time', async () => {
    await talk(ana, ben, 'hello');
    const first = await credentialOf(ana, ben);
    expect(first).toBeDefined();
    const asks = () => scene.server.requests.filter((one) => one.includes('credentialType')).length;
    expect(asks()).toBe(1);
    expect((await credentialOf(ana, ben))?.serialize()).toEqual(first?.serialize());
    await ben.restart();
    expect((await credentialOf(ana, ben))?.serialize()).toEqual(first?.serialize());
    expect(asks()).toBe(1);
    scene.clock.advance(6.5 * 24 * 60 * 60 * 1000);
    scene.server.clockMs += 6.5 * 24 * 60 * 60 * 1000;
    expect(await credentialOf(ana, ben)).toBeDefined();
    expect(asks()).toBe(2);
  });

  test('is had of the own account, and not of somebody whose key is not known', async () => {
    expect(await credentialOf(ana, ana)).toBeDefined();
    expect(await credentialOf(ben, ana)).toBeUndefined();
  });

  test('that the server made for another key is refused', async () => {
    await talk(ana, ben, 'hello');
    profiles.shows = (_account, stored) => ({ ...stored, credential: 'AAAA' });
    await expect(credentialOf(ana, ben)).rejects.toMatchObject({ code: 'server.refused' });
  });
});

test('a profile is stored under the version that follows from key and account alone', async () => {
  await ana.client.close();
  const store = new Store(ana.profile, 'existing');
  const key = store.sealed.profileKey();
  store.close();
  expect(profiles.stored.has(`${ana.id} ${versionOf(ana.id, key)}`)).toBe(true);
  await ana.restart();
});
