// One primary per data folder: a pid file that a dead process's successor may take over. A
// process is named by its id and its start time, so that a reused id is not mistaken for the old
// owner.

import { hash } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Each try meets another process at work on the same file, or something that is no pid file. */
const triesMax = 100;

/** The data folder cannot be taken, or a live process has it; the message is the operator's. */
export class LockError extends Error {
  override readonly name = 'LockError';
}

export interface FolderLock {
  release(): void;
}

/** Takes the folder. Throws LockError while another live process holds it, or when it can't. */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, 'primary.pid');
  const own = ownerText(process.pid);
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, own);
  try {
    for (let tries = 0; !linked(fresh, path); tries += 1) {
      if (tries === triesMax) throw untakeable(folder, path);
      const holder = readText(path);
      if (holder === undefined) continue;
      if (isAlive(holder)) throw heldBy(folder, holder);
      takeOver(folder, path, holder, fresh);
    }
  } finally {
    rmSync(fresh, { force: true });
  }
  return {
    release: () => {
      if (readText(path) === own) rmSync(path, { force: true });
    },
  };
}

/** True while a process of that id runs; another process may have inherited the id. */
export function processRuns(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Removes the file of a dead holder, beside others who found the same one. That only one does, and
 * none removes the file of whoever came next, a second file named by the first one's words sees to:
 * it is a lock as well, and whoever dies while holding it is broken likewise.
 */
function takeOver(folder: string, path: string, stale: string, fresh: string): void {
  const mark = `${path}.${hash('sha256', stale).slice(0, 16)}`;
  if (!linked(fresh, mark)) {
    const breaker = readText(mark);
    if (breaker === undefined) return;
    if (isAlive(breaker)) throw heldBy(folder, breaker);
    return takeOver(folder, mark, breaker, fresh);
  }
  try {
    if (readText(path) === stale) rmSync(path, { force: true });
  } finally {
    rmSync(mark, { force: true });
  }
}

function heldBy(folder: string, holder: string): LockError {
  const pid = holder.split(' ')[0];
  return new LockError(
    `Another Aldis (process ${pid}) uses the data folder ${folder}; stop it, or set ALDIS_DATA.`,
  );
}

function untakeable(folder: string, path: string): LockError {
  return new LockError(
    `The data folder ${folder} cannot be taken: ${path} cannot be read or replaced; remove it.`,
  );
}

function isAlive(holder: string): boolean {
  const pid = Number.parseInt(holder, 10);
  return pid > 0 && processRuns(pid) && ownerText(pid) === holder;
}

/** Shape: `pid startTime`, the start time empty where the system does not tell it. */
function ownerText(pid: number): string {
  return `${pid} ${statFields(pid)?.[19] ?? ''}`;
}

function isZombie(pid: number): boolean {
  return statFields(pid)?.[0] === 'Z';
}

/**
 * Fields of /proc/<pid>/stat after the command's name, which may itself hold blanks and brackets.
 */
function statFields(pid: number): string[] | undefined {
  const text = readText(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
