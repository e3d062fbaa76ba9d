// What others are told of an account, on two devices of it against a real cluster: what is put on
// one holds on the other within seconds, and where it is told.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AldisClient } from '#client';
import type { PrivacyView } from '#client';
import { startTestCluster } from '../support/cluster.ts';
import { linkFurther } from '../support/furtherDevice.ts';
import { until } from '../support/people.ts';

/** From the change to the account's other device. */
const followsMsMax = 30_000;
const folder = mkdtempSync(join(tmpdir(), 'aldis-privacy-'));
let cluster: Awaited<ReturnType<typeof startTestCluster>>;
const open: AldisClient[] = [];

beforeAll(async () => {
  cluster = await startTestCluster();
});

afterAll(async () => {
  await Promise.all(open.map((client) => client.close()));
  rmSync(folder, { recursive: true, force: true });
  await cluster.stop();
});

async function person(name: string): Promise<AldisClient> {
  const profile = join(folder, `${name}.aldis`);
  const { url: server, invitation } = cluster;
  const client = await AldisClient.register({ server, invitation, profile });
  open.push(client);
  await client.connect();
  return client;
}

async function further(owner: AldisClient): Promise<AldisClient> {
  const profile = join(folder, 'laptop.aldis');
  const client = await linkFurther(owner, { server: cluster.url, profile, name: 'laptop' });
  open.push(client);
  await client.connect();
  return client;
}

test('a switch holds on the other device within seconds, and friends see it', async () => {
  const [ana, ben] = [await person('ana'), await person('ben')];
  const laptop = await further(ana);
  await ana.friend(ben.account);
  await ben.friend(ana.account);
  await ben.presence.show();
  const put = async (from: AldisClient, to: AldisClient, change: Partial<PrivacyView>) => {
    const beganAtMs = performance.now();
    from.privacy.set(change);
    const all = () => to.privacy.get();
    const isSame = () => JSON.stringify(all()) === JSON.stringify(from.privacy.get());
    await until(isSame, `${Object.keys(change)} on the other`, followsMsMax);
    expect(performance.now() - beganAtMs).toBeLessThan(followsMsMax);
  };
  await put(laptop, ana, { typing: false, foundByNumber: true });
  await put(ana, laptop, { presence: true });
  // Both devices, though the switch was put on one.
  const seen: number[][] = [];
  ben.on('presence', ({ devices }) => seen.push([...devices]));
  await ben.presence.watch(ana.account);
  await until(() => seen.at(-1)?.length === 2, 'both devices are seen');
  await put(laptop, ana, { presence: false });
  await until(() => !ben.presence.isHere(ana.account), 'neither is seen');
}, 240_000);
