// Keys by which the push services of systems know who calls them: an operator has them from the
// service, in a file, and signs a word with them now and then.

import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';

/** By RSA as Google has it, or by ECDSA as Apple has it. */
export type ProviderAlgorithm = 'RS256' | 'ES256';

/** Smaller ones are no keys any more. Source: RFC 7518, 3.3. */
const rsaBitsLeast = 2048;

export interface ProviderKey {
  /** A signed word: what it claims, since when, and until when where the service wants that. */
  sign(claims: ProviderClaims): Promise<string>;
}

interface ProviderClaims {
  readonly issuer: string;
  readonly audience?: string;
  readonly scope?: string;
  /** Unit: seconds since the epoch. */
  readonly issuedAt: number;
  readonly expiresAt?: number;
}

/** The key of a PEM; undefined where that is none for this algorithm. */
export function readProviderKey(
  pem: string,
  alg: ProviderAlgorithm,
  kid: string,
): ProviderKey | undefined {
  const key = parsed(pem);
  if (!key || !isKeyFor(key, alg)) return undefined;
  return {
    sign({ issuer, audience, scope, issuedAt, expiresAt }) {
      const word = new SignJWT(scope === undefined ? {} : { scope })
        .setProtectedHeader({ alg, kid })
        .setIssuer(issuer)
        .setIssuedAt(issuedAt);
      if (audience !== undefined) word.setAudience(audience);
      if (expiresAt !== undefined) word.setExpirationTime(expiresAt);
      return word.sign(key);
    },
  };
}

function parsed(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

function isKeyFor(key: KeyObject, alg: ProviderAlgorithm): boolean {
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  if (alg === 'ES256') return key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1';
  return key.asymmetricKeyType === 'rsa' && modulusLength >= rsaBitsLeast;
}
