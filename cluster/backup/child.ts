// Makes a backup in a process of its own, so that no worker's event loop bears it.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod/v4';

const command = fileURLToPath(new URL('backup.ts', import.meta.url));
/** One that takes longer is given up: the next begins anew. */
const backupTimeoutMs = 12 * 60 * 60 * 1000;
const outputBytesMax = 64 * 1024;
const shape = z.object({ bytes: z.number(), removed: z.number() });

/** A backup was not made; what the process said of it is for its log alone. */
class BackupFailed extends Error {
  override readonly name = 'BackupFailed';
}

/** Makes a backup with the settings of this process. Throws BackupFailed. */
export function backupInChild(): Promise<z.infer<typeof shape>> {
  return new Promise((resolve, reject) => {
    const options = { timeout: backupTimeoutMs, maxBuffer: outputBytesMax };
    const args = [command, '--automatic', '--json'];
    execFile(process.execPath, args, options, (error, stdout) => {
      if (error) return reject(new BackupFailed(`exit code ${error.code ?? error.signal}`));
      const told = shape.safeParse(JSON.parse(stdout));
      if (told.success) return resolve(told.data);
      reject(new BackupFailed('it told something else'));
    });
  });
}
