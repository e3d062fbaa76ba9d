// The command line's own parts: profiles in folders, names, and text that must not move the cursor.

import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AldisClient, ClientError, printable } from '#client';
import { askCaptcha, register, server } from '../../../client/cli/commands.ts';
import { addGroupCommands } from '../../../client/cli/groupCommands.ts';
import { Output, UsageError, fail } from '../../../client/cli/output.ts';
import type { Terminal } from '../../../client/cli/terminal.ts';
import { Profiles } from '../../../client/cli/profiles.ts';

const anId = '00000000-0000-4000-8000-00000000000';
let home: string;
let profiles: Profiles;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'aldis-home-'));
  profiles = new Profiles(home);
});

afterEach(() => rmSync(home, { recursive: true }));

async function add(name: string, digit: number): Promise<void> {
  const { mkdir } = await import('node:fs/promises');
  await mkdir(join(home, 'profiles', name), { recursive: true });
  const { parseAccountId } = await import('#protocol');
  const account = parseAccountId(`${anId}${digit}`);
  if (account) profiles.add({ name, account, server: 'http://twin', insecure: false });
}

test('the profile is the named one, the only one, or the remembered one', async () => {
  expect(() => profiles.choose(undefined)).toThrow(/aldis register/);
  await add('ana', 1);
  expect(profiles.choose(undefined).name).toBe('ana');
  await add('ben', 2);
  expect(profiles.choose(undefined).name).toBe('ana');
  expect(profiles.choose('ben').account).toBe(`${anId}2`);
  profiles.use('ben');
  expect(profiles.choose(undefined).name).toBe('ben');
  expect(() => profiles.choose('cara')).toThrow(/There are: ana, ben/);
  expect(() => profiles.use('cara')).toThrow(UsageError);
  expect(statSync(join(home, 'profiles/ana/profile.json')).mode & 0o777).toBe(0o600);
});

test('a name never leaves the folder of profiles', () => {
  for (const name of ['../ana', '/etc/passwd', '', '.', 'a/b', 'x'.repeat(40)]) {
    expect(() => profiles.storeOf(name)).toThrow(UsageError);
    expect(profiles.card(name)).toBeUndefined();
  }
});

test('whoever cannot be asked for a captcha is told where it is solved', async () => {
  const page = 'https://aldis.example.org/captcha';
  const output = new Output(true);
  expect(await askCaptcha(output, page, 'a token')).toBe('a token');
  const stdin = Readable.from(['a token\n']);
  const byPipe = new Output(true, { stdin } as unknown as Terminal);
  expect(await askCaptcha(byPipe, page, '-')).toBe('a token');
  const asked = askCaptcha(output, page, undefined);
  await expect(asked).rejects.toThrow(UsageError);
  await expect(asked).rejects.toThrow(
    /solve it at https:\/\/aldis.example.org\/captcha, .*--captcha/,
  );
  await expect(askCaptcha(output, undefined, undefined)).rejects.toThrow(/operator's page/);
});

test('a further address is refused like the first where the password may not go', async () => {
  await add('ana', 1);
  const before = profiles.card('ana');
  const cli = { output: new Output(true), profiles, profile: 'ana', insecure: false };
  const moved = server(cli, ['https://one.example', 'http://two.example']);
  await expect(moved).rejects.toMatchObject({ code: 'server.insecure' });
  expect(profiles.card('ana')).toEqual(before);
});

test('a new profile goes to the cluster of the data folder, with its invitation', async () => {
  const asked = vi.spyOn(AldisClient, 'register').mockRejectedValue(new Error('refused'));
  const clusterFolder = join(home, 'data');
  mkdirSync(clusterFolder);
  const cli = { output: new Output(true), profiles, profile: undefined, insecure: false };
  const made = async (given = {}, more: object = { clusterFolder }) => {
    await register({ ...cli, ...more }, 'ana', given).catch(() => undefined);
    return asked.mock.lastCall?.[0];
  };
  const facts = { pid: 1, url: 'http://127.0.0.1:4711', workers: [], invitation: 'welcome' };
  writeFileSync(join(clusterFolder, 'cluster.json'), JSON.stringify(facts));
  const here = { server: 'http://127.0.0.1:4711', invitation: 'welcome' };
  expect(await made()).toMatchObject(here);
  expect(await made({ invite: 'mine' })).toMatchObject({ ...here, invitation: 'mine' });
  const elsewhere = { server: 'http://127.0.0.1:4712' };
  asked.mockClear();
  expect(await made(elsewhere)).toBeUndefined();
  expect(await made({ ...elsewhere, invite: 'x' })).toMatchObject(elsewhere);
  asked.mockRestore();
});

test('text of others cannot steer the terminal', () => {
  const hostile = '\u001b[2Jhi\u0007\r\u202egnp\u009b1m';
  expect(printable(hostile)).toBe('\ufffd[2Jhi\ufffd⏎\ufffdgnp\ufffd1m');
  expect(printable('grüße 👋\tok')).toBe('grüße 👋\tok');
});

test('failures end with 1, wrong use with 2', () => {
  expect(fail(new ClientError('rate.limited', ''), false)).toBe(1);
  expect(fail(new UsageError(''), true)).toBe(2);
});

test('a limit that is no whole number above 0 is wrong use in groups, too', async () => {
  const asked = () => {
    throw new Error('It was asked for.');
  };
  for (const limit of ['abc', '0', '-1', '1.5']) {
    const program = new Command().configureOutput({ writeErr: () => undefined });
    addGroupCommands(program, { here: () => asked, there: () => asked, path: asked });
    const words = ['group', 'history', 'Lamps', `--limit=${limit}`];
    await expect(program.parseAsync(words, { from: 'user' })).rejects.toMatchObject({
      code: 'commander.invalidArgument',
    });
  }
});
