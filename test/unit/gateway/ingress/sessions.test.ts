// Sessions and fresh proof at the door: tokens alone are enough after one password, each token does
// what its scope says, and what is sensitive takes proof that is fresh.

import { beforeEach, describe, expect, it } from 'vitest';
import { totpCode } from '#crypto';
import { limits } from '#protocol';
import type { Api } from '../../../../src/gateway/ingress/api.ts';
import { freshMs } from '../../../../src/gateway/ingress/freshProof.ts';
import { scopeOf } from '../../../../src/gateway/ingress/route.ts';
import { routes } from '../../../../src/gateway/ingress/routes/all.ts';
import type { Asked } from '../../../support/apiClient.ts';
import { ask, join } from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';

let test: ReturnType<typeof createTestServices>;
let api: Api;
let ada: Awaited<ReturnType<typeof join>>;

beforeEach(async () => {
  test = createTestServices();
  api = apiOver(test.services);
  ada = await join(api, operatorToken);
});

const call = async (verb: string, path: string, asked: Asked = {}) => {
  const { status, headers, json } = await ask(api, verb, path, asked);
  return { status, code: headers['x-aldis-code'], headers, json: json as Record<string, never> };
};
const byPassword = (body: object = {}) => ({ authorization: ada.authorization, body });
const bearer = (token: unknown, body?: object) => ({
  authorization: `Bearer ${String(token)}`,
  ...(body ? { body } : {}),
});
const begin = async (body: object = {}) =>
  (await call('POST', '/v1/auth/session', byPassword(body))).json;
const refresh = (refreshToken: unknown) =>
  call('POST', '/v1/auth/refresh', { body: { refreshToken } });

describe('a session', () => {
  it('goes on with tokens alone, is listed, and ends with its own token', async () => {
    const first = await begin({ name: 'c2VhbGVk' });
    const second = (await refresh(first['refreshToken'])).json;
    expect(second['session']).toBe(first['session']);
    expect(second['refreshToken']).not.toBe(first['refreshToken']);
    const token = bearer(second['accessToken']);
    const listed = await call('GET', '/v1/auth/sessions', token);
    expect(listed.json['sessions']).toEqual([
      {
        ...{ id: first['session'], device: 1, name: 'c2VhbGVk', scope: ['device'] },
        ...{ began: test.clock.now(), used: test.clock.now(), isThis: true },
      },
    ]);
    const path = `/v1/auth/sessions/${String(first['session'])}`;
    expect((await call('DELETE', path, token)).status).toBe(204);
    for (const one of [first, second]) {
      const asked = await call('GET', '/v1/accounts/whoami', bearer(one['accessToken']));
      expect([asked.status, asked.code]).toEqual([401, 'auth.invalid']);
    }
    expect((await refresh(second['refreshToken'])).code).toBe('auth.session_ended');
  });

  it('whose refresh token is shown again later is over, with its access tokens', async () => {
    const first = await begin();
    const second = (await refresh(first['refreshToken'])).json;
    const again = (await refresh(first['refreshToken'])).json;
    expect(again['refreshToken']).toBe(second['refreshToken']);
    test.clock.advance(limits.refreshGraceMs + 1);
    expect((await refresh(first['refreshToken'])).code).toBe('auth.session_ended');
    const whoami = await call('GET', '/v1/accounts/whoami', bearer(second['accessToken']));
    expect(whoami.code).toBe('auth.invalid');
    const told = await call('GET', '/v1/accounts/security', byPassword());
    const events = told.json['events'] as unknown as { kind: string }[];
    expect(events.map(({ kind }) => kind)).toEqual(['refresh-reused', 'session-began']);
  });

  it('is ended by others’ word only with a token for all', async () => {
    const [reader, whole] = [await begin({ scope: ['read'] }), await begin()];
    const path = `/v1/auth/sessions/${String(whole['session'])}`;
    const refused = await call('DELETE', path, bearer(reader['accessToken']));
    expect([refused.status, refused.code]).toEqual([403, 'auth.scope']);
    const others = await call('DELETE', '/v1/auth/sessions', bearer(whole['accessToken']));
    expect(others.status).toBe(204);
    const gone = await call('GET', '/v1/auth/sessions', bearer(reader['accessToken']));
    expect(gone.code).toBe('auth.invalid');
    const left = await call('GET', '/v1/auth/sessions', bearer(whole['accessToken']));
    expect(left.json['sessions']).toHaveLength(1);
  });

  it('is not renewed by what is no refresh token, nor by an access token', async () => {
    const { accessToken } = await begin();
    for (const text of ['', 'x', 'x'.repeat(91), accessToken]) {
      expect(['auth.invalid', 'request.invalid']).toContain((await refresh(text)).code);
    }
  });
});

describe('a scope', () => {
  it('of a token is enough for its routes alone', async () => {
    const { accessToken } = await begin({ scope: ['read'] });
    const token = bearer(accessToken);
    expect((await call('GET', '/v1/devices', token)).status).toBe(200);
    const written = await call('PUT', '/v1/accounts/name', { ...token, body: { deviceName: 'x' } });
    expect([written.status, written.code]).toEqual([403, 'auth.scope']);
    const taken = await call('GET', `/v2/keys/${ada.account}/*`, token);
    expect(taken.code).toBe('auth.scope');
    const sender = bearer((await begin({ scope: ['send'] }))['accessToken']);
    expect((await call('GET', '/v1/devices', sender)).code).toBe('auth.scope');
    expect((await call('GET', `/v2/keys/${ada.account}/*`, sender)).code).not.toBe('auth.scope');
  });

  it('is read for GET and device for the rest, but where a route says another', () => {
    const said = routes.filter((one) => one.scope !== undefined);
    expect(said.map(({ verb, path, scope }) => `${scope} ${verb} ${path}`).toSorted()).toEqual([
      'device GET /v1/accounts/export',
      'device GET /v2/calling/relays',
      'read DELETE /v1/auth/sessions/:session',
      'send GET /api/signal/keys/:userId',
      'send GET /v1/certificate/auth/group',
      'send GET /v1/certificate/delivery',
      'send GET /v2/keys/:serviceId/:deviceId',
      'send POST /api/signal/session/establish',
      'send PUT /v1/messages/:serviceId',
    ]);
    for (const one of routes.filter(({ scope }) => scope === undefined)) {
      expect(scopeOf(one)).toBe(one.verb === 'GET' ? 'read' : 'device');
    }
  });
});

describe('what is sensitive', () => {
  it('takes fresh proof, and is declared so', () => {
    const fresh = routes.filter((one) => one.proof === 'fresh');
    const named = fresh.map(({ verb, path }) => `${verb} ${path}`);
    for (const path of [
      'DELETE /v1/accounts/me',
      'PUT /v1/devices/list',
      'PUT /v1/accounts/login',
    ]) {
      expect(named).toContain(path);
    }
    for (const { verb, path, auth } of routes) {
      const touches = /^\/v1\/(devices|accounts\/(me|login|lock|totp|number))/.test(path);
      const isByDevice = auth === 'device' || auth === 'password';
      if (touches && isByDevice && verb !== 'GET') expect(named).toContain(`${verb} ${path}`);
    }
  });

  it('is refused to a session whose proof is old, until it proves again', async () => {
    const first = await begin();
    test.clock.advance(freshMs + 1000);
    const renewed = (await refresh(first['refreshToken'])).json;
    const refused = await call('POST', '/v1/accounts/totp', bearer(renewed['accessToken']));
    expect([refused.status, refused.code]).toEqual([401, 'auth.fresh_proof']);
    expect(refused.json).toMatchObject({ detail: 'Needs: password.' });
    const proof = (await call('POST', '/v1/auth/proof', byPassword())).json;
    expect((await call('POST', '/v1/accounts/totp', bearer(proof['accessToken']))).status).toBe(
      200,
    );
  });
});

describe('one-time codes', () => {
  const secretOf = (base32: string) => {
    const letters = 'abcdefghijklmnopqrstuvwxyz234567';
    const bits = [...base32].map((one) => letters.indexOf(one).toString(2).padStart(5, '0'));
    return Buffer.from(
      (bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)),
    );
  };

  async function turnedOn() {
    const begun = await call('POST', '/v1/accounts/totp', byPassword());
    const secret = secretOf(String(begun.json['secret']));
    const code = () => totpCode(secret, Math.floor(test.clock.now() / 30_000));
    const confirmed = await call('PUT', '/v1/accounts/totp', byPassword({ totp: code() }));
    test.clock.advance(60_000);
    return { code, backupCodes: confirmed.json['backupCodes'] as unknown as string[] };
  }

  it('once on are needed where somebody logs in and for what is sensitive', async () => {
    const { code, backupCodes } = await turnedOn();
    expect(backupCodes).toHaveLength(limits.backupCodesCount);
    const bare = await call('POST', '/v1/auth/session', byPassword());
    expect([bare.code, bare.json['detail']]).toEqual(['auth.fresh_proof', 'Needs: otp.']);
    const wrong = await call('POST', '/v1/auth/session', byPassword({ totp: '000000' }));
    expect([wrong.status, wrong.code]).toEqual([403, 'totp.invalid']);
    const byHand = await call('DELETE', '/v1/accounts/totp', byPassword());
    expect([byHand.code, byHand.json['detail']]).toEqual(['auth.fresh_proof', 'Needs: otp.']);
    const used = code();
    expect((await call('POST', '/v1/auth/session', byPassword({ totp: used }))).status).toBe(200);
    const again = await call('POST', '/v1/auth/proof', byPassword({ totp: used }));
    expect(again.code).toBe('totp.invalid');
    const proof = await call('POST', '/v1/auth/proof', byPassword({ totp: backupCodes[0] }));
    const token = bearer(proof.json['accessToken']);
    expect((await call('GET', '/v1/accounts/totp', token)).json).toEqual({
      isOn: true,
      backupCodesLeft: limits.backupCodesCount - 1,
    });
    test.clock.advance(60_000);
    expect((await call('DELETE', '/v1/accounts/totp', token)).status).toBe(204);
    expect((await call('POST', '/v1/auth/session', byPassword())).status).toBe(200);
  });

  it('are tried five times, then once in six seconds', async () => {
    await turnedOn();
    test.clock.advance(60_000);
    const attempt = () => call('POST', '/v1/auth/proof', byPassword({ totp: '000000' }));
    for (let n = 0; n < 5; n++) expect((await attempt()).code).toBe('totp.invalid');
    const held = await attempt();
    expect([held.status, held.headers['retry-after']]).toEqual([429, '6']);
    test.clock.advance(6000);
    expect((await attempt()).code).toBe('totp.invalid');
  });
});

it('the keys that tokens are signed by are published, for an hour’s keeping', async () => {
  const { status, headers, json } = await call('GET', '/.well-known/jwks.json');
  expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=3600']);
  const { accessToken } = await begin();
  const [head = ''] = String(accessToken).split('.');
  const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString());
  expect(json['keys']).toMatchObject([{ kid, kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' }]);
  expect(JSON.stringify(json)).not.toContain('"d"');
});
