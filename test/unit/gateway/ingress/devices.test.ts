// Promises of the routes about several devices, over HTTP as any client would ask.

import { beforeEach, describe, expect, it } from 'vitest';
import type { ListedDevice, SignedDeviceList } from '#protocol';
import { decodeDeviceList, limits } from '#protocol';
import type { Api } from '../../../../src/gateway/ingress/api.ts';
import { toBase64 } from '../../../../src/gateway/ingress/schemas.ts';
import { newIdentity } from '../../../support/accounts.ts';
import { ask, basic, join, makeIdentity, registrationBody } from '../../../support/apiClient.ts';
import { ListSigner, listed } from '../../../support/deviceLists.ts';
import { freshMs } from '../../../../src/gateway/ingress/freshProof.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';

const password = 'a password of a linked device';
const [first, second] = [listed(1, 11, 12), listed(2, 21, 22)];
let test: ReturnType<typeof createTestServices>;
let api: Api;
let ada: Awaited<ReturnType<typeof join>>;
let bob: Awaited<ReturnType<typeof join>>;
let signer: ListSigner;

beforeEach(async () => {
  test = createTestServices();
  api = apiOver(test.services);
  ada = await join(api, operatorToken);
  bob = await join(api, operatorToken);
  signer = new ListSigner(ada.account as never, { secret: ada.aci.secret });
});

const four = (signed: SignedDeviceList) => ({
  list: toBase64(signed.list),
  listSignature: toBase64(signed.listSignature),
  listKey: toBase64(signed.listKey),
  listKeySignature: toBase64(signed.listKeySignature),
});
const listOf = (version: number, ...devices: ListedDevice[]) => four(signer.sign(version, devices));
const setList = (body: object, authorization = ada.authorization) =>
  ask(api, 'PUT', '/v1/devices/list', { authorization, body });
const announce = (version: number, ...devices: ListedDevice[]) =>
  ask(api, 'POST', '/v1/devices/linking', {
    authorization: ada.authorization,
    body: { registrationId: 21, pniRegistrationId: 22, ...listOf(version, ...devices) },
  });

/** What a linking device sends, its keys signed by the identities that it was given. */
function linkBody(token: unknown) {
  const {
    accountAttributes: _,
    aciIdentityKey: _a,
    pniIdentityKey: _p,
    ...keys
  } = registrationBody(ada.aci, ada.pniIdentity);
  const ids = { registrationId: 21, pniRegistrationId: 22 };
  const accountAttributes = { fetchesMessages: true, ...ids, name: 'YWJj' };
  return { ...keys, token, accountAttributes };
}
const link = (token: unknown, username = ada.account) =>
  ask(api, 'PUT', '/v1/devices/link', {
    authorization: basic(username, password),
    body: linkBody(token),
  });
const codeOf = (answer: Awaited<ReturnType<typeof ask>>) => [
  answer.status,
  answer.headers['x-aldis-code'],
];

async function linked() {
  const { json } = await announce(2, first, second);
  expect((await link(json['token'])).status).toBe(200);
  return basic(`${ada.account}.2`, password);
}

describe('a device list', () => {
  it('is set, told with the devices, and with the bundles of others', async () => {
    expect((await setList(listOf(1, first))).status).toBe(204);
    const own = await ask(api, 'GET', '/v1/devices', { authorization: ada.authorization });
    expect(own.json).toEqual({
      devices: [{ id: 1, registrationId: 11, pniRegistrationId: 12, created: test.clock.now() }],
      ...listOf(1, first),
      listSignature: expect.any(String),
      listKeySignature: expect.any(String),
    });
    const bundle = await ask(api, 'GET', `/v2/keys/${ada.account}/*`, {
      authorization: bob.authorization,
    });
    const told = bundle.json['deviceList'] as Record<string, string>;
    expect(decodeDeviceList(Buffer.from(told['list'] ?? '', 'base64'))).toMatchObject({
      version: 1,
      devices: [first],
    });
    const none = await ask(api, 'GET', `/v2/keys/${bob.account}/*`, {
      authorization: ada.authorization,
    });
    expect(none.json['deviceList']).toBeUndefined();
  });

  it('that is older names the version there is', async () => {
    await setList(listOf(7, first));
    const older = await setList(listOf(6, first));
    expect(codeOf(older)).toEqual([409, 'devices.list_stale']);
    expect(older.json['currentVersion']).toBe(7);
  });

  it('takes a password, or a token whose proof is fresh', async () => {
    const issued = await ask(api, 'POST', '/v1/auth/token', { authorization: ada.authorization });
    const token = `Bearer ${String(issued.json['accessToken'])}`;
    test.clock.advance(freshMs + 1000);
    expect(codeOf(await setList(listOf(1, first), token))).toEqual([401, 'auth.fresh_proof']);
    const proof = await ask(api, 'POST', '/v1/auth/proof', {
      authorization: ada.authorization,
      body: {},
    });
    const fresh = `Bearer ${String(proof.json['accessToken'])}`;
    expect((await setList(listOf(1, first), fresh)).status).toBe(204);
  });

  it('that is too large is refused unread', async () => {
    const list = toBase64(new Uint8Array(limits.deviceListBytesMax + 1));
    const answer = await setList({ ...listOf(1, first), list });
    expect(codeOf(answer)).toEqual([422, 'request.invalid']);
  });
});

describe('linking', () => {
  it('makes a device that is one of the account’s', async () => {
    const announced = await announce(2, first, second);
    expect(announced.json).toEqual({
      token: expect.stringMatching(/^[\w-]{43}$/),
      deviceId: 2,
      expiresAt: test.clock.now() + limits.linkingMs,
    });
    const answer = await link(announced.json['token']);
    expect(answer.json).toEqual({ uuid: ada.account, pni: ada.pni, deviceId: 2 });
    const authorization = basic(`${ada.account}.2`, password);
    const who = await ask(api, 'GET', '/v1/accounts/whoami', { authorization });
    expect(who.json['uuid']).toBe(ada.account);
    const bundles = await ask(api, 'GET', `/v2/keys/${ada.account}/*`, {
      authorization: bob.authorization,
    });
    expect(bundles.json['devices']).toMatchObject([
      { deviceId: 1, registrationId: 11 },
      { deviceId: 2, registrationId: 21 },
    ]);
  });

  it('says the same of a wrong token, a used one and an account that is none', async () => {
    const { json } = await announce(2, first, second);
    const wrong = await link('x'.repeat(43));
    expect(codeOf(wrong)).toEqual([403, 'link.token_invalid']);
    await link(json['token']);
    const used = await link(json['token']);
    const nobody = await link(json['token'], ada.account.replace(/^./, 'f'));
    for (const other of [used, nobody])
      expect([codeOf(other), other.json]).toEqual([codeOf(wrong), wrong.json]);
  });

  it('wants an account’s id and a long password', async () => {
    const body = linkBody('x'.repeat(43));
    const as = (authorization: string) =>
      ask(api, 'PUT', '/v1/devices/link', { authorization, body });
    expect(codeOf(await as(basic('invitation', password)))).toEqual([401, 'auth.invalid']);
    expect(codeOf(await as(basic(`${ada.account}.2`, password)))).toEqual([401, 'auth.invalid']);
    expect(codeOf(await as(basic(ada.account, 'short')))).toEqual([422, 'request.invalid']);
  });

  it('has a sender told that its account has others', async () => {
    const send = (authorization: string, devices: ListedDevice[]) =>
      ask(api, 'PUT', `/v1/messages/${bob.account}`, {
        authorization,
        body: {
          messages: devices.map(({ id, registrationId }) => ({
            type: 1,
            destinationDeviceId: id,
            destinationRegistrationId: registrationId,
            content: 'AAEC',
          })),
          timestamp: 1_700_000_000_000,
        },
      });
    expect((await send(ada.authorization, [first])).json).toEqual({ needsSync: false });
    const own = await linked();
    for (const who of [own, ada.authorization]) {
      expect((await send(who, [first])).json).toEqual({ needsSync: true });
    }
  });
});

describe('a linked device', () => {
  it('may do nothing that is the primary’s', async () => {
    const authorization = await linked();
    const third = listed(3, 21, 22);
    const asked = [
      setList(listOf(3, first), authorization),
      ask(api, 'POST', '/v1/devices/linking', {
        authorization,
        body: { registrationId: 21, pniRegistrationId: 22, ...listOf(3, first, second, third) },
      }),
      ask(api, 'DELETE', '/v1/devices/1', { authorization }),
      ask(api, 'DELETE', '/v1/accounts/me', { authorization }),
    ];
    for (const answer of await Promise.all(asked)) {
      expect(codeOf(answer)).toEqual([403, 'auth.forbidden']);
    }
    const list = await ask(api, 'GET', '/v1/devices', { authorization });
    expect(list.json['devices']).toMatchObject([{ id: 1 }, { id: 2, name: 'YWJj' }]);
  });

  it('removes itself; the primary can not', async () => {
    const authorization = await linked();
    const own = await ask(api, 'DELETE', '/v1/devices/2', { authorization });
    expect(own.status).toBe(204);
    const after = await ask(api, 'GET', '/v1/devices', { authorization });
    expect(codeOf(after)).toEqual([401, 'auth.invalid']);
    for (const id of [1, 2]) {
      const answer = await ask(api, 'DELETE', `/v1/devices/${id}`, {
        authorization: ada.authorization,
      });
      expect(codeOf(answer)).toEqual([403, 'auth.forbidden']);
    }
  });

  it('that a list leaves out is gone', async () => {
    const authorization = await linked();
    expect((await setList(listOf(3, first))).status).toBe(204);
    const after = await ask(api, 'GET', '/v1/devices', { authorization });
    expect(codeOf(after)).toEqual([401, 'auth.invalid']);
    const bundle = await ask(api, 'GET', `/v2/keys/${ada.account}/2`, {
      authorization: bob.authorization,
    });
    expect(codeOf(bundle)).toEqual([404, 'device.not_found']);
  });
});

describe('a thief', () => {
  it('who signs a list with keys of their own changes nothing', async () => {
    await setList(listOf(1, first));
    const foreign = new ListSigner(signer.account, newIdentity());
    const own = new ListSigner(signer.account, signer.identity);
    for (const one of [foreign, own]) {
      const answer = await setList(four(one.sign(2, [first])));
      expect(codeOf(answer)).toEqual([422, 'devices.list_invalid']);
    }
    const broken = { ...listOf(2, first), listKey: toBase64(new Uint8Array(33)) };
    expect(codeOf(await setList(broken))).toEqual([422, 'devices.list_invalid']);
  });

  it('with the token alone cannot make the account’s keys', async () => {
    const { json } = await announce(2, first, second);
    const own = makeIdentity();
    const body = { ...linkBody(json['token']), aciSignedPreKey: own.signedEc(1) };
    const authorization = basic(ada.account, password);
    const answer = await ask(api, 'PUT', '/v1/devices/link', { authorization, body });
    expect(codeOf(answer)).toEqual([422, 'key.signature']);
  });
});
