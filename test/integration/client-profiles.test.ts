// Profiles and credentials of profile keys, by the SDK against a real cluster.

import { mkdtempSync, rmSync } from 'node:fs';
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

test('whoever has the profile key adds somebody to a group, and need not invite', async () => {
  const credential = await ben.profiles.credential(ana.account);
  expect(credential?.getExpirationTime().getTime()).toBeGreaterThan(Date.now());
  const group = await ben.groups.create({ title: 'lamps', members: [ana.account] });
  const { members, invited } = group.state();
  expect(members.map(({ account }) => account).sort()).toEqual([ana.account, ben.account].sort());
  expect(invited).toEqual([]);
});
