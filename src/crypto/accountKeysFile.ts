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
import { BackupKeyError } from './backupKeys.ts';

export const accountKeysName = 'account-keys';
const head = 'aldis account keys 1';
/** The next file, before it has its name; whoever writes has the turn. */
const leftoverForm = /^account-keys\.[0-9a-f]+$/;
const chunkBytes = 1024 * 1024;
/** A writer needs seconds; one that has held the turn for so long was killed. */
const turnMs = 60_000;
const turnPollMs = 50;
/** How often a writer begins again that stood still for longer. */
const triesMax = 3;
const turnWaitMs = 2 * turnMs;

/** The lines of a folder's file; undefined: there is none. Throws BackupKeyError. */
export function readAccountKeys(folder: string): readonly string[] | undefined {
  const path = join(folder, accountKeysName);
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const found = bytes.indexOf(0x0a, at);
    const end = found < 0 ? bytes.length : found;
    lines.push(bytes.toString('latin1', at, end));
    at = end + 1;
  }
  if (lines.shift() !== head) {
    throw new BackupKeyError(`The account keys ${path} are damaged; put your copy back.`);
  }
  return lines;
}

/**
 * Puts other lines in their place, on disk when it resolves; `undefined` leaves them. Nobody else
 * writes meanwhile: whoever stood still for so long that another took the turn begins again, and
 * `change` with it. Throws BackupKeyError, and what the disk says.
 */
export async function changeAccountKeys(
  folder: string,
  change: (lines: readonly string[] | undefined) => readonly string[] | undefined,
): Promise<void> {
  const path = join(folder, accountKeysName);
  const turn = join(folder, `.${accountKeysName}.turn`);
  for (let tries = 0; tries < triesMax; tries++) {
    const mine = await takeTurn(turn);
    const isMine = () => existsSync(turn) && readFileSync(turn, 'latin1') === mine;
    try {
      wipeLeftovers(folder);
      const next = change(readAccountKeys(folder));
      if (!next || replace(path, `${path}.${mine}`, next, isMine)) return;
    } finally {
      if (isMine()) rmSync(turn, { force: true });
    }
  }
  throw new BackupKeyError('The account keys were written by others, again and again.');
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

/** False, and nothing was written, where the turn is another's by now. */
function replace(
  path: string,
  beside: string,
  lines: readonly string[],
  isMine: () => boolean,
): boolean {
  writeLines(beside, lines);
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

function writeLines(path: string, lines: readonly string[]): void {
  const file = openSync(path, 'w', 0o600);
  try {
    let held = `${head}\n`;
    const flush = () => {
      const bytes = Buffer.from(held);
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      held = '';
    };
    for (const line of lines) {
      held += `${line}\n`;
      if (held.length >= chunkBytes) flush();
    }
    flush();
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
