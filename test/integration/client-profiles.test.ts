// Profiles and credentials of profile keys, by the SDK against a real cluster.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AldisClient } from '#client';
import { startTestCluster } from '../support/cluster.ts';
import { until } from '../support/people.ts';

/** From the change to the contact's device. */
const reachesMsMax = 30_000;
const folder = mkdtempSync(join(tmpdir(), 'aldis-profiles-'));
let cluster: Awaited<ReturnType<typeof startTestCluster>>;
let ana: AldisClient;
let ben: AldisClient;

beforeAll(async () => {
  cluster = await startTestCluster();
  const person = async (name: string) => {
    const profile = join(folder, `${name}.sqlite`);
    const { url: server, invitation } = cluster;
    const client = await AldisClient.register({ server, invitation, profile });
    await client.connect();
    return client;
  };
  [ana, ben] = [await person('ana'), await person('ben')];
});

afterAll(async () => {
  await Promise.all([ana, ben].map((client) => client.close()));
  rmSync(folder, { recursive: true, force: true });
  await cluster.stop();
});

test('a change reaches the device of whoever was written to', async () => {
  await ana.send(ben.account, 'hello');
  await until(() => ben.inbox().length > 0, 'ben has the text');
  const beganAtMs = performance.now();
  await ana.profiles.set({ name: 'Ana', about: 'on the hill', emoji: '🌿' });
  const isHere = () => ben.profiles.known(ana.account)?.emoji === '🌿';
  await until(isHere, 'ben has the profile', reachesMsMax);
  expect(performance.now() - beganAtMs).toBeLessThan(reachesMsMax);
  expect(await ben.profiles.of(ana.account)).toEqual(ana.profiles.own);
});

test('a picture reaches it, too, and is read back as it was', async () => {
  const bytes = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), randomBytes(300_000)]);
  const file = join(folder, 'ana.png');
  writeFileSync(file, bytes);
  const beganAtMs = performance.now();
  await ana.profiles.set({ avatar: file });
  const shown = () => ben.profiles.known(ana.account)?.avatar;
  await until(() => shown() !== undefined, 'ben knows of the picture', reachesMsMax);
  const picture = await ben.profiles.avatar(ana.account);
  const tookMs = performance.now() - beganAtMs;
  expect(tookMs).toBeLessThan(reachesMsMax);
  expect(picture?.kind).toBe('png');
  expect(Buffer.from(picture?.bytes ?? []).equals(bytes)).toBe(true);
  const first = shown();
  await ana.profiles.set({ avatar: Buffer.from('GIF89a\x01\0\x01\0, another one') });
  await until(() => shown() !== first, 'the other one');
  expect((await ben.profiles.avatar(ana.account))?.kind).toBe('gif');
  await ana.profiles.set({ avatar: null });
  await until(() => shown() === undefined, 'no picture');
  expect(await ben.profiles.avatar(ana.account)).toBeUndefined();
});

test('whoever has the profile key adds somebody to a group, and need not invite', async () => {
  const credential = await ben.profiles.credential(ana.account);
  expect(credential?.getExpirationTime().getTime()).toBeGreaterThan(Date.now());
  const group = await ben.groups.create({ title: 'lamps', members: [ana.account] });
  const { members, invited } = group.state();
  expect(members.map(({ account }) => account).sort()).toEqual([ana.account, ben.account].sort());
  expect(invited).toEqual([]);
});
