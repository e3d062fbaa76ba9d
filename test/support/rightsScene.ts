// Somebody who has used everything that the server keeps something of: for tests of what they may
// have, and of what is left when they go.

import { copyFileSync, createReadStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { formsOf } from '#lab/search.ts';
import type { LaunchedCluster } from './cluster.ts';
import { TestPerson, until } from './people.ts';
import type { BackupKey } from '#crypto';
import { AccountKeys, createSealer, inClear, readSecrets } from '#crypto';
import { writeRows } from '#persistence';
import { openRows } from '../../cluster/backup/ownedRows.ts';
import { openLmdb } from '../../src/persistence/lmdb/environment.ts';
import { VeiledTables } from '../../src/persistence/tables/veiledTables.ts';

/** Where her device would be called, and nobody is. */
export const pushHost = '127.0.0.1:9';
/** How many texts wait for her: some in Redis, some moved to the durable store. */
export const waitingTexts = 6;

/** Where an account is named, and the file of the archive that tells what is there. */
export const toldIn: Readonly<Record<string, string>> = {
  accounts: 'account.json',
  profiles: 'profiles.json',
  records: 'record.json',
  recordItems: 'record.json',
  relations: 'relations',
  usernames: 'usernames.json',
  usernamesOf: 'usernames.json',
  waiting: 'waiting',
  'redis q': 'waiting',
};
/** Eve with everything, offline, and Ann who has written to her. */
export async function livedLife(
  cluster: LaunchedCluster,
  path: (name: string) => string,
): Promise<{ eve: TestPerson; ann: TestPerson }> {
  const ann = await TestPerson.register(cluster, path('ann'));
  const eve = await TestPerson.register(cluster, path('eve'));
  await Promise.all([ann.client.connect(), eve.client.connect()]);
  const { client } = eve;
  await client.profiles.set({ name: 'Eve', avatar: Buffer.from('GIF89a\x01\0\x01\0, of eve') });
  await client.ownAccount.setUsername('evening');
  await client.ownAccount.recovery.makeKey();
  await client.login.setPassword('evening', 'a password that is long enough');
  await client.ownAccount.push.set({ kind: 'unifiedpush', endpoint: `https://${pushHost}/eve` });
  await client.contacts.block(await strangerOf(cluster, path));
  await client.friend(ann.client.account);
  await ann.client.friend(client.account);
  await client.send(ann.client.account, 'by name first');
  await ann.hears(1);
  await ann.client.send(client.account, 'and back');
  await eve.hears(1);
  await client.groups.create({ title: 'of eve', members: [ann.client.account] });
  await until(() => ann.client.groups.list().length > 0, 'ann hears of the group');
  await client.security.sessions();
  await eve.offline();
  for (let n = 0; n < waitingTexts; n++) {
    await ann.client.send(client.account, `while you were away ${n}`);
  }
  return { eve, ann };
}

async function strangerOf(cluster: LaunchedCluster, path: (name: string) => string) {
  const stranger = await TestPerson.register(cluster, path('stranger'));
  await stranger.offline();
  return stranger.client.account;
}

/** Rows and keys of stores that name the account, by table or kind of key. */
export async function placesNaming(account: string, dataDir: string): Promise<Map<string, number>> {
  const { found, look } = lookout(account);
  await lookAtStore(dataDir, look);
  await lookAtRedis(dataDir, look);
  return found;
}

/** The same of the embedded store alone, where no Redis runs. */
export async function tablesNaming(account: string, dataDir: string): Promise<Map<string, number>> {
  const { found, look } = lookout(account);
  await lookAtStore(dataDir, look);
  return found;
}

function lookout(account: string) {
  const needles = formsOf(account);
  const found = new Map<string, number>();
  const look: Look = (place, ...parts) => {
    const all = Buffer.concat(parts);
    if (!needles.some((needle) => all.includes(needle))) return;
    found.set(place, (found.get(place) ?? 0) + 1);
  };
  return { found, look };
}

/**
 * Opens a backup with its key and these account keys, as whoever has all of them would: what opens
 * of the store is in the data folder, beside the secrets.
 */
export async function openedWith(
  opened: string,
  lines: readonly string[],
  backupKeys: readonly BackupKey[],
  dataDir: string,
): Promise<void> {
  mkdirSync(dataDir, { mode: 0o700 });
  copyFileSync(join(opened, 'secrets.json'), join(dataDir, 'secrets.json'));
  const ring = new AccountKeys(lines, backupKeys);
  const stream = createReadStream(join(opened, 'store/durable.rows'));
  const rows = openRows(
    stream,
    (slot) => ring.at(slot),
    () => undefined,
  );
  await writeRows(dataDir, rows);
}

type Look = (place: string, ...parts: Uint8Array[]) => void;

async function lookAtStore(dataDir: string, look: Look): Promise<void> {
  const read = () => readSecrets(join(dataDir, 'secrets.json'), inClear);
  const tables = new VeiledTables(openLmdb(dataDir), createSealer(read(), read));
  try {
    for (const name of tables.names()) {
      const table = tables.table(name);
      const range = { start: 0, end: ['\uffff'] };
      for (const { key, value } of tables.read(() => Array.from(table.getRange(range)))) {
        look(name, Buffer.from(JSON.stringify(key)), value);
      }
    }
  } finally {
    await tables.close();
  }
}

/** Has the private Redis write down all that it knows, as a snapshot beside its own file. */
export async function saveRedis(dataDir: string): Promise<void> {
  const redis = new Redis(join(dataDir, 'redis', 'redis.sock'));
  try {
    await redis.call('SAVE');
  } finally {
    redis.disconnect();
  }
}

async function lookAtRedis(dataDir: string, look: Look): Promise<void> {
  const redis = new Redis(join(dataDir, 'redis', 'redis.sock'));
  try {
    for (const name of await redis.keys('*')) {
      const kind = name.startsWith('aldis:{') ? (name.split(':')[2] ?? '') : name.split(':')[0];
      const value = (await redis.dumpBuffer(name)) ?? new Uint8Array(0);
      look(`redis ${kind}`, Buffer.from(name), value);
    }
  } finally {
    redis.disconnect();
  }
}
