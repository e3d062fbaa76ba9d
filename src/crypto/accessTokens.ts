// Short-lived access tokens (JWT, EdDSA) made from device credentials.

import { createPrivateKey, createPublicKey, hash } from 'node:crypto';
import type { DeviceAddress, Result } from '#protocol';
import { formatDeviceAddress, ok, parseDeviceAddress, refuse } from '#protocol';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { Secrets } from './secrets.ts';

/** An access token lives this long. */
export const accessTokenLifetimeMs = 60 * 60 * 1000;
const issuer = 'aldis';
const audience = 'aldis:device';
const algorithm = 'EdDSA';
const tokenLengthMax = 1024;
/** Tokens whose signatures are known to hold: those that were shown last. */
const knownTokensMax = 20_000;

/** Whom a token speaks for, and the credential it was made from. */
interface AccessClaims extends DeviceAddress {
  readonly credential: string;
}

/** Claims of a token that is believed until then. */
interface VerifiedClaims extends AccessClaims {
  readonly expiresAtMs: number;
}

export interface AccessTokens {
  issue(claims: AccessClaims, nowMs: number): Promise<{ token: string; expiresAtMs: number }>;
  /** Refuses: auth.expired, auth.invalid. */
  verify(token: string, nowMs: number): Promise<Result<VerifiedClaims>>;
}

/**
 * Tokens signed by the key of the secrets file. A signature is checked once for each of the last
 * tokens: whoever comes back, or asks again, shows the one of before.
 */
export function createAccessTokens(secrets: Secrets): AccessTokens {
  const privateKey = createPrivateKey(secrets.tokenKey);
  const publicKey = createPublicKey(privateKey);
  /** Claims by the hashes of their tokens: whoever reads this can open no door with it. */
  const known = new Map<string, VerifiedClaims>();
  return {
    async issue(claims, nowMs) {
      const issuedAt = Math.floor(nowMs / 1000);
      const expiresAt = issuedAt + accessTokenLifetimeMs / 1000;
      const token = await new SignJWT({ cred: claims.credential })
        .setProtectedHeader({ alg: algorithm, typ: 'at+jwt' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(formatDeviceAddress(claims))
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(privateKey);
      return { token, expiresAtMs: expiresAt * 1000 };
    },
    async verify(token, nowMs) {
      if (token.length > tokenLengthMax) return refuse('auth.invalid');
      const name = hash('sha256', token, 'base64');
      const found = known.get(name);
      if (found) return found.expiresAtMs > nowMs ? ok(found) : refuse('auth.expired');
      try {
        const { payload } = await jwtVerify(token, publicKey, {
          issuer: issuer,
          audience: audience,
          algorithms: [algorithm],
          typ: 'at+jwt',
          currentDate: new Date(nowMs),
          requiredClaims: ['exp', 'sub', 'cred'],
        });
        const address = parseDeviceAddress(payload.sub ?? '');
        const { exp, cred: credential } = payload;
        if (!address || typeof credential !== 'string' || exp === undefined) {
          return refuse('auth.invalid');
        }
        const claims = { ...address, credential, expiresAtMs: exp * 1000 };
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
