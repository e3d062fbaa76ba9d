// Sessions that break mend themselves: the text arrives, once, and the conversation goes on.

import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeEnvelope, encodeEnvelope } from '#protocol';
import { Scene, talk } from './people.ts';
import type { Person } from './people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;

beforeEach(async () => {
  scene = new Scene();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  await talk(ana, ben, 'start');
});

afterEach(() => scene.end());

async function edit(person: Person, sql: string): Promise<void> {
  await person.client.close();
  const sqlite = new DatabaseSync(person.profile);
  sqlite.exec(sql);
  sqlite.close();
  await person.restart();
}

async function goesOn(): Promise<void> {
  await talk(ana, ben, 'after');
  await talk(ana, ben, 'later');
  expect(ana.texts.filter((text) => text.startsWith('after') || text.startsWith('later'))).toEqual([
    'after b',
    'later b',
  ]);
  expect(ben.texts.filter((text) => text.startsWith('after') || text.startsWith('later'))).toEqual([
    'after a',
    'later a',
  ]);
}

test('the receiver lost its session: the text is sent again through a new one', async () => {
  const changes: string[] = [];
  await edit(ben, 'DELETE FROM sessions');
  ben.client.on('session', ({ change }) => changes.push(`ben ${change}`));
  ana.client.on('session', ({ change }) => changes.push(`ana ${change}`));
  await goesOn();
  expect(changes).toEqual(['ben broken', 'ana reset']);
});

test('many texts wait for a receiver without its session: all arrive once', async () => {
  await ben.client.close();
  const texts = Array.from({ length: 12 }, (_, index) => `waiting ${index}`);
  for (const text of texts) await ana.client.send(ben.id, text);
  await edit(ben, 'DELETE FROM sessions');
  await scene.until(() => texts.every((text) => ben.texts.includes(text)), 'all texts');
  await scene.settle();
  expect(ben.texts.filter((text) => text.startsWith('waiting')).sort()).toEqual([...texts].sort());
});

test('a corrupt session of the receiver is as good as a lost one', async () => {
  await edit(ben, "UPDATE sessions SET record = x'0102030405'");
  await goesOn();
});

test('the sender lost its session and the devices it knew', async () => {
  await edit(ana, 'DELETE FROM sessions; DELETE FROM devices');
  await goesOn();
});

test('both lost their sessions', async () => {
  await edit(ana, 'DELETE FROM sessions');
  await edit(ben, 'DELETE FROM sessions');
  await goesOn();
});

test('the receiver was restored from an old copy', async () => {
  const old = scene.snapshot(ben.profile);
  await talk(ana, ben, 'between one');
  await talk(ana, ben, 'between two');
  await ben.restart(old);
  await goesOn();
});

test('a sender restored from an old copy is not taken for a repeater', async () => {
  await ana.client.send(ben.id, 'one');
  await scene.until(() => ben.texts.includes('one'));
  await scene.settle();
  const old = scene.snapshot(ana.profile);
  await ana.client.send(ben.id, 'two');
  await ana.client.send(ben.id, 'three');
  await scene.until(() => ben.texts.includes('three'));
  await scene.settle();
  await ana.restart(old);
  await ana.client.send(ben.id, 'four');
  await scene.until(() => ben.texts.includes('four'), 'four');
  await goesOn();
});

test('keys that a restored profile never knew are replaced at first sight', async () => {
  const old = scene.snapshot(ben.profile);
  scene.clock.advance(15 * 24 * 60 * 60 * 1000);
  await ben.client.close();
  const device = scene.server.device(ben.id);
  device.identities.aci.preKeys = [];
  device.identities.aci.pqPreKeys = [];
  await ben.restart();
  await scene.until(() => device.identities.aci.pqPreKeys.length > 0);
  await scene.settle();
  const published = structuredClone(device.identities.aci);
  await ben.restart(old);
  await scene.settle();
  // The server still hands out what the restored profile never knew.
  Object.assign(device.identities.aci, published);
  const eve = await scene.person('eve');
  await eve.client.send(ben.id, 'first words');
  await scene.until(() => ben.texts.includes('first words'), 'the first words');
});

test('an envelope damaged on its way is asked for again', async () => {
  let damaged = false;
  scene.server.cuts.envelope = (envelope) => {
    if (damaged || envelope.type !== 1) return envelope;
    damaged = true;
    const content = Uint8Array.from(envelope.content);
    content[content.length - 3] = (content[content.length - 3] ?? 0) ^ 1;
    return { ...envelope, content };
  };
  await goesOn();
  expect(damaged).toBe(true);
});

test('the life of a session is recorded', async () => {
  await edit(ben, 'DELETE FROM sessions');
  await talk(ana, ben, 'after');
  await ana.client.close();
  const sqlite = new DatabaseSync(ana.profile);
  const rows = sqlite.prepare('SELECT state FROM session_life ORDER BY id').all();
  sqlite.close();
  await ana.restart();
  expect(rows.map((row) => row.state)).toEqual([
    'created',
    'initializing',
    'active',
    'closed',
    'initializing',
    'active',
  ]);
  expect(ana.client.sessions()).toMatchObject([{ account: ben.id, device: 1, state: 'active' }]);
});

test('garbage, and reports about nothing, cost one envelope each and break nothing', async () => {
  const rejected: string[] = [];
  ben.client.on('rejected', ({ reason }) => rejected.push(reason));
  const device = scene.server.device(ben.id);
  const envelope = {
    type: 1 as const,
    clientTimestamp: scene.clock.now(),
    serverTimestamp: scene.clock.now(),
    content: Buffer.from('garbage'),
    sourceServiceId: ana.id,
    sourceDevice: 1,
    destinationServiceId: ben.id,
    serverGuid: Buffer.alloc(16),
    urgent: true,
  };
  const variants = [
    envelope,
    { ...envelope, type: 3 as const },
    { ...envelope, type: 8 as const },
    { ...envelope, type: 5 as const },
    { ...envelope, sourceDevice: 200 },
    { ...envelope, sourceServiceId: `PNI:${ana.id}` },
    { ...envelope, sourceServiceId: ben.id },
    { ...envelope, destinationServiceId: ana.id },
  ];
  variants.forEach((variant, index) => {
    const serverGuid = Buffer.alloc(16, index + 1);
    const bytes = encodeEnvelope({ ...variant, serverGuid });
    scene.server.put(device, serverGuid.toString('hex'), bytes);
  });
  scene.server.put(device, 'ff', Buffer.from('no envelope'));
  await scene.until(() => device.queue.size === 1 && rejected.length === 9);
  device.queue.clear();
  expect(rejected).toContain('source');
  expect(rejected).toContain('destination');
  expect(rejected).toContain('type');
  await goesOn();
});

test('an envelope whose source was swapped is not read as the other person', async () => {
  const eve = await scene.person('eve');
  let swapped = 0;
  scene.server.cuts.envelope = (envelope) => {
    if (envelope.destinationServiceId !== ben.id || envelope.type === 8) return envelope;
    swapped += 1;
    return { ...envelope, sourceServiceId: eve.id };
  };
  await ana.client.send(ben.id, 'signed ana');
  await scene.until(() => swapped > 0);
  await scene.settle();
  expect(ben.heard.filter((message) => message.from === eve.id)).toEqual([]);
});

test('a first message that is replayed under a new guid is shown once', async () => {
  const eve = await scene.person('eve');
  const device = scene.server.device(ben.id);
  device.identities.aci.preKeys = [];
  device.identities.aci.pqPreKeys = [];
  let first: Uint8Array | undefined;
  scene.server.cuts.envelope = (envelope) => {
    if (envelope.sourceServiceId === eve.id) first ??= encodeEnvelope(envelope);
    return envelope;
  };
  await eve.client.send(ben.id, 'last resort');
  await scene.until(() => ben.texts.includes('last resort'));
  await scene.settle();
  await edit(ben, `DELETE FROM sessions WHERE account = '${eve.id}'; DELETE FROM messages`);
  const rejected: string[] = [];
  ben.client.on('rejected', ({ reason }) => rejected.push(reason));
  const serverGuid = Buffer.alloc(16, 9);
  const again = { ...decodeEnvelope(first ?? new Uint8Array(0)), serverGuid };
  scene.server.put(device, serverGuid.toString('hex'), encodeEnvelope(again));
  await scene.until(() => rejected.length > 0, 'a rejection');
  expect(rejected).toEqual(['replayed']);
  await scene.settle();
  expect(ben.texts.filter((text) => text === 'last resort')).toHaveLength(1);
});
