// What a person may ask of a cluster: all that it holds of them, compared with a scan of everything
// that it stores; and that nothing of it is left.

import { execFile, execFileSync } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import {
  accountKeysTagOf,
  createSealer,
  inClear,
  readAccountKeys,
  readBackupKeys,
  readSecrets,
} from '#crypto';
import { count, formsOf, inFiles } from '#lab/search.ts';
import { openBackup } from '../../cluster/backup/putBack.ts';
import { startTestCluster } from '../support/cluster.ts';
import { profileFolder, until } from '../support/people.ts';
import {
  livedLife,
  openedWith,
  placesNaming,
  pushHost,
  saveRedis,
  tablesNaming,
  waitingTexts,
  toldIn,
} from '../support/rightsScene.ts';

const root = mkdtempSync(join(tmpdir(), 'aldis-rights-'));
const folder = profileFolder();
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
  folder.drop();
});

/** The places in which it is named and of which it is told nothing but why. */
const notTold: Record<string, string> = {
  accountHeads: 'look-ups',
  accountPnis: 'look-ups',
  accountNumbers: 'look-ups',
  accountIdle: 'look-ups',
  preKeys: 'one-time pre-keys',
  waitingTimes: 'places in queues',
  'redis due': 'places in queues',
  'redis archived': 'places in queues',
  'redis {aldis-jobs}': 'wakes',
};

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as never;
const rowsIn = (path: string): unknown[] =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => read(join(path, name)) as unknown[]);

it('an archive tells all that a scan of the stores finds, and is signed', async () => {
  const dataDir = join(root, 'data');
  const env = {
    ...{ ALDIS_QUEUE_DWELL_MS: '1500', ALDIS_PERSIST_EVERY_MS: '300' },
    ALDIS_PUSH_HOSTS: pushHost,
  };
  const cluster = await startTestCluster({ workers: 2, dataDir, unlimited: true, env });
  try {
    const { eve, ann } = await livedLife(cluster, folder.path);
    await until(
      async () => (await placesNaming(eve.client.account, dataDir)).has('waiting'),
      'what waits was moved',
    );
    await ann.client.send(eve.client.account, 'the last one');
    const { client } = eve;
    const { AldisClient } = await import('#client');
    const again = AldisClient.open(folder.path('eve'));
    const file = join(root, 'eve.tar');
    const made = await again.ownAccount.export(file);
    expect(existsSync(`${file}.partial`)).toBe(false);
    await again.close();

    const out = join(root, 'out');
    mkdirSync(out);
    execFileSync('tar', ['-xf', file, '-C', out]);
    const manifest = read(join(out, 'manifest.json')) as {
      account: string;
      files: { name: string }[];
      notTold: { what: string; why: string }[];
    };
    expect(manifest.account).toBe(client.account);
    expect(manifest.files.length).toBe(made.files);

    const found = await placesNaming(client.account, dataDir);
    expect([...found.keys()].sort()).toEqual(
      expect.arrayContaining([
        'accounts',
        'preKeys',
        'profiles',
        'relations',
        'usernames',
        'waiting',
      ]),
    );
    const whys = new Set(manifest.notTold.map(({ what }) => what));
    for (const place of found.keys()) {
      const told = toldIn[place];
      if (told !== undefined) expect(existsSync(join(out, told)), place).toBe(true);
      else expect([...whys], place).toContain(notTold[place]);
    }
    // Nothing of it is missing.
    const account = read(join(out, 'account.json')) as Record<string, unknown>;
    expect(account).toMatchObject({ id: client.account, login: { name: 'evening' } });
    expect(account['recovery']).toEqual({ hasKey: true });
    expect(account['devices']).toMatchObject([{ push: { endpoint: 'https://127.0.0.1:9/eve' } }]);
    const { items = [] } = read(join(out, 'record.json')) as { items?: unknown[] };
    expect(items.length).toBe(found.get('recordItems') ?? 0);
    // Each pair is kept under both of its accounts.
    expect(rowsIn(join(out, 'relations')).length * 2).toBe(found.get('relations'));
    expect((read(join(out, 'usernames.json')) as unknown[]).length).toBe(found.get('usernamesOf'));
    expect((read(join(out, 'profiles.json')) as unknown[]).length).toBeGreaterThan(0);
    expect(rowsIn(join(out, 'waiting', '1')).length).toBeGreaterThanOrEqual(waitingTexts + 1);
    expect(readdirSync(join(out, 'pictures')).length).toBeGreaterThan(0);

    // Whoever has it can hold it against the published keys.
    const [head = '', payload = '', signature = ''] = readFileSync(
      join(out, 'manifest.jws'),
      'utf8',
    ).split('.');
    const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string };
    const answer = await fetch(`${cluster.url}/.well-known/jwks.json`);
    const { keys } = (await answer.json()) as { keys: { kid: string }[] };
    const key = keys.find((one) => one.kid === kid) as never;
    expect(Buffer.from(payload, 'base64url').toString()).toBe(
      readFileSync(join(out, 'manifest.json'), 'utf8'),
    );
    const open = createPublicKey({ key, format: 'jwk' });
    const signed = Buffer.from(`${head}.${payload}`);
    expect(verify(null, signed, open, Buffer.from(signature, 'base64url'))).toBe(true);

    // It holds nothing that lets somebody in.
    const text = readFileSync(join(out, 'account.json'), 'utf8');
    for (const secret of ['verifier', 'credential"', 'queueKey', 'unidentifiedAccessKey']) {
      expect(text).not.toContain(secret);
    }
    await ann.offline();
  } finally {
    await cluster.stop();
  }
}, 240_000);

const run = promisify(execFile);
const program = (name: string) => join(import.meta.dirname, '../../cluster/backup', name);

/** The files of a data folder in which the account stands in any form. */
function naming(account: string, dataDir: string): string[] {
  const found = inFiles(dataDir, formsOf(account));
  return [...found].flatMap(([name, times]) => (times > 0 ? [`${name}: ${times}`] : []));
}

it('of a deleted account no byte names it, there and in a backup that is put back', async () => {
  const dataDir = join(root, 'deleted');
  const env = {
    ...{ ALDIS_QUEUE_DWELL_MS: '1500', ALDIS_PERSIST_EVERY_MS: '300' },
    ...{ ALDIS_FORGET_EVERY_MS: '1000', ALDIS_PUSH_HOSTS: pushHost },
  };
  const keys = { ALDIS_BACKUP_KEY_FILE: join(root, 'backup-keys.json'), ALDIS_LOG: 'silent' };
  const cluster = await startTestCluster({ workers: 2, dataDir, unlimited: true, env });
  const people = (name: string) => folder.path(`${name} who goes`);
  const { eve, ann } = await livedLife(cluster, people);
  const { account, pni } = eve.client;
  await until(async () => (await placesNaming(account, dataDir)).has('waiting'), 'it was moved');
  await ann.client.send(account, 'the last one');
  await saveRedis(dataDir);
  // The search finds what is there: names of queues, in the file that Redis writes.
  expect(naming(account, dataDir).join()).toMatch(/redis/);
  const made = await run(process.execPath, [program('backup.ts'), '--json'], {
    env: { ...process.env, ...keys, ALDIS_DATA: dataDir },
  });
  const { file } = JSON.parse(made.stdout) as { file: string };
  const tag = accountKeysTagOf(readSecrets(join(dataDir, 'secrets.json'), inClear));
  const accountKeysIn = () => readAccountKeys({ folder: dirname(file), tag, mayBeFormer: false });
  const formerKeys = accountKeysIn() ?? [];

  await eve.online();
  await eve.client.deleteAccount();
  await eve.offline().catch(() => undefined);
  await ann.offline();
  const isGone = async () => (await placesNaming(account, dataDir)).size === 0;
  await until(isGone, 'no row and no key names it', 60_000);
  const isForgotten = async () => {
    await saveRedis(dataDir);
    return naming(account, dataDir).length === 0;
  };
  await until(isForgotten, 'no byte names it', 60_000).catch(() => undefined);
  expect(naming(account, dataDir)).toEqual([]);
  expect(naming(pni, dataDir)).toEqual([]);
  const log = readFileSync(cluster.logFile);
  expect(log.length).toBeGreaterThan(0);
  expect(count(log, formsOf(account))).toBe(0);
  const hasKey = () => accountKeysIn()?.length === formerKeys.length;
  await until(() => !hasKey(), 'its key is gone', 60_000);
  expect(await cluster.stop()).toBe(0);
  expect(naming(account, dataDir)).toEqual([]);

  // Whoever has the backup of before, its key, the secrets in it and the account keys of now opens
  // no row that names her; with the account keys of before there are many.
  const opened = join(root, 'opened');
  const backupKeys = readBackupKeys(keys.ALDIS_BACKUP_KEY_FILE, inClear);
  const progress = { add: () => undefined, expect: () => undefined, end: () => undefined };
  await openBackup(file, backupKeys, opened, progress);
  const keysNow = accountKeysIn() ?? [];
  expect(keysNow.length).toBe(formerKeys.length - 1);
  const [withFormer, withPresent] = [join(root, 'with-former'), join(root, 'with-present')];
  await openedWith(opened, formerKeys, backupKeys, withFormer);
  await openedWith(opened, keysNow, backupKeys, withPresent);
  expect([...(await tablesNaming(account, withFormer)).keys()]).toEqual(
    expect.arrayContaining(['accounts', 'profiles', 'relations', 'usernames', 'waiting']),
  );
  expect([...(await tablesNaming(account, withPresent)).keys()]).toEqual([]);
  expect([...(await tablesNaming(pni, withPresent)).keys()]).toEqual([]);
  expect((await tablesNaming(ann.client.account, withPresent)).has('accounts')).toBe(true);
  // Nor does a byte of it, but for what waited in Redis: names of queues, sealed under a key that
  // was in the document.
  const sealer = createSealer(readSecrets(join(opened, 'secrets.json'), inClear), () => {
    throw new Error('a key is missing');
  });
  for (const id of [account, sealer.veil(account), pni, sealer.veil(pni)]) {
    const places = naming(id, opened).filter((place) => !place.startsWith('redis/'));
    expect(places).toEqual([]);
  }

  // Put back, what is left of her in Redis is cleared.
  const other = join(root, 'deleted-restored');
  const beside = join(root, 'deleted-elsewhere');
  cpSync(dirname(file), beside, { recursive: true });
  cpSync(join(dataDir, 'tombstones'), join(beside, 'tombstones'));
  const [name = ''] = readdirSync(beside).filter((one) => one.endsWith('.backup'));
  const restored = await run(
    process.execPath,
    [program('restore.ts'), join(beside, name), '--json'],
    { env: { ...process.env, ...keys, ALDIS_DATA: other } },
  );
  expect(JSON.parse(restored.stdout)).toMatchObject({ buried: 0, forgotten: 1 });
  const second = await startTestCluster({ workers: 1, dataDir: other, unlimited: true, env });
  await until(() => naming(account, other).length === 0, 'no byte names it', 60_000).catch(
    () => undefined,
  );
  expect(naming(account, other)).toEqual([]);
  expect((await placesNaming(account, other)).size).toBe(0);
  expect(await second.stop()).toBe(0);
  expect(naming(account, other)).toEqual([]);
}, 300_000);
