// With an operator's own Redis and MongoDB: an archive tells all that a scan finds, and of whom an
// account was deleted a backup opens nothing, and neither does what it is put back into: as of the
// embedded store (rights.test.ts).

import { execFile, execFileSync } from 'node:child_process';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, expect, it } from 'vitest';
import { AldisClient } from '#client';
import type { BackupKey } from '#crypto';
import {
  AccountKeys,
  accountKeysTagOf,
  inClear,
  readAccountKeys,
  readBackupKeys,
  readSecrets,
} from '#crypto';
import { count, formsOf, inFiles } from '#lab/search.ts';
import { openMongoDump } from '#persistence';
import { openRows } from '../../cluster/backup/ownedRows.ts';
import { openBackup } from '../../cluster/backup/putBack.ts';
import { startTestCluster } from '../support/cluster.ts';
import type { TestPerson } from '../support/people.ts';
import { profileFolder, until } from '../support/people.ts';
import { livedLife, pushHost, waitingTexts, toldIn } from '../support/rightsScene.ts';
import { startMongod, startRedis } from '../support/servers.ts';

const root = mkdtempSync(join(tmpdir(), 'aldis-rights-own-'));
const folder = profileFolder();
const backupKeyFile = join(root, 'backup-keys.json');
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
  return { dataDir: join(root, name), env, redis, mongod };
}
type Place = Awaited<ReturnType<typeof place>>;

function command(name: string, { dataDir, env }: Place, args: readonly string[]) {
  const own = { ALDIS_DATA: dataDir, ALDIS_BACKUP_KEY_FILE: backupKeyFile, ALDIS_LOG: 'silent' };
  const file = join(import.meta.dirname, `../../cluster/backup/${name}.ts`);
  return new Promise<Record<string, unknown>>((resolve, reject) => {
    const options = { env: { ...process.env, ...env, ...own } };
    execFile(process.execPath, [file, ...args, '--json'], options, (error, stdout) =>
      error ? reject(error) : resolve(JSON.parse(stdout) as Record<string, unknown>),
    );
  });
}

/** Collections, and keys of Redis, with something that names the account, tombstones apart. */
async function placesNaming(account: string, { mongod, redis }: Place): Promise<string[]> {
  const forms = formsOf(account);
  const found = new Set<string>();
  const dump = await openMongoDump(mongod.url);
  try {
    for (const name of await dump.names()) {
      for await (const page of dump.read(name)) {
        if (page.some(({ value }) => count(Buffer.from(value), forms) > 0)) found.add(name);
      }
    }
  } finally {
    await dump.close();
  }
  const client = new Redis(redis.address);
  try {
    for (const name of await client.keys('*')) {
      const value = (await client.dumpBuffer(name)) ?? Buffer.alloc(0);
      if (count(Buffer.concat([Buffer.from(name), value]), forms) > 0) found.add('redis');
    }
  } finally {
    client.disconnect();
  }
  return [...found].toSorted();
}

/** Collections of an opened backup that name the account, for whoever has these account keys. */
async function opens(
  account: string,
  opened: string,
  lines: readonly string[],
  backupKeys: readonly BackupKey[],
): Promise<string[]> {
  const ring = new AccountKeys(lines, backupKeys);
  const found = new Set<string>();
  const collections = join(opened, 'store/mongodb');
  for (const name of readdirSync(collections)) {
    const rows = openRows(
      createReadStream(join(collections, name)),
      (slot) => ring.at(slot),
      () => undefined,
    );
    for await (const page of rows) {
      const isNamed = page.some(({ value }) => count(Buffer.from(value), formsOf(account)) > 0);
      if (isNamed) found.add(name.replace('.rows', ''));
    }
  }
  return [...found].toSorted();
}

/** The places in which it is named and of which it is told nothing but why. */
const notTold: Record<string, string> = {
  preKeys: 'one-time pre-keys',
  preKeyPools: 'one-time pre-keys',
  // The private parts of the queue, and wakes: told one by one in rights.test.ts.
  redis: 'places in queues',
};

/** Has somebody who is offline write their archive, and holds it against what a scan finds. */
async function exported(person: TestPerson, found: readonly string[]): Promise<void> {
  const client = AldisClient.open(folder.path('eve'));
  const file = join(root, 'eve.tar');
  try {
    await client.ownAccount.export(file);
  } finally {
    await client.close();
  }
  const out = join(root, 'archive');
  mkdirSync(out);
  execFileSync('tar', ['-xf', file, '-C', out]);
  const read = (name: string) => JSON.parse(readFileSync(join(out, name), 'utf8')) as never;
  const { account, notTold: whys } = read('manifest.json') as {
    account: string;
    notTold: { what: string }[];
  };
  expect(account).toBe(person.client.account);
  for (const place of found) {
    const told = toldIn[place];
    if (told !== undefined) expect(existsSync(join(out, told)), place).toBe(true);
    else
      expect(
        whys.map(({ what }) => what),
        place,
      ).toContain(notTold[place]);
  }
  const files = readdirSync(join(out, 'waiting', '1'), { recursive: true, encoding: 'utf8' });
  const waiting = files
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => read(join('waiting/1', name)) as unknown[]);
  expect(waiting).toHaveLength(waitingTexts);
}

it('an archive tells what a scan finds; of the deleted a backup puts back nothing', async () => {
  const first = await place('first');
  const env = {
    ...{ ALDIS_QUEUE_DWELL_MS: '1500', ALDIS_PERSIST_EVERY_MS: '300' },
    ...{ ALDIS_FORGET_EVERY_MS: '1000', ALDIS_PUSH_HOSTS: pushHost, ...first.env },
  };
  const cluster = await startTestCluster({
    ...{ workers: 2, dataDir: first.dataDir, unlimited: true, env },
  });
  const { eve, ann } = await livedLife(cluster, (name) => folder.path(name));
  const { account, pni } = eve.client;
  const there = await (async () => {
    await until(
      async () => (await placesNaming(account, first)).includes('waiting'),
      'what waits was moved',
    );
    return placesNaming(account, first);
  })();
  expect(there).toEqual(
    expect.arrayContaining(['accounts', 'profiles', 'relations', 'usernames', 'waiting']),
  );
  await exported(eve, there);
  const { file } = (await command('backup', first, [])) as { file: string };
  const tag = accountKeysTagOf(readSecrets(join(first.dataDir, 'secrets.json'), inClear));
  const keysNow = () => readAccountKeys({ folder: dirname(file), tag, mayBeFormer: false }) ?? [];
  const formerKeys = keysNow();

  await eve.online();
  await eve.client.deleteAccount();
  await eve.offline().catch(() => undefined);
  await ann.offline();
  const isGone = async () => (await placesNaming(account, first)).length === 0;
  await until(isGone, 'no document and no key names it', 60_000);
  await until(() => keysNow().length < formerKeys.length, 'its key is gone', 60_000);
  expect(await cluster.stop()).toBe(0);
  expect(keysNow()).toHaveLength(formerKeys.length - 1);

  const opened = join(root, 'opened');
  const backupKeys = readBackupKeys(backupKeyFile, inClear);
  const progress = { add: () => undefined, expect: () => undefined, end: () => undefined };
  await openBackup(file, backupKeys, opened, progress);
  // Not even with the backup key there is a byte of it in the clear.
  for (const id of [account, pni]) {
    const inStore = [...inFiles(join(opened, 'store'), formsOf(id)).values()];
    expect(inStore.length).toBeGreaterThan(5);
    expect(inStore.every((times) => times === 0)).toBe(true);
    expect(await opens(id, opened, keysNow(), backupKeys)).toEqual([]);
  }
  // What came to be there between the look and the backup opens as well.
  expect(await opens(account, opened, formerKeys, backupKeys)).toEqual(
    expect.arrayContaining(there.filter((name) => name !== 'redis')),
  );
  expect(await opens(ann.client.account, opened, keysNow(), backupKeys)).toContain('accounts');

  const other = await place('other');
  const restored = await command('restore', other, [file]);
  expect(restored).toMatchObject({ forgotten: 1, buried: 0 });
  expect(await placesNaming(account, other)).toEqual([]);
  expect(await placesNaming(pni, other)).toEqual([]);
  expect(await placesNaming(ann.client.account, other)).toContain('accounts');
}, 300_000);
