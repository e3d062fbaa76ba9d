// Where the keys of accounts in backups are: a file in the folder of backups, written whole, one
// writer after the other. What it was before is written over, so that a key that was taken out is
// nowhere in it.

import { randomBytes } from 'node:crypto';
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
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AccountKeysTag, ReadAccountKeys } from './accountKeysForm.ts';
import { parseAccountKeys, writtenAccountKeys } from './accountKeysForm.ts';
import { BackupKeyError } from './backupKeys.ts';

export const accountKeysName = 'account-keys';
/** The next file, before it has its name; whoever writes has the turn. */
const leftoverForm = /^account-keys\.[0-9a-f]+$/;
const chunkBytes = 1024 * 1024;
/** A writer that works says so with each piece; one that has not for so long was killed. */
const turnMs = 60_000;
const turnPollMs = 50;
/** How often a writer begins again that stood still for longer. */
const triesMax = 3;
const turnWaitMs = 2 * turnMs;

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

/** What names the turn: nobody else's has it. */
async function takeTurn(path: string): Promise<string> {
  const mine = randomBytes(16).toString('hex');
  for (let waitedMs = 0; waitedMs <= turnWaitMs; waitedMs += turnPollMs) {
    try {
      writeFileSync(path, mine, { flag: 'wx', mode: 0o600 });
      return mine;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (isStale(path)) rmSync(path, { force: true });
    else await sleep(turnPollMs);
  }
  throw new BackupKeyError(`Somebody else writes the account keys; remove ${path} if not.`);
}

/** By the clock of the disk, as a file that is written just now has it. */
function isStale(path: string): boolean {
  const probe = `${path}.${process.pid}`;
  try {
    closeSync(openSync(probe, 'w', 0o600));
    return statSync(probe).mtimeMs - statSync(path).mtimeMs > turnMs;
  } catch {
    // Its holder has ended meanwhile.
    return false;
  } finally {
    rmSync(probe, { force: true });
  }
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
