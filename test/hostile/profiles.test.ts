// What a stranger may try at the profiles of a running cluster: to write another's, to learn who
// has an account, to get a credential without the key.

import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createGroupKeys } from '#crypto';
import type { AccountId } from '#protocol';
import { leaveToWrite, Person, SecretGroup } from '#lab/groupPeople.ts';
import { KeyOfProfile } from '../support/profiles.ts';
import { type Citizen, HostileScene } from './scene/scene.ts';

let scene: HostileScene;
let ann: Citizen;
let eve: Citizen;
let key: KeyOfProfile;

const header = (accessKey: Uint8Array) => ({
  'unidentified-access-key': Buffer.from(accessKey).toString('base64'),
});
const kind = 'credentialType=expiringProfileKey';
const path = (account = ann.account, request = '') =>
  `/v1/profile/${account}/${key.version}${request && `/${request}?${kind}`}`;
const requestOf = (one: KeyOfProfile) => Buffer.from(one.asking().request).toString('hex');

beforeAll(async () => {
  scene = await HostileScene.open();
  ann = await scene.register();
  eve = await scene.register();
  key = new KeyOfProfile(ann.account);
  const { authorization } = ann;
  const view = await scene.ask('GET', '/v1/devices', { authorization });
  const { devices } = JSON.parse(view.text) as { devices: { registrationId: number }[] };
  const registrationId = devices[0]?.registrationId;
  const body = {
    registrationId,
    pniRegistrationId: registrationId,
    unidentifiedAccessKey: Buffer.from(key.accessKey).toString('base64'),
  };
  await scene.ask('PUT', '/v1/accounts/attributes', { authorization, body });
  expect((await scene.ask('PUT', '/v1/profile', { authorization, body: key.body() })).status).toBe(
    200,
  );
});

afterAll(async () => {
  expect(scene.defects()).toEqual([]);
  expect(await scene.close()).toBe(0);
});

it('whoever writes a profile writes its own, whatever version it names', async () => {
  const before = await scene.ask('GET', path(), { authorization: eve.authorization });
  const { authorization } = eve;
  expect((await scene.ask('PUT', '/v1/profile', { authorization, body: key.body() })).status).toBe(
    200,
  );
  expect((await scene.ask('GET', path(), { authorization })).text).toBe(before.text);
  const nameless = { body: key.body(), headers: header(key.accessKey) };
  expect((await scene.ask('PUT', '/v1/profile', nameless)).code).toBe('auth.required');
});

it('a wrong key and an account that is not there are told apart by nothing', async () => {
  const texts = new Set<string>();
  for (let n = 0; n < 8; n++) {
    const account = n % 2 === 0 ? ann.account : randomUUID();
    const request = n % 4 < 2 ? '' : requestOf(key);
    const asked = { headers: header(randomBytes(16)), from: `127.0.1.${n + 1}` };
    const { status, code, text, tookMs } = await scene.ask('GET', path(account, request), asked);
    expect(code).toBe('auth.invalid');
    expect(tookMs).toBeGreaterThan(190);
    texts.add(`${status} ${text}`);
  }
  expect(texts.size).toBe(1);
});

it('a token that is over, foreign or for others is told from a wrong key by nothing', async () => {
  const file = join(scene.cluster.dataDir, 'secrets.json');
  const secrets = JSON.parse(readFileSync(file, 'utf8')) as { indexKey: string };
  const keys = createGroupKeys(secrets);
  const strangers = createGroupKeys({ indexKey: randomBytes(32).toString('base64') });
  const group = new SecretGroup();
  const dayMs = 24 * 60 * 60 * 1000;
  const made = async (accounts: readonly string[], by = keys, nowMs = Date.now()) => {
    const people = [randomUUID(), ...accounts].map((one) => new Person(one as AccountId));
    const { token } = await leaveToWrite(by, group, people, nowMs);
    return { 'group-send-token': Buffer.from(token).toString('base64') };
  };
  const right = await made([ann.account]);
  const gone = randomUUID();
  const wrong: [string, Readonly<Record<string, string>>][] = [
    [ann.account, header(randomBytes(16))],
    [ann.account, await made([eve.account])],
    [ann.account, await made([ann.account, eve.account])],
    [ann.account, await made([ann.account], strangers)],
    [ann.account, await made([ann.account], keys, Date.now() - 4 * dayMs)],
    [gone, await made([gone])],
    [gone, right],
  ];
  const routes = (account: string) => [
    `/v1/profile/${account}/${key.version}`,
    `/v1/profile/${account}/${key.version}/${requestOf(key)}?${kind}`,
    `/v2/keys/${account}/1`,
    `/v2/keys/${account}/*`,
    `/api/signal/keys/${account}`,
  ];
  for (const [at, target] of routes(ann.account).entries()) {
    const texts = new Set<string>();
    for (const [account, headers] of wrong) {
      const asked = { headers, from: `127.0.2.${at + 1}` };
      const answered = await scene.ask('GET', routes(account)[at] ?? '', asked);
      const { code, status, text, tookMs } = answered;
      expect(code).toBe('auth.invalid');
      expect(tookMs).toBeGreaterThan(190);
      expect(tookMs).toBeLessThan(10_000);
      const shown = Object.keys(answered.headers).sort().join();
      texts.add(`${status} ${text.replace(/"requestId":"[^"]*"/, '')} ${shown}`);
    }
    expect(texts.size, [...texts].join('\n')).toBe(1);
    const both = { headers: { ...right, ...header(key.accessKey) }, from: '127.0.2.9' };
    expect((await scene.ask('GET', target, both)).code).toBe('request.malformed');
    const taken = await scene.ask('GET', target, { headers: right, from: '127.0.2.10' });
    expect([target, taken.status]).toEqual([target, 200]);
  }
});

it('no credential is made for what is bent, foreign or nothing', async () => {
  const { authorization } = eve;
  const right = requestOf(key);
  const got = await scene.ask('GET', path(ann.account, right), { authorization });
  expect(got.status).toBe(200);
  const bent = Array.from({ length: 24 }, () => {
    const bytes = Buffer.from(right, 'hex');
    const at = randomBytes(2).readUInt16BE() % bytes.length;
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
    return bytes.toString('hex');
  });
  const wrong = [
    ...bent,
    requestOf(new KeyOfProfile(ann.account)),
    requestOf(new KeyOfProfile(eve.account)),
    right.toUpperCase(),
    right.slice(2),
    `${right}00`,
    'f'.repeat(right.length),
  ];
  for (const request of wrong) {
    const { status } = await scene.ask('GET', path(ann.account, request), { authorization });
    expect(status).toBeGreaterThanOrEqual(404);
    expect(status).toBeLessThan(500);
  }
});
