// The wall behind the page of the desk: what the page asks for passes, and nothing else does.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { holderMethods, pageWall } from '../../../../client/cli/holderMethods.ts';
import type { HolderWork } from '../../../../client/cli/holderMethods.ts';
import { program } from '../../../../client/cli/program.ts';
import { checkAsked } from '../../../../client/desk/wall.ts';

const page = join(import.meta.dirname, '../../../../client/desk/page');
const wall = pageWall(program());
const every = Object.keys(holderMethods(program(), {} as HolderWork));

/** The names of methods that stand in the page's sources as texts, or as `group.${verb}`. */
function named(): Set<string> {
  const paths = globSync(['model/*.ts', 'parts/*.ts*', 'views/**/*.tsx', '*.ts'], { cwd: page });
  const text = paths.map((path) => readFileSync(join(page, path), 'utf8')).join('\n');
  const words = new Set([...text.matchAll(/'([a-z][a-z.-]*)'/g)].map(([, word]) => word ?? ''));
  const ofGroups = [...words].map((word) => `group.${word}`);
  return new Set([...words, ...ofGroups].filter((word) => every.includes(word)));
}

test('every method that the page may ask for is one that it names', () => {
  expect(wall.asks.size).toBeGreaterThan(60);
  const names = named();
  expect([...wall.asks.keys()].filter((name) => !names.has(name))).toEqual([]);
});

test('what runs commands, reads what waits or describes the process is refused', () => {
  const refused = every.filter((name) => !wall.asks.has(name));
  for (const name of ['command', 'terminal.signal', 'rpc.discover', 'fetch', 'group.avatar']) {
    expect(refused).toContain(name);
  }
  for (const name of [...refused, 'constructor', '', 'desk.register']) {
    expect(() => checkAsked(wall, name, {})).toThrow(
      expect.objectContaining({ data: { code: 'desk.forbidden' } }),
    );
  }
});

test('no path is let through: files of this machine are not the page’s to name', () => {
  for (const param of ['avatar', 'avatarTo']) {
    expect(() => checkAsked(wall, 'profile', { name: 'Ana', [param]: '/etc/passwd' })).toThrow(
      expect.objectContaining({ data: { code: 'desk.forbidden' } }),
    );
  }
  for (const params of [{ name: 'Ana' }, {}, undefined, null, []]) {
    expect(() => checkAsked(wall, 'profile', params)).not.toThrow();
  }
});
