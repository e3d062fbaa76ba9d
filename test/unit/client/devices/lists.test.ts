// A hostile server and the signed list: it adds a device, shows an old list, brings a removed
// device back, swaps the list key. Each is noticed, and none of them reads a text.

import { DatabaseSync } from 'node:sqlite';
import * as signal from '@signalapp/libsignal-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClientEvents } from '#client';
import type { AccountId, DeviceId, RegistrationId } from '#protocol';
import { signList, shownList } from '../../../../client/devices/signedList.ts';
import { Intruder } from '../intruder.ts';
import { Scene, talk } from '../people.ts';
import type { Person } from '../people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;
let ghost: Intruder | undefined;
let reading: Promise<unknown>[];
let changes: ClientEvents['identityChanged'][];
let troubles: string[];

beforeEach(async () => {
  scene = new Scene();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  [reading, changes, troubles, ghost] = [[], [], [], undefined];
  scene.server.cuts.sent = (frame) => {
    if (ghost) reading.push(ghost.read(frame, ana.id));
  };
  ana.client.on('identityChanged', (change) => changes.push(change));
  ana.client.on('trouble', (error) => troubles.push(Reflect.get(error, 'code') as string));
});

afterEach(() => scene.end());

/** The identity key of an account, which all of its devices hold: also one that was stolen. */
function identityOf(person: Person): signal.IdentityKeyPair {
  const sqlite = new DatabaseSync(scene.snapshot(person.profile));
  const row = sqlite.prepare("SELECT key_pair FROM own_identities WHERE kind = 'aci'").get();
  sqlite.close();
  return signal.IdentityKeyPair.deserialize(new Uint8Array(row?.key_pair as Uint8Array));
}

/** A further device of the account that holds its identity key, made up by the server. */
function haunt(person: Person, device = 2): Intruder {
  ghost = new Intruder(scene.server, person.id, device, identityOf(person));
  ghost.serve();
  return ghost;
}

const outcome = async (text: string) => {
  const code = await scene.ended(ana.client.send(ben.id, text)).then(
    () => 'sent',
    (error: unknown) => (error as { code: string }).code,
  );
  await scene.settle();
  await Promise.all(reading);
  return code;
};

test('a device that the server adds gets nothing, though it holds the identity key', async () => {
  await talk(ana, ben, 'start');
  haunt(ben);
  expect(await outcome('secret')).toBe('devices.list_invalid');
  expect(troubles).toContain('devices.list_invalid');
  expect(ghost?.stolen).toEqual([]);
  ghost?.withdraw();
  expect(await outcome('in the open')).toBe('sent');
  expect(ben.texts).toContain('in the open');
});

test('nor at the first contact, nor once it has written', async () => {
  haunt(ben);
  await ghost?.write(scene.server.device(ana.id), 'I am Ben', scene.clock.now());
  await scene.settle();
  expect(await outcome('secret')).toBe('devices.list_invalid');
  expect(ghost?.stolen).toEqual([]);
});

test('what a device says that is in no list is not shown, whoever lets it speak', async () => {
  const laptop = await scene.link(ben, 'laptop');
  await talk(ana, ben, 'start');
  await scene.ended(laptop.client.send(ana.id, 'from the laptop'));
  await scene.until(() => ana.texts.includes('from the laptop'), 'a device that is listed');
  // One that was removed, and still has the identity key.
  await scene.ended(ben.client.devices.remove(2));
  await outcome('for those who are left');
  const removed = new Intruder(scene.server, ben.id, 2, identityOf(ben));
  const rejected: string[] = [];
  ana.client.on('rejected', ({ reason }) => rejected.push(reason));
  await removed.write(scene.server.device(ana.id), 'still Ben', scene.clock.now());
  await scene.until(() => rejected.length === 1, 'its end');
  await scene.settle();
  expect(rejected).toEqual(['source']);
  expect(ana.texts).not.toContain('still Ben');
  // One that was linked since is looked up, and heard.
  const tablet = await scene.link(ben, 'tablet');
  await scene.ended(tablet.client.send(ana.id, 'from the tablet'));
  await scene.until(() => ana.texts.includes('from the tablet'), 'a device that is new');
});

test('a device that was removed tells the others of the account nothing', async () => {
  const laptop = await scene.link(ben, 'laptop');
  const tablet = await scene.link(ben, 'tablet');
  await scene.ended(ben.client.devices.remove(2));
  await scene.settle();
  const removed = new Intruder(scene.server, ben.id, 2, identityOf(ben));
  const rejected: string[] = [];
  for (const one of [ben, tablet]) {
    one.client.on('rejected', ({ reason }) => rejected.push(reason));
    const to = scene.server.device(ben.id, one.client.device);
    await removed.write(to, 'note to self', scene.clock.now());
  }
  await scene.until(() => rejected.length === 2, 'their end');
  expect(rejected).toEqual(['source', 'source']);
  expect(laptop.client.state).toBe('closed');
});

test('a list that is older than one that was seen is refused, also after a restart', async () => {
  const laptop = await scene.link(ben, 'laptop');
  await talk(ana, ben, 'start');
  await ben.client.devices.remove(2);
  expect(await outcome('for one')).toBe('sent');
  const fresh = await scene.link(ben, 'phone');
  expect(await outcome('for two')).toBe('sent');
  await scene.until(() => fresh.texts.includes('for two'));
  // The laptop is back, with the list that named it.
  const [, old] = scene.server.lists.seen.get(ben.id) ?? [];
  scene.server.lists.show = (account, newest) => (account === ben.id ? old : newest);
  ghost = new Intruder(scene.server, ben.id, 2, identityOf(ben));
  scene.server.cuts.devices = (account) => (account === ben.id ? [1, 2, 3] : [1]);
  const { bundle } = ghost;
  scene.server.cuts.request = (ask) => {
    if (!ask.path.endsWith(`${ben.id}/2`)) return undefined;
    const shown = bundle.call(ghost);
    return { ...shown, body: { ...(shown.body as object), deviceList: old } };
  };
  await ana.restart();
  expect(await outcome('secret')).toBe('devices.list_invalid');
  expect(ghost.stolen).toEqual([]);
  expect(laptop.texts).not.toContain('secret');
});

/**
 * Whoever has stolen a linked device has the identity key, and signs with a key of their own that
 * Ben has a device that haunts him.
 */
function haunted(id: number): ReturnType<typeof shownList> {
  const identity = identityOf(ben);
  const { aci } = scene.server.device(ben.id).identities;
  const own = aci.registrationId;
  const made = haunt(ben, id).bundle().body as { devices: { registrationId: number }[] };
  const device = (of: number, registrationId: number) => ({
    id: of as DeviceId,
    registrationId: registrationId as RegistrationId,
    pniRegistrationId: 1 as RegistrationId,
    addedAt: 0,
  });
  const list = {
    account: ben.id as AccountId,
    version: 9,
    devices: [device(1, own), device(id, made.devices[0]?.registrationId ?? 0)],
  };
  const forged = shownList(signList(list, signal.PrivateKey.generate(), identity));
  const { request } = scene.server.cuts;
  scene.server.cuts.request = (ask) => {
    const answer = request?.(ask);
    return answer && { ...answer, body: { ...(answer.body as object), deviceList: forged } };
  };
  return forged;
}

test('another list key under the same identity key holds all until it is accepted', async () => {
  await talk(ana, ben, 'start');
  const forged = haunted(2);
  scene.server.lists.show = (account, newest) => (account === ben.id ? forged : newest);
  expect(await outcome('secret')).toBe('identity.changed');
  expect(await outcome('more of it')).toBe('identity.changed');
  expect(changes).toEqual([{ account: ben.id }]);
  expect(ghost?.stolen).toEqual([]);
  expect(ana.client.identity(ben.id)?.blocked).toBe(true);
  await ana.restart();
  expect(await outcome('still')).toBe('identity.changed');
  // Ben knows of no other key, and nothing was read.
  ghost?.withdraw();
  scene.server.lists.show = undefined;
  await ana.client.acceptIdentity(ben.id, (await ana.client.safetyNumber(ben.id)).digits);
  await scene.until(() => ben.texts.includes('still'), 'what waited');
  expect(ghost?.stolen).toEqual([]);
});

/** Holds what is sent to an account until it may pass, and notes whom it is for from then on. */
function holding(account: string) {
  const holds = { held: 0, passes: false, devices: new Set<number>() };
  scene.server.cuts.send = ({ destination, contents }) => {
    if (destination !== account) return undefined;
    if (!holds.passes) {
      holds.held += 1;
      return { code: 'server.busy' };
    }
    for (const { deviceId } of contents) holds.devices.add(deviceId);
    return undefined;
  };
  return holds;
}

describe('what was sealed before a newer list was seen', () => {
  test('is for no device that this one leaves out', async () => {
    await scene.link(ben, 'laptop');
    await talk(ana, ben, 'start');
    const way = holding(ben.id);
    const sending = ana.client.send(ben.id, 'late');
    await scene.until(() => way.held > 0, 'a text that waits');
    await scene.ended(ben.client.devices.remove(2));
    // A device that is new brings the list.
    const tablet = await scene.link(ben, 'tablet');
    await scene.ended(tablet.client.send(ana.id, 'from the tablet'));
    await scene.until(() => ana.texts.includes('from the tablet'), 'the list');
    way.passes = true;
    await scene.ended(sending);
    await scene.until(() => tablet.texts.includes('late'), 'the text');
    expect([...way.devices].sort()).toEqual([1, 3]);
  });

  test('nor for one of the own account', async () => {
    await scene.link(ana, 'laptop');
    const tablet = await scene.link(ana, 'tablet');
    await talk(ana, ben, 'start');
    const way = holding(ana.id);
    // Nothing else is on its way to the account.
    scene.server.cuts.sent = (frame) => {
      if (frame.destination === ben.id) ben.connection?.cut();
    };
    await scene.ended(ana.client.send(ben.id, 'copied'));
    await scene.until(() => way.held > 0, 'a copy that waits');
    await scene.ended(ana.client.devices.remove(2));
    way.passes = true;
    const copies = () => tablet.client.conversation(ben.id).history();
    await scene.until(() => copies().some(({ text }) => text === 'copied'), 'the copy');
    expect([...way.devices]).toEqual([3]);
  });

  test('nor, once another list key is accepted, for one that the former stood for', async () => {
    await scene.link(ben, 'laptop');
    await talk(ana, ben, 'start');
    const way = holding(ben.id);
    ana.client.send(ben.id, 'late').catch(() => undefined);
    await scene.until(() => way.held > 0, 'a text that waits');
    await scene.ended(ben.client.devices.remove(2));
    const forged = haunted(3);
    scene.server.lists.show = (account, newest) => (account === ben.id ? forged : newest);
    await ghost?.write(scene.server.device(ana.id), 'I am Ben', scene.clock.now());
    await scene.until(() => changes.length > 0, 'another list key');
    ghost?.withdraw();
    scene.server.lists.show = undefined;
    await ana.client.acceptIdentity(ben.id, (await ana.client.safetyNumber(ben.id)).digits);
    way.passes = true;
    await scene.until(() => ben.texts.includes('late'), 'the text');
    expect([...way.devices]).toEqual([1]);
  });
});

test('a list that is not signed is refused once a signed one was seen', async () => {
  await talk(ana, ben, 'start');
  const laptop = await scene.link(ben, 'laptop');
  scene.server.lists.show = (account, newest) => (account === ben.id ? undefined : newest);
  expect(await outcome('secret')).toBe('devices.list_invalid');
  scene.server.lists.show = undefined;
  expect(await outcome('for both')).toBe('sent');
  await scene.until(() => laptop.texts.includes('for both'));
});

test('the list of another account is none of this one', async () => {
  const cara = await scene.person('cara');
  scene.server.lists.show = (account, newest) =>
    account === ben.id ? scene.server.lists.seen.get(cara.id)?.[0] : newest;
  expect(await outcome('secret')).toBe('devices.list_invalid');
  expect(ben.texts).toEqual([]);
});

test('a device that the server adds to the own account hears of nothing', async () => {
  await talk(ana, ben, 'start');
  haunt(ana);
  expect(await outcome('for Ben alone')).toBe('sent');
  await scene.until(() => troubles.includes('devices.list_invalid'), 'a word of it');
  expect(ghost?.stolen).toEqual([]);
  const shown = (await ana.client.devices.list()).map(({ id }) => id);
  expect(shown).toEqual([1]);
});

test('a server that shows the owner an old list is shown the new one again', async () => {
  const laptop = await scene.link(ana, 'laptop');
  await ana.client.devices.remove(2);
  const [first] = scene.server.lists.seen.get(ana.id) ?? [];
  scene.server.lists.show = () => first;
  await laptop.client.close();
  expect((await ana.client.devices.list()).map(({ id }) => id)).toEqual([1]);
  expect(scene.server.requests.at(-1)).toBe('PUT /v1/devices/list');
});

test('a server that was put back to before a link gets a list without the device', async () => {
  const laptop = await scene.link(ana, 'laptop');
  await laptop.client.close();
  const [first] = scene.server.lists.seen.get(ana.id) ?? [];
  scene.server.lists.show = () => first;
  scene.server.remove(scene.server.device(ana.id, 2));
  expect((await ana.client.devices.list()).map(({ id }) => id)).toEqual([1]);
  scene.server.lists.show = undefined;
  await talk(ana, ben, 'after that');
  const tablet = await scene.link(ana, 'tablet');
  await talk(ana, ben, 'from two');
  expect(tablet.texts).toContain('from two b');
});
