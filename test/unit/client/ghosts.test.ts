// One identity key an account: a device that a server invents beside the real one reads nothing,
// and says nothing in the other person's name.

import { DatabaseSync } from 'node:sqlite';
import { IdentityKeyPair } from '@signalapp/libsignal-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ClientEvents } from '#client';
import type { SendFrame } from '#protocol';
import { heldPerAccountMax } from '../../../client/store/heldTable.ts';
import { Intruder } from './intruder.ts';
import { Scene, talk } from './people.ts';
import type { Person } from './people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;
let ghost: Intruder;
let reading: Promise<unknown>[];
let changes: ClientEvents['identityChanged'][];
let rejected: string[];
let frames: SendFrame[];

beforeEach(async () => {
  scene = new Scene();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  ghost = new Intruder(scene.server, ben.id, 2);
  reading = [];
  frames = [];
  scene.server.cuts.sent = (frame) => {
    frames.push(frame);
    reading.push(ghost.read(frame, ana.id));
  };
  [changes, rejected] = [[], []];
  ana.client.on('identityChanged', (change) => changes.push(change));
  ana.client.on('rejected', ({ reason }) => rejected.push(reason));
});

afterEach(() => scene.end());

const outcome = (text: string) =>
  ana.client.send(ben.id, text).then(
    () => 'sent',
    (error: unknown) => (error as { code: string }).code,
  );

async function settled(): Promise<void> {
  await scene.settle();
  await Promise.all(reading);
}

/** Ben reads the number out to Ana. */
const readOut = async () => (await ben.client.safetyNumber(ana.id)).digits;

test('a device with a foreign key gets no text, and the real one gets it later', async () => {
  await talk(ana, ben, 'start');
  ghost.serve();
  expect(await outcome('private')).toBe('identity.changed');
  expect(await outcome('private too')).toBe('identity.changed');
  await settled();
  expect(ghost.stolen).toEqual([]);
  expect(changes).toEqual([{ account: ben.id }]);
  ghost.withdraw();
  await ana.client.acceptIdentity(ben.id, await readOut());
  await scene.until(() => ben.texts.includes('private too'), 'what waited');
  expect(ben.texts).toEqual(['start a', 'private', 'private too']);
  expect(ghost.stolen).toEqual([]);
});

test('it gets none at the first contact either', async () => {
  ghost.serve();
  expect(await outcome('first words')).toBe('identity.changed');
  await settled();
  expect(ghost.stolen).toEqual([]);
});

/** What a server does for an account that has signed no list. */
const unsigned = () => {
  scene.server.lists.show = () => undefined;
};

test('a second device of an account that signs no list is written to as well', async () => {
  unsigned();
  await talk(ana, ben, 'start');
  const sqlite = new DatabaseSync(scene.snapshot(ben.profile));
  const row = sqlite.prepare("SELECT key_pair FROM own_identities WHERE kind = 'aci'").get();
  sqlite.close();
  const pair = IdentityKeyPair.deserialize(new Uint8Array(row?.key_pair as Uint8Array));
  const linked = new Intruder(scene.server, ben.id, 2, pair);
  scene.server.cuts.sent = (frame) => void reading.push(linked.read(frame, ana.id));
  linked.serve();
  expect(await outcome('for both')).toBe('sent');
  expect(await outcome('for both again')).toBe('sent');
  await linked.write(scene.server.device(ana.id), 'from the laptop', scene.clock.now());
  await settled();
  expect(linked.stolen).toEqual(['for both', 'for both again']);
  expect(ben.texts).toEqual(['start a', 'for both', 'for both again']);
  expect(ana.texts).toEqual(['start b', 'from the laptop']);
  expect(changes).toEqual([]);
});

test('devices that are learnt together and have different keys are refused', async () => {
  await ana.client.close();
  const sqlite = new DatabaseSync(ana.profile);
  for (const device of [1, 2]) {
    sqlite.prepare('INSERT INTO devices VALUES (?, ?, 0)').run(ben.id, device);
  }
  sqlite.close();
  await ana.restart();
  ghost.serve();
  expect(await outcome('to whom?')).toBe('bundle.invalid');
  expect(ana.client.sessions()).toEqual([]);
  expect(ghost.stolen).toEqual([]);
});

test('a bundle of another device than the one asked for is refused', async () => {
  await talk(ana, ben, 'start');
  scene.server.cuts.devices = () => [1, 3];
  scene.server.cuts.request = (ask) =>
    ask.path.endsWith(`${ben.id}/3`) ? ghost.bundle() : undefined;
  expect(await outcome('to whom?')).toBe('bundle.invalid');
  await settled();
  expect(ghost.stolen).toEqual([]);
});

test('a first message under another key is not shown, and answers wait', async () => {
  await talk(ana, ben, 'start');
  await ghost.write(scene.server.device(ana.id), 'I am Ben, really', scene.clock.now());
  await settled();
  expect(changes).toEqual([{ account: ben.id }]);
  expect(ana.texts).toEqual(['start b']);
  expect(scene.server.device(ana.id).queue.size).toBe(0);
  expect(await outcome('what?')).toBe('identity.changed');
  // The real Ben is still read.
  await ben.client.send(ana.id, 'it is not me');
  await scene.until(() => ana.texts.includes('it is not me'), 'the real one');
  await ana.client.acceptIdentity(ben.id, await readOut());
  await scene.until(() => ben.texts.includes('what?'), 'the answer');
  await ana.restart();
  await settled();
  expect(ana.texts).toEqual(['start b', 'it is not me']);
  expect(rejected).toEqual(['identity']);
});

test('nor does the first device change its key by writing', async () => {
  await talk(ana, ben, 'start');
  const posing = new Intruder(scene.server, ben.id, 1);
  await posing.write(scene.server.device(ana.id), 'my new phone', scene.clock.now());
  posing.serve();
  await settled();
  expect(await outcome('hello?')).toBe('identity.changed');
  await settled();
  expect(posing.stolen).toEqual([]);
  expect(ana.texts).toEqual(['start b']);
});

test('so many of them are kept, and the rest is thrown away', async () => {
  await talk(ana, ben, 'start');
  for (let count = 0; count < heldPerAccountMax + 2; count += 1) {
    await ghost.write(scene.server.device(ana.id), `${count}`, scene.clock.now() + count);
  }
  await scene.until(() => scene.server.device(ana.id).queue.size === 0, 'the end of them');
  expect(rejected).toEqual(['tooMany', 'tooMany']);
  expect(changes).toHaveLength(1);
});

test('no device of our own account has another key than ours', async () => {
  await talk(ana, ben, 'start');
  const before = frames.filter((one) => one.destination === ben.id);
  const own = new Intruder(scene.server, ana.id, 2);
  await own.write(scene.server.device(ana.id), 'note to self', scene.clock.now());
  for (const frame of before) own.report(scene.server.device(ana.id), frame);
  await settled();
  expect(ana.texts).toEqual(['start b']);
  expect(changes).toEqual([]);
  expect(rejected).toContain('identity');
  expect(frames.filter((one) => one.destination === ana.id && one.urgent)).toHaveLength(1);
  expect(ana.client.waiting).toBe(0);
});
