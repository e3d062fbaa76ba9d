// One at a time fetches packages into a checkout: a second command waits for the first, and takes
// its place where that one died.
//
// The lock is a file that says who holds it: a process and when it began, since the number alone
// may be another's by now. Who finds its holder dead breaks it; that only one does, and none
// breaks the lock of whoever came next, a second file named by the first one's words sees to. It is
// a lock as well: who dies while breaking one leaves it, and it is broken likewise.
//
// Of a holder elsewhere (a container that has this folder mounted) nobody here can say whether it
// runs: it gives signs of life, by the time of the lock's file, and is dead when none came for a
// while. How long that is tells the clock of whoever waits, since theirs may differ.
import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { giveUp } from './bounded.mjs';

/** Of Linux: ended, and not yet fetched by whoever started it. */
const endedStates = ['Z', 'X'];
const lookEveryMs = 200;
const stillWaitingMs = 30_000;
/** More than all tries of an installation take. */
const waitLimitMs = 30 * 60_000;
const signEveryMs = 5000;
/**
 * More than a mounted folder keeps a file's time from others, and than what a holder does in one
 * turn: npm is asked for its settings.
 */
const silentAfterMs = 2 * 60_000;

/** Resolves when nobody else fetches into `folder`; what it returns ends that. */
export async function enterInstall(folder, given = {}) {
  const { limitMs = waitLimitMs, signMs = signEveryMs, silentMs = silentAfterMs } = given;
  mkdirSync(join(folder, '.cache'), { recursive: true });
  const path = join(folder, '.cache/install.lock');
  const mine = JSON.stringify({ ...whoIs(process.pid), host: hostname(), of: randomUUID() });
  const began = Date.now();
  let saidAt;
  const isDead = judgeBy(silentMs);
  while (!write(path, mine)) {
    const held = read(path);
    if (breakLock(path, held, mine, isDead)) continue;
    if (Date.now() - began > limitMs) giveUp(`Still fetching elsewhere; see ${path}.`);
    if (saidAt === undefined || Date.now() - saidAt > stillWaitingMs) {
      saidAt = Date.now();
      console.log(`${nameOf(held)} is fetching already; waiting for it …`);
    }
    await sleep(lookEveryMs);
  }
  const signs = setInterval(() => giveSign(path), signMs).unref();
  const leave = () => {
    clearInterval(signs);
    process.off('exit', leave);
    if (read(path) === mine) rmSync(path, { force: true });
  };
  process.once('exit', leave);
  return leave;
}

/** Whether who holds the lock at a path is dead, by all looks there were. */
function judgeBy(silentMs) {
  const listeners = new Map();
  return (path, held) => {
    const isSilent = listeners.get(path) ?? listenFor(silentMs);
    listeners.set(path, isSilent);
    return isOver(held, isSilent(held, signOf(path), performance.now()));
  };
}

/**
 * Judges by what is seen of a lock, one look after the other: true once the same words have given
 * the same sign for as long as that.
 */
export function listenFor(silentMs) {
  let last = {};
  return (held, sign, nowMs) => {
    if (held !== last.held || sign !== last.sign) last = { held, sign, sinceMs: nowMs };
    return nowMs - last.sinceMs >= silentMs;
  };
}

function signOf(path) {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return undefined;
  }
}

function giveSign(path) {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // Somebody took the place of a holder that stood still for minutes.
  }
}

/** True when the file was not there, and is ours now, with all of its words at once. */
function write(path, words) {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, words);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function holderOf(held) {
  try {
    return JSON.parse(held ?? '{}') ?? {};
  } catch {
    // Not ours: whoever wrote it knows.
    return {};
  }
}

function nameOf(held) {
  const { pid, host } = holderOf(held);
  return `Process ${pid ?? '?'}${host === undefined || host === hostname() ? '' : ` of ${host}`}`;
}

function isOver(held, isSilent) {
  // Its words were there before its name: a machine went off before they were on disk.
  if (held === '') return true;
  const { pid, since, host } = holderOf(held);
  if (pid === undefined || host !== hostname()) return isSilent;
  return whoIs(pid).since !== since;
}

/** False where its holder lives, or somebody else is about it. */
function breakLock(path, held, mine, isDead) {
  if (held === undefined || !isDead(path, held)) return false;
  const mark = `${path}.${createHash('sha256').update(held).digest('hex').slice(0, 16)}`;
  if (!write(mark, mine)) {
    breakLock(mark, read(mark), mine, isDead);
    return false;
  }
  if (read(path) === held) rmSync(path);
  rmSync(mark, { force: true });
  return true;
}

/** A process by its number and its beginning; `since` is undefined when there is none. */
function whoIs(pid) {
  const stat = read(`/proc/${pid}/stat`);
  if (stat) {
    // The name before it may have any characters; the beginning is the twentieth field after.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid, since: endedStates.includes(fields[0]) ? undefined : fields[19] };
  }
  const asked = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return { pid, since: asked.stdout?.trim() || undefined };
}
