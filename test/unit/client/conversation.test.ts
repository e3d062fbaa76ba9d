// Two people talk through the SDK.

import { statSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AldisClient } from '#client';
import type { ClientEvents } from '#client';
import { Scene } from './people.ts';

let scene: Scene;

beforeEach(() => {
  scene = new Scene();
});

afterEach(() => scene.end());

test('a conversation goes both ways, in order, and the server holds ciphertext only', async () => {
  const [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  const seen: Uint8Array[] = [];
  scene.server.cuts.envelope = (envelope) => {
    seen.push(envelope.content);
    return envelope;
  };
  for (let round = 0; round < 5; round += 1) {
    await ana.client.send(ben.id, `canary question ${round}`);
    await ben.client.send(ana.id, `canary answer ${round}`);
  }
  await scene.until(() => ben.heard.length === 5 && ana.heard.length === 5);
  expect(ben.texts).toEqual([0, 1, 2, 3, 4].map((round) => `canary question ${round}`));
  expect(ana.texts).toEqual([0, 1, 2, 3, 4].map((round) => `canary answer ${round}`));
  expect(ben.heard[0]).toMatchObject({ from: ana.id, device: 1 });
  expect(seen.some((bytes) => Buffer.from(bytes).includes('canary'))).toBe(false);
  await scene.until(() => scene.server.device(ben.id).queue.size === 0);
  expect(ana.client.history(ben.id)).toHaveLength(10);
});

test('texts sent at once arrive in the order of the calls', async () => {
  const [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  const texts = Array.from({ length: 50 }, (_, index) => `text ${index}`);
  const sent = await Promise.all(texts.map((text) => ana.client.send(ben.id, text)));
  await scene.until(() => ben.heard.length === texts.length);
  expect(ben.texts).toEqual(texts);
  expect(new Set(sent.map((one) => one.timestamp)).size).toBe(texts.length);
});

test('a text that arrived is receipted once, encrypted, and never a receipt', async () => {
  const [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  const receipts: ClientEvents['receipt'][] = [];
  ana.client.on('receipt', (receipt) => receipts.push(receipt));
  ben.client.on('receipt', (receipt) => receipts.push(receipt));
  const first = await ana.client.send(ben.id, 'one');
  const second = await ana.client.send(ben.id, 'two');
  await scene.until(() => receipts.flatMap((one) => one.timestamps).length === 2);
  await scene.settle();
  expect(receipts.flatMap((one) => one.timestamps)).toEqual([first.timestamp, second.timestamp]);
  expect(receipts.every((one) => one.from === ben.id && one.type === 'delivery')).toBe(true);
  expect(ana.client.history(ben.id).map((one) => one.status)).toEqual(['delivered', 'delivered']);
});

test('both sides write first at the same time and both are heard', async () => {
  const [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  await Promise.all([ana.client.send(ben.id, 'from ana'), ben.client.send(ana.id, 'from ben')]);
  await scene.until(() => ben.heard.length === 1 && ana.heard.length === 1);
  await ana.client.send(ben.id, 'again');
  await ben.client.send(ana.id, 'again');
  await scene.until(() => ben.heard.length === 2 && ana.heard.length === 2);
});

test('what was sent while the other was away arrives when they come back', async () => {
  const [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  await ben.client.close();
  await ana.client.send(ben.id, 'while you were out');
  await ben.restart();
  await scene.until(() => ben.heard.length === 1);
  expect(ben.texts).toEqual(['while you were out']);
});

test('a text nobody listened to waits in the inbox for a listener', async () => {
  const [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  await ben.client.close();
  const quiet = AldisClient.open(ben.profile, { network: scene.server, clock: scene.clock });
  await quiet.connect();
  await ana.client.send(ben.id, 'psst');
  await scene.until(() => quiet.inbox().length === 1);
  await quiet.close();
  await ben.restart();
  await scene.until(() => ben.heard.length === 1);
  await ben.restart();
  await scene.settle();
  expect(ben.texts).toEqual(['psst']);
});

test('sends that make no sense are refused before anything is stored', async () => {
  const ana = await scene.person('ana');
  const code = (to: string, text: string) =>
    ana.client.send(to, text).catch((error: unknown) => (error as { code: string }).code);
  const nobody = '00000000-0000-4000-8000-000000000000';
  expect(await code('nobody', 'x')).toBe('account.unreadable');
  expect(await code(ana.id, 'x')).toBe('relation.self');
  expect(await code(nobody, '')).toBe('text.empty');
  expect(await code(nobody, 'x'.repeat(100_000))).toBe('text.too_long');
  expect(ana.client.waiting).toBe(0);
  expect(await code(nobody, 'x')).toBe('account.not_found');
  expect(ana.client.history(nobody).map((one) => one.status)).toEqual(['failed']);
});

test('a profile is private to its owner and open in one place at a time', async () => {
  const ana = await scene.person('ana');
  expect(statSync(ana.profile).mode & 0o777).toBe(0o600);
  expect(() => AldisClient.open(ana.profile)).toThrow(/Another process has/);
  expect(() => AldisClient.open(`${ana.profile}.not`)).toThrow(/no profile/);
  await expect(
    AldisClient.register({
      server: 'http://twin',
      profile: `${ana.profile}.new`,
      invitation: 'wrong',
      network: scene.server,
    }),
  ).rejects.toMatchObject({ code: 'registration.invitation' });
});

test('both sides have the same safety number, and a scan compares', async () => {
  const [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  const [one, other] = [
    await ana.client.safetyNumber(ben.id),
    await ben.client.safetyNumber(ana.id),
  ];
  expect(one.digits).toMatch(/^\d{60}$/);
  expect(one.digits).toBe(other.digits);
  expect(one.groups.join('')).toBe(one.digits);
  expect(one.matches(other.scannable)).toBe(true);
  expect(one.matches(one.scannable)).toBe(false);
  expect(one.matches(other.groups.join(' '))).toBe(true);
  expect(one.matches('1'.repeat(60))).toBe(false);
  expect(one.qr.split('\n').length).toBeGreaterThan(10);
});
