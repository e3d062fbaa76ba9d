// What a stranger may try at the profiles of a running cluster: to write another's, to learn who
// has an account, to get a credential without the key.

import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
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
