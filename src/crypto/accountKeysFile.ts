// Where the keys of accounts in backups are: a file in the folder of backups, written whole, one
// writer after the other. What it was before is written over, so that a key that was taken out is
// nowhere in it.

import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { AccountKeysTag, ReadAccountKeys } from './accountKeysForm.ts';
import { parseAccountKeys, writtenAccountKeys } from './accountKeysForm.ts';
import { BackupKeyError } from './backupKeys.ts';
import { takeTurn } from './writersTurn.ts';

export const accountKeysName = 'account-keys';
/** The next file, before it has its name; whoever writes has the turn. */
const leftoverForm = /^account-keys\.[0-9a-f]+$/;
const chunkBytes = 1024 * 1024;
/** How often a writer begins again that stood still for longer. */
const triesMax = 3;

/** Where a file of account keys is, and how it is known. */
export interface AccountKeysAt {
  readonly folder: string;
  readonly tag: AccountKeysTag;
  /** Whether one of the form before, which has no tag, is taken. */
  readonly mayBeFormer: boolean;
}

/** The lines of a place's file; undefined: there is none. Throws BackupKeyError. */
export function readAccountKeys(at: AccountKeysAt): readonly string[] | undefined {
  return readFile(at)?.lines;
}

/**
 * Puts other lines in their place, on disk when it resolves; `undefined` leaves them. Nobody else
 * writes meanwhile: whoever stood still for so long that another took the turn begins again, and
 * `change` with it. Throws BackupKeyError, and what the disk says.
 */
export async function changeAccountKeys(
  at: AccountKeysAt,
  change: (lines: readonly string[] | undefined) => readonly string[] | undefined,
): Promise<void> {
  const { folder, tag } = at;
  const path = join(folder, accountKeysName);
  const turn = join(folder, `.${accountKeysName}.turn`);
  for (let tries = 0; tries < triesMax; tries++) {
    const mine = await takeTurn(turn);
    const isMine = () => existsSync(turn) && readFileSync(turn, 'latin1') === mine;
    // By the clock of the disk, as whoever waits looks at it.
    const goOn = () => {
      if (isMine()) writeFileSync(turn, mine, { flag: 'r+' });
    };
    try {
      wipeLeftovers(folder);
      const found = readFile(at);
      const next = change(found?.lines) ?? (found?.isFormer ? found.lines : undefined);
      goOn();
      if (!next) return;
      const bytes = writtenAccountKeys(next, tag);
      if (replace(path, `${path}.${mine}`, bytes, { isMine, goOn })) return;
    } finally {
      if (isMine()) rmSync(turn, { force: true });
    }
  }
  throw new BackupKeyError('The account keys were written by others, again and again.');
}

function readFile({ folder, tag, mayBeFormer }: AccountKeysAt): ReadAccountKeys | undefined {
  const path = join(folder, accountKeysName);
  if (!existsSync(path)) return undefined;
  const found = parseAccountKeys(readFileSync(path), tag, path);
  if (!found.isFormer || mayBeFormer) return found;
  throw new BackupKeyError(
    `The account keys ${path} have no tag, as releases before wrote them; put your copy back.`,
  );
}

/** Who has the turn. */
interface Turn {
  isMine(): boolean;
  /** Says that its holder goes on. */
  goOn(): void;
}

/** False, and nothing was written, where the turn is another's by now. */
function replace(
  path: string,
  beside: string,
  pieces: Iterable<Uint8Array>,
  { isMine, goOn }: Turn,
): boolean {
  writePieces(beside, pieces, goOn);
  // As late as can be. What is left beside is wiped by whoever has the turn.
  if (!isMine()) return false;
  const former = existsSync(path) ? openSync(path, 'r+') : undefined;
  renameSync(beside, path);
  syncFolder(join(path, '..'));
  // Its name is another's now.
  if (former !== undefined) wipe(former);
  return true;
}

/** A writer that was killed leaves all lines in a file of its own, from which none is taken out. */
function wipeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!leftoverForm.test(name)) continue;
    wipe(openSync(join(folder, name), 'r+'));
    rmSync(join(folder, name));
  }
}

/** Of a disk that writes elsewhere than it is told this asks too much. */
function wipe(file: number): void {
  try {
    const zeros = Buffer.alloc(chunkBytes);
    const { size } = fstatSync(file);
    for (let at = 0; at < size; at += chunkBytes) {
      writeSync(file, zeros, 0, Math.min(chunkBytes, size - at), at);
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function writePieces(path: string, pieces: Iterable<Uint8Array>, goOn: () => void): void {
  const file = openSync(path, 'w', 0o600);
  try {
    for (const bytes of pieces) {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      goOn();
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  fsyncSync(folder);
  closeSync(folder);
}
