// Promises of the profile routes: what is kept of a profile, who reads it, and who gets a
// credential of its key.

import { createHmac, randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { BlobKey } from '#protocol';
import { limits } from '#protocol';
import type { Api } from '../../../../src/gateway/ingress/api.ts';
import type { Asked } from '../../../support/apiClient.ts';
import { ask, basic, join } from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';
import { KeyOfProfile } from '../../../support/profiles.ts';

let test: ReturnType<typeof createTestServices>;
let api: Api;
let ada: Awaited<ReturnType<typeof join>>;
let bob: Awaited<ReturnType<typeof join>>;
let key: KeyOfProfile;

beforeEach(async () => {
  test = createTestServices();
  api = apiOver(test.services);
  ada = await join(api, operatorToken);
  bob = await join(api, operatorToken);
  key = new KeyOfProfile(ada.account);
});

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const put = (body: object, { authorization } = ada) =>
  ask(api, 'PUT', '/v1/profile', { authorization, body });
const get = (asked: Asked, { version } = key, account = ada.account) =>
  ask(api, 'GET', `/v1/profile/${account}/${version}`, asked);
const credentialPath = (request: Uint8Array, { version } = key) =>
  `/v1/profile/${ada.account}/${version}/${hex(request)}?credentialType=expiringProfileKey`;
const byName = () => ({ authorization: bob.authorization });
const byKey = (accessKey: Uint8Array) => ({
  headers: { 'unidentified-access-key': base64(accessKey) },
});
const setAccess = (body: object) =>
  ask(api, 'PUT', '/v1/accounts/attributes', {
    authorization: ada.authorization,
    body: { registrationId: 11, pniRegistrationId: 12, ...body },
  });

/** The answer; the clock is turned while whoever is not let in waits for it. */
async function paced<T>(asked: Promise<T>): Promise<T> {
  const turning = setInterval(() => test.clock.advance(50), 1);
  try {
    return await asked;
  } finally {
    clearInterval(turning);
  }
}

describe('a profile', () => {
  it('is read by others as its account has put it', async () => {
    const body = key.body();
    expect((await put(body)).status).toBe(200);
    const { commitment: _own, version: _named, ...shown } = body;
    const read = await get(byName());
    expect(read.json).toEqual({
      ...shown,
      paymentAddress: null,
      avatar: null,
      uuid: ada.account,
      identityKey: ada.aci.publicKey,
      capabilities: {},
      unidentifiedAccess: null,
      unrestrictedUnidentifiedAccess: false,
    });
  });

  it('of another version says nothing but what the account is known by', async () => {
    await put(key.body());
    const read = await get(byName(), new KeyOfProfile(ada.account));
    expect(read.status).toBe(200);
    expect(read.json).toMatchObject({
      identityKey: ada.aci.publicKey,
      name: null,
      about: null,
      phoneNumberSharing: null,
    });
  });

  it('says which access key lets in, without saying it', async () => {
    await put(key.body());
    await setAccess({
      unidentifiedAccessKey: base64(key.accessKey),
      capabilities: { spqr: true, odd: false },
    });
    const checksum = createHmac('sha256', key.accessKey).update(Buffer.alloc(32)).digest('base64');
    expect((await get(byName())).json).toMatchObject({
      unidentifiedAccess: checksum,
      capabilities: { spqr: true },
    });
  });

  it('is kept for the last few keys, and gone with the account', async () => {
    const keys = Array.from({ length: limits.profileVersionsMax + 1 }, () => {
      return new KeyOfProfile(ada.account);
    });
    for (const one of keys) expect((await put(one.body())).status).toBe(200);
    const names = await Promise.all(keys.map(async (one) => (await get(byName(), one)).json));
    expect(names.map(({ name }) => typeof name)).toEqual([
      'object',
      ...keys.slice(1).map(() => 'string'),
    ]);
    const { authorization } = ada;
    expect((await ask(api, 'DELETE', '/v1/accounts/me', { authorization })).status).toBe(204);
    expect((await get(byName(), keys.at(-1))).status).toBe(404);
    expect((await put(key.body())).status).toBe(401);
  });

  it.each([
    ['name', [0, 81, 285], [80, 82, 284]],
    ['about', [0, 156, 282, 540], [1, 155, 541]],
    ['aboutEmoji', [0, 60], [59, 61]],
    ['paymentAddress', [0, 582], [581]],
    ['phoneNumberSharing', [0, 29], [28]],
    ['avatarDigest', [0, 60], [61]],
  ] as const)('has a %s of a few sizes', async (field, sizes, others) => {
    const status = async (size: number) =>
      (await put(key.body({ [field]: randomBytes(size).toString('base64') }))).status;
    for (const size of sizes) expect(await status(size)).toBe(200);
    for (const size of others) expect(await status(size)).toBe(422);
  });

  it('has a version and a commitment, or is refused', async () => {
    const wrong = [
      { version: key.version.toUpperCase() },
      { version: key.version.slice(2) },
      { commitment: randomBytes(97).toString('base64') },
      { commitment: base64(key.commitment.slice(1)) },
      { commitment: undefined },
      { avatar: 'true' },
      { avatarDigest: randomBytes(59).toString('base64') },
    ];
    for (const more of wrong) {
      const answer = await put(key.body(more));
      expect([answer.status, answer.headers['x-aldis-code']]).toEqual([422, 'request.invalid']);
    }
    expect((await get(byName())).json['name']).toBeNull();
    expect((await ask(api, 'PUT', '/v1/profile', { body: key.body() })).status).toBe(401);
  });
});

describe('an avatar', () => {
  const pixels = randomBytes(1000);
  const keyIn = async (asked: Asked = byName(), one = key) =>
    (await get(asked, one)).json['avatar'];

  async function wish(body: object = { avatar: true }, one = key) {
    const { status, json } = await put(one.body(body));
    expect(status).toBe(200);
    return json as { key: BlobKey; cdn: number; headers: { Authorization: string } };
  }

  /** As whoever has the form does it. */
  async function upload({ key: blob, headers }: Awaited<ReturnType<typeof wish>>) {
    const token = headers.Authorization.replace('Bearer ', '');
    const claims = await test.services.uploadTokens.verify(token, test.clock.now());
    if (!claims.ok) throw new Error(claims.refusal.code);
    const { owner, bytesMax, lifetimeMs } = claims.value;
    expect([claims.value.key, bytesMax]).toEqual([blob, limits.avatarBlobBytesMax]);
    const plan = { key: blob, owner, lifetimeMs, length: pixels.length };
    await test.blobs.begin(plan);
    await test.blobs.append(plan, 0, [pixels] as unknown as AsyncIterable<Uint8Array>);
  }

  const isThere = async (blob: BlobKey) => (await test.blobs.open(blob)) !== undefined;
  async function laterOn(byMs = 2 * limits.blobLifetimeMsMin) {
    test.clock.advance(byMs);
    await test.blobs.expire();
  }

  it('is uploaded by the form of the answer, and stays while the profile names it', async () => {
    const form = await wish();
    expect(form).toMatchObject({ cdn: 3, signedUploadLocation: '/upload/attachments' });
    expect(await keyIn()).toBe(form.key);
    await upload(form);
    await laterOn();
    expect(await isThere(form.key)).toBe(true);
    expect(await wish({ avatar: true, sameAvatar: true })).toEqual({});
    expect(await keyIn()).toBe(form.key);
    await laterOn();
    expect(await isThere(form.key)).toBe(true);
  });

  it('goes when another comes, or none', async () => {
    const first = await wish();
    await upload(first);
    const second = await wish();
    await upload(second);
    expect(await isThere(first.key)).toBe(false);
    expect(await isThere(second.key)).toBe(true);
    expect(await wish({ avatar: false })).toEqual({});
    expect(await isThere(second.key)).toBe(false);
    expect(await keyIn()).toBeNull();
    expect(await wish({ avatar: true, sameAvatar: true })).toEqual({});
    expect(await keyIn()).toBeNull();
  });

  it('belongs to a version, and goes with it', async () => {
    const form = await wish();
    await upload(form);
    const keys = Array.from({ length: limits.profileVersionsMax }, () => {
      return new KeyOfProfile(ada.account);
    });
    for (const one of keys.slice(1)) await wish({ avatar: true, sameAvatar: true }, one);
    expect(await keyIn(byName(), keys[1])).toBeNull();
    expect(await isThere(form.key)).toBe(true);
    await wish({ avatar: false }, keys[0]);
    expect(await isThere(form.key)).toBe(false);
  });

  it('that never came leaves nothing, however it was begun', async () => {
    const form = await wish();
    const claims = await test.services.uploadTokens.verify(
      form.headers.Authorization.replace('Bearer ', ''),
      test.clock.now(),
    );
    if (!claims.ok) throw new Error(claims.refusal.code);
    const { owner, lifetimeMs } = claims.value;
    await test.blobs.begin({ key: form.key, owner, lifetimeMs, length: 10 });
    await laterOn(limits.blobAwaitedMs);
    expect(await test.blobs.expire()).toEqual({ blobs: 0, bytes: 0, uploads: 0, removed: 0 });
    // Nobody holds it any more.
    const late = { key: form.key, owner, lifetimeMs, length: pixels.length };
    await test.blobs.begin(late);
    await test.blobs.append(late, 0, [pixels] as unknown as AsyncIterable<Uint8Array>);
    expect(await isThere(form.key)).toBe(true);
    await laterOn();
    expect(await isThere(form.key)).toBe(false);
  });

  it('goes with the account', async () => {
    const form = await wish();
    await upload(form);
    const { authorization } = ada;
    expect((await ask(api, 'DELETE', '/v1/accounts/me', { authorization })).status).toBe(204);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await isThere(form.key)).toBe(false);
  });

  it('is charged as what may be uploaded, and refused where that is used up', async () => {
    test.taken.length = 0;
    await wish({ avatar: true, sameAvatar: true });
    const charged = () => test.taken.filter((one) => one.startsWith('uploadedBytes'));
    expect(charged()).toEqual([]);
    const before = await wish();
    expect(charged()).toEqual([`uploadedBytes ${ada.account}`]);
    const { limiter, limits: buckets } = test.services;
    const { uploadedBytes } = buckets;
    const used = uploadedBytes.burst - limits.avatarBlobBytesMax / 1024;
    expect(await limiter.take(uploadedBytes, ada.account, used)).toEqual({ allowed: true });
    expect((await put(key.body({ avatar: true }))).status).toBe(429);
    expect(await keyIn()).toBe(before.key);
  });
});

describe('without a name', () => {
  beforeEach(async () => {
    await put(key.body());
    await setAccess({ unidentifiedAccessKey: base64(key.accessKey) });
  });

  it('it is read by the access key', async () => {
    const read = await get(byKey(key.accessKey));
    expect(read.status).toBe(200);
    expect(read.json).toEqual((await get(byName())).json);
  });

  it('an account that is not there is told from another key by nothing', async () => {
    const nobody = '00000000-0000-4000-8000-000000000001';
    const { request } = key.asking();
    const seen = [];
    for (const account of [ada.account, nobody]) {
      const wrong = byKey(randomBytes(16));
      const tail = `/${hex(request)}?credentialType=expiringProfileKey`;
      for (const path of ['', tail]) {
        const asked = ask(api, 'GET', `/v1/profile/${account}/${key.version}${path}`, wrong);
        const { status, json, headers } = await paced(asked);
        seen.push({ status, json: { ...json, requestId: '' }, headers: Object.keys(headers) });
      }
    }
    expect(seen.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1);
  });

  it('whoever shows a key and a name is refused, and nobody is without either', async () => {
    const both = { ...byKey(key.accessKey), ...byName() };
    expect((await get(both)).status).toBe(400);
    expect((await get({})).status).toBe(401);
  });
});

describe('a credential of a profile key', () => {
  it('is made for whoever has the key, by name and without', async () => {
    await put(key.body());
    await setAccess({ unidentifiedAccessKey: base64(key.accessKey) });
    for (const by of [byName(), byKey(key.accessKey)]) {
      const { request, receive } = key.asking();
      const { status, json } = await ask(api, 'GET', credentialPath(request), by);
      expect(status).toBe(200);
      const response = Buffer.from(String(json['credential']), 'base64');
      const credential = receive(response, test.clock.now());
      const lastsMs = credential.getExpirationTime().getTime() - test.clock.now();
      expect(lastsMs / 86_400_000).toBeGreaterThan(limits.profileCredentialDays - 1);
      expect(lastsMs / 86_400_000).toBeLessThanOrEqual(limits.profileCredentialDays);
    }
  });

  it('is made for nobody who has another key', async () => {
    await put(key.body());
    const { request } = new KeyOfProfile(ada.account).asking();
    const other = await ask(api, 'GET', credentialPath(request), byName());
    expect([other.status, other.headers['x-aldis-code']]).toEqual([422, 'request.invalid']);
    const foreign = new KeyOfProfile(bob.account).asking().request;
    expect((await ask(api, 'GET', credentialPath(foreign), byName())).status).toBe(422);
    for (const bytes of [randomBytes(329), randomBytes(328), Buffer.alloc(329)]) {
      expect((await ask(api, 'GET', credentialPath(bytes), byName())).status).toBe(422);
    }
  });

  it('is none where there is no such version, and of one kind', async () => {
    const { request } = key.asking();
    expect(
      (await ask(api, 'GET', credentialPath(request), byName())).json['credential'],
    ).toBeNull();
    const old = credentialPath(request).replace('expiringProfileKey', 'profileKey');
    expect((await ask(api, 'GET', old, byName())).status).toBe(422);
  });

  it('counts for the account that asks, and without a name for the address', async () => {
    await put(key.body());
    await setAccess({ unidentifiedAccessKey: base64(key.accessKey) });
    test.taken.length = 0;
    const { request } = key.asking();
    await ask(api, 'GET', credentialPath(request), byName());
    await ask(api, 'GET', credentialPath(request), byKey(key.accessKey));
    const credentials = test.taken.filter((one) => one.startsWith('profileCredentials '));
    expect(credentials).toEqual([
      `profileCredentials ${bob.account}`,
      'profileCredentials 192.0.2.1',
    ]);
    expect(test.taken.filter((one) => one.startsWith('profiles '))).toEqual([
      `profiles ${bob.account}`,
    ]);
  });
});

it('a device that was evicted writes no profile', async () => {
  const { authorization } = bob;
  await ask(api, 'DELETE', '/v1/accounts/me', { authorization });
  expect((await put(new KeyOfProfile(bob.account).body(), bob)).status).toBe(401);
  expect(
    (await put(key.body(), { ...ada, authorization: basic(`${ada.account}.1`, 'wrong') })).status,
  ).toBe(401);
});
