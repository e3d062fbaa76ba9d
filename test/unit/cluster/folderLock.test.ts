// The lock of a data folder while one takes it over from the dead, and others come between any two
// of its steps. Each takes it in the name of a process that lives.

import { spawn } from 'node:child_process';
import fs, { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { LockError, lockFolder } from '../../../cluster/lock.ts';

/** What a lock does to files, each a step. */
const acts = ['linkSync', 'renameSync', 'rmSync', 'readFileSync'] as const;
const real = Object.fromEntries(acts.map((name) => [name, fs[name]]));
const step = { before: () => {} };

/** What is imported by its name from node:fs is this from here on, in every module. */
function exchange(of: (act: unknown) => unknown): void {
  for (const name of acts) Reflect.set(fs, name, of(real[name]));
  syncBuiltinESMExports();
}

beforeAll(() => {
  exchange((act) => (...given: unknown[]) => {
    step.before();
    return Reflect.apply(act as () => unknown, fs, given);
  });
});
afterAll(() => exchange((act) => act));

const processes = Array.from({ length: 3 }, () => spawn('sleep', ['1000000']));
const [first, second, third] = processes.map(({ pid }) => pid) as [number, number, number];
const ownPid = process.pid;
const dead = '999999999 1';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aldis-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
afterAll(() => {
  for (const one of processes) one.kill('SIGKILL');
});

/** Whether a process has the folder now; `before` is called before each of its steps. */
function takes(pid: number, before: (at: number) => void = () => {}): boolean {
  const outer = { pid: process.pid, before: step.before };
  const named = (value: number) => Object.defineProperty(process, 'pid', { value });
  let at = 0;
  step.before = () => before(at++);
  named(pid);
  try {
    lockFolder(folder);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(LockError);
    return false;
  } finally {
    step.before = outer.before;
    named(outer.pid);
  }
}

/** The folder as it is left by one that died. */
function dies(): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  writeFileSync(join(folder, 'primary.pid'), dead);
}

it('is one’s alone, between whatever steps of a take-over two others come', () => {
  dies();
  let steps = 0;
  takes(first, () => steps++);
  for (let one = 0; one < steps; one++) {
    for (let other = one; other < steps; other++) {
      dies();
      const has: number[] = [];
      const took = takes(first, (at) => {
        if (at === one && takes(second)) has.push(second);
        if (at === other && takes(third)) has.push(third);
      });
      if (took) has.push(first);
      expect([one, other, has.length]).toEqual([one, other, 1]);
    }
  }
  expect(steps).toBeGreaterThan(0);
});

it('is taken over although somebody died at any step of that', () => {
  const died = new LockError('Died.');
  for (let last = 0, isOver = false; !isOver; last++) {
    dies();
    isOver = takes(ownPid, (at) => {
      if (at >= last) throw died;
    });
    // What it has left is a dead one's from here on.
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), `${dead}${name}`);
    expect([last, takes(second), takes(third)]).toEqual([last, true, false]);
  }
});
