// Promises of verification and registration.

import { describe, expect, it } from 'vitest';
import type { CodeSender } from '../../../../src/gateway/ingress/codes/codeSender.ts';
import { readRateLimits } from '../../../../src/gateway/ingress/limitsFile.ts';
import { refuse } from '#protocol';
import { metrics } from '#runtime';
import { ask, basic, invite, join, registrationBody } from '../../../support/apiClient.ts';
import { counted } from '../../../support/counted.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';

const number = '+12025550123';
const password = 'a password of sixteen';
const sessions = '/v1/verification/session';

function setUp() {
  const test = createTestServices();
  return { ...test, api: apiOver(test.services) };
}

async function verified(test: ReturnType<typeof setUp>): Promise<string> {
  const begun = await ask(test.api, 'POST', sessions, { body: { number } });
  const path = `${sessions}/${String(begun.json['id'])}/code`;
  await ask(test.api, 'POST', path, { body: { transport: 'sms', client: 'ios' } });
  const code = test.codes.at(-1)?.code;
  const told = await ask(test.api, 'PUT', path, { body: { code } });
  expect(told.json['verified']).toBe(true);
  return String(begun.json['id']);
}

describe('verification', () => {
  it('a number is verified by the code that was sent to it', async () => {
    const test = setUp();
    await verified(test);
    expect(test.codes).toEqual([
      { number, transport: 'sms', code: expect.stringMatching(/^\d{6}$/), languages: [] },
    ]);
  });

  it('a session has Signal’s fields, the same for known and unknown numbers', async () => {
    const test = setUp();
    const { id: _, ...first } = (await ask(test.api, 'POST', sessions, { body: { number } })).json;
    expect(first).toEqual({
      nextSms: 0,
      nextCall: 0,
      nextVerificationAttempt: null,
      allowedToRequestCode: true,
      requestedInformation: [],
      verified: false,
    });
    const sessionId = await verified(test);
    await ask(test.api, 'POST', '/v1/registration', {
      authorization: basic(number, password),
      body: { ...registrationBody(), sessionId },
    });
    const { id: __, ...known } = (await ask(test.api, 'POST', sessions, { body: { number } })).json;
    expect(known).toEqual(first);
  });

  it('a wrong code is answered as not verified, and the sixth guess is not judged', async () => {
    const test = setUp();
    const begun = await ask(test.api, 'POST', sessions, { body: { number } });
    const path = `${sessions}/${String(begun.json['id'])}/code`;
    await ask(test.api, 'POST', path, { body: { transport: 'sms' } });
    const right = test.codes[0]?.code ?? '';
    const wrong = right === '000000' ? '000001' : '000000';
    for (let guess = 1; guess <= 5; guess++) {
      const told = await ask(test.api, 'PUT', path, { body: { code: wrong } });
      expect([told.status, told.json['verified']]).toEqual([200, false]);
    }
    const late = await ask(test.api, 'PUT', path, { body: { code: right } });
    expect([late.status, late.headers['x-aldis-code']]).toEqual([429, 'rate.limited']);
  });

  it('parallel guesses are judged at most five times', async () => {
    const test = setUp();
    const begun = await ask(test.api, 'POST', sessions, { body: { number } });
    const path = `${sessions}/${String(begun.json['id'])}/code`;
    await ask(test.api, 'POST', path, { body: { transport: 'sms' } });
    const right = test.codes[0]?.code ?? '';
    const guesses = Array.from({ length: 40 }, (_, i) => String(i).padStart(6, '0'));
    const answers = await Promise.all(
      guesses
        .filter((code) => code !== right)
        .map((code) => ask(test.api, 'PUT', path, { body: { code } })),
    );
    expect(answers.filter((one) => one.status === 200).length).toBeLessThanOrEqual(5);
  });

  it('a session sends three codes, spaced, and ends after ten minutes', async () => {
    const test = setUp();
    const begun = await ask(test.api, 'POST', sessions, { body: { number } });
    const path = `${sessions}/${String(begun.json['id'])}/code`;
    const request = () => ask(test.api, 'POST', path, { body: { transport: 'voice' } });
    expect((await request()).status).toBe(200);
    const soon = await request();
    expect([soon.status, soon.headers['retry-after']]).toEqual([429, '30']);
    for (const _ of [2, 3]) {
      test.clock.advance(30_000);
      expect((await request()).status).toBe(200);
    }
    test.clock.advance(30_000);
    expect((await request()).status).toBe(429);
    expect(test.codes.length).toBe(3);
    test.clock.advance(10 * 60_000);
    const gone = await ask(test.api, 'GET', path.replace('/code', ''));
    expect([gone.status, gone.headers['x-aldis-code']]).toEqual([
      404,
      'registration.session_not_found',
    ]);
  });

  it('parallel requests of one session cost the number one code', async () => {
    const test = setUp();
    const begun = await ask(test.api, 'POST', sessions, { body: { number } });
    const path = `${sessions}/${String(begun.json['id'])}/code`;
    const request = () => ask(test.api, 'POST', path, { body: { transport: 'sms' } });
    await Promise.all(Array.from({ length: 12 }, request));
    expect(test.codes.length).toBe(1);
    const charged = test.taken.filter((one) => one === `verificationCode ${number}`);
    expect(charged.length).toBe(1);
    // What was refused took nothing of the session: the code that was sent still proves it.
    const told = await ask(test.api, 'PUT', path, { body: { code: test.codes[0]?.code } });
    expect(told.json['verified']).toBe(true);
  });

  it('codes asked for from one address leave the number some for its owner', async () => {
    const test = setUp();
    const send = async (ip: string) => {
      const begun = await ask(test.api, 'POST', sessions, { body: { number }, ip });
      const path = `${sessions}/${String(begun.json['id'])}/code`;
      return ask(test.api, 'POST', path, { body: { transport: 'sms' }, ip });
    };
    const strangers: number[] = [];
    for (let n = 0; n < 20; n++) strangers.push((await send('198.51.100.66')).status);
    expect(strangers.filter((status) => status === 200).length).toBe(3);
    expect((await send('192.0.2.1')).status).toBe(200);
    // Two addresses take them all (docs/security.md, known limits), until the next is due.
    for (let n = 0; n < 3; n++) await send('198.51.100.67');
    expect((await send('192.0.2.1')).status).toBe(429);
    test.clock.advance(10 * 60_000);
    expect((await send('192.0.2.1')).status).toBe(200);
  });

  it('a code that the number’s limit refuses leaves the one before it good', async () => {
    const test = setUp();
    const begun = await ask(test.api, 'POST', sessions, { body: { number } });
    const path = `${sessions}/${String(begun.json['id'])}/code`;
    await ask(test.api, 'POST', path, { body: { transport: 'sms' } });
    const code = test.codes[0]?.code;
    const { verificationCode } = readRateLimits(test.services.config);
    await test.services.limiter.take(verificationCode, number, verificationCode.burst - 1);
    test.clock.advance(30_000);
    expect((await ask(test.api, 'POST', path, { body: { transport: 'sms' } })).status).toBe(429);
    const told = await ask(test.api, 'PUT', path, { body: { code } });
    expect(told.json['verified']).toBe(true);
  });

  it.each([
    ['unavailable', 440, { reason: 'providerUnavailable', permanentFailure: false }],
    ['refused', 440, { reason: 'providerRejected', permanentFailure: true }],
    ['otherTransport', 418, { verified: false, allowedToRequestCode: true }],
  ] as const)('what a provider says is told as Signal does: %s', async (outcome, status, body) => {
    const test = createTestServices();
    const codes: CodeSender = { send: async () => outcome, state: () => 'ready' };
    const api = apiOver({ ...test.services, codes });
    const begun = await ask(api, 'POST', sessions, { body: { number } });
    const path = `${sessions}/${String(begun.json['id'])}/code`;
    const told = await ask(api, 'POST', path, { body: { transport: 'sms' } });
    expect(told.status).toBe(status);
    expect(told.json).toMatchObject(body);
  });

  it('the languages of whoever asks go with the code, the said one first', async () => {
    const test = setUp();
    const begun = await ask(test.api, 'POST', sessions, { body: { number } });
    const path = `${sessions}/${String(begun.json['id'])}/code`;
    const headers = { 'accept-language': 'fr;q=0.5, de-AT, en;q=0, *;q=0.1, $' };
    await ask(test.api, 'POST', path, { body: { transport: 'sms', language: 'uk' }, headers });
    expect(test.codes[0]?.languages).toEqual(['uk', 'de-AT', 'fr']);
  });

  it.each(['12025550123', '+0123456789', '+1', '+1202555012345678', '+1202x550123', ''])(
    'a number that is not E.164 is refused: %s',
    async (wrong) => {
      const answer = await ask(setUp().api, 'POST', sessions, { body: { number: wrong } });
      expect(answer.headers['x-aldis-code']).toBe('request.invalid');
    },
  );
});

describe('registration', () => {
  it('a verified session makes an account once', async () => {
    const test = setUp();
    const sessionId = await verified(test);
    const authorization = basic(number, password);
    const body = { ...registrationBody(), sessionId };
    const first = await ask(test.api, 'POST', '/v1/registration', { authorization, body });
    expect([first.status, first.json['number'], first.json['storageCapable']]).toEqual([
      200,
      number,
      false,
    ]);
    const again = await ask(test.api, 'POST', '/v1/registration', { authorization, body });
    expect([again.status, again.headers['x-aldis-code']]).toEqual([401, 'registration.unverified']);
    const whoami = await ask(test.api, 'GET', '/v1/accounts/whoami', {
      authorization: basic(String(first.json['uuid']), password),
    });
    expect(whoami.json).toEqual(first.json);
  });

  it('is counted, and timed from the beginning of its proof; one given up is not', async () => {
    const test = setUp();
    const of = (outcome: string) => counted(metrics.registrations, { outcome });
    const [begun, registered] = [await of('begun'), await of('registered')];
    const inTime = await counted(metrics.registrationSeconds, { le: 180 });
    const sooner = await counted(metrics.registrationSeconds, { le: 120 });
    await verified(test);
    const sessionId = await verified(test);
    test.clock.advance(150_000);
    const authorization = basic(number, password);
    const body = { ...registrationBody(), sessionId };
    await ask(test.api, 'POST', '/v1/registration', { authorization, body });
    expect([await begun(), await registered()]).toEqual([2, 1]);
    expect([await sooner(), await inTime()]).toEqual([0, 1]);
  });

  it('beyond a burst of its network, or of all, waits; unproved ones shut nobody out', async () => {
    const test = setUp();
    const bursts = await counted(metrics.securityEvents, { kind: 'registration_burst' });
    const limits = readRateLimits(test.services.config);
    const one = { burst: 1, refillMs: 60_000 };
    const network = { ...limits.registrationNetwork, ...one };
    const api = apiOver({ ...test.services, limits: { ...limits, registrationNetwork: network } });
    const register = async (ip: string, isProved = true) => {
      const sessionId = isProved ? await verified(test) : 'no session at all';
      const authorization = basic(number, password);
      const body = { ...registrationBody(), sessionId };
      const made = await ask(api, 'POST', '/v1/registration', { authorization, body, ip });
      return made.headers['x-aldis-code'] ?? made.status;
    };
    expect(await register('198.51.100.1', false)).toBe('registration.unverified');
    expect(await register('198.51.100.1')).toBe(200);
    test.clock.advance(2 * 60 * 60_000);
    expect(await register('198.51.100.2')).toBe(200);
    expect(await register('198.51.100.250')).toBe('rate.limited');
    test.clock.advance(2 * 60 * 60_000);
    expect(await register('2001:db8:7:1::1')).toBe(200);
    expect(await register('2001:db8:7:fff::1')).toBe('rate.limited');
    test.clock.advance(2 * 60 * 60_000);
    expect(await register('2001:db8:8:1::1')).toBe(200);
    test.clock.advance(2 * 60 * 60_000);
    const all = { ...limits.registrationBurst, ...one };
    const other = apiOver({ ...test.services, limits: { ...limits, registrationBurst: all } });
    const codes: (string | undefined)[] = [];
    for (const ip of ['203.0.113.1', '192.0.2.77']) {
      const sessionId = await verified(test);
      const authorization = basic(number, password);
      const body = { ...registrationBody(), sessionId };
      const made = await ask(other, 'POST', '/v1/registration', { authorization, body, ip });
      codes.push(made.headers['x-aldis-code']);
    }
    expect(codes).toEqual([undefined, 'rate.limited']);
    expect(await bursts()).toBe(3);
  });

  it('the same number keeps its account and its PNI', async () => {
    const test = setUp();
    const register = async () => {
      const sessionId = await verified(test);
      const body = { ...registrationBody(), sessionId };
      const authorization = basic(number, password);
      return (await ask(test.api, 'POST', '/v1/registration', { authorization, body })).json;
    };
    expect(await register()).toEqual(await register());
    expect(test.router.registered.size).toBe(1);
  });

  it('a session proves its own number only', async () => {
    const test = setUp();
    const sessionId = await verified(test);
    const answer = await ask(test.api, 'POST', '/v1/registration', {
      authorization: basic('+12025550199', password),
      body: { ...registrationBody(), sessionId },
    });
    expect(answer.headers['x-aldis-code']).toBe('registration.unverified');
  });

  it('requests that prove nothing lock no number out', async () => {
    const test = setUp();
    const sessionId = await verified(test);
    const authorization = basic(number, password);
    const keys = registrationBody();
    for (let n = 0; n < 12; n++) {
      const body = { ...keys, sessionId: `bogus-session-${n}-0123456789` };
      const ip = `198.51.100.${n}`;
      const bogus = await ask(test.api, 'POST', '/v1/registration', { authorization, body, ip });
      expect([bogus.status, bogus.headers['x-aldis-code']]).toEqual([
        401,
        'registration.unverified',
      ]);
    }
    const body = { ...keys, sessionId };
    const own = await ask(test.api, 'POST', '/v1/registration', { authorization, body });
    expect(own.status).toBe(200);
  });

  it('one address tries only so often, whatever it brings', async () => {
    const test = setUp();
    const { registration } = readRateLimits(test.services.config);
    const ip = '198.51.100.66';
    await test.services.limiter.take(registration, ip, registration.burst - 1);
    const trial = (username: string, body: object) =>
      ask(test.api, 'POST', '/v1/registration', {
        authorization: basic(username, password),
        body,
        ip,
      });
    const first = await trial(number, {
      ...registrationBody(),
      sessionId: 'bogus-session-0123456789',
    });
    expect(first.headers['x-aldis-code']).toBe('registration.unverified');
    for (const username of [number, 'invitation']) {
      expect((await trial(username, {})).headers['x-aldis-code']).toBe('rate.limited');
    }
  });

  it('an invitation is good for as many accounts as it says', async () => {
    const { api, router } = setUp();
    const invitation = await invite(api, operatorToken, 2);
    const register = () =>
      ask(api, 'POST', '/v1/registration', {
        authorization: basic('invitation', password),
        body: { ...registrationBody(), invitation },
      });
    const answers = await Promise.all([register(), register(), register()]);
    expect(answers.map((one) => one.status).sort()).toEqual([200, 200, 403]);
    expect(router.registered.size).toBe(2);
  });

  it('bad keys cost no use of the invitation', async () => {
    const { api } = setUp();
    const invitation = await invite(api, operatorToken);
    const good = registrationBody();
    const other = registrationBody();
    const authorization = basic('invitation', password);
    const forged = { ...good, aciSignedPreKey: other.aciSignedPreKey, invitation };
    const bad = await ask(api, 'POST', '/v1/registration', { authorization, body: forged });
    expect([bad.status, bad.headers['x-aldis-code']]).toEqual([422, 'key.signature']);
    const body = { ...good, invitation };
    expect((await ask(api, 'POST', '/v1/registration', { authorization, body })).status).toBe(200);
  });

  it.each(['registration.conflict', 'server.timeout'] as const)(
    'is tried once more after %s, with one use of the invitation',
    async (code) => {
      const { api, router } = setUp();
      const invitation = await invite(api, operatorToken, 1);
      let faults = 1;
      router.fault = (command) =>
        command.type === 'register' && faults-- > 0 ? refuse(code) : undefined;
      const answer = await ask(api, 'POST', '/v1/registration', {
        authorization: basic('invitation', password),
        body: { ...registrationBody(), invitation },
      });
      expect(answer.status).toBe(200);
    },
  );

  it('a proof is needed, and only one', async () => {
    const { api } = setUp();
    const authorization = basic('invitation', password);
    for (const proof of [{}, { sessionId: 'x'.repeat(27), invitation: 'y'.repeat(32) }]) {
      const body = { ...registrationBody(), ...proof };
      const answer = await ask(api, 'POST', '/v1/registration', { authorization, body });
      expect([answer.status, answer.headers['x-aldis-code']]).toEqual([422, 'request.invalid']);
    }
  });

  it('a short password is refused', async () => {
    const { api } = setUp();
    const invitation = await invite(api, operatorToken);
    const answer = await ask(api, 'POST', '/v1/registration', {
      authorization: basic('invitation', 'short'),
      body: { ...registrationBody(), invitation },
    });
    expect(answer.headers['x-aldis-code']).toBe('request.invalid');
  });

  it('whoever joined is told apart', async () => {
    const { api } = setUp();
    const [a, b] = [await join(api, operatorToken), await join(api, operatorToken)];
    expect(a.account).not.toBe(b.account);
    expect(a.pni).not.toBe(b.pni);
  });
});
