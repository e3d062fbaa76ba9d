// `node cluster/rotateKey.ts FILE [--rewrap]`: adds a key of each ring to a secrets file. For the
// operator of several hosts, who then gives the file to all of them; a single host does it by
// itself. `--rewrap` adds none, but writes the secrets and the backup keys anew, wrapped as
// `ALDIS_ROOT_KEY` says: after that setting, or the root key itself, was changed.

import { existsSync } from 'node:fs';
import {
  BackupKeyError,
  openRootKeys,
  rewrapBackupKeys,
  rewrapSecrets,
  rotateSealingKey,
  rotateTokenKey,
  SecretsError,
} from '#crypto';
import { ConfigError, readConfig, systemClock } from '#runtime';

const [file, option] = process.argv.slice(2);
if (file === undefined || (option !== undefined && option !== '--rewrap')) {
  console.error('usage: node cluster/rotateKey.ts FILE [--rewrap]');
  process.exitCode = 2;
} else {
  try {
    const config = readConfig(process.env);
    const root = openRootKeys(config);
    if (option === '--rewrap') {
      rewrapSecrets(file, root);
      const both = existsSync(config.backupKeyFile);
      if (both) rewrapBackupKeys(config.backupKeyFile, root);
      const what = both ? `${file} and ${config.backupKeyFile}` : file;
      const by = root.current ? `wrapped by the root key (${root.current.kind})` : 'in clear';
      console.log(`${what}: ${by} from now on.`);
    } else {
      rotateSealingKey(file, systemClock.now(), root);
      const { sealing, tokenKeys = [] } = rotateTokenKey(file, systemClock.now(), root);
      const has = `${sealing.length} sealing keys and ${tokenKeys.length} of tokens`;
      console.log(`${file} has ${has}; give it to every host within a day, and restart them.`);
    }
  } catch (error) {
    const kinds = [BackupKeyError, ConfigError, SecretsError];
    if (!kinds.some((kind) => error instanceof kind)) throw error;
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
