// Short-lived access tokens (JWT, EdDSA): whom they speak for, what they allow, when and how
// whoever holds them proved who they are.

import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey, hash } from 'node:crypto';
import type { DeviceAddress, Result } from '#protocol';
import { formatDeviceAddress, ok, parseDeviceAddress, refuse } from '#protocol';
import { CompactSign, errors, jwtVerify, SignJWT } from 'jose';
import type { Secrets } from './secrets.ts';
import { accessTokenLifetimeMs, isOver, signingAt, tokenRing } from './tokenRing.ts';

export { accessTokenLifetimeMs, tokenKeyLeadMs } from './tokenRing.ts';

const issuer = 'aldis';
const audience = 'aldis:device';
const algorithm = 'EdDSA';
const tokenLengthMax = 1024;
/** Tokens whose signatures are known to hold: those that were shown last. */
const knownTokensMax = 20_000;
/** A key that is not known makes the secrets be read again, but no more often. */
const rereadEveryMs = 10_000;

/** What a token may allow. `device`: whatever its device may; `read` and `send` that alone. */
export const scopes = ['device', 'read', 'send'] as const;
export type Scope = (typeof scopes)[number];
/** How somebody proved who they are. Source: RFC 8176. */
export type ProofMethod = 'pwd' | 'otp';

/** Whom a token speaks for, and the credential it was made from. */
interface AccessClaims extends DeviceAddress {
  readonly credential: string;
  /** The session it is of; absent: of none, it ends by itself. */
  readonly session?: string;
  readonly scopes: readonly Scope[];
  /** When whoever holds it proved who they are. */
  readonly authAtMs: number;
  readonly amr: readonly ProofMethod[];
}

/** Claims of a token that is believed until then. */
export interface VerifiedClaims extends AccessClaims {
  readonly expiresAtMs: number;
}

/** A public key as the set of RFC 7517 has it. */
interface PublishedKey {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
  readonly alg: 'EdDSA';
  readonly use: 'sig';
}

export interface AccessTokens {
  issue(
    claims: AccessClaims,
    nowMs: number,
    lifetimeMs?: number,
  ): Promise<{ token: string; expiresAtMs: number }>;
  /** Refuses: auth.expired, auth.invalid. */
  verify(token: string, nowMs: number): Promise<Result<VerifiedClaims>>;
  /** The keys that tokens are or will be signed by. */
  published(nowMs: number): readonly PublishedKey[];
  /**
   * Signs what is no token, by the key that signs tokens now. Shape: a JWS, compact; its `typ` is
   * what it is for.
   */
  sign(payload: Uint8Array, typ: 'aldis-export', nowMs: number): Promise<string>;
  /** Reads the secrets again: a key was added. */
  reload(): void;
}

/** A key of the ring in the forms that it is used in. */
interface RingKey {
  readonly madeAtMs: number;
  readonly key: string;
  readonly secret: KeyObject;
  readonly public: KeyObject;
  readonly published: PublishedKey;
}

/**
 * Tokens signed by the ring of the secrets file. A signature is checked once for each of the last
 * tokens: whoever comes back, or asks again, shows the one of before. `reread` is asked where a
 * key is unknown: another process rotated.
 */
export function createAccessTokens(
  secrets: Pick<Secrets, 'tokenKey' | 'tokenKeys'>,
  reread: () => Pick<Secrets, 'tokenKey' | 'tokenKeys'> = () => secrets,
): AccessTokens {
  let ring = readRing(secrets);
  let rereadAtMs = Number.NEGATIVE_INFINITY;
  const reload = () => {
    ring = readRing(reread());
  };
  /** By the tokens' hashes: nothing here opens a door to whoever reads it. */
  const known = new Map<string, VerifiedClaims>();
  /** The key of that name, or the oldest for tokens of earlier versions, which name none. */
  const keyOf = (kid: unknown, nowMs: number): KeyObject | undefined => {
    const find = () => ring.findIndex(({ published }) => kid === published.kid);
    let at = kid === undefined ? 0 : find();
    if (at < 0 && Math.abs(nowMs - rereadAtMs) >= rereadEveryMs) {
      rereadAtMs = nowMs;
      reload();
      at = find();
    }
    return at < 0 || isOver(ring, at, nowMs) ? undefined : ring[at]?.public;
  };
  return {
    reload,
    published: (nowMs) =>
      ring.filter((_one, at) => !isOver(ring, at, nowMs)).map(({ published }) => published),
    sign(payload, typ, nowMs) {
      const { secret, published } = ring[signingAt(ring, nowMs)] as RingKey;
      const header = { alg: algorithm, typ, kid: published.kid };
      return new CompactSign(payload).setProtectedHeader(header).sign(secret);
    },
    issue: (claims, nowMs, lifetimeMs) =>
      signed(ring[signingAt(ring, nowMs)] as RingKey, claims, nowMs, lifetimeMs),
    async verify(token, nowMs) {
      if (token.length > tokenLengthMax) return refuse('auth.invalid');
      const name = hash('sha256', token, 'base64');
      const found = known.get(name);
      if (found) return found.expiresAtMs > nowMs ? ok(found) : refuse('auth.expired');
      try {
        const find = ({ kid }: { kid?: unknown }) => {
          const key = keyOf(kid, nowMs);
          if (!key) throw new errors.JWKSNoMatchingKey();
          return key;
        };
        const { payload } = await jwtVerify(token, find, {
          issuer: issuer,
          audience: audience,
          algorithms: [algorithm],
          typ: 'at+jwt',
          currentDate: new Date(nowMs),
          requiredClaims: ['exp', 'sub', 'cred'],
        });
        const claims = readClaims(payload);
        if (!claims) return refuse('auth.invalid');
        known.set(name, claims);
        const [oldest] = known.keys();
        if (known.size > knownTokensMax && oldest !== undefined) known.delete(oldest);
        return ok(claims);
      } catch (error) {
        return refuse(error instanceof errors.JWTExpired ? 'auth.expired' : 'auth.invalid');
      }
    },
  };
}

async function signed(
  { secret, published }: RingKey,
  { credential, session, scopes: allowed, authAtMs, amr, ...holder }: AccessClaims,
  nowMs: number,
  lifetimeMs = accessTokenLifetimeMs,
): Promise<{ token: string; expiresAtMs: number }> {
  const issuedAt = Math.floor(nowMs / 1000);
  const expiresAt = issuedAt + lifetimeMs / 1000;
  const token = await new SignJWT({
    cred: credential,
    ...(session === undefined ? {} : { sid: session }),
    scope: allowed.join(' '),
    auth_time: Math.floor(authAtMs / 1000),
    amr: [...amr],
  })
    .setProtectedHeader({ alg: algorithm, typ: 'at+jwt', kid: published.kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(formatDeviceAddress(holder))
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(secret);
  return { token, expiresAtMs: expiresAt * 1000 };
}

/** Tokens of earlier versions say nothing of scope and proof: they were a device's, by password. */
function readClaims(payload: Readonly<Record<string, unknown>>): VerifiedClaims | undefined {
  const { sub, exp, cred: credential, sid, scope = 'device', auth_time = 0, amr = [] } = payload;
  const address = parseDeviceAddress(String(sub ?? ''));
  const isTrue =
    typeof credential === 'string' &&
    typeof exp === 'number' &&
    (sid === undefined || typeof sid === 'string') &&
    typeof scope === 'string' &&
    typeof auth_time === 'number' &&
    Array.isArray(amr);
  if (!address || !isTrue) return undefined;
  const words = scope.split(' ');
  return {
    ...address,
    credential,
    ...(sid === undefined ? {} : { session: sid }),
    scopes: scopes.filter((one) => words.includes(one)),
    authAtMs: auth_time * 1000,
    amr: (['pwd', 'otp'] as const).filter((one) => amr.includes(one)),
    expiresAtMs: exp * 1000,
  };
}

function readRing(secrets: Pick<Secrets, 'tokenKey' | 'tokenKeys'>): readonly RingKey[] {
  return tokenRing(secrets).map(({ key, madeAtMs }) => {
    const secret = createPrivateKey(key);
    const open = createPublicKey(secret);
    const { x = '' } = open.export({ format: 'jwk' });
    // Source: RFC 7638.
    const kid = hash('sha256', JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }), 'base64url');
    const use = { kid, alg: algorithm, use: 'sig' } as const;
    return {
      madeAtMs,
      key,
      secret,
      public: open,
      published: { kty: 'OKP', crv: 'Ed25519', x, ...use },
    };
  });
}
