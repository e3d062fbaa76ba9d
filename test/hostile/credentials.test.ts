// Credentials that are forged, worn out or somebody else's, at the doors of a running cluster.

import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccessTokens, createSecrets, inClear } from '#crypto';
import { decodeClosing, parseDeviceAddress } from '#protocol';
import { basicOf, type Citizen, HostileScene } from './scene/scene.ts';
import { registerByNumber } from './scene/numbers.ts';

type Json = Record<string, unknown>;

let scene: HostileScene;
let ann: Citizen;
let eve: Citizen;
let genuine: KeyObject;
let claims: Json;
let nowSeconds: number;

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const standard = { alg: 'EdDSA', typ: 'at+jwt' };

/** A token of any shape, signed by any key. */
function forge(header: object, payload: Json, key: KeyObject = genuine): string {
  const text = `${part(header)}.${part(payload)}`;
  return `${text}.${sign(null, Buffer.from(text), key).toString('base64url')}`;
}

async function tokenOf(citizen: Citizen): Promise<string> {
  const { authorization } = citizen;
  const made = await scene.ask('POST', '/v1/auth/token', { authorization });
  return (JSON.parse(made.text) as { accessToken: string }).accessToken;
}

const claimsOf = (token: string): Json =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Json;

/** Over HTTP and over Socket.IO: the code of the refusal, or `in`. */
async function present(token: string): Promise<[string, string]> {
  const authorization = `Bearer ${token}`;
  const http = await scene.ask('GET', '/v1/accounts/whoami', { authorization });
  const joined = await scene.join({ protocol: 1, token });
  const isIn = !('code' in joined);
  if (isIn) joined.disconnect();
  return [http.status === 200 ? 'in' : http.code, isIn ? 'in' : joined.code];
}

beforeAll(async () => {
  const roomy = { burst: 1_000_000, refillMs: 1 };
  scene = await HostileScene.open(
    { authFailure: roomy, authFailureToken: roomy, authFailureAccount: roomy },
    { ALDIS_LOG: 'debug' },
  );
  ann = await scene.register();
  eve = await scene.register();
  const secrets = JSON.parse(readFileSync(join(scene.cluster.dataDir, 'secrets.json'), 'utf8')) as {
    tokenKey: string;
  };
  genuine = createPrivateKey(secrets.tokenKey);
  claims = claimsOf(await tokenOf(ann));
  nowSeconds = Math.floor(Date.now() / 1000);
});

afterAll(async () => {
  expect(scene.defects()).toEqual([]);
  expect(await scene.close()).toBe(0);
});

describe('an access token', () => {
  it('opens both doors when it is genuine, so that the others fail by what they are', async () => {
    expect(await present(forge(standard, claims))).toEqual(['in', 'in']);
  });

  it('that expired a second ago is refused, and one with a minute left is not', async () => {
    const expired = forge(standard, { ...claims, exp: nowSeconds - 1 });
    expect(await present(expired)).toEqual(['auth.expired', 'auth.expired']);
    const fresh = forge(standard, { ...claims, exp: nowSeconds + 60 });
    expect(await present(fresh)).toEqual(['in', 'in']);
  });

  it.each(forgeries())('%s: refused', async (_name, make) => {
    expect(await present(make())).toEqual(['auth.invalid', 'auth.invalid']);
  });

  it('of another cluster is worthless, whatever it says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aldis-secrets-'));
    try {
      const foreign = createAccessTokens(
        createSecrets(join(folder, 'secrets.json'), Date.now(), inClear),
      );
      const address = parseDeviceAddress(ann.username);
      if (!address) throw new Error('no address');
      const credential = String(claims['cred']);
      const { token } = await foreign.issue(
        { ...address, credential, scopes: ['device'], authAtMs: Date.now(), amr: ['pwd'] },
        Date.now(),
      );
      expect(claimsOf(token)).toMatchObject({ sub: claims['sub'], cred: claims['cred'] });
      expect(await present(token)).toEqual(['auth.invalid', 'auth.invalid']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('and everything else of a device end when its number is registered again', async () => {
    const before = await registerByNumber(scene, '+15550100');
    const token = await tokenOf(before);
    expect(await present(token)).toEqual(['in', 'in']);
    const socket = (await scene.join({ protocol: 1, token })) as Socket;
    const closing = new Promise<Uint8Array>((resolve) => socket.once('server:closing', resolve));
    const after = await registerByNumber(scene, '+15550100');
    expect(after.account).toBe(before.account);
    expect(decodeClosing(await closing).code).toBe('device.replaced');
    expect(await present(token)).toEqual(['auth.invalid', 'auth.invalid']);
    const { authorization } = before;
    const asked = await scene.ask('GET', '/v1/accounts/whoami', { authorization });
    expect(asked.code).toBe('auth.invalid');
    expect(await present(await tokenOf(after))).toEqual(['in', 'in']);
  });

  it('ends with its account', async () => {
    const gone = await scene.register();
    const token = await tokenOf(gone);
    const { authorization } = gone;
    await scene.ask('DELETE', '/v1/accounts/me', { authorization });
    expect(await present(token)).toEqual(['auth.invalid', 'auth.invalid']);
  });
});

function forgeries(): [string, () => string][] {
  const stranger = generateKeyPairSync('ed25519').privateKey;
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const jwk = createPublicKey(stranger).export({ format: 'jwk' });
  const changed = (more: Json) => () => forge(standard, { ...claims, ...more });
  const headed = (header: object, key?: KeyObject) => () =>
    forge({ ...standard, ...header }, claims, key);
  const hmac = (secret: string | Buffer) => () => {
    const text = `${part({ alg: 'HS256', typ: 'at+jwt' })}.${part(claims)}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  };
  const publicPem = () => createPublicKey(genuine).export({ type: 'spki', format: 'pem' });
  return [
    [
      'algorithm none, no signature',
      () => `${part({ ...standard, alg: 'none' })}.${part(claims)}.`,
    ],
    ['algorithm None with a signature', headed({ alg: 'None' })],
    ['HMAC with the public key as its secret', () => hmac(Buffer.from(publicPem()))()],
    ['HMAC with an empty secret', hmac('')],
    ['another algorithm over a genuine signature', headed({ alg: 'ES256' })],
    ['a key of its own kind', headed({ alg: 'RS256' }, rsa)],
    ['a key that comes with it', headed({ jwk }, stranger)],
    ['a key at an address', headed({ jku: 'http://127.0.0.1:1/keys' }, stranger)],
    ['a certificate at an address', headed({ x5u: 'http://127.0.0.1:1/x' }, stranger)],
    ['a demand nobody knows', headed({ crit: ['exp'], exp: 1 })],
    ['a payload that is not encoded', headed({ b64: false, crit: ['b64'] })],
    ['the type of another token', headed({ typ: 'JWT' })],
    ['no type', () => forge({ alg: 'EdDSA' }, claims)],
    ['another audience', changed({ aud: 'aldis:operator' })],
    ['no audience', changed({ aud: undefined })],
    ['another issuer', changed({ iss: 'https://evil.example' })],
    ['no end', changed({ exp: undefined })],
    ['an end in words', changed({ exp: 'never' })],
    ['a beginning in the future', () => changed({ nbf: nowSeconds + 4000 })()],
    ["somebody else's name", () => forge(standard, { ...claims, sub: eve.username })],
    ['a name that is a query', changed({ sub: { $ne: null } })],
    ['a device that does not exist', () => changed({ sub: `${ann.account}.2` })()],
    ['no credential', changed({ cred: undefined })],
    ['a credential that is a query', changed({ cred: { $ne: null } })],
    ['a list of names', () => changed({ sub: [ann.username, eve.username] })()],
    [
      'a payload changed after it was signed',
      () => {
        const [head, , tail] = forge(standard, claims).split('.');
        return `${head}.${part({ ...claims, exp: nowSeconds + 9000 })}.${tail}`;
      },
    ],
    ['a signature cut short', () => forge(standard, claims).slice(0, -2)],
    ['a signature with more behind it', () => `${forge(standard, claims)}AA`],
    ['five parts', () => `${forge(standard, claims)}.AAAA.AAAA`],
    ['one part', () => 'x'],
    ['a thousand characters too many', () => forge(standard, { ...claims, pad: 'x'.repeat(1000) })],
  ];
}

describe('Basic credentials', () => {
  const encode = (text: string) => Buffer.from(text, 'latin1').toString('base64');
  const tricks: [string, () => string, RegExp][] = [
    ['a wrong password', () => basicOf(ann.username, eve.password), /^auth.invalid$/],
    ['no password', () => basicOf(ann.username, ''), /^auth.invalid$/],
    ['no user', () => basicOf('', ann.password), /^auth.invalid$/],
    [
      'the password with a blank behind it',
      () => basicOf(ann.username, `${ann.password} `),
      /^auth/,
    ],
    ['a NUL in the name', () => basicOf(`${ann.username}\0`, ann.password), /^auth.invalid$/],
    ['a line break in the name', () => basicOf(`${ann.username}\r\nx`, ann.password), /^auth/],
    ['a prototype for a name', () => basicOf('__proto__', ann.password), /^auth.invalid$/],
    ['device 0', () => basicOf(`${ann.account}.0`, ann.password), /^auth.invalid$/],
    ['device 01e0', () => basicOf(`${ann.account}.1e0`, ann.password), /^auth.invalid$/],
    ['device -1', () => basicOf(`${ann.account}.-1`, ann.password), /^auth.invalid$/],
    ['two schemes', () => `Basic Bearer ${encode(`${ann.username}:${ann.password}`)}`, /^auth/],
    ['base64 with blanks', () => ann.authorization.replace(/(.{20})/, '$1 '), /^auth.invalid$/],
    ['base64 without padding', () => basicOf(ann.username, 'short').replace(/=+$/, ''), /^auth/],
    ['base64url', () => `Basic ${'_-'.repeat(20)}`, /^auth.invalid$/],
    ['10,000 characters', () => `Basic ${'A'.repeat(10_000)}`, /^auth.invalid$/],
    ['a scheme of its own', () => 'Negotiate AAAA', /^auth.invalid$/],
    ['nothing', () => ' ', /^auth.(invalid|required)$/],
  ];

  it.each(tricks)('%s: refused', async (_name, make, code) => {
    const answer = await scene.ask('GET', '/v1/accounts/whoami', { authorization: make() });
    expect([answer.status, answer.code]).toEqual([401, expect.stringMatching(code)]);
  });

  it('of an account open no operator door, and the operator token opens no account', async () => {
    const { authorization } = ann;
    const metrics = await scene.ask('GET', '/metrics', { authorization });
    expect([metrics.status, metrics.code]).toEqual([401, 'auth.invalid']);
    const operator = `Bearer ${scene.operatorToken}`;
    const whoami = await scene.ask('GET', '/v1/accounts/whoami', { authorization: operator });
    expect(whoami.code).toBe('auth.invalid');
    const uses = { uses: 1, lifetimeMs: 1000 };
    const invite = await scene.ask('POST', '/v1/operator/invitations', {
      authorization: `Bearer ${await tokenOf(ann)}`,
      body: uses,
    });
    expect(invite.code).toBe('auth.invalid');
  });

  it('in a handshake are checked for their shape first', async () => {
    const shapes: [unknown, string][] = [
      [{ protocol: 1, username: { $ne: null }, password: 'x' }, 'auth.invalid'],
      [{ protocol: 1, username: [ann.username], password: ann.password }, 'auth.invalid'],
      [{ protocol: 1, token: { $ne: null } }, 'auth.invalid'],
      [{ protocol: 1, username: ann.username }, 'auth.required'],
      [{ protocol: '1', username: ann.username, password: ann.password }, 'handshake.protocol'],
      [{ protocol: 2, username: ann.username, password: ann.password }, 'handshake.protocol'],
      [{ username: ann.username, password: ann.password }, 'handshake.protocol'],
      [{ protocol: 1, username: 'x'.repeat(65), password: ann.password }, 'auth.invalid'],
      [{ protocol: 1, username: ann.username, password: 'x'.repeat(513) }, 'auth.invalid'],
      [{ protocol: 1, username: ann.username, password: eve.password }, 'auth.invalid'],
    ];
    for (const [auth, code] of shapes) {
      expect(await scene.join(auth as object)).toMatchObject({ code });
    }
  });
});

it('none of it left a trace in the log, at its most talkative', async () => {
  const token = await tokenOf(ann);
  const lines = readFileSync(scene.cluster.logFile, 'utf8').split('\n');
  const log = lines.filter((line) => line.startsWith('{"level":')).join('\n');
  expect(log).toContain('worker.ready');
  const secrets = [ann.password, eve.password, ann.account, '+15550100', token.slice(0, 40)];
  for (const secret of [...secrets, scene.operatorToken, scene.cluster.invitation]) {
    expect(secret.length).toBeGreaterThan(8);
    expect(log.includes(secret)).toBe(false);
  }
});
