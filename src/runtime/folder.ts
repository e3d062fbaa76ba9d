// Making a folder with all that leads to it.

import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** A folder cannot be made; the message is one sentence for the operator. */
export class FolderError extends Error {
  override readonly name = 'FolderError';
}

/**
 * Makes the folder, for its owner alone, and those above it that are missing. Throws FolderError.
 * Node's own `recursive` tries for ever where a folder exists and takes no other
 * (`/proc`).
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  if (!existsSync(dirname(path))) makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Somebody else was quicker.
    if (!isFolder(path)) throw whyNot(path, error);
  }
}

function whyNot(path: string, cause: unknown): FolderError {
  const above = dirname(path);
  const file = [path, above].find((one) => existsSync(one) && !isFolder(one));
  if (file !== undefined) {
    const sentence = `${file} is a file where a folder should be; move it out of the way.`;
    return new FolderError(sentence, { cause });
  }
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
  return new FolderError(`The folder ${path} cannot be made (${code}).`, { cause });
}

/** False for a file, too: it is in the way. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
