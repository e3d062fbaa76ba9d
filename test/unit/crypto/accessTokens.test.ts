// An access token is believed for an hour, from this cluster alone, in one algorithm alone.

import { createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  accessTokenLifetimeMs,
  createAccessTokens,
  createSecrets,
  readSecrets,
  rotateTokenKey,
  tokenKeyLeadMs,
  inClear,
} from '#crypto';
import type { AccountId, DeviceId } from '#protocol';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'aldis-tokens-'));
afterAll(() => rmSync(folder, { recursive: true }));

const secrets = createSecrets(join(folder, 'secrets.json'), 1000, inClear);
const tokens = createAccessTokens(secrets);
const now = 1_800_000_000_000;
const claims = {
  account: '9d0652a3-dcc3-4d11-975f-74d61598733f' as AccountId,
  device: 3 as DeviceId,
  credential: '2.abc',
  scopes: ['device'] as const,
  authAtMs: now - 5000,
  amr: ['pwd'] as const,
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
    // As tokens of earlier versions, it says nothing of scope and proof.
    const soon = { ...claims, authAtMs: 0, amr: [], expiresAtMs: now + 60_000 };
    const minute = await tokens.verify(forge(header, payload), now);
    expect(minute).toEqual({ ok: true, value: soon });
  });

  it('says its session, what it allows, and when and how its holder was proved', async () => {
    const more = { ...claims, session: 'ab'.repeat(16), scopes: ['read', 'send'] as const };
    const { token } = await tokens.issue({ ...more, amr: ['pwd', 'otp'] }, now, 60_000);
    const body = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(body).toMatchObject({ sid: more.session, scope: 'read send', amr: ['pwd', 'otp'] });
    expect(body.auth_time).toBe((now - 5000) / 1000);
    expect(await tokens.verify(token, now)).toEqual({
      ok: true,
      value: { ...more, amr: ['pwd', 'otp'], expiresAtMs: now + 60_000 },
    });
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
    ['a session that is no text', header, { ...payload, sid: 7 }],
    ['a scope that is no text', header, { ...payload, scope: ['device'] }],
    ['a time of proof that is none', header, { ...payload, auth_time: 'now' }],
    ['a key that is not known', { ...header, kid: 'other' }, payload],
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
    const other = createAccessTokens(createSecrets(join(folder, 'other.json'), 1000, inClear));
    const { token } = await other.issue(claims, now);
    expect(await tokens.verify(token, now)).toEqual(invalid);
  });

  it('is refused when it is garbage or too long', async () => {
    for (const text of ['', '.', '..', 'a.b.c', '\0', `${'a'.repeat(2000)}.b.c`]) {
      expect(await tokens.verify(text, now)).toEqual(invalid);
    }
  });
});

describe('a key', () => {
  const hour = 3_600_000;
  const madeAt = now;
  const path = join(folder, 'ring.json');
  const first = createSecrets(path, madeAt - 100 * hour, inClear);
  const keys = (made: ReturnType<typeof createAccessTokens>, atMs: number) =>
    made.published(atMs).map(({ kid }) => kid);
  const kidOf = (token: string) =>
    JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid as string;

  it('is published a day before it signs, and believed until its last token is over', async () => {
    const before = createAccessTokens(first);
    const [old] = keys(before, madeAt);
    const second = rotateTokenKey(path, madeAt, inClear);
    const after = createAccessTokens(second);
    const [, fresh] = keys(after, madeAt);
    expect(keys(after, madeAt)).toHaveLength(2);
    const signer = async (atMs: number) => kidOf((await after.issue(claims, atMs)).token);
    expect(await signer(madeAt + tokenKeyLeadMs - 1000)).toBe(old);
    expect(await signer(madeAt + tokenKeyLeadMs)).toBe(fresh);
    const lastAt = madeAt + tokenKeyLeadMs - 1000;
    const { token } = await after.issue(claims, lastAt);
    expect((await after.verify(token, lastAt + hour - 1000)).ok).toBe(true);
    expect(keys(after, madeAt + tokenKeyLeadMs + 2 * hour)).toEqual([fresh]);
    // Signed under the old key by whoever has it still: it is believed no more.
    const late = await before.issue(claims, madeAt + tokenKeyLeadMs + 2 * hour);
    expect(await after.verify(late.token, madeAt + tokenKeyLeadMs + 2 * hour)).toEqual(invalid);
  });

  it('that another process added is found by its name, looked for rarely', async () => {
    let asked = 0;
    const seconds = readSecrets(path, inClear);
    const other = createAccessTokens(first, () => {
      asked += 1;
      return seconds;
    });
    const at = madeAt + tokenKeyLeadMs + 1000;
    const { token } = await createAccessTokens(seconds).issue(claims, at);
    expect((await other.verify(token, at)).ok).toBe(true);
    for (let n = 0; n < 50; n++)
      await other.verify(forge({ ...header, kid: `k${n}` }, payload), at);
    expect(asked).toBe(1);
  });

  it('is replaced under load, and no token that holds is refused', async () => {
    const minute = 60_000;
    const file = join(folder, 'load.json');
    let ring = createSecrets(file, madeAt, inClear);
    const workers = Array.from({ length: 4 }, () =>
      createAccessTokens(ring, () => readSecrets(file, inClear)),
    );
    const live: { token: string; untilMs: number }[] = [];
    let refused = 0;
    let checked = 0;
    const signers = new Set<string>();
    for (let atMs = madeAt; atMs < madeAt + 60 * hour; atMs += 20 * minute) {
      // Every worker hears of it at another time, or not at all.
      if ((atMs - madeAt) % (30 * hour) === 5 * hour) ring = rotateTokenKey(file, atMs, inClear);
      if ((atMs - madeAt) % (7 * hour) === 0) workers[((atMs / hour) % 4) | 0]?.reload();
      for (const worker of workers) {
        const { token, expiresAtMs } = await worker.issue(claims, atMs);
        signers.add(kidOf(token));
        live.push({ token, untilMs: expiresAtMs });
      }
      while (live[0] && live[0].untilMs <= atMs) live.shift();
      for (const { token } of live) {
        for (const worker of workers) {
          checked += 1;
          if (!(await worker.verify(token, atMs)).ok) refused += 1;
        }
      }
    }
    expect(ring.tokenKeys?.length).toBeGreaterThan(1);
    expect(signers.size).toBeGreaterThan(1);
    expect([refused, checked > 5000]).toEqual([0, true]);
  }, 60_000);

  it('of a file of an earlier version goes on, also beside that version', () => {
    const { tokenKeys: _none, ...earlier } = first;
    const old = join(folder, 'earlier.json');
    writeFileSync(old, JSON.stringify(earlier));
    const rotated = rotateTokenKey(old, madeAt, inClear);
    expect(rotated.tokenKey).toBe(first.tokenKey);
    expect(rotated.tokenKeys?.map(({ key }) => key)[0]).toBe(first.tokenKey);
    expect(rotated.tokenKeys).toHaveLength(2);
    const third = rotateTokenKey(old, madeAt + tokenKeyLeadMs + 2 * hour, inClear);
    expect(third.tokenKeys).toHaveLength(2);
    expect(third.tokenKey).toBe(rotated.tokenKeys?.[1]?.key);
  });
});
