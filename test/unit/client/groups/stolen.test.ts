// After a theft nothing that the stolen device knew is used again: neither the sender keys of
// groups, nor the profile key, nor the master key, whenever the client is killed meanwhile.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Group, HttpAsk } from '#client';
import { NoAnswer } from '#client';
import { Store } from '../../../../client/store/store.ts';
import { newCertificates } from '../anonymousTwin.ts';
import { Scene } from '../people.ts';
import type { Person } from '../people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;
let laptop: Person;
let group: Group;

beforeEach(async () => {
  scene = new Scene();
  scene.server.certificates = newCertificates();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  laptop = await scene.link(ana, 'laptop');
  group = await scene.ended(ana.client.groups.create({ title: 'Lamps', members: [ben.id] }));
  await scene.until(() => ben.client.groups.invitations.length === 1, 'an invitation');
  await scene.ended(ben.client.groups.get(group.id).accept());
  await scene.until(() => group.state().members.length === 2, 'two members');
  await scene.ended(group.send('start'));
  await scene.until(() => ben.texts.includes('start'), 'start');
  await scene.settle();
});

afterEach(() => scene.end());

interface Keys {
  readonly sender: string | undefined;
  readonly profile: string;
  readonly master: string;
}

/** What a copy of a profile holds. */
function keysIn(copy: string): Keys {
  const store = new Store(copy, 'existing');
  const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('hex');
  const keys = {
    sender: store.groups.distribution(group.id)?.id,
    profile: hex(store.sealed.profileKey()),
    master: hex(store.record.head().masterKey),
  };
  store.close();
  return keys;
}

/** At each request of the kind the client is gone, with a copy of what it had on disk. */
function killAt(isIt: (ask: HttpAsk) => boolean): { copy: string | undefined } {
  const killed: { copy: string | undefined } = { copy: undefined };
  scene.server.cuts.request = (ask) => {
    if (!isIt(ask)) return undefined;
    killed.copy ??= scene.snapshot(ana.profile);
    throw new NoAnswer('cut');
  };
  return killed;
}

async function allAreNew(before: Keys): Promise<void> {
  const others = scene.server.of(ana.id);
  await scene.until(() => others.length === 1, 'one device');
  await scene.settle();
  const { id } = group;
  const saying = ana.client.groups.get(id).send('after it');
  await scene.until(() => ben.client.identity(ana.id)?.blocked === true, 'the new number');
  const { digits } = await scene.ended(ben.client.safetyNumber(ana.id));
  await scene.ended(ben.client.acceptIdentity(ana.id, digits));
  await scene.ended(saying);
  await scene.until(() => ben.texts.includes('after it'), 'what is said after it');
  const now = keysIn(scene.snapshot(ana.profile));
  expect(now.sender).toBeDefined();
  for (const name of ['sender', 'profile', 'master'] as const) {
    expect(now[name], name).not.toBe(before[name]);
  }
}

test('every key is another one', async () => {
  const before = keysIn(scene.snapshot(laptop.profile));
  const own = keysIn(scene.snapshot(ana.profile));
  expect(before).toMatchObject({ profile: own.profile, master: own.master });
  await scene.ended(ana.client.devices.remove(laptop.client.device, { stolen: true }));
  await allAreNew(own);
});

test.each([
  ['the new identity is asked for', 'PUT', '/v1/devices/identity'],
  ['the access key is published', 'PUT', '/v1/accounts/attributes'],
  ['the group is told', 'POST', '/v2/groups'],
])('so it is where the client is killed when %s', async (_step, verb, path) => {
  const own = keysIn(scene.snapshot(ana.profile));
  const killed = killAt((ask) => ask.verb === verb && ask.path.startsWith(path));
  ana.client.devices.remove(laptop.client.device, { stolen: true }).catch(() => undefined);
  await scene.until(() => killed.copy !== undefined, 'the kill');
  scene.server.cuts = {};
  await ana.restart(killed.copy);
  await scene.until(() => scene.server.of(ana.id).length === 1, 'the end of the laptop');
  await allAreNew(own);
});
