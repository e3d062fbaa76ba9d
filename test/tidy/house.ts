// The files that the house rules are about, and how what breaks a rule is told.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** For what reads every file as the compiler does, on a machine with much else to do. */
export const slowTimeoutMs = 60_000;

const generated: readonly string[] = ['src/protocol/wire.js', 'src/protocol/wire.d.ts'];

/** Everything that git knows or would take. */
const files: readonly string[] = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  cwd: root,
})
  .toString()
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));

/** All code, without what is generated. */
export const tracked: readonly string[] = files.filter(
  (path) => /\.(tsx?|mjs|js)$/.test(path) && !generated.includes(path),
);

/** Styles, pages and scripts of stores, to which the rule of size applies as well. */
export const sheets: readonly string[] = files.filter((path) => /\.(css|html|lua)$/.test(path));

/** By their numbers. */
export const decisions: readonly string[] = files
  .filter((path) => path.startsWith('docs/decisions/'))
  .toSorted();

export const text = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Passes when there are none; otherwise tells them a line each. */
export const list = (faults: readonly string[]): void =>
  expect(faults, `\n${faults.join('\n')}\n`).toEqual([]);
