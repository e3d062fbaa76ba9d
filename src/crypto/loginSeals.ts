// What the server gives out during a login and takes back: a handshake, then perhaps a ticket. Each
// is sealed under a key that all workers derive, so that none of them keeps anything. And the salt
// and verifier of names that nobody has.

import type { KeyObject } from 'node:crypto';
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import { loginSaltBytes, srpGroup, toNumber } from '#protocol';
import { derivedKey } from './derivedKeys.ts';
import type { Secrets } from './secrets.ts';

/** What a challenge was, for whoever checks its proof. */
interface LoginHandshake {
  /** Random; a handshake is used once. */
  readonly id: string;
  readonly untilMs: number;
  readonly name: string;
  /** A, B and the server's secret b. Shape: hex digits. */
  readonly clientPublic: string;
  readonly serverPublic: string;
  readonly secret: string;
}

/** Leave to take an account over, of somebody who has shown its password. */
export interface LoginTicket {
  /** Random; a ticket is used once. */
  readonly id: string;
  readonly untilMs: number;
  readonly account: string;
  /** Of the login that was shown. */
  readonly mark: string;
  /** A one-time code was shown as well. */
  readonly hasCode?: boolean;
}

/** Word of a device of the account that somebody is its owner, for a recovery. */
export interface RecoveryApproval {
  readonly id: string;
  readonly untilMs: number;
  readonly account: string;
  readonly device: number;
  /** `salt` of the device's credential. */
  readonly credential: string;
}

/** Seals of one kind. Shape: base64url of a 12-byte nonce ‖ AES-256-GCM ciphertext ‖ tag. */
interface Seals<T> {
  seal(value: T): string;
  /** Undefined for what was not sealed here. */
  open(sealed: string): T | undefined;
}

export interface LoginSeals {
  readonly handshakes: Seals<LoginHandshake>;
  readonly tickets: Seals<LoginTicket>;
  readonly approvals: Seals<RecoveryApproval>;
  /** What is said of a name that nobody has: the same each time, and nobody's. */
  falseLogin(name: string): { readonly salt: Uint8Array; readonly verifier: bigint };
}

/** Longest text that is looked at. */
export const loginSealLengthMax = 4096;

const nonceBytes = 12;
const tagBytes = 16;

/** The seals of a cluster's secrets. */
export function createLoginSeals(secrets: Pick<Secrets, 'indexKey'>): LoginSeals {
  const falseKey = createSecretKey(derivedKey(secrets, 'aldis logins that nobody has 1', 32));
  return {
    handshakes: sealsUnder(createSecretKey(derivedKey(secrets, 'aldis login handshakes 1', 32))),
    tickets: sealsUnder(createSecretKey(derivedKey(secrets, 'aldis login tickets 1', 32))),
    approvals: sealsUnder(createSecretKey(derivedKey(secrets, 'aldis approvals 1', 32))),
    falseLogin(name) {
      const seed = createHmac('sha256', falseKey).update(name).digest();
      const derive = (use: string, bytes: number) =>
        new Uint8Array(hkdfSync('sha256', seed, '', use, bytes));
      const verifier = toNumber(derive('verifier', srpGroup.bytes)) % srpGroup.prime;
      return { salt: derive('salt', loginSaltBytes), verifier };
    },
  };
}

function sealsUnder<T extends object>(key: KeyObject): Seals<T> {
  return {
    seal(value) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const text = cipher.update(JSON.stringify(value), 'utf8');
      return Buffer.concat([nonce, text, cipher.final(), cipher.getAuthTag()]).toString(
        'base64url',
      );
    },
    open(sealed) {
      const bytes = Buffer.from(sealed.slice(0, loginSealLengthMax), 'base64url');
      const end = bytes.length - tagBytes;
      if (end < nonceBytes) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes));
      decipher.setAuthTag(bytes.subarray(end));
      try {
        const text = decipher.update(bytes.subarray(nonceBytes, end));
        return JSON.parse(Buffer.concat([text, decipher.final()]).toString('utf8')) as T;
      } catch {
        return undefined;
      }
    },
  };
}
