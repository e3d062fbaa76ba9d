// `npm run restore -- FILE [--replace] [--key FILE] [--json]`: puts a backup back while the
// cluster is stopped, and begins a new epoch with it.

import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { accountKeysTagOf, openRootKeys, readBackupKeys, readSecrets } from '#crypto';
import type { Config, RedisClient } from '#runtime';
import { readConfig, silentLog, systemClock } from '#runtime';
import { holdsData, prepareDataFolder, restoreBegun, restoreEnded, StartError } from '../checks.ts';
import { readFacts } from '../facts.ts';
import { lockFolder, processRuns } from '../lock.ts';
import { accountKeysFor } from './accountKeys.ts';
import { noteRestoreBegun } from './noting.ts';
import { createProgress } from './progress.ts';
import { openBackup, ownServers, putBack } from './putBack.ts';
import { fillOwnServers, refuseUnfit, withClient, withServer } from './ownServers.ts';
import { renew } from './renew.ts';
import { run, tell } from './saying.ts';

interface Given {
  readonly json?: true;
  readonly replace?: true;
  readonly key?: string;
}

await run(async () => {
  const command = new Command('npm run restore --')
    .argument('<file>', 'the backup')
    .option('--replace', 'move data that is there aside')
    .option('--key <file>', 'the file of backup keys')
    .option('--json', 'tell the outcome as JSON')
    .parse();
  const { json, replace, key } = command.opts<Given>();
  const config = readConfig(process.env);
  const file = resolve(command.args[0] ?? '');
  const keyFile = key === undefined ? config.backupKeyFile : resolve(key);
  prepareDataFolder(config.dataDir);
  const lock = lockFolder(config.dataDir);
  try {
    refuseToOverwrite(config, replace);
    const done = await restore(config, file, keyFile);
    tell(json, done, [
      `Restored what was there at ${new Date(done.madeAtMs).toISOString()}, in ` +
        `${(done.tookMs / 1000).toFixed(1)} s: ${done.accounts} accounts.`,
      ...(done.buried > 0 ? [`Deleted since, and gone again: ${done.buried}.`] : []),
      ...(done.forgotten > 0 ? [`Without a key, and forgotten: ${done.forgotten}.`] : []),
      ...(existsSync(done.aside) ? [`What was there before is in ${done.aside}.`] : []),
      'Start the cluster: npm start, or npm run cluster.',
    ]);
  } finally {
    lock.release();
  }
});

function refuseToOverwrite(config: Config, replace: true | undefined): void {
  const left = readFacts(config.dataDir)?.workers.filter(({ pid }) => processRuns(pid)) ?? [];
  if (left.length > 0) throw new StartError('Workers of the cluster still run; wait or end them.');
  if (replace || !holdsData(config.dataDir)) return;
  throw new StartError(
    `The data folder ${config.dataDir} holds data; with --replace it is moved aside, not deleted.`,
  );
}

async function restore(config: Config, file: string, keyFile: string) {
  const startedAtMs = systemClock.monotonic();
  const folder = join(config.dataDir, 'restoring');
  const stamp = new Date(systemClock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
  const aside = join(config.dataDir, `before-${stamp}`);
  const progress = createProgress('Restoring', systemClock, process.stderr);
  try {
    const backupKeys = readBackupKeys(keyFile, openRootKeys(config));
    const opened = await openBackup(file, backupKeys, folder, progress);
    await refuseUnfit(config, opened.facts);
    const secretsFile = join(opened.folder, 'secrets.json');
    const tagOf = () => accountKeysTagOf(readSecrets(secretsFile, openRootKeys(config)));
    const keys = accountKeysFor(config, file, opened.facts, backupKeys, tagOf);
    const { madeAtMs } = opened.facts;
    const former = await noteRestoreBegun(config, madeAtMs);
    restoreBegun(config.dataDir);
    await putBack(config, opened, aside, keys.rows);
    await fillOwnServers(config, opened, keys.rows);
    await keys.goOn();
    const forgotten = keys.forgotten();
    const parts = { config, clock: systemClock, log: silentLog, file, madeAtMs, former, forgotten };
    const renewed = await withRedis(config, (redis) => renew({ ...parts, redis }));
    restoreEnded(config.dataDir);
    return {
      file,
      madeAtMs,
      aside,
      ...renewed,
      forgotten,
      tookMs: systemClock.monotonic() - startedAtMs,
    };
  } finally {
    progress.end();
    await rm(folder, { recursive: true, force: true });
  }
}

/** With the Redis that has what was put back: the operator's, or the private one meanwhile. */
function withRedis<T>(config: Config, work: (redis: RedisClient) => Promise<T>): Promise<T> {
  const { dataDir, redis: socket } = config;
  if (ownServers(config).redis) return withClient(config.redis, work);
  return withServer(config, { dataDir, socket }, work);
}
