// A process without a profile: pages that make one, until there is one.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AldisClient, ClientError } from '#client';
import { FirstRun } from '../../../../client/cli/firstRun.ts';
import { Output } from '../../../../client/cli/output.ts';
import { Profiles } from '../../../../client/cli/profiles.ts';
import type { Peer } from '../../../../client/daemon/peer.ts';

const page = {} as Peer;
let home: string;
let run: FirstRun;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'aldis-home-'));
  const profiles = new Profiles(home);
  run = new FirstRun({ output: new Output(true), profiles, profile: undefined, insecure: false });
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(home, { recursive: true });
});

const client = {
  account: '00000000-0000-4000-8000-000000000001',
  connect: async () => {},
  publishKeys: async () => {},
  close: async () => {},
};

/** What the page asks for, over a server that gives it that client. */
async function register(given: Partial<typeof client> = {}) {
  vi.spyOn(AldisClient, 'register').mockImplementation(async () => {
    mkdirSync(join(home, 'profiles/ana'), { recursive: true });
    return { ...client, ...given } as never;
  });
  const behind = await run.open(page);
  expect(behind?.profile).toBe(null);
  const asked = { name: 'ana', server: 'http://127.0.0.1:7350', invite: 'welcome' };
  return behind?.serving.answer('desk.register', asked, page);
}

test('no page is shown a process without a profile once it has made one', async () => {
  const { account } = client;
  expect(await register()).toMatchObject({ profile: 'ana', account });
  expect(await run.made).toBe('ana');
  // Whoever holds the profile opens it just then.
  expect(await run.open(page)).toBeUndefined();
});

test('a profile that was made is opened, although its keys could not be published', async () => {
  const publishKeys = () => Promise.reject(new Error('the line broke'));
  await expect(register({ publishKeys })).rejects.toThrow('the line broke');
  expect(await run.made).toBe('ana');
});

test('a login is asked for as it was typed, and what takes a code says so', async () => {
  const registered = vi.spyOn(AldisClient, 'register').mockImplementation(async (options) => {
    const { login } = options as { login: { totp?: string } };
    if (login.totp === undefined) throw new ClientError('auth.fresh_proof', 'Needs: otp.');
    mkdirSync(join(home, 'profiles/ana'), { recursive: true });
    return client as never;
  });
  const ask = async (more: object) => {
    const behind = await run.open(page);
    const asked = { name: 'ana', server: 'http://127.0.0.1:7350', password: 'a password', ...more };
    return behind?.serving.answer('desk.login', asked, page);
  };
  await expect(ask({})).rejects.toMatchObject({ code: 'auth.fresh_proof' });
  expect(await ask({ as: 'ada', code: '123456' })).toMatchObject({ profile: 'ana' });
  const login = { name: 'ada', password: 'a password', totp: '123456' };
  expect(registered.mock.lastCall?.[0]).toMatchObject({ login });
  expect(await run.made).toBe('ana');
});

test('a recovery that waits on this machine is offered to the page that comes next', async () => {
  const folder = join(home, 'profiles/ana');
  mkdirSync(folder, { recursive: true });
  const begun = {
    server: 'http://127.0.0.1:7350',
    account: client.account,
    token: 't',
    readyAt: 5,
  };
  writeFileSync(join(folder, 'recovery.json'), JSON.stringify(begun));
  const behind = await run.open(page);
  const offered = await behind?.serving.answer('desk.offered', {}, page);
  expect(offered).toMatchObject({
    recoveries: [{ name: 'ana', account: client.account, readyAt: 5 }],
  });
  expect(JSON.stringify(offered)).not.toContain('token');
  expect([...(behind?.wall.asks.keys() ?? [])].every((one) => one.startsWith('desk.'))).toBe(true);
});

/** What a server asks of a number that is locked, whose account has one-time codes on. */
async function proveAll(options: Parameters<typeof AldisClient.register>[0]) {
  if (options.number === undefined) throw new Error('no number');
  const { captcha, code, pin, totp } = options;
  if (typeof pin !== 'function' || typeof totp !== 'function') throw new Error('nobody to ask');
  shown.push(await captcha?.('https://captcha.example/'));
  for (let one = ''; one !== '123456'; shown.push(one)) one = await code();
  for (let one = ''; one !== '4711'; shown.push(one)) one = await pin(locked);
  shown.push(await totp());
  mkdirSync(join(home, 'profiles/ana'), { recursive: true });
  return client as never;
}
const locked = new ClientError('registration.locked', 'Locked.');
let shown: unknown[];

async function byNumber(more: object = {}) {
  const behind = await run.open(page);
  const asked = { name: 'ana', server: 'http://127.0.0.1:7350', number: '+12025550123', ...more };
  return behind?.serving.answer('desk.register-number', asked, page);
}

test('a number is proved in steps, each told what is wanted next; a profile is made', async () => {
  shown = [];
  const registered = vi.spyOn(AldisClient, 'register').mockImplementation(proveAll);
  const wanted = { isMade: false, wanted: 'captcha', page: 'https://captcha.example/' };
  expect(await byNumber()).toEqual(wanted);
  expect(await byNumber({ captcha: 'a token' })).toEqual({ isMade: false, wanted: 'code' });
  for (const code of ['12345', '000000']) {
    await expect(byNumber({ code })).rejects.toMatchObject({ code: 'registration.unverified' });
  }
  for (const more of [{ code: '123 456' }, { pin: '0815' }]) {
    await expect(byNumber(more)).rejects.toBe(locked);
  }
  await expect(byNumber({ pin: '4711' })).rejects.toMatchObject({ code: 'registration.totp' });
  expect(await byNumber({ pin: '4711', totp: '654321' })).toEqual({ isMade: true });
  expect(shown).toEqual(['a token', '000000', '123456', '0815', '4711', '654321']);
  expect(registered).toHaveBeenCalledTimes(1);
  expect(await run.made).toBe('ana');
});

test('a number that is begun anew, or nobody goes on with, waits no more', async () => {
  shown = [];
  const registered = vi.spyOn(AldisClient, 'register').mockImplementation(proveAll);
  const over = { code: 'registration.session_not_found' };
  await expect(byNumber({ code: '123456' })).rejects.toMatchObject(over);
  expect(registered).not.toHaveBeenCalled();
  await byNumber();
  expect(await byNumber({ number: '+12025550199' })).toMatchObject({ wanted: 'captcha' });
  await expect(byNumber({ captcha: 'a token' })).rejects.toMatchObject(over);
  run.end();
  const other = { number: '+12025550199', captcha: 'a token' };
  await expect(byNumber(other)).rejects.toMatchObject(over);
  expect(shown).toEqual([]);
});
