// Times that no clock shows, from a peer, a server or in a profile of old: nobody's client ends by
// them.

import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AldisClient } from '#client';
import { encodeContent, limits } from '#protocol';
import type { Content } from '#protocol';
import { viewShape } from '../../../client/devices/ownList.ts';
import { asOldProfile } from './oldProfile.ts';
import { Scene } from './people.ts';
import type { Person } from './people.ts';

const tooLarge = 2 ** 60;
let scene: Scene;
let ana: Person;
let ben: Person;
let rejected: string[];

beforeEach(async () => {
  scene = new Scene();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  rejected = [];
  ben.client.on('rejected', ({ reason }) => rejected.push(reason));
});

afterEach(() => scene.end());

/** Sends a content that no honest client makes. */
async function sendContent(from: Person, to: Person, content: Content, envelopeTime: number) {
  await from.client.close();
  const db = new DatabaseSync(from.profile);
  db.prepare(
    `INSERT INTO outbox (guid, account, kind, content, timestamp, created_at)
     VALUES (randomblob(16), ?, 'text', ?, ?, 0)`,
  ).run(to.id, encodeContent(content), envelopeTime);
  db.close();
  await from.restart();
}

async function stillTalks(): Promise<void> {
  await ben.restart();
  expect(() => ben.client.history(ana.id)).not.toThrow();
  await ana.client.send(ben.id, 'still here');
  await scene.until(() => ben.texts.includes('still here'));
  await ben.client.send(ana.id, 'so am I');
  await scene.until(() => ana.texts.includes('so am I'));
  const { queue } = scene.server.device(ben.id);
  await scene.until(() => queue.size === 0, 'an empty queue');
}

test.each([tooLarge, 2 ** 63, limits.timestampMax + 1])(
  'a text of the time %d is thrown away and the client goes on',
  async (timestamp) => {
    const content: Content = { type: 'text', body: 'brick', timestamp };
    await sendContent(ana, ben, content, 1_700_000_000_000);
    await scene.until(() => rejected.length > 0, 'a rejection');
    expect(rejected).toEqual(['content']);
    await stillTalks();
    expect(ben.texts).not.toContain('brick');
  },
);

test('a text whose inner time is not the one of its envelope is thrown away', async () => {
  const content: Content = { type: 'text', body: 'of yesterday', timestamp: 1_700_000_000_001 };
  await sendContent(ana, ben, content, 1_700_000_000_000);
  await scene.until(() => rejected.length > 0, 'a rejection');
  await stillTalks();
  expect(ben.texts).toEqual(['still here']);
});

test('a server that changes the time of an envelope gets its text thrown away', async () => {
  scene.server.cuts.envelope = (envelope) =>
    envelope.destinationServiceId === ben.id
      ? { ...envelope, clientTimestamp: envelope.clientTimestamp + 1 }
      : envelope;
  await ana.client.send(ben.id, 'moved');
  await scene.until(() => rejected.length > 0, 'a rejection');
  scene.server.cuts = {};
  await stillTalks();
  expect(ben.texts).toEqual(['still here']);
});

test('a receipt with one wrong time is thrown away whole', async () => {
  const told: unknown[] = [];
  ben.client.on('receipt', (receipt) => told.push(receipt));
  const { timestamp } = await ben.client.send(ana.id, 'a text');
  await scene.until(() => told.length === 1);
  const timestamps = [timestamp, tooLarge];
  await sendContent(ana, ben, { type: 'receipt', receipt: 'read', timestamps }, 1_700_000_000_000);
  await scene.until(() => rejected.length > 0, 'a rejection');
  expect(told).toHaveLength(1);
  await stillTalks();
});

test('an envelope and an answer of wrong server times cost nothing but themselves', async () => {
  scene.server.cuts.envelope = (envelope) => ({ ...envelope, serverTimestamp: tooLarge });
  await ana.client.send(ben.id, 'of no time');
  await scene.until(() => rejected.length > 0, 'a rejection');
  scene.server.cuts = {};
  scene.server.device(ben.id).queue.clear();
  await stillTalks();
});

test('a profile that holds wrong times is repaired when it is opened', async () => {
  await ana.client.send(ben.id, 'before');
  await scene.until(() => ben.heard.length === 1);
  await ben.client.send(ana.id, 'answer');
  await ben.client.close();
  asOldProfile(ben.profile, 2, (db) => {
    const text = db.prepare(
      `INSERT INTO messages (account, device, timestamp, server_timestamp, body, received_at)
       VALUES (?, 1, ?, ?, ?, 1700000000500)`,
    );
    text.run(ana.id, tooLarge, 1_700_000_000_000, 'too late');
    text.run(ana.id, 2 ** 64, 1_700_000_000_000, 'far too late');
    text.run(ana.id, -1, 1_700_000_000_000, 'too early');
    text.run(ana.id, 1_700_000_000_400, tooLarge, 'of a wrong server');
    db.prepare('INSERT INTO receipts_due VALUES (?, ?)').run(ana.id, tooLarge);
    db.prepare(
      `INSERT INTO mendings (direction, account, device, timestamp, at) VALUES ('in', ?, 1, ?, 0)`,
    ).run(ana.id, tooLarge);
    db.prepare('UPDATE sent SET server_timestamp = ?').run(tooLarge);
  });
  await ben.restart();
  await scene.until(() => ben.texts.includes('of a wrong server'));
  expect(ben.texts).toContain('too late');
  for (const { timestamp, serverTimestamp } of ben.heard) {
    expect(Math.max(timestamp, serverTimestamp)).toBeLessThanOrEqual(limits.timestampMax);
  }
  expect(ben.client.history(ana.id).map(({ text }) => text)).toContain('answer');
  await stillTalks();
});

test('a profile of a newer version is refused as before', async () => {
  await ben.client.close();
  const db = new DatabaseSync(ben.profile);
  db.exec('PRAGMA user_version = 1000');
  db.close();
  expect(() => AldisClient.open(ben.profile)).toThrow(/newer Aldis \(schema 1000\)/);
});

test('a time of a device that no clock shows is not taken from the server', () => {
  const isTaken = (time: number) =>
    viewShape.safeParse({ devices: [{ id: 1, created: time, lastSeen: time }] }).success;
  expect([0, 1_700_000_000_000, limits.timestampMax].map(isTaken)).toEqual([true, true, true]);
  expect([-1, limits.timestampMax + 1, 1e300].map(isTaken)).toEqual([false, false, false]);
});
