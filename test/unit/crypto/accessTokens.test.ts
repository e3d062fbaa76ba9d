// An access token is believed for an hour, from this cluster alone, in one algorithm alone.

import { createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessTokenLifetimeMs, createAccessTokens, createSecrets } from '#crypto';
import type { AccountId, DeviceId } from '#protocol';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'aldis-tokens-'));
afterAll(() => rmSync(folder, { recursive: true }));

const secrets = createSecrets(join(folder, 'secrets.json'), 1000);
const tokens = createAccessTokens(secrets);
const now = 1_800_000_000_000;
const claims = {
  account: '9d0652a3-dcc3-4d11-975f-74d61598733f' as AccountId,
  device: 3 as DeviceId,
  credential: '2.abc',
};
const payload = {
  iss: 'aldis',
  aud: 'aldis:device',
  sub: `${claims.account}.3`,
  iat: now / 1000,
  exp: now / 1000 + 60,
  cred: '2.abc',
};

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const privateKey = createPrivateKey(secrets.tokenKey);

/** A token with a true signature over whatever header and claims. */
function forge(header: object, body: object): string {
  const text = `${part(header)}.${part(body)}`;
  return `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`;
}

const header = { alg: 'EdDSA', typ: 'at+jwt' };
const invalid = { ok: false, refusal: { code: 'auth.invalid' } };

describe('an access token', () => {
  it('speaks for the device it was issued to', async () => {
    const { token, expiresAtMs } = await tokens.issue(claims, now);
    expect(expiresAtMs).toBe(now + accessTokenLifetimeMs);
    const value = { ...claims, expiresAtMs };
    expect(await tokens.verify(token, now)).toEqual({ ok: true, value });
    const soon = { ...claims, expiresAtMs: now + 60_000 };
    const minute = await tokens.verify(forge(header, payload), now);
    expect(minute).toEqual({ ok: true, value: soon });
  });

  it('that is shown again is checked no less', async () => {
    const { token, expiresAtMs } = await tokens.issue(claims, now);
    const first = await tokens.verify(token, now);
    expect(await tokens.verify(token, now)).toEqual(first);
    const [head, body, signature = ''] = token.split('.');
    const other = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    expect(await tokens.verify(`${head}.${body}.${other}`, now)).toEqual(invalid);
    expect(await tokens.verify(token, expiresAtMs)).toMatchObject({ ok: false });
    expect(await tokens.verify(token, now)).toEqual(first);
  });

  it('ends with its hour', async () => {
    const { token, expiresAtMs } = await tokens.issue(claims, now);
    expect((await tokens.verify(token, expiresAtMs - 1000)).ok).toBe(true);
    const expired = { ok: false, refusal: { code: 'auth.expired' } };
    expect(await tokens.verify(token, expiresAtMs)).toEqual(expired);
    expect(await tokens.verify(token, expiresAtMs + 1000)).toEqual(expired);
  });

  it('is refused without a signature, whatever its header says', async () => {
    const bare = `${part({ alg: 'none', typ: 'at+jwt' })}.${part(payload)}.`;
    expect(await tokens.verify(bare, now)).toEqual(invalid);
    const { token } = await tokens.issue(claims, now);
    const [, body, signature] = token.split('.');
    expect(await tokens.verify(`${bare.split('.')[0]}.${body}.${signature}`, now)).toEqual(invalid);
    expect(await tokens.verify(`${token.split('.')[0]}.${body}.`, now)).toEqual(invalid);
  });

  it('is refused when the public key was taken for a shared secret', async () => {
    const pem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
    const text = `${part({ alg: 'HS256', typ: 'at+jwt' })}.${part(payload)}`;
    const mac = createHmac('sha256', pem).update(text).digest('base64url');
    expect(await tokens.verify(`${text}.${mac}`, now)).toEqual(invalid);
  });

  it.each([
    ['another audience', header, { ...payload, aud: 'aldis:operator' }],
    ['another issuer', header, { ...payload, iss: 'other' }],
    ['another type', { ...header, typ: 'JWT' }, payload],
    ['another algorithm', { ...header, alg: 'ES256' }, payload],
    ['no expiry', header, { ...payload, exp: undefined }],
    ['no subject', header, { ...payload, sub: undefined }],
    ['no credential', header, { ...payload, cred: undefined }],
    ['a credential that is no text', header, { ...payload, cred: { $ne: '' } }],
    ['a subject that is no device', header, { ...payload, sub: 'operator' }],
    ['device 128', header, { ...payload, sub: `${claims.account}.128` }],
    ['an unknown critical header', { ...header, crit: ['x'], x: 1 }, payload],
  ])('with %s is refused', async (_what, forgedHeader, forgedPayload) => {
    expect(await tokens.verify(forge(forgedHeader, forgedPayload), now)).toEqual(invalid);
  });

  it('ignores a key that it brings itself', async () => {
    const strange = { ...header, jku: 'http://127.0.0.1:1/', jwk: { kty: 'OKP' }, x5u: 'http://h' };
    expect((await tokens.verify(forge(strange, payload), now)).ok).toBe(true);
    const other = createAccessTokens(createSecrets(join(folder, 'other.json'), 1000));
    const { token } = await other.issue(claims, now);
    expect(await tokens.verify(token, now)).toEqual(invalid);
  });

  it('is refused when it is garbage or too long', async () => {
    for (const text of ['', '.', '..', 'a.b.c', '\0', `${'a'.repeat(2000)}.b.c`]) {
      expect(await tokens.verify(text, now)).toEqual(invalid);
    }
  });
});
