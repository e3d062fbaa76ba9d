// A backup of an operator's own Redis and MongoDB, taken under load and put back into two others
// that are empty: nothing that was acknowledged before it began is lost, and no one-time key is
// handed out twice.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { registerPlainDevice } from '#lab/plainDevice.ts';
import type { PlainDevice } from '#lab/plainDevice.ts';
import type { LaunchedCluster } from '../support/cluster.ts';
import { startTestCluster } from '../support/cluster.ts';
import { profileFolder, TestPerson, until } from '../support/people.ts';
import { startMongod, startRedis } from '../support/servers.ts';

const commandAt = (name: string) => join(import.meta.dirname, `../../cluster/backup/${name}.ts`);
const root = mkdtempSync(join(tmpdir(), 'aldis-backup-own-'));
const folder = profileFolder();
const stops: (() => Promise<unknown>)[] = [];

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
  rmSync(root, { recursive: true, force: true });
  folder.drop();
});

/** Two empty servers, and a data folder beside them. */
async function place(name: string) {
  const [redis, mongod] = await Promise.all([startRedis(), startMongod()]);
  stops.push(
    () => redis.stop(),
    () => mongod.stop(),
  );
  const env = { REDIS_URL: `unix://${redis.address}`, MONGODB_URL: mongod.url };
  return { dataDir: join(root, name), env, mongod };
}

function command(
  name: string,
  { dataDir, env }: { dataDir: string; env: Record<string, string> },
  args: readonly string[],
) {
  const own = { ALDIS_DATA: dataDir, ALDIS_BACKUP_KEY_FILE: join(root, 'backup-keys.json') };
  const options = { env: { ...process.env, ...env, ...own, ALDIS_LOG: 'silent' } };
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [commandAt(name), ...args], options, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

const basic = ({ username, password }: PlainDevice) => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
});

async function takenBy({ url }: LaunchedCluster, caller: PlainDevice, account: string) {
  const answer = await fetch(`${url}/v2/keys/${account}/1`, { headers: basic(caller) });
  expect(answer.status).toBe(200);
  const { devices } = (await answer.json()) as {
    devices: [{ preKey?: { publicKey: string } }];
  };
  return devices[0].preKey?.publicKey;
}

it('loses nothing that was acknowledged, and hands no key out twice', async () => {
  const first = await place('first');
  const dwell = { ALDIS_QUEUE_DWELL_MS: '1500', ALDIS_PERSIST_EVERY_MS: '300' };
  const options = { workers: 2, unlimited: true } as const;
  const cluster = await startTestCluster({
    ...{ ...options, dataDir: first.dataDir, env: { ...first.env, ...dwell } },
  });
  const port = new URL(cluster.url).port;
  const ann = await TestPerson.register(cluster, folder.path('ann'));
  const ben = await TestPerson.register(cluster, folder.path('ben'));
  const caller = await registerPlainDevice(cluster.url, cluster.invitation);
  await ben.client.connect();
  await fetch(`${cluster.url}/v1/friends/${ben.client.account}`, {
    method: 'PUT',
    headers: basic(caller),
  });
  await ben.client.friend(caller.account);
  const keys = [await takenBy(cluster, caller, ben.client.account)];
  await ann.client.connect();
  await ben.offline();

  const sent: string[] = [];
  let saying = true;
  const load = (async () => {
    for (let n = 0; saying; n++) {
      await ann.client.send(ben.client.account, `word ${n}`);
      sent.push(`word ${n}`);
    }
  })();
  await until(async () => sent.length >= 60, 'words are sent');
  const before = [...sent];
  const made = await command('backup', first, ['--json']);
  saying = false;
  await load;
  expect(made).toMatchObject({ code: 0, stderr: '' });
  const { file } = JSON.parse(made.stdout) as { file: string };
  keys.push(await takenBy(cluster, caller, ben.client.account));
  await ann.offline();
  expect(await cluster.stop()).toBe(0);

  // Where data is, nothing is put.
  const onto = await command('restore', first, [file, '--replace']);
  expect(onto).toMatchObject({ code: 1 });
  expect(onto.stderr).toMatch(/Your Redis holds data already/);
  const other = await place('other');
  const embedded = await command('restore', { dataDir: join(root, 'none'), env: {} }, [file]);
  expect(embedded.stderr).toMatch(/of a MongoDB; set MONGODB_URL/);

  const restored = await command('restore', other, [file, '--json']);
  expect(restored).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(restored.stdout)).toMatchObject({ epoch: 1, accounts: 3, buried: 0 });
  const second = await startTestCluster({
    ...{ ...options, dataDir: other.dataDir, env: { ...other.env, ...dwell, PORT: port } },
  });
  keys.push(await takenBy(second, caller, ben.client.account));
  await ben.online();
  await until(async () => before.every((one) => ben.texts.includes(one)), 'all words are there');
  expect(new Set(ben.texts).size).toBe(ben.texts.length);
  let fresh: string | undefined;
  await until(async () => {
    fresh = await takenBy(second, caller, ben.client.account);
    return fresh !== undefined;
  }, 'new keys are published');
  const handedOut = [...keys, fresh].filter((key) => key !== undefined);
  expect(handedOut).toHaveLength(3);
  expect(new Set(handedOut).size).toBe(3);
  await ben.offline();
  expect(await second.stop()).toBe(0);
}, 300_000);
