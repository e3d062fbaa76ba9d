// Locked profiles on the command line: where the passphrase comes from, who sees it, and what
// stays in clear beside the file.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AldisClient } from '#client';
import type { RegisterOptions } from '#client';
import type { AccountId } from '#protocol';
import * as commands from '../../../client/cli/commands.ts';
import { contacts } from '../../../client/cli/contacts.ts';
import type { Cli } from '../../../client/cli/cli.ts';
import { link } from '../../../client/cli/devices.ts';
import { friend } from '../../../client/cli/friends.ts';
import { lock, unlock } from '../../../client/cli/locking.ts';
import { Output, fail } from '../../../client/cli/output.ts';
import { run } from '../../../client/cli/program.ts';
import { Profiles } from '../../../client/cli/profiles.ts';
import { SecretLine, composed } from '../../../client/cli/secret.ts';
import { timer } from '../../../client/cli/talking.ts';
import { ownTerminal } from '../../../client/cli/terminal.ts';
import { Store } from '../../../client/store/store.ts';
import { MemoryServer } from './memoryServer.ts';

vi.setConfig({ testTimeout: 60_000 });

const passphrase = 'correct horse battery';
const another = 'another horse entirely';
const clara = '33333333-0000-4000-8000-000000000003';
let home: string;
let account: AccountId;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'aldis-lock-'));
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(new PassThrough() as never);
  const profile = new Profiles(home).storeOf('ana');
  const network = new MemoryServer();
  const made = { server: 'http://twin', profile, invitation: 'welcome', network };
  const client = await AldisClient.register(made);
  account = client.account;
  await client.close();
  new Profiles(home).add({ name: 'ana', account, server: 'http://twin', insecure: true });
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(home, { recursive: true });
});

const cli = (passphraseFile?: string): Cli => ({
  output: new Output(false),
  profiles: new Profiles(home),
  profile: 'ana',
  insecure: true,
  passphraseFile,
});

/** Something that opens the profile and asks no server. */
const look = (at: Cli) => timer(at, clara, undefined);

/** A file as programs keep it. */
function fileWith(text: string | Uint8Array, mode = 0o600): string {
  const path = join(home, `secret.${readdirSync(home).length}`);
  writeFileSync(path, text, { mode });
  chmodSync(path, mode);
  return path;
}

/** A terminal at which somebody types an answer to each question. */
function terminal(...answers: string[]) {
  const input = new PassThrough();
  const echo: boolean[] = [];
  let [said, asked] = ['', 0];
  const setRawMode = (isRaw: boolean) => echo.push(!isRaw);
  Object.assign(input, { isTTY: true, setRawMode });
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(input as never);
  const write = (chunk: unknown) => {
    said += String(chunk);
    if (!String(chunk).endsWith(': ')) return true;
    expect(echo.at(-1)).toBe(false);
    asked += 1;
    const answer = answers.shift();
    if (answer !== undefined) setImmediate(() => input.write(answer));
    return true;
  };
  for (const out of [process.stdout, process.stderr]) {
    vi.spyOn(out, 'write').mockImplementation(write as never);
  }
  return {
    said: () => said,
    asked: () => asked,
    /** The terminal is as it was. */
    isOver: () => echo.length > 0 && echo.at(-1) === true && input.listenerCount('data') === 0,
  };
}

/** The profile is locked by what is in a file, at a cost that tests can bear. */
async function locked(): Promise<string> {
  const store = new Store(new Profiles(home).storeOf('ana'), 'existing');
  await store.lock(passphrase, { memoryKib: 64, passes: 1, parallelism: 1 });
  store.close();
  return fileWith(`${passphrase}\n`);
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error as { code: string }).code,
  );

test('a profile is locked by what was typed twice, and opens by it; nobody sees it', async () => {
  const at = terminal(`${passphrase}\r`, `${passphrase}\r`, `${passphrase}\r`);
  await lock(cli(), {});
  expect(at.said()).toContain('ana is locked.');
  await look(cli());
  expect(at.asked()).toBe(3);
  expect(at.isOver()).toBe(true);
  expect(at.said()).toContain('The passphrase of ana: \noff\n');
  expect(at.said()).not.toContain('horse');
});

test('a wrong passphrase is told and asked for again, three times at the most', async () => {
  await locked();
  const at = terminal('wrong one\r', `${passphrase}\r`);
  await look(cli());
  expect([at.asked(), at.said().match(/That is not it\./g)?.length]).toEqual([2, 1]);
  const never = terminal('wrong one\r', 'wrong two\r', '\r', `${passphrase}\r`);
  expect(await codeOf(look(cli()))).toBe('profile.passphrase');
  expect(never.asked()).toBe(3);
  expect(never.isOver()).toBe(true);
});

test('whoever leaves at the question has opened nothing', async () => {
  await locked();
  for (const key of ['half\u0003', '\u0004']) {
    const at = terminal(key);
    await expect(look(cli())).rejects.toThrow('Nothing was done.');
    expect(at.isOver()).toBe(true);
  }
  await look(cli(fileWith(passphrase)));
});

test('where nobody can be asked and no file is named it is one sentence', async () => {
  await locked();
  const refused = await look(cli()).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'profile.locked', message: /^[^.]+ALDIS[^.]+\.$/ });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(fail(refused, false)).toBe(1);
});

test('a program names a file, which nobody else may read, and is asked nothing', async () => {
  const file = await locked();
  const at = terminal();
  await look(cli(file));
  for (const end of ['', '\n', '\r\n']) await look(cli(fileWith(passphrase + end)));
  for (const bad of [`${passphrase} `, `${passphrase}\n\n`, '']) {
    expect(await codeOf(look(cli(fileWith(bad))))).toBe('profile.passphrase');
  }
  expect(await codeOf(look(cli(fileWith('x'.repeat(5000)))))).toBe('passphrase.length');
  for (const mode of [0o640, 0o604, 0o620, 0o666]) {
    const refused = await look(cli(fileWith(passphrase, mode))).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'usage', message: /Others may read .*chmod 600/ });
  }
  for (const path of [join(home, 'none'), home]) {
    expect(await codeOf(look(cli(path)))).toBe('usage');
  }
  expect(at.asked()).toBe(0);
  await unlock(cli(file));
  await look(cli(join(home, 'none')));
});

test('what is no text is a passphrase as well, and a text is what is typed', async () => {
  const bytes = Uint8Array.from({ length: 32 }, (_byte, at) => 255 - at);
  await lock(cli(fileWith(bytes)), {});
  await look(cli(fileWith(bytes)));
  await lock(cli(fileWith(bytes)), { newPassphraseFile: fileWith('gru\u0308n wie Gras') });
  terminal('gr\u00fcn wie Gras\r');
  await look(cli());
  expect(composed(Buffer.from('\ufeffgr\u00fcn'))).toEqual(new TextEncoder().encode('\ufeffgrün'));
});

test('another passphrase takes the place of the one before, in a file or typed', async () => {
  const file = await locked();
  const next = fileWith(another);
  await lock(cli(file), { newPassphraseFile: next });
  expect(await codeOf(look(cli(file)))).toBe('profile.passphrase');
  const at = terminal(`${another}\r`, `${passphrase}\r`, `${passphrase}\r`);
  await lock(cli(), {});
  expect(at.said()).toContain('ana has another passphrase.');
  await look(cli(file));
  expect(await codeOf(lock(cli(file), { newPassphraseFile: fileWith('short') }))).toBe(
    'passphrase.length',
  );
  await look(cli(file));
});

test('two different ones, one that is too short and nobody to ask lock nothing', async () => {
  expect(await codeOf(lock(cli(), {}))).toBe('usage');
  terminal(`${passphrase}\r`, `${another}\r`);
  expect(await codeOf(lock(cli(), {}))).toBe('usage');
  const at = terminal('seven77\r');
  expect(await codeOf(lock(cli(), {}))).toBe('passphrase.length');
  expect(at.asked()).toBe(1);
  await look(cli());
});

test('an unlocked profile opens without it, and is not unlocked twice', async () => {
  const file = await locked();
  await unlock(cli(file));
  await look(cli());
  expect(await codeOf(unlock(cli(file)))).toBe('profile.not_locked');
});

test('names that stood beside the file are in it, and in it alone', async () => {
  const folder = join(home, 'profiles/ana');
  const names = { clara, Lamplighter: '44444444-0000-4000-8000-000000000004', bad: 'x' };
  writeFileSync(join(folder, 'contacts.json'), JSON.stringify(names));
  const file = fileWith(passphrase);
  await lock(cli(file), {});
  for (const call of ['connect', 'friend'] as const) {
    vi.spyOn(AldisClient.prototype, call).mockResolvedValue('requested' as never);
  }
  await friend(cli(file), 'Lampl', 'Dora');
  await friend(cli(file), '55555555-0000-4000-8000-000000000005', 'Wanderer');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  expect(files).not.toContain('contacts.json');
  const all = files.map((name) => readFileSync(join(folder, name), 'latin1')).join('');
  expect(all).not.toMatch(/clara|Lampl|Dora|Wanderer/);
  expect(all).toContain(account);
  const at = terminal();
  await contacts(cli(file), []);
  for (const row of [/^clara +3/m, /^Dora +4/m, /^Wanderer +5/m]) expect(at.said()).toMatch(row);
  // One that another program has locked, with names beside it.
  writeFileSync(join(folder, 'contacts.json'), JSON.stringify({ cl: clara }));
  await look(cli(file));
  expect(at.said()).toContain('cl is called clara from now on.');
  expect(existsSync(join(folder, 'contacts.json'))).toBe(false);
  await unlock(cli(file));
  await friend(cli(), clara, 'cla');
  expect(existsSync(join(folder, 'contacts.json'))).toBe(true);
});

test('a locked profile finds its cluster at another address', async () => {
  const file = await locked();
  expect(await codeOf(commands.server(cli(), ['http://next']))).toBe('profile.locked');
  await commands.server(cli(file), ['http://next', 'http://third']);
  terminal('wrong one\r', `${passphrase}\r`);
  await commands.server(cli(), ['http://fourth']);
  const path = new Profiles(home).storeOf('ana');
  const client = await AldisClient.openLocked(path, { passphrase, insecure: true });
  expect(client.server).toBe('http://fourth');
  await client.close();
});

test('a profile is made with a lock where that is said or a file is named', async () => {
  const given = { server: 'http://localhost', invite: 'x' };
  const made: (string | undefined)[] = [];
  const note = async ({ passphrase: bytes }: RegisterOptions): Promise<never> => {
    made.push(bytes === undefined ? bytes : Buffer.from(bytes as Uint8Array).toString());
    throw new Error('enough');
  };
  vi.spyOn(AldisClient, 'register').mockImplementation(note);
  vi.spyOn(AldisClient, 'link').mockImplementation(note);
  for (const [passphraseFile, more] of [
    [undefined, {}],
    [fileWith(passphrase), {}],
    [fileWith(passphrase), { lock: true }],
  ] as const) {
    const register = commands.register(cli(passphraseFile), 'new', { ...given, ...more });
    await expect(register).rejects.toThrow('enough');
    await expect(link(cli(passphraseFile), 'new', more)).rejects.toThrow('enough');
  }
  terminal(`${another}\r`, `${another}\r`);
  const asked = commands.register(cli(), 'new', { ...given, lock: true });
  await expect(asked).rejects.toThrow('enough');
  const both = [undefined, passphrase, passphrase].flatMap((one) => [one, one]);
  expect(made).toEqual([...both, another]);
  mkdirSync(join(home, 'profiles/new'));
  const short = commands.register(cli(fileWith('short')), 'new', given);
  expect(await codeOf(short)).toBe('passphrase.length');
  expect(existsSync(join(home, 'profiles/new'))).toBe(false);
});

test('a file that the environment names is looked for where the command is given', async () => {
  const made: string[] = [];
  vi.spyOn(AldisClient, 'register').mockImplementation(async ({ passphrase: bytes }) => {
    made.push(Buffer.from((bytes ?? []) as Uint8Array).toString());
    throw new Error('enough');
  });
  const passphraseFile = basename(fileWith(passphrase));
  const words = ['--home', home, 'register', 'new', '--server', 'http://localhost', '--invite=x'];
  const quiet = new PassThrough();
  const at = { ...ownTerminal, stdout: quiet, stderr: quiet } as typeof ownTerminal;
  await run({ words, folder: home, passphraseFile, terminal: at });
  await run({ words, folder: home, passphraseFile: '', terminal: at });
  expect(made).toEqual([passphrase, '']);
});

test.each([
  ['letters', 'abc', 'abc'],
  ['a letter taken back', 'abx\u007fc', 'abc'],
  ['a letter of several bytes taken back', 'ab🌿é\b\bc', 'abc'],
  ['more taken back than there is', 'a\b\b\bb', 'b'],
  ['a line begun anew', 'wrong\u0015abc', 'abc'],
  ['keys that write nothing', 'a\u001b[Db\u001b[1;5C\u001bOPc\t', 'abc'],
  ['one that is too long', 'a'.repeat(5000), 'a'.repeat(1025)],
])('%s: a line that is typed', (_what, keys, expected) => {
  const line = new SecretLine();
  for (const byte of Buffer.from(keys)) expect(line.take(byte)).toBe('typing');
  expect(line.take(0x0d)).toBe('entered');
  expect(Buffer.from(line.end()).toString()).toBe(expected);
  expect(line.end().every((byte) => byte === 0)).toBe(true);
});

test('what was typed ahead is for the next question', async () => {
  const at = terminal(`${passphrase}\r${passphrase}\r`);
  await lock(cli(), {});
  expect(at.asked()).toBe(2);
  expect(at.said()).toContain('ana is locked.');
});
