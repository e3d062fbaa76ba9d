// Whoever has stolen all that the stores hold, and not the secrets file, reads no credential in it;
// whoever has that file too finds nothing that lets somebody in, but what a password guessed at the
// price of Argon2id would give.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, it } from 'vitest';
import { AldisClient } from '#client';
import { createSealer, inClear, readSecrets } from '#crypto';
import { registerPlainDevice } from '#lab/plainDevice.ts';
import { count } from '#lab/search.ts';
import { openDurableStores, openMongoDump } from '#persistence';
import type { Account } from '#ports';
import type { AccountId, FencingToken } from '#protocol';
import { loginKdf, toNumber } from '#protocol';
import { silentLog, systemClock } from '#runtime';
import { beginLogin, clientProofsOf, loginSecretOf, verifierOf } from '../../client/login/srp.ts';
import { shownCode } from '../support/authenticatorApp.ts';
import type { LaunchedCluster } from '../support/cluster.ts';
import { startTestCluster } from '../support/cluster.ts';
import { profileFolder } from '../support/people.ts';
import { startMongod, startRedis } from '../support/servers.ts';

const folder = profileFolder();
const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of ends.reverse()) await end();
  folder.drop();
});

const password = 'correct horse battery staple';
const pushHost = '127.0.0.1:9';

/** A server of each kind, and how all that it holds is taken. */
const places = {
  async embedded() {
    return { env: {}, take: async (dataDir: string) => filesIn(dataDir) };
  },
  async mongodb() {
    const [redis, mongod] = await Promise.all([startRedis(), startMongod()]);
    ends.push(() => Promise.all([redis.stop(), mongod.stop()]));
    const env = { REDIS_URL: `unix://${redis.address}`, MONGODB_URL: mongod.url };
    return {
      env,
      take: async () => [...(await documentsIn(mongod.url)), ...(await namesIn(redis.address))],
    };
  },
};

/** All files of the store and of Redis. */
function filesIn(dataDir: string): Buffer[] {
  return readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
    .filter((name) => /^(store|redis)\//.test(name))
    .map((name) => join(dataDir, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .map((path) => readFileSync(path));
}

async function documentsIn(url: string): Promise<Buffer[]> {
  const dump = await openMongoDump(url);
  const found: Buffer[] = [];
  for (const name of await dump.names()) {
    for await (const page of dump.read(name)) {
      for (const { value } of page) found.push(Buffer.from(value));
    }
  }
  await dump.close();
  return found;
}

async function namesIn(address: string): Promise<Buffer[]> {
  const redis = new Redis(address);
  const found: Buffer[] = [];
  for (const name of await redis.keys('*')) {
    found.push(Buffer.from(name), (await redis.dumpBuffer(name)) ?? Buffer.alloc(0));
  }
  redis.disconnect();
  return found;
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** A text or bytes, in every form in which they may stand somewhere. */
function forms(secret: string | Uint8Array): Buffer[] {
  const bytes = Buffer.from(secret as string);
  const hex = bytes.toString('hex');
  const shifted = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
  const texts = [hex, hex.toUpperCase(), ...shifted];
  const urls = texts.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [bytes, Buffer.from(bytes.toString('latin1'), 'utf16le')].concat(
    [...new Set([...texts, ...urls])].map((text) => Buffer.from(text)),
  );
}

const timesIn = (all: readonly Buffer[], secret: string | Uint8Array) =>
  all.reduce((sum, one) => sum + count(one, forms(secret)), 0);

async function ask({ url }: LaunchedCluster, path: string, authorization: string, body?: object) {
  const headers = { authorization, 'content-type': 'application/json' };
  const method = body ? 'POST' : 'GET';
  const answer = await fetch(`${url}${path}`, {
    ...{ method, headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
}

const basic = (username: string, secret: string) =>
  `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`;

/** Somebody with everything that lets somebody in; what only they and their devices know. */
async function credentialsOf(cluster: LaunchedCluster, name: string) {
  const { url: server, invitation } = cluster;
  const profile = folder.path(name);
  const client = await AldisClient.register({ server, invitation, profile });
  await client.login.setPassword(name, password);
  const { secret } = await client.security.beginTotp();
  const backupCodes = await client.security.confirmTotp(shownCode(secret, Date.now()));
  const endpoint = `https://${pushHost}/the-device-of-${name}`;
  await client.ownAccount.push.set({ kind: 'unifiedpush', endpoint });
  const { account } = client;
  await client.close();

  const plain = await registerPlainDevice(server, invitation);
  const own = basic(plain.username, plain.password);
  const { json } = await ask(cluster, '/v1/auth/session', own, { scope: ['device'] });
  const [accessToken, refreshToken] = [String(json['accessToken']), String(json['refreshToken'])];
  const texts = { password, name, secret, endpoint, accessToken, refreshToken };
  return {
    account,
    plain,
    // Backup codes may stand as they are typed or as they are printed.
    secrets: [...Object.values(texts), plain.password, invitation].concat(
      backupCodes.flatMap((code) => [code, code.replaceAll(/[\s-]/g, '')]),
    ),
    kept: { password: plain.password, backupCodes, accessToken, refreshToken },
  };
}

/** The document of an account, by whoever has the secrets as well. */
async function documentOf(
  dataDir: string,
  env: { readonly MONGODB_URL?: string },
  account: AccountId,
): Promise<Account> {
  const reread = () => readSecrets(join(dataDir, 'secrets.json'), inClear);
  const stores = await openDurableStores({
    ...(env.MONGODB_URL ? { mongodbUrl: env.MONGODB_URL } : {}),
    ...{ dataDir, sealer: createSealer(reread(), reread), clock: systemClock, log: silentLog },
  });
  const found = await stores.accounts.claim(account, Number.MAX_SAFE_INTEGER as FencingToken);
  await stores.close();
  if (typeof found === 'string') throw new Error(found);
  return found;
}

/** What whoever knows this x of a login is let in with: 200, or a refusal. */
async function loginWith(cluster: LaunchedCluster, name: string, secret: bigint) {
  const beginning = beginLogin();
  const body = { name, A: base64(beginning.shown) };
  const { json } = await ask(cluster, '/v1/auth/srp/challenge', '', body);
  const salt = Buffer.from(String(json['salt']), 'base64');
  const serverPublic = toNumber(Buffer.from(String(json['B']), 'base64'));
  const proofs = clientProofsOf(beginning, { name, salt, serverPublic }, secret);
  const proof = { handshake: json['handshake'], M1: base64(proofs?.client ?? new Uint8Array(32)) };
  const { json: told } = await ask(cluster, '/v1/auth/srp/proof', '', proof);
  return String(told['code'] ?? 'let in');
}

describe.each(Object.entries(places))('%s', (kind, open) => {
  const name = `stolen-${kind}`;

  it('a stolen store lets nobody in', async () => {
    const { env, take } = await open();
    const dataDir = folder.path(`data ${kind}`);
    const settings = { ...env, ALDIS_PUSH_HOSTS: pushHost };
    const cluster = await startTestCluster({
      ...{ workers: 1, dataDir, unlimited: true, env: settings },
    });
    try {
      const { account, plain, secrets, kept } = await credentialsOf(cluster, name);
      const stolen = await take(dataDir);
      // The search finds what is there: public things stand in clear.
      const stock = stolen.reduce((sum, one) => sum + one.length, 0);
      expect(stock).toBeGreaterThan(20_000);
      for (const secret of secrets) expect(timesIn(stolen, secret), secret.slice(0, 4)).toBe(0);
      const document = await documentOf(dataDir, env, account as AccountId);
      const { login, totp } = document;
      if (!login || !totp) throw new Error('there is no login');
      for (const bytes of [login.salt, login.verifier, totp.secret, document.queueKey]) {
        expect(timesIn(stolen, bytes)).toBe(0);
      }

      // With the secrets as well: what was sealed opens, and nothing in it is good as it is.
      const own = await documentOf(dataDir, env, plain.account as AccountId);
      const opened = [Buffer.from(JSON.stringify([document, own]))];
      expect(timesIn(opened, login.name)).toBeGreaterThan(0);
      const shown = [kept.password, kept.accessToken, kept.refreshToken, ...kept.backupCodes];
      for (const secret of [...shown, password]) {
        expect(timesIn(opened, secret), secret.slice(0, 4)).toBe(0);
      }
      const [device] = own.devices;
      const hash = device?.credential.hash ?? '';
      for (const one of [hash, hash.slice(2), device?.credential.salt ?? '']) {
        const tried = await ask(cluster, '/v1/accounts/whoami', basic(plain.username, one));
        expect(tried.status).toBe(401);
      }
      const [session] = own.sessions ?? [];
      const made = { refreshToken: `${session?.id}.${session?.generation}` };
      expect((await ask(cluster, '/v1/auth/refresh', '', made)).status).not.toBe(200);
      // A verifier is no password, nor is what a verifier is of: a guess has to be made of one.
      expect(await loginWith(cluster, login.name, toNumber(login.verifier))).toBe('auth.invalid');
      expect(login.kdf).toEqual(loginKdf);
      expect(loginKdf.memoryKib * loginKdf.passes).toBeGreaterThanOrEqual(64 * 1024 * 3);
      const exchange = { name: login.name, salt: login.salt };
      const wrong = await loginSecretOf(exchange, Buffer.from('a guess that is wrong'));
      expect(verifierOf(wrong)).not.toEqual(login.verifier);
      const right = await loginSecretOf(exchange, Buffer.from(password));
      expect(verifierOf(right)).toEqual(login.verifier);
      // The price once paid, only a one-time code stands before it, which the secrets give.
      expect(await loginWith(cluster, login.name, wrong)).toBe('auth.invalid');
      expect(await loginWith(cluster, login.name, right)).toBe('auth.fresh_proof');
      // No table of guesses serves two: the same password is another one under another name.
      const elsewhere = await loginSecretOf({ ...exchange, name: 'other' }, Buffer.from(password));
      expect(verifierOf(elsewhere)).not.toEqual(login.verifier);
    } finally {
      await cluster.stop();
    }
  }, 240_000);
});
