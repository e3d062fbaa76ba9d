// The Node that everything runs under is the one that this release names, by the sum of its
// package: a fetch is played with an npm that packs what the test has made.

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const source = readFileSync(join(root, 'scripts/pinnedNode.mjs'), 'utf8');
const pins = [...source.matchAll(/'(\w+-\w+)':\s*'([^']{80,})'/g)];
const platform = `${process.platform}-${process.arch}`;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aldis-pinned-'));
  cpSync(join(root, 'scripts'), join(folder, 'scripts'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  mkdirSync(join(folder, 'node_modules/node'), { recursive: true });
  const made = join(folder, 'made/package');
  mkdirSync(join(made, 'bin'), { recursive: true });
  writeFileSync(join(made, 'bin/node'), '#!/bin/sh\necho it ran\n', { mode: 0o755 });
  for (const name of ['LICENSE', 'package.json']) writeFileSync(join(made, name), '{}');
  execFileSync('tar', ['-czf', join(folder, 'made.tgz'), '-C', join(folder, 'made'), 'package']);
  const npm = `#!/bin/sh\ncp '${folder}/made.tgz' "$4/made.tgz"\n`;
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/npm'), npm, { mode: 0o755 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Fetches it and lays it, in a process of its own. */
function fetchAndLay() {
  const words = `
    import { fetchPinnedNode, layPinnedNode } from './scripts/pinnedNode.mjs';
    layPinnedNode(await fetchPinnedNode('.'), '.');`;
  const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH']}` };
  const line = ['--input-type=module', '-e', words];
  const done = spawnSync(process.execPath, line, { cwd: folder, env, encoding: 'utf8' });
  return { code: done.status, said: `${done.stdout}${done.stderr}` };
}

/** Makes `sum` the pinned one of this machine's platform. */
function pin(sum: string): void {
  const changed = source.replace(
    /const sums = \{[^}]*\}/,
    `const sums = { '${platform}': '${sum}' }`,
  );
  writeFileSync(join(folder, 'scripts/pinnedNode.mjs'), changed);
}

const laid = () => join(folder, 'node_modules/node/bin/node');
const sumOfMade = () =>
  createHash('sha512')
    .update(readFileSync(join(folder, 'made.tgz')))
    .digest('base64');

it('has a sum for each platform of Linux, of the version that package.json names', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(source).toContain(`const pinnedVersion = '${manifest.dependencies.node}';`);
  expect(pins.map(([, name]) => name).sort()).toEqual(['linux-arm64', 'linux-x64']);
  for (const [, , sum = ''] of pins) {
    expect(Buffer.from(sum, 'base64').length).toBe(64);
  }
});

it('is laid where its sum holds, once, and fetched no second time', () => {
  pin(sumOfMade());
  expect(fetchAndLay()).toEqual({ code: 0, said: '' });
  expect(execFileSync(laid(), { encoding: 'utf8' })).toBe('it ran\n');
  // As containers, operators and scripts call it.
  const link = join(folder, 'node_modules/.bin/node');
  expect(execFileSync(link, { encoding: 'utf8' })).toBe('it ran\n');
  rmSync(join(folder, 'node_modules/node'), { recursive: true });
  rmSync(join(folder, 'made.tgz'));
  expect(fetchAndLay()).toEqual({ code: 0, said: '' });
  expect(existsSync(laid())).toBe(true);
});

it('is fetched anew where what was kept is not that any more', () => {
  pin(sumOfMade());
  expect(fetchAndLay().code).toBe(0);
  const [kept = ''] = readdirSync(join(folder, '.cache/node'));
  expect(readdirSync(join(folder, '.cache/node'))).toEqual([kept]);
  const made = join(folder, 'made/package/bin/node');
  writeFileSync(made, '#!/bin/sh\necho another ran\n', { mode: 0o755 });
  const other = join(folder, '.cache/node', kept);
  execFileSync('tar', ['-czf', other, '-C', join(folder, 'made'), 'package']);
  rmSync(join(folder, 'node_modules/node'), { recursive: true });
  expect(fetchAndLay()).toEqual({ code: 0, said: '' });
  expect(execFileSync(laid(), { encoding: 'utf8' })).toBe('it ran\n');
  expect(readFileSync(other)).toEqual(readFileSync(join(folder, 'made.tgz')));
});

it('is refused in one sentence where it differs, and nothing of it is kept', () => {
  pin(pins[0]?.[2] ?? '');
  const { code, said } = fetchAndLay();
  expect(code).toBe(1);
  expect(said).toContain('is not what this release was made with');
  expect(said).toContain(sumOfMade());
  expect(existsSync(laid())).toBe(false);
  expect(existsSync(join(folder, '.cache/node'))).toBe(false);
});

it('is refused where package.json asks for one that has no sum', () => {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  manifest.dependencies.node = '24.99.0';
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const { code, said } = fetchAndLay();
  expect(code).toBe(1);
  expect(said).toContain('package.json asks for Node 24.99.0');
});
