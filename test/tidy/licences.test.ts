// What the packages that a release brings may be had for, and on which Node they run: both by what
// the lock says of them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { list, root } from './house.ts';

/** May be part of a work under AGPL-3.0-only; by their SPDX names. */
const fitting = new Set([
  '0BSD',
  'AGPL-3.0',
  'AGPL-3.0-only',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
]);

/** What the lock does not say, or says in other words, was read in the package itself. */
const read: Readonly<Record<string, string>> = {
  '@pm2/js-api': 'Apache-2.0',
  'cli-tableau': 'MIT',
  tv4: 'MIT',
  'xmlhttprequest-ssl': 'MIT',
};

interface Locked {
  readonly license?: unknown;
  readonly dev?: boolean;
}

const lock: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
  readFileSync(join(root, 'package-lock.json'), 'utf8'),
);
const shipped = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && !dev);

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** True when one of the licences that somebody may choose from fits. */
function fits(expression: unknown): boolean {
  if (typeof expression !== 'string') return false;
  const choices = expression.replace(/^\(|\)$/g, '').split(' OR ');
  return choices.some((choice) => fitting.has(choice));
}

it('packages of a release fit the licence of Aldis', () => {
  expect(shipped.length).toBeGreaterThan(100);
  list(
    shipped.flatMap(([path, { license }]) => {
      const name = nameOf(path);
      return fits(read[name] ?? license) ? [] : [`${name}: ${JSON.stringify(license)}`];
    }),
  );
});

it('a licence that asks for more than that is noticed', () => {
  const others = ['GPL-2.0-only', 'SSPL-1.0', 'UNLICENSED', '(GPL-2.0-only OR BUSL-1.1)'];
  expect(others.filter(fits)).toEqual([]);
  expect(fits('(MIT OR GPL-2.0-only)')).toBe(true);
});

it('what was read by hand is still part of a release', () => {
  const names = new Set(shipped.map(([path]) => nameOf(path)));
  list(Object.keys(read).filter((name) => !names.has(name)));
});
