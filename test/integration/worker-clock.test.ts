// Workers whose wall clock is 40 days off: what they date, clients compare with what others say.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AldisClient } from '#client';
import { startTestCluster } from '../support/cluster.ts';
import { until } from '../support/people.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** From a message's acceptance to where it is looked at. */
const lateMsMax = 60_000;
const shift = fileURLToPath(new URL('../../bench/chaos/clockShift.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'aldis-clocks-'));
const clocks = join(folder, 'clocks');
let cluster: Awaited<ReturnType<typeof startTestCluster>>;
const open: AldisClient[] = [];

beforeAll(async () => {
  mkdirSync(clocks);
  cluster = await startTestCluster({
    workers: 2,
    env: { NODE_OPTIONS: `--import=${shift}`, ALDIS_TEST_CLOCKS: clocks },
  });
});

afterAll(async () => {
  await Promise.all(open.map((client) => client.close()));
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Dated {
  readonly client: AldisClient;
  /** By text: when it was accepted, as its recipient is told. */
  readonly heard: Map<string, number>;
}

async function person(name: string): Promise<Dated> {
  const { url: server, invitation } = cluster;
  const profile = join(folder, name);
  const client = await AldisClient.register({ server, invitation, profile });
  open.push(client);
  const heard = new Map<string, number>();
  client.on('message', ({ text, serverTimestamp }) => heard.set(text, serverTimestamp));
  await client.connect();
  return { client, heard };
}

test.each([40, -40])(
  'what goes by a worker that is %i days off is dated right',
  async (days) => {
    const { workers } = cluster.facts();
    for (const { pid } of workers) writeFileSync(join(clocks, String(pid)), String(days * dayMs));
    await new Promise((resolve) => setTimeout(resolve, 500));
    const [ana, ben] = [await person(`ana${days}`), await person(`ben${days}`)];
    const hears = async (one: Dated, text: string) => {
      await until(() => one.heard.has(text), text);
      expect(Math.abs((one.heard.get(text) ?? 0) - Date.now())).toBeLessThan(lateMsMax);
    };
    // Neither has the other's profile key: by name, and then under cover.
    await ana.client.send(ben.client.account, 'by name');
    await hears(ben, 'by name');
    await ben.client.send(ana.client.account, 'sealed');
    await hears(ana, 'sealed');
    const group = await ana.client.groups.create({ title: 'Lamps', members: [ben.client.account] });
    await until(() => ben.client.groups.list().length === 1, 'the group');
    const here = ben.client.groups.get(group.id);
    if (here.state().standing === 'invited') await here.accept();
    await until(() => group.state().members.length === 2, 'both are in');
    await group.send('to all');
    await hears(ben, 'to all');
  },
  120_000,
);
