// `npm run bench -- restore [--envelopes 1000000]`: how long a backup of so many waiting envelopes
// takes, and how long until it is put back in an empty folder, by the commands that operators use.
// Half of them wait in Redis, half in the embedded store. Afterwards every one is looked for, and
// one-time keys are asked for as before.

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createSealer, createSecrets, inClear, readSecrets } from '#crypto';
import type { DurableStores } from '#persistence';
import { createEnvelopeQueue, openDurableStores } from '#persistence';
import type { EnvelopeQueue } from '#ports';
import { isRedisCluster, openRedis, silentLog, systemClock } from '#runtime';
import { conclude, round } from '#lab/figures.ts';
import { readFlags, runCommand, whole } from '#lab/options.ts';
import { startRedis } from '#lab/redisServer.ts';
import type { Stock } from './stock.ts';
import { fill, newStock, takeKeys, waiting } from './stock.ts';

const run = promisify(execFile);
const commandAt = (name: string) =>
  fileURLToPath(new URL(`../../cluster/backup/${name}.ts`, import.meta.url));
const commandTimeoutMs = 30 * 60_000;
const keysEach = 3;

interface Opened {
  readonly stores: DurableStores;
  readonly queue: EnvelopeQueue;
}

/** Runs a command of the operator's on a data folder; answers what it told. */
async function operate(name: string, dataDir: string, args: readonly string[]) {
  const { MONGODB_URL: _mongo, REDIS_URL: _redis, ...inherited } = process.env;
  const backupKeys = join(dataDir, '..', 'backup-keys.json');
  const own = { ALDIS_DATA: dataDir, ALDIS_BACKUP_KEY_FILE: backupKeys, ALDIS_LOG: 'silent' };
  const options = { env: { ...inherited, ...own }, timeout: commandTimeoutMs };
  const { stdout } = await run(process.execPath, [commandAt(name), ...args, '--json'], options);
  return JSON.parse(stdout) as { readonly file: string; readonly tookMs: number };
}

/** Works on the stores of a data folder, and on a Redis. */
async function opened<T>(dataDir: string, address: string, work: (on: Opened) => Promise<T>) {
  const reread = () => readSecrets(join(dataDir, 'secrets.json'), inClear);
  const sealer = createSealer(reread(), reread);
  const common = { clock: systemClock, log: silentLog };
  const stores = await openDurableStores({ ...common, dataDir, sealer });
  const redis = await openRedis(address, 'bench', silentLog);
  try {
    if (isRedisCluster(redis)) throw new Error('one server is measured');
    const { queue } = createEnvelopeQueue({ ...common, redis, archive: stores.archive });
    return await work({ stores, queue });
  } finally {
    redis.disconnect();
    await stores.close();
  }
}

/** Fills one folder, backs it up, and hands more keys out, which the backup still has. */
async function before(root: string, stock: Stock, envelopes: number) {
  const dataDir = join(root, 'before');
  mkdirSync(join(dataDir, 'redis'), { recursive: true, mode: 0o700 });
  createSecrets(join(dataDir, 'secrets.json'), systemClock.now(), inClear);
  const redis = await startRedis();
  try {
    symlinkSync(redis.address, join(dataDir, 'redis', 'redis.sock'));
    return await opened(dataDir, redis.address, async ({ stores, queue }) => {
      const startedAtMs = performance.now();
      await fill(stock, stores, queue, envelopes);
      console.log(`filled in ${round((performance.now() - startedAtMs) / 1000)} s`);
      const taken = await takeKeys(stock, stores, keysEach);
      const made = await operate('backup', dataDir, []);
      console.log(`backed up in ${round(made.tookMs / 1000)} s`);
      taken.push(...(await takeKeys(stock, stores, keysEach)));
      return { ...made, taken };
    });
  } finally {
    await redis.stop();
  }
}

/** Puts the backup back, and looks at all that is there then. */
async function after(root: string, stock: Stock, file: string) {
  const dataDir = join(root, 'after');
  const { tookMs } = await operate('restore', dataDir, [file]);
  console.log(`restored in ${round(tookMs / 1000)} s`);
  const redis = await startRedis();
  try {
    await redis.kill9();
    const files = join(redis.folder, 'appendonlydir');
    rmSync(files, { recursive: true });
    renameSync(join(dataDir, 'redis', 'appendonlydir'), files);
    await redis.restart();
    return await opened(dataDir, redis.address, async ({ stores, queue }) => ({
      tookMs,
      found: await waiting(stock, stores, queue),
      taken: await takeKeys(stock, stores, keysEach),
    }));
  } finally {
    await redis.stop();
  }
}

async function main(): Promise<0 | 1> {
  const flags = readFlags({ envelopes: '1000000', json: undefined });
  const envelopes = whole('--envelopes', flags.envelopes, 4000, 10_000_000);
  const root = mkdtempSync(join(tmpdir(), 'aldis-restore-'));
  try {
    const stock = newStock();
    const made = await before(root, stock, envelopes);
    const restored = await after(root, stock, made.file);
    const lost = [...stock.guids].filter((guid) => !restored.found.has(guid)).length;
    const former = new Set(made.taken);
    const twice = restored.taken.filter((key) => former.has(key)).length;
    const figures = {
      envelopes: stock.guids.size,
      backup_mib: round(statSync(made.file).size / 2 ** 20),
      backup_s: round(made.tookMs / 1000),
      restore_s: round(restored.tookMs / 1000),
      restored_per_s: round(stock.guids.size / (restored.tookMs / 1000)),
      ...{ lost, keys_taken: former.size, keys_twice: twice },
    };
    const promises = [
      { sentence: 'every envelope is there again', kept: lost === 0 },
      { sentence: 'no one-time key is handed out twice', kept: twice === 0 },
    ];
    return conclude(figures, promises, flags.json);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

await runCommand(main);
