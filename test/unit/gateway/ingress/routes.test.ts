// Promises of the routes of a registered device: account, keys, messages, friends, facade, tokens.

import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { changeRelation, dayOf, written } from '#actors';
import type { Api } from '../../../../src/gateway/ingress/api.ts';
import type { AccountId } from '#protocol';
import { ask, json, join, makeIdentity } from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';

type Person = Awaited<ReturnType<typeof join>>;
let test: ReturnType<typeof createTestServices>;
let api: Api;
let ada: Person;
let bob: Person;

beforeEach(async () => {
  test = createTestServices();
  api = apiOver(test.services);
  ada = await join(api, operatorToken);
  bob = await join(api, operatorToken);
});

const as = (who: Person, body?: unknown) => ({
  authorization: who.authorization,
  ...(body === undefined ? {} : { body }),
});
const message = (more: object = {}) => ({
  messages: [
    { type: 1, destinationDeviceId: 1, destinationRegistrationId: 11, content: 'AAEC', ...more },
  ],
  online: false,
  urgent: true,
  timestamp: 1_700_000_000_000,
});

describe('account', () => {
  it('attributes are set, devices are listed', async () => {
    const attributes = {
      fetchesMessages: true,
      registrationId: 21,
      pniRegistrationId: 22,
      capabilities: { storage: false },
      unknownFieldOfSignal: 1,
    };
    const set = await ask(api, 'PUT', '/v1/accounts/attributes', as(ada, attributes));
    expect(set.status).toBe(204);
    const name = { deviceName: 'c2VhbGVk' };
    expect((await ask(api, 'PUT', '/v1/accounts/name', as(ada, name))).status).toBe(204);
    const long = as(ada, { deviceName: 'x'.repeat(226) });
    expect((await ask(api, 'PUT', '/v1/accounts/name', long)).status).toBe(422);
    const devices = await ask(api, 'GET', '/v1/devices', as(ada));
    const created = test.clock.now();
    expect(devices.json).toEqual({
      devices: [{ id: 1, name: 'c2VhbGVk', registrationId: 21, pniRegistrationId: 22, created }],
    });
  });

  it('a deleted account’s credentials are worth nothing', async () => {
    expect((await ask(api, 'DELETE', '/v1/accounts/me', as(ada))).status).toBe(204);
    const after = await ask(api, 'GET', '/v1/accounts/whoami', as(ada));
    expect([after.status, after.headers['x-aldis-code']]).toEqual([401, 'auth.invalid']);
  });

  it('an access token opens what the password opens, until it expires', async () => {
    const issued = await ask(api, 'POST', '/v1/auth/token', as(ada));
    const authorization = `Bearer ${String(issued.json['accessToken'])}`;
    const whoami = await ask(api, 'GET', '/v1/accounts/whoami', { authorization });
    expect(whoami.json['uuid']).toBe(ada.account);
    test.clock.advance(Number(issued.json['expiresAt']) - test.clock.now() + 1000);
    const late = await ask(api, 'GET', '/v1/accounts/whoami', { authorization });
    expect([late.status, late.headers['x-aldis-code']]).toEqual([401, 'auth.expired']);
  });
});

describe('keys', () => {
  it('uploaded keys are counted and handed out once each, then the last-resort one', async () => {
    const upload = { preKeys: [ada.aci.ec(5)], pqPreKeys: [ada.aci.kem(6)] };
    expect((await ask(api, 'PUT', '/v2/keys?identity=aci', as(ada, upload))).status).toBe(204);
    const counted = await ask(api, 'GET', '/v2/keys?identity=aci', as(ada));
    expect(counted.json).toEqual({ count: 1, pqCount: 1 });
    const take = () => ask(api, 'GET', `/v2/keys/${ada.account}/*`, as(bob));
    const first = (await take()).json;
    expect(first['identityKey']).toBe(ada.aci.publicKey);
    expect(first['devices']).toMatchObject([
      { deviceId: 1, registrationId: 11, preKey: upload.preKeys[0], pqPreKey: upload.pqPreKeys[0] },
    ]);
    const [second] = (await take()).json['devices'] as Record<string, unknown>[];
    expect(second?.['preKey']).toBeUndefined();
    expect(second?.['pqPreKey']).toMatchObject({ keyId: 3 });
  });

  it('a PNI and a device number are understood', async () => {
    const byPni = await ask(api, 'GET', `/v2/keys/PNI:${ada.pni}/1`, as(bob));
    expect(byPni.json['devices']).toMatchObject([{ deviceId: 1, registrationId: 12 }]);
    const none = await ask(api, 'GET', `/v2/keys/${ada.account}/2`, as(bob));
    expect([none.status, none.headers['x-aldis-code']]).toEqual([404, 'device.not_found']);
  });

  it('one pair may take six bundles, then one in ten minutes; others go on', async () => {
    const take = (who: Person) => ask(api, 'GET', `/v2/keys/${ada.account}/*`, as(who));
    for (let i = 0; i < 6; i++) expect((await take(bob)).status).toBe(200);
    const seventh = await take(bob);
    expect([seventh.status, seventh.headers['retry-after']]).toEqual([429, '600']);
    expect((await take(ada)).status).toBe(200);
  });

  it('a bad signature is refused with 422', async () => {
    const upload = { pqPreKeys: [makeIdentity().kem(6)] };
    const answer = await ask(api, 'PUT', '/v2/keys?identity=aci', as(ada, upload));
    expect([answer.status, answer.headers['x-aldis-code']]).toEqual([422, 'key.signature']);
  });

  it('the repeated-use keys are compared by digest', async () => {
    const bundle = (await ask(api, 'GET', `/v2/keys/${ada.account}/1`, as(ada))).json;
    const [device] = bundle['devices'] as {
      signedPreKey: { keyId: number; publicKey: string };
      pqPreKey: { keyId: number; publicKey: string };
    }[];
    const hash = createHash('sha256').update(Buffer.from(ada.aci.publicKey, 'base64'));
    for (const key of [device?.signedPreKey, device?.pqPreKey]) {
      const id = Buffer.alloc(8);
      id.writeUInt32BE(key?.keyId ?? 0, 4);
      hash.update(id).update(Buffer.from(key?.publicKey ?? '', 'base64'));
    }
    const digest = hash.digest('base64');
    const body = { identityType: 'ACI', digest };
    expect((await ask(api, 'POST', '/v2/keys/check', as(ada, body))).status).toBe(200);
    const other = { identityType: 'pni', digest };
    expect((await ask(api, 'POST', '/v2/keys/check', as(ada, other))).status).toBe(409);
  });
});

describe('messages', () => {
  const path = (to: string) => `/v1/messages/${to}`;

  it('a message reaches the recipient’s actor with its sender and guid', async () => {
    const guid = '00112233445566778899aabbccddeeff';
    const sent = await ask(api, 'PUT', path(bob.account), {
      ...as(ada, message()),
      headers: { 'idempotency-key': guid },
    });
    expect([sent.status, sent.json]).toEqual([200, { needsSync: false }]);
    expect(test.router.sent).toMatchObject([
      {
        to: bob.account,
        command: { source: { account: ada.account, device: 1 }, guid, identity: 'aci' },
      },
    ]);
  });

  it('a PNI is resolved, an unknown one is 404', async () => {
    const known = message({ destinationRegistrationId: 12 });
    const byPni = await ask(api, 'PUT', path(`PNI:${bob.pni}`), as(ada, known));
    expect(byPni.status).toBe(200);
    expect(test.router.sent[0]?.command.identity).toBe('pni');
    const unknown = await ask(api, 'PUT', path(`PNI:${bob.account}`), as(ada, known));
    expect(unknown.status).toBe(404);
  });

  it('the device list is told with 409, re-installed devices with 410', async () => {
    const extra = await ask(
      api,
      'PUT',
      path(bob.account),
      as(ada, message({ destinationDeviceId: 2 })),
    );
    expect([extra.status, extra.json]).toEqual([409, { missingDevices: [1], extraDevices: [2] }]);
    const stale = await ask(
      api,
      'PUT',
      path(bob.account),
      as(ada, message({ destinationRegistrationId: 9 })),
    );
    expect([stale.status, stale.json]).toEqual([410, { staleDevices: [1] }]);
  });

  it.each([
    [{ type: 5 }, 'message.type', 422],
    [{ content: Buffer.alloc(96 * 1024 + 1).toString('base64') }, 'message.too_large', 413],
    [{ content: 'AAE' }, 'request.invalid', 422],
    [{ content: 'AAF=' }, 'request.invalid', 422],
    [{ content: '' }, 'request.invalid', 422],
    [{ destinationDeviceId: 128 }, 'request.invalid', 422],
  ])('a bad content has its code: %#', async (more, code, status) => {
    const answer = await ask(api, 'PUT', path(bob.account), as(ada, message(more)));
    expect([answer.headers['x-aldis-code'], answer.status]).toEqual([code, status]);
    expect(test.router.sent).toEqual([]);
  });

  it('one pair may send sixty at once', async () => {
    const send = () => ask(api, 'PUT', path(bob.account), as(ada, message()));
    for (let i = 0; i < 60; i++) expect((await send()).status).toBe(200);
    expect((await send()).headers['retry-after']).toBe('1');
    test.clock.advance(1000);
    expect((await send()).status).toBe(200);
  });
});

describe('friends', () => {
  const friend = (who: Person, whom: Person) =>
    ask(api, 'PUT', `/v1/friends/${whom.account}`, as(who));

  it('one asks, the other asks back, both are told', async () => {
    expect((await friend(ada, bob)).json).toEqual({ friendship: 'requested' });
    expect((await friend(ada, bob)).json).toEqual({ friendship: 'requested' });
    expect((await friend(bob, ada)).json).toEqual({ friendship: 'accepted' });
    expect(test.router.notices).toEqual([
      { to: bob.account, kind: 'friend.requested', account: ada.account },
      { to: ada.account, kind: 'friend.accepted', account: bob.account },
    ]);
    const listed = await ask(api, 'GET', '/v1/friends', as(ada));
    expect(listed.json).toEqual({
      friends: [{ account: bob.account, friendship: 'accepted' }],
    });
  });

  it('ends when either says so', async () => {
    await friend(ada, bob);
    const path = `/v1/friends/${ada.account}`;
    expect((await ask(api, 'DELETE', path, as(bob))).status).toBe(204);
    const again = await ask(api, 'DELETE', path, as(bob));
    expect(again.json).toMatchObject({ status: 404, code: 'relation.not_found' });
  });

  it('nobody befriends themselves or who is not there', async () => {
    expect((await friend(ada, ada)).json).toMatchObject({ status: 422, code: 'relation.self' });
    const absent = { ...bob, account: '00000000-0000-4000-8000-000000000000' };
    expect((await friend(ada, absent)).json).toMatchObject({ code: 'account.not_found' });
  });
});

describe('facade', () => {
  const keys = (who: Person, whom: Person) =>
    ask(api, 'GET', `/api/signal/keys/${whom.account}`, as(who));

  it('hands keys to friends and to correspondents, and to nobody else', async () => {
    const stranger = await keys(ada, bob);
    expect([stranger.status, stranger.json]).toEqual([
      403,
      { success: false, error: expect.any(String), statusCode: 403 },
    ]);
    const [a, b] = [ada.account as AccountId, bob.account as AccountId];
    const today = dayOf(test.clock.now());
    const writes = (from: AccountId, day = today) =>
      changeRelation(test.services, [a, b], (relation) => written(relation, from, day));
    const tooLongAgo = today - test.services.config.ALDIS_CORRESPONDENCE_DAYS - 1;
    for (const from of [a, b]) await writes(from, tooLongAgo);
    expect((await keys(ada, bob)).status).toBe(403);
    await writes(a);
    expect((await keys(ada, bob)).status).toBe(403);
    await writes(b);
    const opened = await keys(ada, bob);
    expect(opened.json).toMatchObject({
      success: true,
      data: { userId: bob.account, identityKey: bob.aci.publicKey },
    });
    const established = await ask(
      api,
      'POST',
      '/api/signal/session/establish',
      as(bob, { userId: ada.account }),
    );
    expect(established.status).toBe(200);
  });

  it('opens sessions by the shape of its source, and has its words for strangers', async () => {
    const establish = (body: object) =>
      ask(api, 'POST', '/api/signal/session/establish', as(ada, body));
    const asked = { recipientUserId: bob.account, conversationId: 'c-1' };
    const stranger = await establish(asked);
    expect([stranger.status, stranger.json]).toEqual([
      403,
      { success: false, error: 'Not a participant', statusCode: 403 },
    ]);
    for (const [one, other] of [
      [ada, bob],
      [bob, ada],
    ] as const) {
      await ask(api, 'PUT', `/v1/friends/${other.account}`, as(one));
    }
    const data = { userId: bob.account, identityKey: bob.aci.publicKey };
    for (const body of [asked, { recipientUserId: bob.account }, { userId: bob.account }]) {
      expect((await establish(body)).json).toMatchObject({ success: true, data });
    }
    for (const body of [{}, { ...asked, userId: bob.account }, { conversationId: 'c-1' }]) {
      expect((await establish(body)).status).toBe(422);
    }
  });

  it('says of an upload which keys it was', async () => {
    const keys = { preKeys: [ada.aci.ec(7), ada.aci.ec(8)], signedPreKey: ada.aci.signedEc(9) };
    const { json: told } = await ask(api, 'POST', '/api/signal/keys', as(ada, keys));
    const { devices } = (await ask(api, 'GET', '/v1/devices', as(ada))).json as {
      devices: { registrationId: number }[];
    };
    expect(told).toEqual({
      success: true,
      data: {
        ...{ count: 2, pqCount: 0, preKeyId: 7, signedPreKeyId: 9 },
        ...{ deviceId: 1, registrationId: devices[0]?.registrationId },
      },
    });
  });

  it('uploads are limited to five a minute, in the facade’s words', async () => {
    const upload = () =>
      ask(api, 'POST', '/api/signal/keys', as(ada, { preKeys: [ada.aci.ec(1)] }));
    const first = await upload();
    expect(first.json).toMatchObject({ success: true, data: { count: 1, pqCount: 0 } });
    for (let i = 0; i < 4; i++) expect((await upload()).status).toBe(200);
    const sixth = await upload();
    expect([sixth.status, sixth.headers['retry-after'], sixth.json['success']]).toEqual([
      429,
      '12',
      false,
    ]);
  });

  it('answers an account 300 times a minute over all of its routes', async () => {
    const asks = [
      () => ask(api, 'GET', `/api/signal/keys/${bob.account}`, as(ada)),
      () => ask(api, 'POST', '/api/signal/messages', as(ada, { ...message(), userId: 'nobody' })),
      () => ask(api, 'POST', '/api/signal/keys', as(ada, {})),
    ];
    for (let n = 0; n < 300; n++) await asks[n % 3]?.();
    const taken = test.taken.filter((one) => one.startsWith('facade '));
    expect(new Set(taken)).toEqual(new Set([`facade ${ada.account}`]));
    const before = test.taken.length;
    for (const one of asks) expect((await one()).status).toBe(429);
    expect(test.taken.slice(before)).toEqual(asks.map(() => `facade ${ada.account}`));
    const other = await ask(api, 'GET', `/api/signal/keys/${ada.account}`, as(bob));
    expect(other.status).toBe(403);
  });

  it('strangers may write twenty times a minute, friends more often', async () => {
    const body = json({ ...message(), userId: bob.account });
    const send = () =>
      ask(api, 'POST', '/api/signal/messages', { authorization: ada.authorization, raw: body });
    for (let i = 0; i < 20; i++) expect((await send()).status).toBe(200);
    expect((await send()).status).toBe(429);
    await ask(api, 'PUT', `/v1/friends/${bob.account}`, as(ada));
    await ask(api, 'PUT', `/v1/friends/${ada.account}`, as(bob));
    expect((await send()).status).toBe(200);
  });
});

describe('health', () => {
  it('tells life, readiness and, to operators, metrics', async () => {
    expect((await ask(api, 'GET', '/livez')).status).toBe(200);
    const ready = await ask(api, 'GET', '/readyz');
    expect([ready.status, ready.json]).toEqual([
      200,
      {
        ...{ status: 'ready', voice: 'off', turn: 'off', codes: 'console' },
        push: { apns: 'failing', fcm: 'ready' },
      },
    ]);
    const away = apiOver({ ...test.services, isReady: () => false });
    expect((await ask(away, 'GET', '/readyz')).status).toBe(503);
    expect((await ask(api, 'GET', '/metrics')).status).toBe(401);
    const authorization = `Bearer ${operatorToken}`;
    const metrics = await ask(api, 'GET', '/metrics', { authorization });
    expect(metrics.headers['content-type']).toContain('text/plain');
  });
});
