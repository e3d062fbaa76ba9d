// Promises of the route that changes a phone number, over HTTP as any client would ask.

import { metrics } from '#runtime';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Api } from '../../../../src/gateway/ingress/api.ts';
import { freshMs } from '../../../../src/gateway/ingress/freshProof.ts';
import { toBase64 } from '../../../../src/gateway/ingress/schemas.ts';
import { ask, basic, join, makeIdentity, registrationBody } from '../../../support/apiClient.ts';
import { counted } from '../../../support/counted.ts';
import { ListSigner, listed } from '../../../support/deviceLists.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';

const [number, other] = ['+12025550123', '+12025550124'];
const password = 'a password of sixteen';
const path = '/v2/accounts/number';
const pinToken = 'a'.repeat(64);
let test: ReturnType<typeof createTestServices>;
let api: Api;
let ada: Awaited<ReturnType<typeof join>>;

beforeEach(async () => {
  test = createTestServices();
  api = apiOver(test.services);
  ada = await join(api, operatorToken);
});

/** A session that proves the number. */
async function verified(of = number): Promise<string> {
  const sessions = '/v1/verification/session';
  const begun = await ask(api, 'POST', sessions, { body: { number: of } });
  const code = `${sessions}/${String(begun.json['id'])}/code`;
  await ask(api, 'POST', code, { body: { transport: 'sms', client: 'ios' } });
  const told = await ask(api, 'PUT', code, { body: { code: test.codes.at(-1)?.code } });
  expect(told.json['verified']).toBe(true);
  return String(begun.json['id']);
}

const pni = makeIdentity();
/** What an account of one device without a list sends. */
const bodyOf = (sessionId: string, more: object = {}, identity = pni) => ({
  sessionId,
  number,
  pniIdentityKey: identity.publicKey,
  deviceMessages: [],
  devicePniSignedPrekeys: { 1: identity.signedEc(1) },
  devicePniPqLastResortPrekeys: { 1: identity.kem(2) },
  pniRegistrationIds: { 1: 12 },
  ...more,
});
const put = (door: Api, asked: Parameters<typeof ask>[3]) => ask(door, 'PUT', path, asked);
const change = (body: object, authorization = ada.authorization) =>
  put(api, { authorization, body });
const codeOf = (answer: Awaited<ReturnType<typeof ask>>) => [
  answer.status,
  answer.headers['x-aldis-code'],
];
const whoami = async (authorization = ada.authorization) =>
  (await ask(api, 'GET', '/v1/accounts/whoami', { authorization })).json;

/** Somebody with that number. */
async function registered(more: object = {}) {
  const sessionId = await verified();
  const { accountAttributes, ...rest } = registrationBody();
  const body = { ...rest, accountAttributes: { ...accountAttributes, ...more }, sessionId };
  const made = await ask(api, 'POST', '/v1/registration', {
    authorization: basic(number, password),
    body,
  });
  expect(made.status).toBe(200);
  return { ...made.json, authorization: basic(`${String(made.json['uuid'])}.1`, password) };
}

describe('a change of number', () => {
  it('is answered with Signal’s fields, and is what the account is from then on', async () => {
    const of = await counted(metrics.registrations, { outcome: 'number' });
    const before = await whoami();
    const changed = await change(bodyOf(await verified()));
    expect([changed.status, changed.json]).toEqual([
      200,
      { uuid: ada.account, number, pni: expect.any(String), storageCapable: false },
    ]);
    expect(changed.json['pni']).not.toBe(before['pni']);
    expect(await whoami()).toEqual(changed.json);
    expect(await of()).toBe(1);
    const authorization = ada.authorization;
    for (const [one, status] of [
      [changed.json['pni'], 200],
      [before['pni'], 404],
    ] as const) {
      const found = await ask(api, 'GET', `/v2/keys/PNI:${String(one)}/*`, { authorization });
      expect(found.status).toBe(status);
    }
  });

  it('whose answer was lost is answered again, though its proof is used up', async () => {
    const body = bodyOf(await verified());
    const first = await change(body);
    const again = await change(body);
    expect([again.status, again.json]).toEqual([200, first.json]);
    // Other keys for that number are another change, of which there is no proof.
    expect(codeOf(await change(bodyOf(body.sessionId, {}, makeIdentity())))[1]).toBe(
      'request.invalid',
    );
  });

  it('proves no number by having been carried out, where another one came between', async () => {
    const body = bodyOf(await verified());
    expect((await change(body)).status).toBe(200);
    const later = bodyOf(await verified(other), { number: other }, makeIdentity());
    const { router } = test.services;
    const before = api;
    let isBetween = false;
    const ask: typeof router.ask = async (address, command, ...rest) => {
      const isTrial = 'isTrial' in command && command.isTrial;
      if (command.type === 'changeNumber' && !isTrial && !isBetween) {
        isBetween = true;
        const { authorization } = ada;
        expect((await put(before, { authorization, body: later })).status).toBe(200);
      }
      return router.ask(address, command, ...rest);
    };
    const racing = Object.assign(Object.create(router) as typeof router, { ask });
    api = apiOver({ ...test.services, router: racing });
    expect(codeOf(await change(body))).toEqual([401, 'registration.unverified']);
    expect(await whoami()).toMatchObject({ number: other });
  });

  it('takes a session that proves this very number, and lives', async () => {
    const none = [401, 'registration.unverified'];
    expect(codeOf(await change(bodyOf('no session at all')))).toEqual(none);
    expect(codeOf(await change(bodyOf(await verified(other))))).toEqual(none);
    const begun = await ask(api, 'POST', '/v1/verification/session', { body: { number } });
    expect(codeOf(await change(bodyOf(String(begun.json['id']))))).toEqual(none);
    const late = await verified();
    test.clock.advance(10 * 60_000);
    expect(codeOf(await change(bodyOf(late)))).toEqual(none);
    expect(await whoami()).not.toHaveProperty('number');
  });

  it('takes a password, or a token whose proof is fresh', async () => {
    const issued = await ask(api, 'POST', '/v1/auth/token', { authorization: ada.authorization });
    const token = `Bearer ${String(issued.json['accessToken'])}`;
    test.clock.advance(freshMs + 1000);
    const body = bodyOf(await verified());
    expect(codeOf(await change(body, token))).toEqual([401, 'auth.fresh_proof']);
    const proof = await ask(api, 'POST', '/v1/auth/proof', {
      authorization: ada.authorization,
      body: {},
    });
    expect((await change(body, `Bearer ${String(proof.json['accessToken'])}`)).status).toBe(200);
  });

  it('of an account that has signed a list takes the next, with the ids of all', async () => {
    const signer = new ListSigner(ada.account as never, { secret: ada.aci.secret });
    const four = (version: number, registrationId: number) => {
      const signed = signer.sign(version, [listed(1, 11, registrationId)]);
      return Object.fromEntries(
        Object.entries(signed).map(([name, bytes]) => [name, toBase64(bytes)]),
      );
    };
    const authorization = ada.authorization;
    await ask(api, 'PUT', '/v1/devices/list', { authorization, body: four(1, 12) });
    const ids = { pniRegistrationIds: { 1: 99 } };
    const sessionId = await verified();
    expect(codeOf(await change(bodyOf(sessionId, ids)))).toEqual([422, 'devices.list_invalid']);
    const stale = await change(bodyOf(sessionId, { ...ids, deviceList: four(1, 99) }));
    expect([codeOf(stale)[1], stale.json['currentVersion']]).toEqual(['devices.list_stale', 1]);
    const done = await change(bodyOf(sessionId, { ...ids, deviceList: four(2, 99) }));
    expect(done.status).toBe(200);
  });

  it.each<[string, object, number, string]>([
    ['no keys', { devicePniSignedPrekeys: {} }, 422, 'request.invalid'],
    ['ids of another device', { pniRegistrationIds: { 2: 12 } }, 422, 'request.invalid'],
    ['a device that cannot be', { pniRegistrationIds: { 0: 12 } }, 422, 'request.invalid'],
    ['a number that is none', { number: '0170' }, 422, 'request.invalid'],
    [
      'a message for a device that is not there',
      {
        deviceMessages: [
          { type: 1, destinationDeviceId: 2, destinationRegistrationId: 3, content: 'AQ==' },
        ],
      },
      409,
      'message.mismatched_devices',
    ],
    [
      'a message that is sealed for nobody',
      {
        deviceMessages: [
          { type: 8, destinationDeviceId: 2, destinationRegistrationId: 3, content: 'AQ==' },
        ],
      },
      422,
      'message.type',
    ],
  ])('with %s is refused', async (_what, more, status, code) => {
    const sessionId = await verified();
    const refused = await change(bodyOf(sessionId, more));
    expect([refused.status, refused.headers['x-aldis-code']]).toEqual([status, code]);
    // The proof is as good as before.
    expect((await change(bodyOf(sessionId))).status).toBe(200);
  });

  it('is made six times, then once an hour', async () => {
    const codes: unknown[] = [];
    for (let at = 0; at < 7; at++) {
      const next = `+1202555020${at}`;
      const body = { ...bodyOf(await verified(next), {}, makeIdentity()), number: next };
      codes.push(codeOf(await change(body))[1]);
    }
    expect(codes).toEqual([...Array(6).fill(undefined), 'rate.limited']);
  });
});

describe('a number that somebody has', () => {
  it('goes to who has proved it last; who had it goes on, and is told', async () => {
    const lost = await counted(metrics.securityEvents, { kind: 'number_lost' });
    const bob = await registered();
    const changed = await change(bodyOf(await verified()));
    expect(changed.status).toBe(200);
    expect(await whoami(bob.authorization)).not.toHaveProperty('number');
    const told = await ask(api, 'GET', '/v1/accounts/security', {
      authorization: bob.authorization,
    });
    expect(told.json['events']).toMatchObject([{ kind: 'number-lost' }]);
    expect(await lost()).toBe(1);
    // And the number registers ada's account from now on.
    expect((await registered())['uuid' as never]).toBe(ada.account);
  });

  it('stays with its holder while a lock holds, and goes to who knows the PIN', async () => {
    const bob = await registered({ registrationLock: pinToken });
    const sessionId = await verified();
    const locked = await change(bodyOf(sessionId));
    expect(codeOf(locked)).toEqual([423, 'registration.locked']);
    expect(Number(locked.json['timeRemaining'])).toBeGreaterThan(0);
    expect(codeOf(await change(bodyOf(sessionId, { reglock: 'b'.repeat(64) })))[0]).toBe(423);
    expect((await whoami(bob.authorization))['number']).toBe(number);
    expect((await change(bodyOf(sessionId, { reglock: pinToken }))).status).toBe(200);
    const lock = await ask(api, 'GET', '/v1/accounts/registration_lock', {
      authorization: ada.authorization,
    });
    expect(lock.json).toEqual({ isSet: true });
  });

  it('is taken from nobody by a change that cannot be made', async () => {
    const bob = await registered();
    const keys = { devicePniSignedPrekeys: { 1: makeIdentity().signedEc(1) } };
    const refused = await change(bodyOf(await verified(), keys));
    expect(codeOf(refused)[1]).toBe('key.signature');
    expect((await whoami(bob.authorization))['number']).toBe(number);
  });

  it('that two ask for at once is one account’s', async () => {
    const eve = await join(api, operatorToken);
    const [forAda, forEve] = [await verified(), await verified()];
    test.clock.advance(60_000);
    const identity = makeIdentity();
    const answers = await Promise.all([
      change(bodyOf(forAda)),
      change(bodyOf(forEve, {}, identity), eve.authorization),
    ]);
    const codes = answers.map((one) => codeOf(one)[1]);
    const holders = [await whoami(), await whoami(eve.authorization)].filter(
      (one) => one['number'] === number,
    );
    expect(holders).toHaveLength(1);
    expect(codes.filter((code) => code === undefined).length).toBeGreaterThan(0);
    for (const code of codes) expect([undefined, 'number.taken']).toContain(code);
  });
});
