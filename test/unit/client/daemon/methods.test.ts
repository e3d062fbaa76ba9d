// The methods of the daemon are the commands: none is forgotten, each takes what its command
// declares, and the page says what is declared.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answers, notForPrograms } from '../../../../client/cli/answers.ts';
import { commandMethods, commandsOf } from '../../../../client/cli/commandMethods.ts';
import { methodRows } from '../../../../client/cli/daemonPage.ts';
import { program } from '../../../../client/cli/program.ts';
import { answerBy } from '../../../../client/daemon/methods.ts';
import type { Peer } from '../../../../client/daemon/peer.ts';

const root = join(import.meta.dirname, '../../../..');
const nobody = {} as Peer;

/** The words that a method is run by. */
async function words(name: string, params: object): Promise<readonly string[]> {
  let run: readonly string[] = [];
  const table = commandMethods(program(), async (said) => {
    run = said;
    return [];
  });
  await answerBy(table, name, params, nobody);
  return run;
}

test('every command is a method, or is said to be none', () => {
  const names = commandsOf(program()).map(([name]) => name);
  expect(names.length).toBeGreaterThan(40);
  expect([...Object.keys(answers), ...notForPrograms].toSorted()).toEqual(names.toSorted());
});

test('parameters become the words that a person would type', async () => {
  expect(await words('send', { who: 'ben', text: '--json', wait: '30s' })).toEqual([
    ...['send', '--wait=30s', '--', 'ben', '--json'],
  ]);
  const removed = await words('devices.remove', { number: '2', stolen: true, yes: true });
  expect(removed).toEqual(['devices', 'remove', '--stolen', '--yes', '--', '2']);
  expect(await words('profile', { avatar: false })).toEqual(['profile', '--no-avatar', '--']);
  const shown = await words('profile', { avatar: '/tmp/a.png', name: '' });
  expect(shown).toEqual(['profile', '--name=', '--avatar=/tmp/a.png', '--']);
  expect(await words('history', { who: 'ben', limit: 3 })).toContain('--limit=3');
  expect(await words('group.create', { title: 'Lamps', who: ['ben', 'eve'] })).toEqual([
    ...['group', 'create', '--', 'Lamps', 'ben', 'eve'],
  ]);
});

test('wrong parameters are refused by name, before anything is run', async () => {
  for (const [name, params, why] of [
    ['send', { text: 'hi' }, /who/],
    ['send', { who: 'ben', texts: 'hi' }, /texts/],
    ['history', { who: 'ben', limit: 0 }, /limit/],
    ['history', ['ben'], /object/],
  ] as const) {
    await expect(words(name, params)).rejects.toMatchObject({
      rpcCode: -32602,
      message: expect.stringMatching(why),
    });
  }
  await expect(words('constructor', {})).rejects.toMatchObject({ rpcCode: -32601 });
});

test('docs/daemon.md is what the methods generate, and names them all', {
  timeout: 120_000,
}, () => {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-docs-'));
  execFileSync(process.execPath, [join(root, 'scripts/docs.mjs'), folder], { stdio: 'ignore' });
  const page = readFileSync(join(root, 'docs/daemon.md'), 'utf8');
  expect(page === readFileSync(join(folder, 'daemon.md'), 'utf8'), 'npm run docs').toBe(true);
  rmSync(folder, { recursive: true });
  for (const { name } of methodRows()) expect(page).toContain(`\n| \`${name}\` | `);
});
