// Promises of logging in by name and password.

import { describe, expect, it } from 'vitest';
import { loginDeviceMessage, loginKdf, srpGroup, toBytes } from '#protocol';
import {
  challengeMs,
  failedAfterMs,
  guessedAfterMs,
} from '../../../../src/gateway/ingress/logins.ts';
import { ask, basic, join, makeIdentity, registrationBody } from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';
import { begin, logIn, loginBody } from '../../../support/logins.ts';

const path = '/v1/accounts/login';
const password = 'correct horse battery staple';
const newCredential = 'another of sixteen letters';

async function setUp() {
  const test = createTestServices();
  // Whoever is kept waiting waits no longer than the test.
  const { clock } = test;
  const after = clock.after.bind(clock);
  const waited: number[] = [];
  clock.after = (delayMs, run) => {
    if (![challengeMs, failedAfterMs, guessedAfterMs].includes(delayMs)) {
      return after(delayMs, run);
    }
    waited.push(delayMs);
    setImmediate(run);
    return { cancel() {} };
  };
  const api = apiOver(test.services);
  const ada = await join(api, operatorToken);
  const set = async (name: string, word = password, person = ada) =>
    ask(api, 'PUT', path, {
      authorization: person.authorization,
      body: await loginBody(name, word),
    });
  return { ...test, api, ada, set, waited };
}
type Test = Awaited<ReturnType<typeof setUp>>;

const codeOf = (answer: { json: Record<string, unknown> }) => answer.json['code'];

function asDevice({ ada }: Test, change: { identity?: typeof ada.aci; id?: number } = {}) {
  const { identity = ada.aci, id = 1 } = change;
  return (handshake: string) => {
    const message = loginDeviceMessage(handshake, id, newCredential);
    const signature = Buffer.from(identity.secret.sign(message)).toString('base64');
    return { id, registrationId: 11, password: newCredential, signature };
  };
}

describe('name and password', () => {
  it('are set by the primary with its password, read, replaced and taken away', async () => {
    const test = await setUp();
    const { api, ada, set } = test;
    const { authorization } = ada;
    expect(codeOf(await ask(api, 'GET', path, { authorization }))).toBe('login.none');
    expect((await set('Ada.Lovelace')).status).toBe(204);
    const read = await ask(api, 'GET', path, { authorization });
    expect(read.json).toEqual({ name: 'ada.lovelace', setAtMs: test.clock.now() });
    const told = await ask(api, 'GET', '/v1/accounts/security', { authorization });
    expect(JSON.stringify(told.json)).toContain('login-changed');
    expect((await set('ada2')).status).toBe(204);
    expect(await test.services.accounts.findByLogin('ada.lovelace')).toBeUndefined();
    expect((await ask(api, 'DELETE', path, { authorization })).status).toBe(204);
    expect(await test.services.accounts.findByLogin('ada2')).toBeUndefined();
    expect((await ask(api, 'DELETE', path, { authorization })).status).toBe(204);
  });

  it('one name is one account’s: of many who want it at once exactly one gets it', async () => {
    const { api, set } = await setUp();
    const people = await Promise.all(Array.from({ length: 6 }, () => join(api, operatorToken)));
    const asked = people.map((one, at) =>
      set(at % 2 === 0 ? 'Grace' : 'ＧＲＡＣＥ', password, one),
    );
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([204, 409, 409, 409, 409, 409]);
    const names = await Promise.all(
      people.map(({ authorization }) => ask(api, 'GET', path, { authorization })),
    );
    expect(names.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('a name that is taken leaves the one before', async () => {
    const { api, set, ada } = await setUp();
    await set('first');
    await set('other', password, await join(api, operatorToken));
    expect(codeOf(await set('other'))).toBe('login.name_taken');
    const read = await ask(api, 'GET', path, { authorization: ada.authorization });
    expect(read.json['name']).toBe('first');
  });

  it('no other cost than the common one, no bad verifier and no bad name are taken', async () => {
    const { api, ada } = await setUp();
    const good = await loginBody('ada', password);
    const zeros = Buffer.alloc(srpGroup.bytes).toString('base64');
    const prime = Buffer.from(toBytes(srpGroup.prime, srpGroup.bytes)).toString('base64');
    for (const change of [
      { kdf: { algorithm: 'argon2id', ...loginKdf, memoryKib: 8 } },
      { verifier: zeros },
      { verifier: prime },
      { name: 'a' },
      { name: 'a b' },
      { salt: '' },
    ]) {
      const { authorization } = ada;
      const body = { ...good, ...change };
      expect((await ask(api, 'PUT', path, { authorization, body })).status).toBe(422);
    }
  });
});

describe('a login', () => {
  it('by the right password gives a ticket, and the server’s proof', async () => {
    const test = await setUp();
    await test.set('ada');
    const told = await logIn(test.api, 'ADA', password);
    expect(told.status).toBe(200);
    expect(told.json).toEqual({
      M2: told.serverProof,
      uuid: test.ada.account,
      ticket: expect.any(String),
    });
  });

  it('a wrong password and a name that nobody has are refused alike, after the same', async () => {
    const test = await setUp();
    await test.set('ada');
    const answers = [
      await logIn(test.api, 'ada', 'a wrong one'),
      await logIn(test.api, 'eda', 'a wrong one'),
      await logIn(test.api, 'eda', ''),
    ];
    for (const { status, json } of answers) {
      expect([status, json['code']]).toEqual([401, 'auth.invalid']);
    }
    expect(test.waited).toEqual([
      ...[challengeMs, failedAfterMs],
      ...[challengeMs, failedAfterMs],
      ...[challengeMs, failedAfterMs],
    ]);
  });

  it('a name has one salt, whether it is somebody’s or not; all else is new', async () => {
    const test = await setUp();
    await test.set('ada');
    for (const name of ['ada', 'eda']) {
      const [one, two] = [
        await begin(test.api, name, password),
        await begin(test.api, name, password),
      ].map(({ challenge }) => challenge.json);
      expect(Object.keys(one ?? {})).toEqual(['handshake', 'salt', 'kdf', 'B']);
      expect([one?.['salt'], one?.['kdf']]).toEqual([two?.['salt'], two?.['kdf']]);
      expect(one?.['B']).not.toBe(two?.['B']);
    }
    const lengths = async (name: string) => {
      const { json } = (await begin(test.api, name, password)).challenge;
      return Object.values(json).map((value) => JSON.stringify(value).length);
    };
    expect(await lengths('ada')).toEqual(await lengths('eda'));
  });

  it('a handshake is good once, for a minute, and at every worker', async () => {
    const test = await setUp();
    await test.set('ada');
    const { body } = await begin(test.api, 'ada', password);
    const elsewhere = apiOver(test.services);
    const prove = (api = elsewhere, sent: object = body) =>
      ask(api, 'POST', '/v1/auth/srp/proof', { body: sent });
    expect((await prove()).status).toBe(200);
    expect(codeOf(await prove())).toBe('login.over');
    expect(codeOf(await prove(test.api))).toBe('login.over');
    const late = await begin(test.api, 'ada', password);
    test.clock.advance(60_000);
    expect(codeOf(await prove(test.api, late.body))).toBe('login.over');
    const bent = { ...body, handshake: `A${String(body.handshake).slice(1)}` };
    expect(codeOf(await prove(test.api, bent))).toBe('login.over');
  });

  it('what proves nothing is refused: A of 0 and of multiples of the prime', async () => {
    const { api } = await setUp();
    for (const value of [0n, srpGroup.prime]) {
      const A = Buffer.from(toBytes(value, srpGroup.bytes)).toString('base64');
      const body = { name: 'ada', A };
      expect((await ask(api, 'POST', '/v1/auth/srp/challenge', { body })).status).toBe(422);
    }
  });

  it('guesses make their address wait, the owner elsewhere never', async () => {
    const test = await setUp();
    await test.set('ada');
    const ip = '198.51.100.7';
    for (let guess = 0; guess < 10; guess++) {
      expect((await logIn(test.api, 'ada', `guess ${guess}`, { ip })).status).toBe(401);
    }
    expect((await logIn(test.api, 'ada', password, { ip })).status).toBe(429);
    expect((await logIn(test.api, 'ada', password, { ip: '203.0.113.9' })).status).toBe(200);
  });

  it('a name that is guessed from everywhere is answered late, and lets its owner in', async () => {
    const test = await setUp();
    await test.set('ada');
    for (let guess = 0; guess < 22; guess++) {
      const ip = `198.51.100.${guess}`;
      expect((await logIn(test.api, 'ada', `guess ${guess}`, { ip })).status).toBe(401);
    }
    expect(test.waited).toContain(guessedAfterMs);
    expect((await logIn(test.api, 'ada', password, { ip: '203.0.113.9' })).status).toBe(200);
  });
});

describe('what a login brings', () => {
  it('a device with the keys gets another credential, and its former one ends', async () => {
    const test = await setUp();
    await test.set('ada');
    const told = await logIn(test.api, 'ada', password, { device: asDevice(test) });
    expect(told.json).toEqual({ M2: told.serverProof, uuid: test.ada.account });
    const whoami = (authorization: string) =>
      ask(test.api, 'GET', '/v1/accounts/whoami', { authorization });
    expect((await whoami(test.ada.authorization)).status).toBe(401);
    expect((await whoami(basic(`${test.ada.account}.1`, newCredential))).status).toBe(200);
  });

  it('none without the keys, of another number, or for a handshake that was another', async () => {
    const test = await setUp();
    await test.set('ada');
    const other = asDevice(test)('another handshake');
    for (const device of [
      asDevice(test, { identity: makeIdentity() }),
      asDevice(test, { id: 2 }),
      () => other,
      (handshake: string) => ({ ...asDevice(test)(handshake), registrationId: 12 }),
      (handshake: string) => ({ ...asDevice(test)(handshake), password: `${newCredential}.` }),
    ]) {
      const told = await logIn(test.api, 'ada', password, { device });
      expect([told.status, codeOf(told)]).toEqual([403, 'login.device']);
    }
    const { authorization } = test.ada;
    expect((await ask(test.api, 'GET', '/v1/accounts/whoami', { authorization })).status).toBe(200);
  });

  it('a ticket takes the account over once, with new keys; the login stays', async () => {
    const test = await setUp();
    await test.set('ada');
    const ticket = String((await logIn(test.api, 'ada', password)).json['ticket']);
    const fresh = makeIdentity();
    const register = (body = registrationBody(fresh)) =>
      ask(test.api, 'POST', '/v1/registration', {
        authorization: basic('login', newCredential),
        body: { ...body, ticket },
      });
    const made = await register();
    expect(made.json).toMatchObject({ uuid: test.ada.account, pni: test.ada.pni });
    const former = test.ada.authorization;
    const whoami = await ask(test.api, 'GET', '/v1/accounts/whoami', { authorization: former });
    expect(whoami.status).toBe(401);
    expect((await register()).headers['x-aldis-code']).toBe('login.over');
    expect((await logIn(test.api, 'ada', password)).status).toBe(200);
  });

  it('a ticket ends with the password that it was given for, and with its time', async () => {
    const test = await setUp();
    await test.set('ada');
    const tickets: string[] = [];
    for (let each = 0; each < 2; each++) {
      tickets.push(String((await logIn(test.api, 'ada', password)).json['ticket']));
    }
    await test.set('ada', 'another password');
    const register = (ticket: string | undefined) =>
      ask(test.api, 'POST', '/v1/registration', {
        authorization: basic('login', newCredential),
        body: { ...registrationBody(), ticket },
      });
    expect((await register(tickets[0])).headers['x-aldis-code']).toBe('login.over');
    test.clock.advance(10 * 60_000);
    expect((await register(tickets[1])).headers['x-aldis-code']).toBe('login.over');
  });

  it('the login goes with the account', async () => {
    const test = await setUp();
    await test.set('ada');
    const { authorization } = test.ada;
    await ask(test.api, 'DELETE', '/v1/accounts/me', { authorization });
    expect(await test.services.accounts.findByLogin('ada')).toBeUndefined();
    expect((await logIn(test.api, 'ada', password)).status).toBe(401);
  });
});
