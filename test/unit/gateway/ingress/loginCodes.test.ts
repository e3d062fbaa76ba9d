// One-time codes at the ways in: a login by name and password, a registration in place of an
// account, a recovery.

import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { loginDeviceMessage } from '#protocol';
import { challengeMs, failedAfterMs } from '../../../../src/gateway/ingress/logins.ts';
import { ask, basic, join, makeIdentity, registrationBody } from '../../../support/apiClient.ts';
import { shownCode } from '../../../support/authenticatorApp.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';
import { logIn, loginBody } from '../../../support/logins.ts';

const password = 'correct horse battery staple';
const newCredential = 'another of sixteen letters';

/** Somebody with a name, a password and one-time codes. */
async function setUp() {
  const test = createTestServices({ ALDIS_RECOVERY_WAIT_HOURS: '0' });
  const { clock } = test;
  const after = clock.after.bind(clock);
  // Whoever is kept waiting waits no longer than the test.
  clock.after = (delayMs, run) => {
    if (![challengeMs, failedAfterMs].includes(delayMs)) return after(delayMs, run);
    setImmediate(run);
    return { cancel() {} };
  };
  const api = apiOver(test.services);
  const ada = await join(api, operatorToken);
  const { authorization } = ada;
  const own = (verb: string, path: string, body?: object, token = authorization) =>
    ask(api, verb, path, { authorization: token, ...(body ? { body } : {}) });
  await own('PUT', '/v1/accounts/login', await loginBody('ada', password));
  const begun = await own('POST', '/v1/accounts/totp');
  const code = () => shownCode(begun.json['secret'], clock.now());
  const on = await own('PUT', '/v1/accounts/totp', { totp: code() });
  const backupCodes = on.json['backupCodes'] as unknown as string[];
  clock.advance(60_000);
  return { ...test, api, ada, own, code, backupCodes };
}
type Test = Awaited<ReturnType<typeof setUp>>;

const told = ({ status, headers }: { status: number; headers: Readonly<Record<string, string>> }) =>
  [status, headers['x-aldis-code']] as const;

function asDevice({ ada }: Test, identity = ada.aci) {
  return (handshake: string) => {
    const message = loginDeviceMessage(handshake, 1, newCredential);
    const signature = Buffer.from(identity.secret.sign(message)).toString('base64');
    return { id: 1, registrationId: 11, password: newCredential, signature };
  };
}

const kindsOf = async ({ own }: Test, authorization?: string) => {
  const { json } = await own('GET', '/v1/accounts/security', undefined, authorization);
  return (json['events'] as unknown as { kind: string }[]).map(({ kind }) => kind);
};

const register = ({ api }: Test, more: object, user = 'login') =>
  ask(api, 'POST', '/v1/registration', {
    authorization: basic(user, newCredential),
    body: { ...registrationBody(makeIdentity()), ...more },
  });

describe('a login where one-time codes are on', () => {
  it.each(['ticket', 'credential'])(
    'brings no %s without one, or with a wrong one',
    async (what) => {
      const test = await setUp();
      const device = what === 'ticket' ? {} : { device: asDevice(test) };
      const without = await logIn(test.api, 'ada', password, device);
      expect(told(without)).toEqual([401, 'auth.fresh_proof']);
      expect(without.json).toMatchObject({ detail: 'Needs: otp.' });
      const wrong = await logIn(test.api, 'ada', password, { ...device, totp: '000000' });
      expect(told(wrong)).toEqual([403, 'totp.invalid']);
      for (const { json } of [without, wrong]) {
        expect(Object.keys(json)).not.toContain('M2');
        expect(JSON.stringify(json)).not.toContain(test.ada.account);
      }
      expect((await test.own('GET', '/v1/accounts/whoami')).status).toBe(200);
      expect(await kindsOf(test)).toContain('code-refused');
    },
  );

  it('brings either with one, once: the same code, and one of before, no more', async () => {
    const test = await setUp();
    const code = test.code();
    const renewed = await logIn(test.api, 'ada', password, { device: asDevice(test), totp: code });
    expect(renewed.json).toEqual({ M2: renewed.serverProof, uuid: test.ada.account });
    const again = await logIn(test.api, 'ada', password, { totp: code });
    expect(told(again)).toEqual([403, 'totp.invalid']);
    test.clock.advance(30_000);
    const next = await logIn(test.api, 'ada', password, { totp: test.code() });
    expect(next.json).toMatchObject({ ticket: expect.any(String) });
    const own = basic(`${test.ada.account}.1`, newCredential);
    expect((await kindsOf(test, own)).slice(0, 2)).toEqual(['code-refused', 'credential-renewed']);
  });

  it('takes a backup code in its place, once', async () => {
    const test = await setUp();
    const [totp] = test.backupCodes;
    const ticket = await logIn(test.api, 'ada', password, { totp });
    expect(ticket.status).toBe(200);
    expect(told(await logIn(test.api, 'ada', password, { totp }))[1]).toBe('totp.invalid');
    const state = await test.own('GET', '/v1/accounts/totp');
    expect(state.json).toEqual({ isOn: true, backupCodesLeft: 9 });
  });

  it('tells who has not the password nothing of codes, and takes no try of theirs', async () => {
    const test = await setUp();
    const before = test.taken.length;
    for (const totp of [undefined, test.code(), '000000', test.backupCodes[0]]) {
      const more = totp === undefined ? {} : { totp };
      expect(told(await logIn(test.api, 'ada', 'a wrong one', more))).toEqual([
        401,
        'auth.invalid',
      ]);
      expect(told(await logIn(test.api, 'eda', password, more))).toEqual([401, 'auth.invalid']);
    }
    expect(test.taken.slice(before).filter((one) => one.startsWith('checkTotp'))).toEqual([]);
    const good = await logIn(test.api, 'ada', password, { totp: test.code() });
    expect(good.status).toBe(200);
  });

  it('a code is not used up by a device that the account does not have', async () => {
    const test = await setUp();
    const totp = test.code();
    const device = asDevice(test, makeIdentity());
    expect(told(await logIn(test.api, 'ada', password, { device, totp }))[1]).toBe('login.device');
    const own = await logIn(test.api, 'ada', password, { device: asDevice(test), totp });
    expect(own.status).toBe(200);
  });

  it('guesses are few from all addresses together, and shut out no device', async () => {
    const test = await setUp();
    const home = { ip: '203.0.113.9' };
    expect((await logIn(test.api, 'ada', password, { ...home, totp: test.code() })).status).toBe(
      200,
    );
    for (let guess = 0; guess < 6; guess++) {
      const ip = `198.51.100.${guess}`;
      const tried = await logIn(test.api, 'ada', password, { ip, totp: '000000' });
      expect(told(tried)[1]).toBe(guess < 4 ? 'totp.invalid' : 'rate.limited');
    }
    test.clock.advance(3000);
    // Where a code has let in before, and by a device that has its credential.
    const there = await logIn(test.api, 'ada', password, { ...home, totp: test.backupCodes[0] });
    expect(there.status).toBe(200);
    const proof = await test.own('POST', '/v1/auth/proof', { totp: test.backupCodes[1] });
    expect(proof.status).toBe(200);
  });
});

describe('wrong one-time codes of a day', () => {
  it('shut logins and registrations for an hour, no device and no backup code', async () => {
    const test = await setUp();
    for (let guess = 0; guess < 10; guess++) {
      test.clock.advance(60_000);
      const ip = `198.51.100.${guess}`;
      const tried = await logIn(test.api, 'ada', password, { ip, totp: '000000' });
      expect(told(tried)[1]).toBe('totp.invalid');
    }
    test.clock.advance(60_000);
    const shut = await logIn(test.api, 'ada', password, { totp: test.code() });
    expect(told(shut)).toEqual([429, 'totp.held']);
    expect(Number(shut.headers['retry-after'])).toBe(59 * 60);
    expect((await kindsOf(test))[0]).toBe('codes-held');
    const proof = await test.own('POST', '/v1/auth/proof', { totp: test.code() });
    expect(proof.status).toBe(200);
    // Another password, by a device, is what ends the guessing.
    const bearer = `Bearer ${String(proof.json['accessToken'])}`;
    const changed = await loginBody('ada', 'another password');
    expect((await test.own('PUT', '/v1/accounts/login', changed, bearer)).status).toBe(204);
    const [totp] = test.backupCodes;
    const there = await logIn(test.api, 'ada', 'another password', { totp });
    expect(there.status).toBe(200);
    const { ticket } = there.json;
    expect((await register(test, { ticket })).status).toBe(200);
  });
});

describe('a registration in place of an account with one-time codes', () => {
  it('by a ticket that a code has brought leaves the codes on', async () => {
    const test = await setUp();
    const { json } = await logIn(test.api, 'ada', password, { totp: test.code() });
    expect((await register(test, { ticket: json['ticket'] })).status).toBe(200);
    const own = basic(`${test.ada.account}.1`, newCredential);
    const state = await test.own('GET', '/v1/accounts/totp', undefined, own);
    expect(state.json).toEqual({ isOn: true, backupCodesLeft: 10 });
    expect(told(await logIn(test.api, 'ada', password))[1]).toBe('auth.fresh_proof');
  });

  it('by a ticket of before they were on takes one there', async () => {
    const test = await setUp();
    const off = await test.own('POST', '/v1/auth/proof', { totp: test.backupCodes[0] });
    const bearer = `Bearer ${String(off.json['accessToken'])}`;
    expect((await test.own('DELETE', '/v1/accounts/totp', undefined, bearer)).status).toBe(204);
    const tickets: unknown[] = [];
    for (let n = 0; n < 2; n++) {
      tickets.push((await logIn(test.api, 'ada', password)).json['ticket']);
    }
    const begun = await test.own('POST', '/v1/accounts/totp');
    const code = () => shownCode(begun.json['secret'], test.clock.now());
    test.clock.advance(30_000);
    expect((await test.own('PUT', '/v1/accounts/totp', { totp: code() })).status).toBe(200);
    const [one, two] = tickets;
    expect(told(await register(test, { ticket: one }))).toEqual([441, 'registration.totp']);
    test.clock.advance(30_000);
    expect((await register(test, { ticket: two, totp: code() })).status).toBe(200);
  });
});

describe('a recovery of an account with one-time codes', () => {
  async function withKey() {
    const test = await setUp();
    const key = randomBytes(32);
    const keyHash = createHash('sha256').update(key).digest('hex');
    const proof = await test.own('POST', '/v1/auth/proof', { totp: test.code() });
    const bearer = `Bearer ${String(proof.json['accessToken'])}`;
    const set = await test.own('PUT', '/v1/accounts/recovery/key', { keyHash }, bearer);
    expect(set.status).toBe(204);
    const approve = async () => {
      const made = await test.own('POST', '/v1/accounts/recovery/approval', undefined, bearer);
      return made.json['approval'];
    };
    const begin = (shown: object) =>
      ask(test.api, 'POST', '/v1/recovery', { body: { account: test.ada.account, ...shown } });
    const finish = (token: unknown, more: object = {}) =>
      register(test, { recovery: { account: test.ada.account, token }, ...more }, 'recovery');
    return { ...test, key: key.toString('base64'), approve, begin, finish };
  }

  it('is begun by a backup code and the key; the code is good no more', async () => {
    const test = await withKey();
    const [backupCode] = test.backupCodes;
    expect(told(await test.begin({ backupCode }))).toEqual([401, 'auth.invalid']);
    expect(told(await test.begin({ backupCode: 'aaaaa-aaaaa', key: test.key }))[1]).toBe(
      'auth.invalid',
    );
    const begun = await test.begin({ backupCode: backupCode?.toUpperCase(), key: test.key });
    expect(begun.status).toBe(200);
    const state = await test.own('GET', '/v1/accounts/recovery');
    expect(state.json).toMatchObject({ pending: { factors: ['key', 'backup-code'] } });
    expect((await kindsOf(test)).slice(0, 2)).toEqual(['recovery-began', 'backup-code-used']);
    expect((await test.own('GET', '/v1/accounts/totp')).json['backupCodesLeft']).toBe(9);
    expect((await test.finish(begun.json['token'])).status).toBe(200);
    const own = basic(`${test.ada.account}.1`, newCredential);
    const left = await test.own('GET', '/v1/accounts/totp', undefined, own);
    expect(left.json).toEqual({ isOn: false, backupCodesLeft: 0 });
    expect((await kindsOf(test, own))[0]).toBe('recovery-ended');
  });

  it('takes a code at its end where other things have begun it', async () => {
    const test = await withKey();
    const begun = await test.begin({ key: test.key, approval: await test.approve() });
    const { token } = begun.json;
    expect(told(await test.finish(token))).toEqual([441, 'registration.totp']);
    expect(told(await test.finish(token, { totp: '000000' }))[1]).toBe('registration.totp');
    test.clock.advance(30_000);
    expect((await test.finish(token, { totp: test.code() })).status).toBe(200);
  });

  it('junk tokens take no try from who has the right one', async () => {
    const test = await withKey();
    const begun = await test.begin({ key: test.key, approval: await test.approve() });
    for (let guess = 0; guess < 8; guess++) {
      const junk = `no token at all, ${guess}`;
      expect(told(await test.finish(junk, { totp: '000000' }))[1]).toBe('login.over');
    }
    test.clock.advance(30_000);
    expect((await test.finish(begun.json['token'], { totp: test.code() })).status).toBe(200);
  });
});
