// The commands that README.md and CONTRIBUTING.md show: somebody has said how each is run by
// `npm run commands`, and what each names is there. Their words are read in one way.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { list, root, text, tracked } from './house.ts';

it('are those that are run in a clean clone', () => {
  const listed = spawnSync(process.execPath, [join(root, 'scripts/commands.mjs'), '--list'], {
    encoding: 'utf8',
  });
  expect(listed.stdout.trim()).toMatch(/^\d+ commands$/);
});

it('name scripts that there are', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const named = ['README.md', 'CONTRIBUTING.md'].flatMap((page) => [
    ...text(page).matchAll(/npm run ([\w:]+)/g),
  ]);
  expect(named.length).toBeGreaterThan(10);
  list(named.flatMap(([, name = '']) => (name in scripts ? [] : [name])));
});

/** They ask of what is not installed, or of a clone that they make. */
const bare = ['scripts/doctor.mjs', 'scripts/advisories.mjs', 'scripts/commands.mjs'];

it('fetch what they need first, each of them', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const started = Object.entries(scripts).map(([name, line]) => {
    const [, path = ''] = /^node (scripts\/[\w.]+)/.exec(line) ?? [];
    return { name, path };
  });
  const fetches = (path: string) => /^await ensureDependencies\(/m.test(text(path));
  list(started.filter(({ path }) => !bare.includes(path) && !fetches(path)).map((one) => one.name));
  expect(bare.filter(fetches)).toEqual([]);
});

it("read their words by commander, none by Node's own reader beside it", () => {
  const isOther = /\bparseArgs\b.*node:util|util\.parseArgs\(/;
  list(tracked.filter((path) => !path.startsWith('test/tidy/') && isOther.test(text(path))));
  expect("import { parseArgs } from 'node:util';").toMatch(isOther);
});

it('wait for nothing without end: npm, python, brew and sudo are given a time', () => {
  const asks = /(?:spawn|spawnSync|execFileSync)\(\s*'(?:npm|npx|pip3?|python3|brew|sudo)'[^;]*/g;
  const open = (source: string) =>
    [...source.matchAll(asks)].filter(([words]) => !/\btimeout\b/.test(words));
  const scripts = tracked.filter((path) => /^scripts\/.*\.mjs$/.test(path));
  expect(scripts.length).toBeGreaterThan(20);
  list(scripts.flatMap((path) => open(text(path)).map(([words]) => `${path}: ${words}`)));
  expect(open("spawnSync('npm', words, { cwd });")).toHaveLength(1);
  expect(open("spawnSync('npm', words, { cwd, timeout: 1 });")).toEqual([]);
});
