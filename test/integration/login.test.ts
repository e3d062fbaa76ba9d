// Logging in by name and password, from the SDK and the command line to a cluster of two workers.

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AldisClient, beginRecovery, renewCredential } from '#client';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { shownCode } from '../support/authenticatorApp.ts';
import type { LaunchedCluster } from '../support/cluster.ts';
import { startTestCluster } from '../support/cluster.ts';

const password = 'correct horse battery staple';
/** Argon2id, and commands that are processes. */
const slowTimeoutMs = 480_000;

const folder = mkdtempSync(join(tmpdir(), 'aldis-login-'));
const clients: AldisClient[] = [];
let cluster: LaunchedCluster;

beforeAll(async () => {
  const env = { ALDIS_RECOVERY_WAIT_HOURS: '0' };
  cluster = await startTestCluster({ workers: 2, unlimited: true, env });
}, slowTimeoutMs);

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

afterAll(async () => {
  await cluster?.stop();
  rmSync(folder, { recursive: true });
});

const kept = (client: AldisClient): AldisClient => {
  clients.push(client);
  return client;
};

async function person(profile: string = ':memory:'): Promise<AldisClient> {
  const { url: server, invitation } = cluster;
  const client = kept(await AldisClient.register({ server, invitation, profile }));
  await client.connect();
  return client;
}

function aldis(...words: string[]): Promise<string> {
  const main = join(import.meta.dirname, '../../client/cli/main.ts');
  const all = [main, '--home', join(folder, 'home'), ...words];
  return new Promise((resolve) => {
    execFile(process.execPath, all, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
}

it(
  'a device that lost its credential gets another; its mail and its sessions stay',
  async () => {
    const profile = join(folder, 'ada.db');
    const ada = await person(profile);
    const ben = await person();
    await ada.login.setPassword('Ada', password);
    expect(await ada.login.read()).toMatchObject({ name: 'ada' });
    await ben.send(ada.account, 'before');
    await ada.close();
    await ben.send(ada.account, 'while you were away');

    await renewCredential(profile, { name: 'ADA', password });

    const again = kept(AldisClient.open(profile));
    const heard: string[] = [];
    const both = new Promise<void>((resolve) =>
      again.on('message', ({ text }) => heard.push(text) >= 2 && resolve()),
    );
    await again.connect();
    await both;
    expect(heard).toEqual(['before', 'while you were away']);
    await expect(renewCredential(profile, { name: 'ada', password: 'wrong' })).rejects.toThrow(
      /in_use|process|open/i,
    );
  },
  slowTimeoutMs,
);

it(
  'who has no device takes the account over with new keys, and contacts see that',
  async () => {
    const [ada, ben] = [await person(), await person()];
    await ada.login.setPassword('grace', password);
    await ben.send(ada.account, 'hello');
    const before = await ben.safetyNumber(ada.account);
    const ended = new Promise<void>((resolve) =>
      ada.on('state', ({ state }) => state === 'closed' && resolve()),
    );
    const login = { name: 'grace', password };
    const [server, at] = [cluster.url, ':memory:'];
    const wrong = { name: 'grace', password: 'another' };
    await expect(AldisClient.register({ server, profile: at, login: wrong })).rejects.toMatchObject(
      { code: 'auth.invalid' },
    );

    const next = kept(await AldisClient.register({ server, profile: at, login }));

    expect(next.account).toBe(ada.account);
    await ended;
    const changed = new Promise<string>((resolve) =>
      ben.on('identityChanged', ({ account }) => resolve(account)),
    );
    await next.connect();
    await next.publishKeys();
    await next.send(ben.account, 'it is me');
    expect(await changed).toBe(ada.account);
    const after = await ben.safetyNumber(ada.account);
    expect(after.digits).not.toBe(before.digits);
  },
  slowTimeoutMs,
);

it(
  'the command line sets a password and logs in by it, and shows it nowhere',
  async () => {
    const file = join(folder, 'password');
    writeFileSync(file, `${password}\n`, { mode: 0o600 });
    const where = ['--server', cluster.url];
    await aldis('register', 'eve', ...where, '--invite', cluster.invitation);
    const typed = ['--password-file', file];
    const said = [
      await aldis('--profile', 'eve', 'password', 'eve.online', ...typed),
      await aldis('--profile', 'eve', 'password', '--show'),
      await aldis('login', 'eve', '--as', 'eve.online', ...typed),
      await aldis('--profile', 'eve', 'devices'),
      await aldis('login', 'eve2', '--as', 'eve.online', '--yes', ...where, ...typed),
      await aldis('--profile', 'eve2', 'password', '--remove'),
      await aldis('login', 'eve3', '--as', 'eve.online', '--yes', ...where, ...typed),
    ];
    expect(said[0]).toContain('eve.online');
    expect(said[1]).toContain('eve.online');
    expect(said[2]).toContain('again');
    expect(said[3]).toContain('1');
    expect(said[4]).toContain('only device');
    expect(said[5]).toContain('Nobody logs in');
    expect(said[6]).toContain('credentials are wrong');
    expect(said.join('')).not.toContain(password);
  },
  slowTimeoutMs,
);

it(
  'an account is recovered by its key and another device; owner and contacts hear of it',
  async () => {
    const [ada, ben] = [await person(), await person()];
    await ben.send(ada.account, 'hello');
    const before = await ben.safetyNumber(ada.account);
    const { recovery } = ada.ownAccount;
    const key = await recovery.makeKey();
    const told = new Promise<string>((resolve) =>
      ada.on('security', ({ kind }) => kind === 'recovery-began' && resolve(kind)),
    );
    const { url: server } = cluster;
    const proof = { server, account: ada.account, key };
    await expect(beginRecovery(proof)).rejects.toMatchObject({ code: 'auth.invalid' });
    const stopped = await beginRecovery({ ...proof, approval: await recovery.approve() });
    await told;
    expect(await recovery.read()).toMatchObject({
      hasKey: true,
      pending: { factors: ['key', 'device'] },
    });
    await recovery.stop();
    const profile = ':memory:';
    await expect(
      AldisClient.register({ server, profile, recovery: stopped }),
    ).rejects.toMatchObject({ code: 'login.over' });
    const begun = await beginRecovery({ ...proof, approval: await recovery.approve() });

    const next = kept(await AldisClient.register({ server, profile, recovery: begun }));

    expect(next.account).toBe(ada.account);
    await next.connect();
    expect(await next.ownAccount.recovery.read()).toEqual({ hasKey: false });
    const changed = new Promise<string>((resolve) =>
      ben.on('identityChanged', ({ account }) => resolve(account)),
    );
    await next.publishKeys();
    await next.send(ben.account, 'I am back');
    expect(await changed).toBe(ada.account);
    const after = await ben.safetyNumber(ada.account);
    expect(after.digits).not.toBe(before.digits);
  },
  slowTimeoutMs,
);

it(
  'what is sensitive takes a one-time code at the terminal too, once they are on',
  async () => {
    const { url, invitation } = cluster;
    const file = join(folder, 'marys');
    writeFileSync(file, `${password}\n`, { mode: 0o600 });
    await aldis('register', 'mary', '--server', url, '--invite', invitation);
    const mary = (...words: string[]) => aldis('--profile', 'mary', '--json', ...words);
    const begun = JSON.parse(await mary('totp', 'on')) as { secret: string };
    const said = await mary('totp', 'confirm', '--code', shownCode(begun.secret, Date.now()));
    const codes = said.trim().split('\n');
    const sensitive = [
      ['password', '--password-file', file],
      ['recovery-key'],
      ['recovery', '--approve'],
    ];
    for (const [at, words] of sensitive.entries()) {
      const code = String(JSON.parse(codes[at] ?? '').backupCode);
      expect(await mary(...words)).toContain('"code":"auth.fresh_proof"');
      expect(await mary(...words, '--code', code)).not.toContain('error');
    }
    expect(await mary('password', '--show')).toContain('"name":"mary"');
    expect(await mary('recovery')).toContain('"hasKey":true');
    expect(await mary('pin')).toContain('"numberLocked":false');
    const named = JSON.parse(await mary('username', 'set', 'mary')) as { username: string };
    expect(await mary('username')).toContain(named.username);
    expect(await mary('username', 'link')).toContain(named.username);
    expect(await mary('username', 'remove')).toContain('"username":null');
    expect(await mary('username')).toContain('"username":null');
  },
  slowTimeoutMs,
);

it(
  'where one-time codes are on either way in takes one, from a program and a terminal',
  async () => {
    const { url: server } = cluster;
    const profile = join(folder, 'joan.db');
    const joan = await person(profile);
    await joan.login.setPassword('joan', password);
    const { secret } = await joan.security.beginTotp();
    const codes = await joan.security.confirmTotp(shownCode(secret, Date.now()));
    const { account } = joan;
    const login = { name: 'joan', password };
    const anew = (totp?: string) =>
      AldisClient.register({
        ...{ server, profile: ':memory:' },
        login: totp === undefined ? login : { ...login, totp },
      });
    await expect(anew()).rejects.toMatchObject({ code: 'auth.fresh_proof' });
    await expect(anew('000000')).rejects.toMatchObject({ code: 'totp.invalid' });
    await joan.close();

    let asked = 0;
    await renewCredential(profile, {
      ...login,
      totp: async () => codes[(asked += 1) - 1] ?? '',
    });

    expect(asked).toBe(1);
    const again = kept(AldisClient.open(profile));
    await again.connect();
    const kinds = (await again.security.events()).map(({ kind }) => kind);
    expect(kinds.slice(0, 2)).toEqual(['credential-renewed', 'backup-code-used']);
    expect(kinds).toContain('code-refused');
    const file = join(folder, 'joans');
    writeFileSync(file, `${password}\n`, { mode: 0o600 });
    const words = ['login', 'joan', '--yes', '--server', server, '--password-file', file];
    expect(await aldis(...words)).toContain('--code CODE');
    expect(await aldis(...words, '--code', codes[1] ?? '')).toContain(account);
    // By a ticket the codes stay on.
    await expect(anew(codes[1])).rejects.toMatchObject({ code: 'totp.invalid' });
    const last = kept(await anew(codes[2]));
    expect(last.account).toBe(account);
    expect(await last.security.totp()).toEqual({ isOn: true, backupCodesLeft: 7 });
    const key = await fresh(last, codes[3], () => last.ownAccount.recovery.makeKey());
    const [backupCode = ''] = codes.slice(4);
    const begun = await beginRecovery({ server, account, key, backupCode });
    const own = kept(await AldisClient.register({ server, profile: ':memory:', recovery: begun }));
    expect(await own.security.totp()).toEqual({ isOn: false, backupCodesLeft: 0 });
    expect((await own.security.events())[0]?.kind).toBe('recovery-ended');
  },
  slowTimeoutMs,
);

/** Does what takes fresh proof. */
async function fresh<T>(client: AldisClient, code: string | undefined, work: () => Promise<T>) {
  await client.security.prove(code ?? '');
  return work();
}

it('neither the password nor the name is in what the cluster wrote', () => {
  const words = [password, 'eve.online'];
  const files = readdirSync(cluster.dataDir, { recursive: true, encoding: 'utf8' });
  const found = files
    .map((name) => join(cluster.dataDir, name))
    .filter((path) => statSync(path).isFile())
    .filter((path) => words.some((word) => readFileSync(path).includes(word)));
  expect(found).toEqual([]);
});
