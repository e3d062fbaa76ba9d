// `node cluster/rotateKey.ts FILE [--rewrap]`: adds a key of each ring to a secrets file. For the
// operator of several hosts, who then gives the file to all of them; a single host does it by
// itself. `--rewrap` adds none, but writes the secrets and the backup keys anew, wrapped as
// `ALDIS_ROOT_KEY` says: after that setting, or the root key itself, was changed. Both are noted in
// the log of operators before, where the settings of this environment lead to the store.

import { existsSync } from 'node:fs';
import {
  BackupKeyError,
  openRootKeys,
  rewrapBackupKeys,
  rewrapSecrets,
  rotateSealingKey,
  rotateTokenKey,
} from '#crypto';
import type { Config } from '#runtime';
import { readConfig, systemClock } from '#runtime';
import { hasStore, noted } from './noting.ts';
import { toldSentence } from './told.ts';

async function rewrap(config: Config, file: string): Promise<string> {
  const root = openRootKeys(config);
  rewrapSecrets(file, root);
  const both = existsSync(config.backupKeyFile);
  if (both) rewrapBackupKeys(config.backupKeyFile, root);
  const what = both ? `${file} and ${config.backupKeyFile}` : file;
  const by = root.current ? `wrapped by the root key (${root.current.kind})` : 'in clear';
  return `${what}: ${by} from now on.`;
}

async function rotate(config: Config, file: string): Promise<string> {
  const root = openRootKeys(config);
  rotateSealingKey(file, systemClock.now(), root);
  const { sealing, tokenKeys = [] } = rotateTokenKey(file, systemClock.now(), root);
  const has = `${sealing.length} sealing keys and ${tokenKeys.length} of tokens`;
  return `${file} has ${has}; give it to every host within a day, and restart them.`;
}

async function main(): Promise<number> {
  const [file, option] = process.argv.slice(2);
  if (file === undefined || (option !== undefined && option !== '--rewrap')) {
    console.error('usage: node cluster/rotateKey.ts FILE [--rewrap]');
    return 2;
  }
  try {
    const config = readConfig(process.env);
    const [act, work] =
      option === undefined
        ? (['keys.rotate', rotate] as const)
        : (['keys.rewrap', rewrap] as const);
    if (!hasStore(config)) console.log('No store is here: no log of operators has this.');
    console.log(await noted(config, { act }, 'This', () => work(config, file)));
    return 0;
  } catch (error) {
    const told = error instanceof BackupKeyError ? error.message : toldSentence(error);
    if (told === undefined) throw error;
    console.error(told);
    return 1;
  }
}

process.exitCode = await main();
