// Whose turn it is to write a file that several processes may write: a file beside it, which one of
// them makes and the others find there. Whoever has it looks again before it changes anything, as
// a process that stood still for too long is taken for one that was killed.

import { randomBytes } from 'node:crypto';
import {
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { BackupKeyError } from './backupKeys.ts';

/** A writer that works says so with each piece; one that has not for so long was killed. */
const turnMs = 60_000;
const turnPollMs = 50;
const turnWaitMs = 2 * turnMs;

/** What names the turn: nobody else's has it. Throws BackupKeyError. */
export async function takeTurn(path: string): Promise<string> {
  const mine = randomBytes(16).toString('hex');
  for (let waitedMs = 0; waitedMs <= turnWaitMs; waitedMs += turnPollMs) {
    try {
      writeFileSync(path, mine, { flag: 'wx', mode: 0o600 });
      return mine;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    const whose = staleTurn(path);
    if (whose === undefined || !endTurn(path, whose)) await sleep(turnPollMs);
  }
  throw new BackupKeyError(`Somebody else writes the account keys; remove ${path} if not.`);
}

/**
 * Ends the turn of `whose`, who was killed. Of two who see that at once the second may come when
 * the first has begun its own: that one is left, or put back where it was already taken away.
 */
export function endTurn(path: string, whose: string): boolean {
  const aside = `${path}.${randomBytes(8).toString('hex')}`;
  try {
    if (readFileSync(path, 'latin1') !== whose) return false;
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
  try {
    if (readFileSync(aside, 'latin1') === whose) return true;
    linkSync(aside, path);
    return false;
  } catch {
    // A third has begun, or this disk knows no links: whose it was notices, and begins again.
    return false;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Whose it is, where that was killed; by the clock of the disk, as a new file has it. */
function staleTurn(path: string): string | undefined {
  const probe = `${path}.${process.pid}`;
  try {
    const whose = readFileSync(path, 'latin1');
    closeSync(openSync(probe, 'w', 0o600));
    return statSync(probe).mtimeMs - statSync(path).mtimeMs > turnMs ? whose : undefined;
  } catch {
    // Its holder has ended meanwhile.
    return undefined;
  } finally {
    rmSync(probe, { force: true });
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;
