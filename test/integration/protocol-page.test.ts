// docs/protocol.md holds against a real cluster: a client made from that page alone registers,
// publishes keys, connects, calls routes and makes friends.

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Connection, until } from '../support/pageClient/connection.ts';
import { callHttp, PageDevice } from '../support/pageClient/device.ts';
import { base64 } from '../support/pageClient/identity.ts';
import { decode, encode } from '../support/pageClient/schema.ts';
import { nextNumber, nth, Town } from '../support/pageClient/town.ts';

let town: Town;

beforeAll(async () => {
  town = await Town.start();
});

afterAll(async () => {
  await town?.stop();
});

function refusalOf(answer: Uint8Array) {
  return decode('AckAnswer', answer).refusal;
}

describe('accounts and keys', () => {
  test('a device that registered by invitation is greeted with the limits', async () => {
    const anna = await town.person();
    expect(anna.aci).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(anna.pni).toMatch(/^[0-9a-f-]{36}$/);
    const connection = await anna.connect();
    const hello = await connection.hello();
    expect(hello.protocol).toBe(1);
    expect(hello.unacknowledgedMax).toBe(256);
    expect(hello.envelopeBytesMax).toBe(96 * 1024);
    expect(hello.frameBytesMax).toBe(1024 * 1024);
    expect(Math.abs(hello.serverTime - Date.now())).toBeLessThan(60_000);
    await connection.has('queue-empty');
    expect(connection.events.slice(0, 2)).toEqual(['server:hello', 'queue-empty']);
    connection.close();
  });

  test('keys are published, counted, handed out once, and checked', async () => {
    const [anna, ben] = await town.people();
    const { identity } = anna;
    const preKeys = [await identity.preKey(10), await identity.preKey(11)];
    const pqPreKeys = [await identity.kyberPreKey(10, 'once')];
    const signedPreKey = await identity.signedPreKey(2);
    const pqLastResortPreKey = await identity.kyberPreKey(2, 'last-resort');
    const keys = { preKeys, pqPreKeys, signedPreKey, pqLastResortPreKey };
    const published = await anna.http('PUT', '/v2/keys?identity=aci', keys);
    expect(published.code).toBeUndefined();
    expect(published.status).toBe(204);
    const count = () => anna.http('GET', '/v2/keys?identity=aci');
    expect((await count()).body).toMatchObject({ count: 2, pqCount: 1 });

    const bundles = [];
    for (let i = 0; i < 3; i += 1) bundles.push((await ben.openSessions(anna.aci)).devices[0]);
    expect(bundles.map((bundle) => bundle?.preKey?.keyId)).toEqual([10, 11, undefined]);
    expect(bundles.map((bundle) => bundle?.pqPreKey.keyId)).toEqual([10, 2, 2]);
    expect(bundles.map((bundle) => bundle?.signedPreKey.keyId)).toEqual([2, 2, 2]);
    expect((await count()).body).toMatchObject({ count: 0, pqCount: 0 });

    const check = (digest: string) =>
      anna.http('POST', '/v2/keys/check', { identityType: 'aci', digest });
    const digest = identity.digest(signedPreKey, pqLastResortPreKey);
    expect((await check(digest)).status).toBe(200);
    expect(await check(base64(randomBytes(32)))).toMatchObject({
      status: 409,
      code: 'key.differs',
    });
  });

  test('a number is registered with the code that a development server prints', async () => {
    const number = nextNumber();
    const session = await town.verify(number);
    const early = PageDevice.register(town.url, { number, sessionId: session.id });
    await expect(early).rejects.toThrow(/registration\.unverified/);
    const wrong = session.code === '000000' ? '000001' : '000000';
    expect(await session.check(wrong)).toMatchObject({ status: 200, body: { verified: false } });
    const { code } = session;
    expect(await session.check(code)).toMatchObject({ status: 200, body: { verified: true } });
    const carl = await PageDevice.register(town.url, { number, sessionId: session.id });
    const connection = await carl.connect();
    await connection.has('queue-empty');
    connection.close();
  });

  test('a deleted account is told, and its credentials no longer open anything', async () => {
    const anna = await town.person();
    const connection = await anna.connect();
    const deleted = await anna.http('DELETE', '/v1/accounts/me');
    expect(deleted.code).toBeUndefined();
    await connection.has('disconnect');
    expect(connection.closings).toEqual([{ code: 'account.deleted', reconnectAfterMs: 0 }]);
    expect(connection.events.slice(-2)).toEqual(['server:closing', 'disconnect']);
    expect((await anna.http('GET', '/v2/keys?identity=aci')).status).toBe(401);
  });
});

describe('connections', () => {
  test('an access token connects a device and calls routes', async () => {
    const anna = await town.person();
    const { body } = await anna.http('POST', '/v1/auth/token');
    const { accessToken, expiresAt } = body as { accessToken: string; expiresAt: number };
    expect(expiresAt).toBeGreaterThan(Date.now());
    const connection = new Connection(town.url, { auth: { protocol: 1, token: accessToken } });
    await connection.hello();
    await connection.has('queue-empty');
    const renewed = (await anna.http('POST', '/v1/auth/token')).body as { accessToken: string };
    const next = encode('AuthRefresh', { accessToken: renewed.accessToken });
    expect(refusalOf(await connection.emit('auth:refresh', next))).toBeNull();
    const foreign = encode('AuthRefresh', { accessToken: 'x.y.z' });
    expect(refusalOf(await connection.emit('auth:refresh', foreign))?.code).toBe('auth.invalid');
    expect((await connection.request('GET', '/v2/keys?identity=aci')).status).toBe(200);
    connection.close();
    const authorization = `Bearer ${accessToken}`;
    const called = await callHttp(town.url, 'GET', '/v2/keys?identity=aci', { authorization });
    expect(called.status).toBe(200);
  });

  test('a refused handshake says why', async () => {
    const anna = await town.person();
    const refusal = (auth: object) => new Connection(town.url, { auth }).refusal();
    const wrong = { protocol: 1, username: anna.user, password: 'not the password' };
    expect(await refusal(wrong)).toEqual({
      code: 'auth.invalid',
      message: expect.any(String),
      retryable: false,
      retryAfterMs: 0,
    });
    const old = { protocol: 99, username: anna.user, password: anna.password };
    expect(await refusal(old)).toMatchObject({ code: 'handshake.protocol', retryable: false });
    expect(await refusal({ protocol: 1 })).toMatchObject({ code: 'auth.required' });
    expect(await refusal({ protocol: 1, token: 'x.y.z' })).toMatchObject({ code: 'auth.invalid' });
  });

  test('the newest connection of a device closes the older one', async () => {
    const anna = await town.person();
    const older = await anna.connect();
    const newer = await anna.connect();
    await older.has('disconnect');
    expect(older.closings).toEqual([{ code: 'device.replaced', reconnectAfterMs: 0 }]);
    expect(older.events.slice(-2)).toEqual(['server:closing', 'disconnect']);
    expect((await newer.request('GET', '/v2/keys?identity=aci')).status).toBe(200);
    expect(newer.closings).toEqual([]);
    newer.close();
  });

  test('events that cannot be understood are acknowledged with their codes', async () => {
    const anna = await town.person();
    const connection = await anna.connect();
    const malformed = { code: 'event.malformed', retryable: false, mismatchedDevices: null };
    expect(refusalOf(await connection.emit('dance', randomBytes(4)))).toMatchObject({
      code: 'event.unknown',
    });
    const bad = new Uint8Array([0xff, 0xff, 0xff]);
    for (const event of ['send', 'ack', 'request']) {
      for (const args of [[bad], ['text'], [{ guid: 'object' }], [7], [null], [], [bad, bad]]) {
        const refusal = refusalOf(await connection.emit(event, ...args));
        expect(refusal, `${event} ${JSON.stringify(args)}`).toMatchObject(malformed);
      }
    }
    expect((await connection.request('GET', '/v2/keys?identity=aci')).status).toBe(200);
    connection.close();
  });

  test('an event that is larger than the limit ends the connection alone', async () => {
    const [anna, ben] = await town.people();
    const [a, b] = await Promise.all([anna.connect(), ben.connect()]);
    const { frameBytesMax } = await a.hello();
    await expect(a.emit('send', randomBytes(frameBytesMax + 1))).rejects.toThrow();
    await a.has('disconnect');
    expect(a.closings).toEqual([]);
    expect((await b.request('GET', '/v1/friends')).status).toBe(200);
    b.close();
  });

  test('long-polling carries messages, too', async () => {
    const [anna, ben] = await town.people();
    const polling = { transports: ['polling'], upgrade: false };
    const [from, to] = await Promise.all([anna.connect(polling), ben.connect(polling)]);
    expect([from.transport, to.transport]).toEqual(['polling', 'polling']);
    const sent = await from.send(await anna.sealText(ben.aci, 'by polling'));
    expect(sent.refusal).toBeNull();
    const envelope = nth(await to.delivered(1), 0);
    expect((await ben.open(envelope)).dataMessage?.body).toBe('by polling');
    expect((await to.ack(envelope)).refusal).toBeNull();
    from.close();
    to.close();
  });

  test('routes answer over the socket as over HTTP, refusals included', async () => {
    const anna = await town.person();
    const connection = await anna.connect();
    const routes = [
      ['GET', '/v2/keys?identity=aci', 200],
      ['GET', '/v1/friends', 200],
      ['GET', '/v1/nowhere', 404],
      ['PUT', `/v1/friends/${anna.aci}`, 422],
    ] as const;
    for (const [verb, path, status] of routes) {
      const answer = await connection.request(verb, path);
      expect(answer.status, path).toBe(status);
      const { status: httpStatus, code } = await anna.http(verb, path);
      expect([answer.status, answer.code], path).toEqual([httpStatus, code]);
    }
    connection.close();
  });
});

describe('friends', () => {
  test('friendship is asked for and accepted over the socket, and each is told', async () => {
    const [anna, ben] = await town.people();
    const [a, b] = await Promise.all([anna.connect(), ben.connect()]);
    const told = (connection: Connection, count: number) =>
      until(() => (connection.notices.length >= count ? connection.notices : undefined), 'notice');
    const asked = await a.request('PUT', `/v1/friends/${ben.aci}`);
    expect(asked).toMatchObject({ status: 200, body: { friendship: 'requested' } });
    expect(await told(b, 1)).toEqual([{ kind: 'friend.requested', account: anna.aci }]);
    const pending = await b.request('GET', '/v1/friends');
    const request = { account: anna.aci, friendship: 'requested', requestedBy: anna.aci };
    expect(pending.body).toEqual({ friends: [request] });
    const accepted = await b.request('PUT', `/v1/friends/${anna.aci}`);
    expect(accepted).toMatchObject({ status: 200, body: { friendship: 'accepted' } });
    expect(await told(a, 1)).toEqual([{ kind: 'friend.accepted', account: ben.aci }]);
    const list = await b.request('GET', '/v1/friends');
    const friends = [{ account: anna.aci, friendship: 'accepted' }];
    expect(list.body).toEqual({ friends });
    expect((await b.request('DELETE', `/v1/friends/${anna.aci}`)).status).toBe(204);
    expect((await a.request('GET', '/v1/friends')).body).toEqual({ friends: [] });
    a.close();
    b.close();
  });
});
