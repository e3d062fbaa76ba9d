// Refresh tokens. A token names its session and how often that was renewed before, under a key that
// no store holds: nothing of it is kept anywhere, not even a hash, and each that was ever given out
// is known again, so that a second use of an old one is seen however old it is.

import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AccountId } from '#protocol';
import { parseAccountId } from '#protocol';
import { derivedKey } from './derivedKeys.ts';
import type { Secrets } from './secrets.ts';

const accountBytes = 16;
const sessionBytes = 16;
const namedBytes = accountBytes + sessionBytes + 4;
const macBytes = 32;
const form = /^[\w-]{91}$/;

/** Which of a session's tokens it is. */
interface RefreshClaims {
  readonly account: AccountId;
  /** Shape: 32 hex digits. */
  readonly session: string;
  /** 0 is that of the session's beginning. */
  readonly generation: number;
}

export interface RefreshTokens {
  /**
   * Always the same one for the same claims.
   * Shape: base64url of 16 bytes account ‖ 16 bytes session ‖ u32be generation ‖ HMAC-SHA256.
   */
  make(claims: RefreshClaims): string;
  /** Nothing for what was never given out here. */
  read(token: string): RefreshClaims | undefined;
}

export function newSessionId(): string {
  return randomBytes(sessionBytes).toString('hex');
}

/** Tokens under a key that follows from the secrets file. */
export function createRefreshTokens(secrets: Pick<Secrets, 'indexKey'>): RefreshTokens {
  const key = createSecretKey(derivedKey(secrets, 'aldis refresh tokens 1', 32));
  const macOf = (named: Uint8Array) => createHmac('sha256', key).update(named).digest();
  return {
    make({ account, session, generation }) {
      const named = Buffer.alloc(namedBytes);
      named.write(account.replaceAll('-', ''), 0, 'hex');
      named.write(session, accountBytes, 'hex');
      named.writeUInt32BE(generation, accountBytes + sessionBytes);
      return Buffer.concat([named, macOf(named)]).toString('base64url');
    },
    read(token) {
      if (!form.test(token)) return undefined;
      const bytes = Buffer.from(token, 'base64url');
      if (bytes.length !== namedBytes + macBytes) return undefined;
      const named = bytes.subarray(0, namedBytes);
      if (!timingSafeEqual(macOf(named), bytes.subarray(namedBytes))) return undefined;
      const hex = named.toString('hex', 0, accountBytes);
      const account = parseAccountId(hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'));
      const session = named.toString('hex', accountBytes, accountBytes + sessionBytes);
      const generation = named.readUInt32BE(accountBytes + sessionBytes);
      return account && { account, session, generation };
    },
  };
}
