// Leave to upload one blob (JWT, HS256), which every worker of the cluster can check and nobody
// else can make. Shape: Signal's, with whose upload it is and how long the blob stays.

import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import type { BlobKey, Result } from '#protocol';
import { limits, ok, parseBlobKey, refuse } from '#protocol';
import { errors, jwtVerify, SignJWT } from 'jose';
import { secretsEqual } from './credentials.ts';
import { derivedKey } from './derivedKeys.ts';
import type { Secrets } from './secrets.ts';

const issuer = 'aldis';
const audience = 'attachments';
const algorithm = 'HS256';
const tokenLengthMax = 1024;
const ownerForm = /^[0-9a-f]{32}$/;

/** What a token allows. */
export interface UploadClaims {
  readonly key: BlobKey;
  /** Names the uploader in a form that tells nobody else who that is. Shape: 32 hex digits. */
  readonly owner: string;
  readonly bytesMax: number;
  /** How long the blob stays while nobody holds it. */
  readonly lifetimeMs: number;
}

export interface UploadTokens {
  /** Issues a token that lasts for a day. */
  issue(claims: UploadClaims, nowMs: number): Promise<string>;
  /** Refuses: auth.expired, auth.invalid. */
  verify(token: string, nowMs: number): Promise<Result<UploadClaims>>;
  /** The owner that somebody of that name is: always the same one in this cluster. */
  ownerOf(name: string): string;
  /** Makes a key that nobody can guess, of a blob that only that name's owner is to hold. */
  keyFor(name: string): BlobKey;
  /** Whether it was made for that name. */
  isKeyFor(name: string, key: BlobKey): boolean;
}

const keyBytes = 15;
/** The length of a key that was made for a name. */
const drawnBytes = 9;

/** Makes the key of a blob that nobody can guess. */
export function newBlobKey(): BlobKey {
  return randomBytes(keyBytes).toString('base64url') as BlobKey;
}

/** Tokens under a key of the secrets file. */
export function createUploadTokens(secrets: Pick<Secrets, 'indexKey'>): UploadTokens {
  const key = createSecretKey(derivedKey(secrets, 'aldis tokens of uploads 1', 32));
  const ownerKey = createSecretKey(derivedKey(secrets, 'aldis owners of uploads 1', 32));
  const markKey = createSecretKey(derivedKey(secrets, 'aldis keys of uploads 1', 32));
  const marked = (name: string, drawn: Uint8Array): BlobKey => {
    const mark = createHmac('sha256', markKey).update(drawn).update(name).digest();
    const bytes = Buffer.concat([drawn, mark]).subarray(0, keyBytes);
    return bytes.toString('base64url') as BlobKey;
  };
  return {
    issue(claims, nowMs) {
      const issuedAt = Math.floor(nowMs / 1000);
      const { owner, bytesMax, lifetimeMs } = claims;
      return new SignJWT({ own: owner, maxLen: bytesMax, life: lifetimeMs })
        .setProtectedHeader({ alg: algorithm })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(claims.key)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + limits.uploadLifetimeMs / 1000)
        .sign(key);
    },
    async verify(token, nowMs) {
      if (token.length > tokenLengthMax) return refuse('auth.invalid');
      try {
        const { payload } = await jwtVerify(token, key, {
          issuer: issuer,
          audience: audience,
          algorithms: [algorithm],
          currentDate: new Date(nowMs),
          requiredClaims: ['exp', 'sub', 'own', 'maxLen', 'life'],
        });
        const { sub, own, maxLen: bytesMax, life: lifetimeMs } = payload;
        const blob = parseBlobKey(sub ?? '');
        const owner = typeof own === 'string' && ownerForm.test(own) ? own : undefined;
        if (!blob || !owner || typeof bytesMax !== 'number' || typeof lifetimeMs !== 'number') {
          return refuse('auth.invalid');
        }
        return ok({ key: blob, owner, bytesMax, lifetimeMs });
      } catch (error) {
        return refuse(error instanceof errors.JWTExpired ? 'auth.expired' : 'auth.invalid');
      }
    },
    ownerOf: (name) => createHmac('sha256', ownerKey).update(name).digest('hex').slice(0, 32),
    keyFor: (name) => marked(name, randomBytes(drawnBytes)),
    isKeyFor: (name, blob) =>
      secretsEqual(blob, marked(name, Buffer.from(blob, 'base64url').subarray(0, drawnBytes))),
  };
}
