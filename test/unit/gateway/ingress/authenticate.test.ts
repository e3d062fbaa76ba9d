// Promises of authentication: who may enter where, and what guessing costs.

import { beforeEach, describe, expect, it } from 'vitest';
import type { AccountId, DeviceId } from '#protocol';
import { accountAddress, refuse } from '#protocol';
import type { Api } from '../../../../src/gateway/ingress/api.ts';
import { parseAuthorization } from '../../../../src/gateway/ingress/credentials.ts';
import { routes } from '../../../../src/gateway/ingress/routes/all.ts';
import { addressSubject } from '../../../../src/gateway/ingress/subjects.ts';
import { ask, basic, join } from '../../../support/apiClient.ts';
import { freshMs } from '../../../../src/gateway/ingress/freshProof.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';

let test: ReturnType<typeof createTestServices>;
let api: Api;
let ada: Awaited<ReturnType<typeof join>>;

beforeEach(async () => {
  test = createTestServices();
  api = apiOver(test.services);
  ada = await join(api, operatorToken);
});

const whoami = (authorization: string, ip = '192.0.2.1') =>
  ask(api, 'GET', '/v1/accounts/whoami', { authorization, ip });
const id = '9d0652a3-dcc3-4d11-975f-74d61598733f';
const fill = (path: string) => path.replace(/:\w+/g, id);

describe('the matrix of credentials', () => {
  const guarded = routes.filter((route) => route.auth !== 'none');

  it.each(guarded.map((route) => [route.verb, route.path, route.auth] as const))(
    '%s %s asks for credentials and refuses those of others',
    async (verb, path, auth) => {
      const nobody = await ask(api, verb, fill(path));
      expect([nobody.status, nobody.headers['x-aldis-code']]).toEqual([401, 'auth.required']);
      expect(nobody.headers['www-authenticate']).toContain('Basic');
      const ofDevices = [`Bearer ${operatorToken}`, basic(`${ada.account}.2`, ada.password)];
      const others = {
        device: ofDevices,
        deviceOrAccess: ofDevices,
        password: [basic(`${ada.account}.2`, ada.password)],
        operator: [ada.authorization, 'Bearer wrong', basic('operator', operatorToken)],
        group: [ada.authorization, `Bearer ${operatorToken}`],
        linking: [`Bearer ${operatorToken}`, basic('invitation', ada.password)],
        registration: [`Bearer ${operatorToken}`, basic(ada.account, ada.password)],
        // Its credential is no name, and stands without one (groupSends.test.ts).
        sendToken: [],
        none: [],
      }[auth];
      for (const authorization of others) {
        const answer = await ask(api, verb, fill(path), { authorization, body: {} });
        expect([answer.status, answer.headers['x-aldis-code']]).toEqual([401, 'auth.invalid']);
      }
    },
  );

  it('a connection that is authenticated needs no header while its device stays', async () => {
    const who = await test.services.router.ask(accountAddress(ada.account as AccountId), {
      type: 'authenticate',
      device: 1 as DeviceId,
      password: ada.password,
    });
    const { credential } = who.ok ? who.value : { credential: '' };
    const ask = (salt: string) =>
      api.answer({
        verb: 'GET',
        target: '/v1/accounts/whoami',
        headers: {},
        body: new Uint8Array(0),
        ip: '192.0.2.1',
        device: {
          account: ada.account as AccountId,
          device: 1 as DeviceId,
          credential: salt,
          hasSiblings: false,
        },
      });
    expect((await ask(credential)).status).toBe(200);
    expect((await ask('f'.repeat(32))).status).toBe(401);
  });

  it('a user name without a device means the first', async () => {
    expect((await whoami(basic(ada.account, ada.password))).status).toBe(200);
  });
});

describe('headers', () => {
  it.each([
    '',
    'Basic',
    'Basic ',
    'Basic !!!',
    'Basic YTpi=',
    'Basic YTp',
    `Basic ${Buffer.from(':password').toString('base64')}`,
    `Basic ${Buffer.from('user:').toString('base64')}`,
    `Basic ${Buffer.from('user').toString('base64')}`,
    `Basic ${Buffer.from('user:pass\r\nword').toString('base64')}`,
    `Basic ${Buffer.from('user:p\u00e4ss').toString('base64')}`,
    `Basic ${Buffer.from(`user:${'x'.repeat(257)}`).toString('base64')}`,
    'Bearer a b',
    `Bearer ${'x'.repeat(3000)}`,
    'Digest abc',
    'Basic YTpi, Basic YTpi',
  ])('are read strictly: %#', (header) => {
    expect(parseAuthorization(header)).toBeUndefined();
  });

  it('keep colons of the password', () => {
    const header = basic('user', 'a:b:c');
    expect(parseAuthorization(header)).toEqual({
      scheme: 'basic',
      username: 'user',
      password: 'a:b:c',
    });
  });
});

describe('guessing', () => {
  const wrong = (account: string) => basic(`${account}.1`, 'a wrong password!');

  it('is slowed for the address, and the owner elsewhere is not locked out', async () => {
    const answers: number[] = [];
    for (let i = 0; i < 30; i++) answers.push((await whoami(wrong(ada.account))).status);
    expect(answers.filter((status) => status === 401).length).toBe(21);
    const blocked = await whoami(ada.authorization);
    expect([blocked.status, blocked.headers['retry-after']]).toEqual([429, '3']);
    expect((await whoami(ada.authorization, '198.51.100.7')).status).toBe(200);
    test.clock.advance(3000);
    expect((await whoami(ada.authorization)).status).toBe(200);
  });

  it('a token makes no other, and deletes nothing once its proof is old', async () => {
    const made = await ask(api, 'POST', '/v1/auth/token', { authorization: ada.authorization });
    const accessToken = String(made.json['accessToken']);
    const authorization = `Bearer ${accessToken}`;
    test.clock.advance(freshMs + 1000);
    for (const [verb, path, ...refused] of [
      ['POST', '/v1/auth/token', 403, 'auth.forbidden'],
      ['POST', '/v1/auth/session', 403, 'auth.forbidden'],
      ['POST', '/v1/auth/proof', 403, 'auth.forbidden'],
      ['DELETE', '/v1/accounts/me', 401, 'auth.fresh_proof'],
    ] as const) {
      const answer = await ask(api, verb, path, { authorization, body: {} });
      expect([answer.status, answer.headers['x-aldis-code']]).toEqual(refused);
    }
    expect((await whoami(authorization)).status).toBe(200);
  });

  it('with tokens that nobody signed shuts nobody out who shares the address', async () => {
    const made = await ask(api, 'POST', '/v1/auth/token', { authorization: ada.authorization });
    const token = `Bearer ${String(made.json['accessToken'])}`;
    const ip = '198.51.100.66';
    const codes: unknown[] = [];
    for (let n = 0; n < 60; n++) {
      const junk = await whoami(`Bearer ${token.slice(7, -8)}AAAAAA${10 + n}`, ip);
      codes.push(junk.headers['x-aldis-code']);
    }
    expect(codes.slice(0, 20)).toEqual(Array(20).fill('auth.invalid'));
    expect(codes.at(-1)).toBe('rate.limited');
    expect((await whoami(token, ip)).status).toBe(200);
    expect((await whoami(ada.authorization, ip)).status).toBe(200);
  });

  it('at passwords shuts out no token, and nobody known at the address', async () => {
    const made = await ask(api, 'POST', '/v1/auth/token', { authorization: ada.authorization });
    const token = `Bearer ${String(made.json['accessToken'])}`;
    const ben = await join(api, operatorToken);
    const ip = '198.51.100.66';
    expect((await whoami(ben.authorization, ip)).status).toBe(200);
    for (let n = 0; n < 60; n++) await whoami(wrong(ada.account), ip);
    expect((await whoami(token, ip)).status).toBe(200);
    expect((await whoami(ben.authorization, ip)).status).toBe(200);
    expect((await whoami(ada.authorization, ip)).status, 'ada was never here').toBe(429);
    // Whoever is known is not trusted with guesses.
    for (let n = 0; n < 60; n++) await whoami(wrong(ben.account), ip);
    expect((await whoami(wrong(ben.account), ip)).status).toBe(429);
  });

  it('with tokens of a removed device waits for that account alone', async () => {
    const made = await ask(api, 'POST', '/v1/auth/token', { authorization: ada.authorization });
    const token = `Bearer ${String(made.json['accessToken'])}`;
    const ben = await join(api, operatorToken);
    await ask(api, 'DELETE', '/v1/accounts/me', { authorization: ada.authorization });
    const ip = '198.51.100.66';
    const codes: unknown[] = [];
    for (let n = 0; n < 80; n++) codes.push((await whoami(token, ip)).headers['x-aldis-code']);
    expect(codes.at(-1)).toBe('rate.limited');
    expect((await whoami(ben.authorization, ip)).status).toBe(200);
  });

  it('at the operators’ token shuts no operator out who shares the address', async () => {
    const path = '/v1/operator/invitations';
    const body = { uses: 1, lifetimeMs: 60_000 };
    const codes: unknown[] = [];
    for (let n = 0; n < 80; n++) {
      const guess = await ask(api, 'POST', path, { authorization: `Bearer guess${n}`, body });
      codes.push(guess.headers['x-aldis-code']);
    }
    expect(codes[0]).toBe('auth.invalid');
    expect(codes.at(-1)).toBe('rate.limited');
    const right = await ask(api, 'POST', path, { authorization: `Bearer ${operatorToken}`, body });
    expect(right.status).toBe(200);
  });

  it('from many addresses is slowed for the account, one failure for each', async () => {
    for (let i = 0; i < 50; i++) await whoami(wrong(ada.account), `198.51.100.${i}`);
    const ip = '203.0.113.9';
    expect((await whoami(wrong(ada.account), ip)).status).toBe(401);
    expect((await whoami(wrong(ada.account), ip)).status).toBe(429);
    expect((await whoami(ada.authorization, '203.0.113.10')).status).toBe(200);
  });

  it('tells nobody whether an account exists', async () => {
    const known = await whoami(wrong(ada.account));
    const unknown = await whoami(wrong(id));
    expect(known.status).toBe(unknown.status);
    expect(known.json).toEqual(unknown.json);
  });

  it('is not what an outage looks like', async () => {
    test.router.fault = () => refuse('server.unavailable');
    for (let i = 0; i < 60; i++) {
      expect((await whoami(ada.authorization)).status).toBe(503);
    }
    test.router.fault = undefined;
    expect((await whoami(ada.authorization)).status).toBe(200);
  });

  it('counts an IPv6 network as one address', () => {
    expect(addressSubject('2001:db8:0:1::1')).toBe(addressSubject('2001:db8::1:ffff:2:3:4'));
    expect(addressSubject('2001:db8:0:1::1')).not.toBe(addressSubject('2001:db8:0:2::1'));
    for (const same of ['::ffff:192.0.2.1', '::FFFF:c000:201', '0:0:0:0:0:ffff:c000:0201']) {
      expect(addressSubject(same)).toBe('192.0.2.1');
    }
    expect(addressSubject('::1')).toBe('0:0:0:0::');
    expect(addressSubject('2001:DB8:0001::192.0.2.1')).toBe('2001:db8:1:0::');
    expect(addressSubject('fe80::1%eth0')).toBe(addressSubject('fe80::2'));
  });
});
