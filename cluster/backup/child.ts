// Makes a backup in a process of its own, so that no worker's event loop bears it.

import type { ExecFileException } from 'node:child_process';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod/v4';

const run = promisify(execFile);
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
export async function backupInChild(): Promise<z.infer<typeof shape>> {
  const options = { timeout: backupTimeoutMs, maxBuffer: outputBytesMax };
  const args = [command, '--automatic', '--json'];
  const { stdout } = await run(process.execPath, args, options).catch(
    (error: ExecFileException) => {
      throw new BackupFailed(`exit code ${error.code ?? error.signal}`);
    },
  );
  return readTold(stdout);
}

/** What the process has told of a backup. Throws BackupFailed. */
export function readTold(stdout: string): z.infer<typeof shape> {
  try {
    return shape.parse(JSON.parse(stdout));
  } catch {
    throw new BackupFailed('it told something else');
  }
}
