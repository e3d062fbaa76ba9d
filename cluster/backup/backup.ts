// `npm run backup [-- FILE] [--json] [--new-key] [--automatic]`: makes a backup of the cluster that
// runs on this data folder. `--automatic` is for the cluster's own job: it removes the oldest, too.

import { resolve } from 'node:path';
import { Command } from 'commander';
import { createBackupKeys, openRootKeys, rotateBackupKey } from '#crypto';
import { readConfig, silentLog, systemClock } from '#runtime';
import { notedBackup } from './noting.ts';
import { createProgress } from './progress.ts';
import { run, tell } from './saying.ts';
import { pruneBackups, removeLeftovers, takeBackup } from './take.ts';

interface Given {
  readonly json?: true;
  readonly newKey?: true;
  readonly automatic?: true;
}

await run(async () => {
  const command = new Command('npm run backup --')
    .argument('[file]', 'where to write it; else its folder and its time name it')
    .option('--json', 'tell the outcome as JSON')
    .option('--new-key', 'encrypt with a new key from now on')
    .option('--automatic', 'remove the oldest of the folder afterwards')
    .parse();
  const [file] = command.args;
  const { json, newKey, automatic } = command.opts<Given>();
  const config = readConfig(process.env);
  const clock = systemClock;
  const take = async () => {
    if (newKey) {
      const root = openRootKeys(config);
      createBackupKeys(config.backupKeyFile, clock.now(), root);
      rotateBackupKey(config.backupKeyFile, clock.now(), root);
    }
    const progress = createProgress('Backing up', clock, process.stderr);
    return takeBackup({
      ...{ config, clock, log: silentLog, progress },
      file: file === undefined ? undefined : resolve(file),
    }).finally(() => progress.end());
  };
  if (automatic) await removeLeftovers(config.backupDir, clock.now());
  // The cluster's own are nobody's act.
  const made = await (automatic ? take() : notedBackup(config, { newKey: newKey === true }, take));
  const removed = automatic ? await pruneBackups(config.backupDir, config.ALDIS_BACKUP_KEEP) : 0;
  const mebibytes = made.bytes / 2 ** 20;
  tell(json, { ...made, removed }, [
    `${made.file}: ${mebibytes.toFixed(1)} MiB in ${(made.tookMs / 1000).toFixed(1)} s.`,
    `It opens with ${config.backupKeyFile} alone: keep a copy of that file on another machine.`,
  ]);
});
