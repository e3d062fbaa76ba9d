// A file of keys, readable by its owner alone. It is there whole or not at all, whoever dies in the
// middle, and of two processes that make it at once one wins.

import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** The error for a file that cannot be written; the code is the system's. */
type Unwritable = (code: string, cause: unknown) => Error;

/** Makes the file where there is none. Throws what `unwritable` makes. */
export function makeKeyFile(path: string, content: () => object, unwritable: Unwritable): void {
  if (existsSync(path)) return;
  const fresh = writeBeside(path, content(), unwritable);
  try {
    linkSync(fresh, path);
  } catch (error) {
    // Another process was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(fresh);
  }
}

/** Puts other content in its place. Throws what `unwritable` makes. */
export function replaceKeyFile(path: string, content: object, unwritable: Unwritable): void {
  renameSync(writeBeside(path, content, unwritable), path);
}

function writeBeside(path: string, content: object, unwritable: Unwritable): string {
  const fresh = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    const text = `${JSON.stringify(content, null, 2)}\n`;
    writeFileSync(fresh, text, { mode: 0o600, flush: true });
    chmodSync(fresh, 0o600);
  } catch (cause) {
    rmSync(fresh, { force: true });
    throw unwritable((cause as NodeJS.ErrnoException).code ?? 'unknown', cause);
  }
  return fresh;
}
