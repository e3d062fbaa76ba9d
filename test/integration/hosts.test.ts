// Two hosts with one Redis, one MongoDB and the same secrets: clients of both talk, a poll may land
// on the other host, and a host that is gone takes nothing with it.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { AldisClient, socketNetwork } from '#client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Hosts } from '../support/cluster.ts';
import { startHosts } from '../support/cluster.ts';
import { profileFolder, until } from '../support/people.ts';

const primaryFile = join(import.meta.dirname, '../../cluster/primary.ts');
const startTimeoutMs = 90_000;
const folder = profileFolder();
const clients: AldisClient[] = [];
let hosts: Hosts;

beforeAll(async () => {
  hosts = await startHosts({ redis: 'single', workersEach: 1 });
}, startTimeoutMs);

afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await hosts?.stop();
  folder.drop();
});

/** Registers at one host; the other is known. */
async function joinAt(at: 0 | 1): Promise<{ client: AldisClient; texts: string[] }> {
  const [own, other] = [hosts.clusters[at], hosts.clusters[at === 0 ? 1 : 0]];
  const client = await AldisClient.register({
    server: own.url,
    invitation: hosts.clusters[0].invitation,
    profile: ':memory:',
    network: socketNetwork({ others: [other.url] }),
  });
  clients.push(client);
  const texts: string[] = [];
  client.on('message', ({ text }) => texts.push(text));
  await client.connect();
  return { client, texts };
}

it('brings a poll that lands on the other host to the one with its session', async () => {
  const [first, second] = hosts.clusters;
  const path = '/socket.io/?EIO=4&transport=polling';
  const opened = await (await fetch(`${first.url}${path}`)).text();
  const { sid } = JSON.parse(opened.slice(1)) as { sid: string };
  const member = first.facts().workers[0]?.member ?? '';
  expect(sid.startsWith(`${member}.`)).toBe(true);
  // A connect packet without credentials, by way of the other host; its refusal likewise.
  const there = `${second.url}${path}&sid=${sid}`;
  const posted = await fetch(there, { method: 'POST', body: '40{}' });
  expect([posted.status, await posted.text()]).toEqual([200, 'ok']);
  const polled = await (await fetch(there)).text();
  expect(polled).toMatch(/^44\{.*"code":"/);
});

it('refuses a host with other secrets at its start, in one sentence', async () => {
  const env = {
    ...process.env,
    ...hosts.env,
    PORT: '0',
    HOST: '127.0.0.3',
    ALDIS_RELAY_HOST: '127.0.0.3',
    ALDIS_WORKERS: '1',
    ALDIS_LOG: 'silent',
    ALDIS_DATA: folder.path('stranger'),
    ALDIS_SECRETS_FILE: folder.path('stranger.json'),
  };
  const options = { env, timeout: startTimeoutMs };
  const { code, said } = await new Promise<{ code: number | null; said: string }>((resolve) => {
    const child = execFile(process.execPath, [primaryFile], options, (_error, _out, stderr) =>
      resolve({ code: child.exitCode, said: stderr }),
    );
  });
  expect(code).toBe(1);
  expect(said).toMatch(/^This Redis belongs to a cluster with other secrets\..+\n$/);
});

it('loses nothing of what was acknowledged when a whole host is killed', async () => {
  const [ann, ben] = [await joinAt(0), await joinAt(1)];
  await ann.client.send(ben.client.account, 'hello');
  await ben.client.send(ann.client.account, 'and hello to you');
  await until(() => ann.texts.length + ben.texts.length === 2, 'both said hello');
  const survivor = ann.client.account;
  expect(hosts.killSecond()).toBe(2);
  const numbers = [1, 2, 3, 4, 5];
  // Sent while the dead host still holds half of the shards, and while ben is on his way.
  for (const n of numbers) await ann.client.send(ben.client.account, `to ben ${n}`);
  for (const n of numbers) await ben.client.send(survivor, `to ann ${n}`);
  await until(() => ann.texts.length === 6 && ben.texts.length === 6, 'five more each');
  expect(ben.texts.slice(1)).toEqual(numbers.map((n) => `to ben ${n}`));
  expect(ann.texts.slice(1)).toEqual(numbers.map((n) => `to ann ${n}`));
});
