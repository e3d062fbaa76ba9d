// Promises of what the command line compiles: it is kept where nobody else can put anything, as it
// is run from there.

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const nobody = 65_534;
let root: string;

/** The program itself, over a Node that says where it would keep what it compiles. */
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'aldis-compiled-'));
  const program = join(root, 'aldis');
  copyFileSync(new URL('../../../aldis', import.meta.url), program);
  chmodSync(program, 0o755);
  const bin = join(root, 'node_modules/node/bin');
  mkdirSync(bin, { recursive: true });
  const says = '#!/bin/sh\nprintf %s "$NODE_COMPILE_CACHE"\n';
  writeFileSync(join(bin, 'node'), says, { mode: 0o755 });
});
afterAll(() => rmSync(root, { recursive: true }));

/** Where it is kept; nothing: nowhere. */
function keptIn(settings: Readonly<Record<string, string>>): string {
  const env = { PATH: process.env['PATH'] ?? '', ...settings };
  const line = `umask 0; exec ${join(root, 'aldis')}`;
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', line], { env, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return stdout;
}

/** A folder that is another user's. */
function foreignFolder(): string {
  if (process.getuid?.() !== 0) return '/usr';
  const folder = mkdtempSync(join(root, 'foreign-'));
  chownSync(folder, nobody, nobody);
  return folder;
}

it('is kept in a folder that nobody else writes to, whatever others may by default', () => {
  const HOME = mkdtempSync(join(root, 'home-'));
  const kept = join(HOME, '.cache/aldis/compiled');
  expect(keptIn({ HOME })).toBe(kept);
  expect(statSync(kept).mode & 0o777).toBe(0o700);
  expect(statSync(join(kept, '..')).mode & 0o022).toBe(0);
  expect(keptIn({ HOME, ALDIS_CACHE_DIR: join(HOME, 'said') })).toBe(join(HOME, 'said/compiled'));
});

it('is kept nowhere in a folder of somebody else, who could put there what we then run', () => {
  const HOME = mkdtempSync(join(root, 'home-'));
  expect(keptIn({ HOME, ALDIS_CACHE_DIR: foreignFolder() })).toBe('');
});

it('is kept nowhere without a home, and where the environment has said', () => {
  expect(keptIn({})).toBe('');
  expect(keptIn({ HOME: root, NODE_COMPILE_CACHE: '/said/otherwise' })).toBe('/said/otherwise');
});
