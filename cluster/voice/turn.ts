// Whose turn it is to make the program. A second one waits for the first, and takes over when that
// has died; if both make it all the same, each does so in a folder of its own.

import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { VoicePaths } from './paths.ts';
import { percentMade, turnTouchMs } from './state.ts';

const lookMs = 500;

export interface Turn {
  /** Shown to those who wait. Unit: percent. */
  made(percent: number): void;
  end(): void;
}

/**
 * Resolves when it is this process's turn, or undefined as soon as `isDone`. `waiting` is called
 * once if somebody else is at it.
 */
export async function takeTurn(
  paths: VoicePaths,
  isDone: () => boolean,
  waiting: () => void,
): Promise<Turn | undefined> {
  const name = randomBytes(6).toString('hex');
  let said = false;
  mkdirSync(paths.cache, { recursive: true });
  while (!isDone()) {
    if (claim(paths.turn, name)) return hold(paths.turn, name);
    if (percentMade(paths) === undefined) {
      setAside(paths.turn, name);
      continue;
    }
    if (!said) waiting();
    said = true;
    await sleep(lookMs);
  }
  return undefined;
}

function claim(file: string, name: string): boolean {
  try {
    writeFileSync(file, `${name} 0`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** A renamed file is gone for all others: one of those who see a dead turn removes it. */
function setAside(file: string, name: string): void {
  try {
    renameSync(file, `${file}.${name}`);
  } catch {
    return;
  }
  rmSync(`${file}.${name}`, { force: true });
}

function hold(file: string, name: string): Turn {
  let percent = 0;
  const isOurs = () => {
    try {
      return readFileSync(file, 'utf8').startsWith(`${name} `);
    } catch {
      return false;
    }
  };
  const touch = () => {
    if (isOurs()) writeFileSync(file, `${name} ${percent}`);
  };
  const timer = setInterval(touch, turnTouchMs);
  return {
    made(done) {
      percent = done;
    },
    end() {
      clearInterval(timer);
      if (isOurs()) rmSync(file, { force: true });
    },
  };
}
