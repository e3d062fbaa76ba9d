// How a device says where it is reached: over routes of its own, when it registers and is linked.

import { createECDH } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AccountId, DeviceId, FencingToken } from '#protocol';
import { limits } from '#protocol';
import type { Api } from '../../../../src/gateway/ingress/api.ts';
import {
  ask,
  basic,
  invite,
  join,
  makeIdentity,
  registrationBody,
} from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';

let test: ReturnType<typeof createTestServices>;
let api: Api;
let ada: Awaited<ReturnType<typeof join>>;

beforeEach(async () => {
  test = createTestServices();
  api = apiOver(test.services);
  ada = await join(api, operatorToken);
});

const web = {
  kind: 'webpush',
  endpoint: 'https://push.example.org/1',
  p256dh: createECDH('prime256v1').generateKeys('base64url'),
  auth: Buffer.alloc(16, 7).toString('base64url'),
};

async function say(verb: 'PUT' | 'DELETE' | 'GET', way: string, body?: object) {
  const answer = await ask(api, verb, `/v1/accounts/${way}`, {
    authorization: ada.authorization,
    ...(body ? { body } : {}),
  });
  return [answer.status, answer.headers['x-aldis-code'] ?? ''];
}

async function stored(id = ada.account) {
  const claimed = await test.services.accounts.isThere(id as AccountId);
  if (!claimed) return undefined;
  const store = test.services.accounts as unknown as {
    claim(id: string, fence: FencingToken): Promise<{ devices: { push?: object }[] }>;
  };
  return (await store.claim(id, 1 as FencingToken)).devices[0]?.push;
}

const kind = async () =>
  (await ask(api, 'GET', '/v1/accounts/webpush', { authorization: ada.authorization })).json;

describe('a device', () => {
  it('is woken in the last way it has named, until it takes that one back', async () => {
    const nowMs = test.clock.now();
    expect(await say('PUT', 'gcm', { gcmRegistrationId: 'gcm:1' })).toEqual([204, '']);
    expect(await stored()).toEqual({ kind: 'fcm', token: 'gcm:1', setAtMs: nowMs });
    expect(await say('PUT', 'apn', { apnRegistrationId: 'ab'.repeat(32) })).toEqual([204, '']);
    expect(await say('DELETE', 'gcm')).toEqual([204, '']);
    expect(await stored()).toMatchObject({ kind: 'apns', token: 'ab'.repeat(32) });
    expect(await say('PUT', 'webpush', web)).toEqual([204, '']);
    expect(await stored()).toMatchObject({ kind: 'webpush', endpoint: web.endpoint });
    expect(await kind()).toEqual({
      publicKey: 'the key of the tests',
      kinds: ['apns', 'fcm', 'unifiedpush', 'webpush'],
      kind: 'webpush',
    });
    expect(await say('DELETE', 'webpush')).toEqual([204, '']);
    expect(await stored()).toBeUndefined();
    expect((await kind())['kind']).toBeUndefined();
  });

  it('is believed only where something may be sent to', async () => {
    const there = { kind: 'unifiedpush', endpoint: 'https://private.example/x' };
    expect(await say('PUT', 'webpush', there)).toEqual([422, 'push.endpoint']);
    expect(await stored()).toBeUndefined();
  });

  it('is told where a way is not set up here', async () => {
    const push = { ...test.services.push, kinds: new Set(['webpush'] as const) };
    api = apiOver({ ...test.services, push });
    expect(await say('PUT', 'gcm', { gcmRegistrationId: 'x' })).toEqual([404, 'push.off']);
    expect(await say('PUT', 'webpush', web)).toEqual([204, '']);
  });

  it.each([
    ['gcm', { gcmRegistrationId: '' }],
    ['gcm', { gcmRegistrationId: 'a b' }],
    ['gcm', { gcmRegistrationId: 'x'.repeat(limits.pushTokenLengthMax + 1) }],
    ['apn', { apnRegistrationId: 'xyz' }],
    ['apn', { apnRegistrationId: '../../3/device/00' }],
    ['webpush', { ...web, p256dh: Buffer.alloc(65, 4).toString('base64url') }],
    ['webpush', { ...web, auth: 'AAAA' }],
    ['webpush', { ...web, auth: `${web.auth}==` }],
    ['webpush', { ...web, kind: 'fcm' }],
    ['webpush', { kind: 'unifiedpush' }],
    ['webpush', { ...web, endpoint: 'x'.repeat(limits.pushEndpointLengthMax + 1) }],
  ])('may not say of %s: %j', async (way, body) => {
    expect(await say('PUT', way, body)).toEqual([422, 'request.invalid']);
  });

  it('that says the same again is noted again after an hour', async () => {
    await say('PUT', 'gcm', { gcmRegistrationId: 'gcm:1' });
    const first = await stored();
    test.clock.advance(60_000);
    await say('PUT', 'gcm', { gcmRegistrationId: 'gcm:1' });
    expect(await stored()).toEqual(first);
    test.clock.advance(60 * 60_000);
    await say('PUT', 'gcm', { gcmRegistrationId: 'gcm:1' });
    expect(await stored()).toEqual({ ...first, setAtMs: test.clock.now() });
  });
});

describe('a new device', () => {
  async function register(attributes: object, more: object) {
    const [aci, pni] = [makeIdentity(), makeIdentity()];
    const body = { ...registrationBody(aci, pni), ...more };
    const answer = await ask(api, 'POST', '/v1/registration', {
      authorization: basic('invitation', 'a password of sixteen and more'),
      body: {
        ...body,
        invitation: await invite(api, operatorToken),
        accountAttributes: { registrationId: 1, pniRegistrationId: 2, ...attributes },
      },
    });
    return [answer.status, answer.json['uuid']] as const;
  }

  it('says in exactly one way how it gets what waits', async () => {
    const gcmToken = { gcmRegistrationId: 'gcm:2' };
    const apnToken = { apnRegistrationId: 'cd'.repeat(32) };
    expect((await register({}, {}))[0]).toBe(422);
    expect((await register({ fetchesMessages: true }, { gcmToken }))[0]).toBe(422);
    expect((await register({}, { gcmToken, apnToken }))[0]).toBe(422);
    const [status, account] = await register({}, { gcmToken });
    expect(status).toBe(200);
    expect(await stored(String(account))).toMatchObject({ kind: 'fcm', token: 'gcm:2' });
    const [, other] = await register({ fetchesMessages: false }, { webPush: web });
    expect(await stored(String(other))).toMatchObject({ kind: 'webpush' });
    const [, third] = await register({ fetchesMessages: true }, {});
    expect(await stored(String(third))).toBeUndefined();
  });

  it('that nothing may be sent to costs no use of its invitation', async () => {
    const webPush = { ...web, endpoint: 'https://private.example/x' };
    expect((await register({}, { webPush }))[0]).toBe(422);
  });
});

describe('a token that is gone', () => {
  const device = 1 as DeviceId;
  const ofAda = () => ({ type: 'account', id: ada.account as AccountId }) as const;
  const drop = (push: object, goneAtMs?: number) =>
    test.router.ask(ofAda(), {
      type: 'dropPush',
      device,
      push: push as never,
      ...(goneAtMs === undefined ? {} : { goneAtMs }),
    });

  it('is dropped only while it is the one that is known', async () => {
    await say('PUT', 'gcm', { gcmRegistrationId: 'gcm:1' });
    const first = (await stored()) as object;
    await say('PUT', 'gcm', { gcmRegistrationId: 'gcm:2' });
    await drop(first);
    const second = (await stored()) as { setAtMs: number };
    expect(second).toMatchObject({ token: 'gcm:2' });
    // The service knew it before the device said it again.
    await drop(second, second.setAtMs - 1);
    expect(await stored()).toEqual(second);
    await drop(second, second.setAtMs);
    expect(await stored()).toBeUndefined();
    // A repeat changes nothing.
    expect((await drop(second)).ok).toBe(true);
  });
});
