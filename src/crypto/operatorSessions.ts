// Sessions of operators at the console: a signed text in a cookie, which every worker accepts and
// none keeps. The key is derived from the server's secrets and the operators' token, so that a new
// token ends all sessions.

import { createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import type { Secrets } from './secrets.ts';

/** A session ends this long after the login, whatever happened in between: one working day. */
export const operatorSessionLifetimeMs = 8 * 60 * 60 * 1000;
const issuer = 'aldis';
const audience = 'aldis:console';
const algorithm = 'HS256';
const type = 'console+jwt';
const sessionLengthMax = 512;

export interface OperatorSessions {
  issue(nowMs: number): Promise<{ session: string; expiresAtMs: number }>;
  /** True for what `issue` gave and whose time is not over. Never throws. */
  verify(session: string, nowMs: number): Promise<boolean>;
}

/** Sessions under the server's own key and this token. */
export function createOperatorSessions(
  secrets: Pick<Secrets, 'indexKey'>,
  operatorToken: string,
): OperatorSessions {
  const salt = Buffer.from(operatorToken);
  const secret = Buffer.from(secrets.indexKey, 'base64');
  const key = createSecretKey(
    Buffer.from(hkdfSync('sha256', secret, salt, 'aldis console session', 32)),
  );
  return {
    async issue(nowMs) {
      const issuedAt = Math.floor(nowMs / 1000);
      const expiresAt = issuedAt + operatorSessionLifetimeMs / 1000;
      const session = await new SignJWT({ jti: randomBytes(16).toString('base64url') })
        .setProtectedHeader({ alg: algorithm, typ: type })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(key);
      return { session, expiresAtMs: expiresAt * 1000 };
    },
    async verify(session, nowMs) {
      if (session.length > sessionLengthMax) return false;
      try {
        await jwtVerify(session, key, {
          issuer: issuer,
          audience: audience,
          algorithms: [algorithm],
          typ: type,
          currentDate: new Date(nowMs),
          requiredClaims: ['exp', 'iat', 'jti'],
        });
        return true;
      } catch {
        return false;
      }
    },
  };
}
