// What the server gives out during a login and takes back: a handshake, then perhaps a ticket. Each
// is sealed under a key that all workers derive, so that none of them keeps anything. And the salt
// and verifier of names that nobody has.

import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import { loginSaltBytes, srpGroup, toNumber } from '#protocol';
import { derivedKey } from './derivedKeys.ts';
import type { Secrets } from './secrets.ts';
import type { Seals } from './textSeals.ts';
import { sealsUnder } from './textSeals.ts';

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

export interface LoginSeals {
  readonly handshakes: Seals<LoginHandshake>;
  readonly tickets: Seals<LoginTicket>;
  readonly approvals: Seals<RecoveryApproval>;
  /** What is said of a name that nobody has: the same each time, and nobody's. */
  falseLogin(name: string): { readonly salt: Uint8Array; readonly verifier: bigint };
}

/** Longest text that is looked at. */
export const loginSealLengthMax = 4096;

/** The seals of a cluster's secrets. */
export function createLoginSeals(secrets: Pick<Secrets, 'indexKey'>): LoginSeals {
  const falseKey = createSecretKey(derivedKey(secrets, 'aldis logins that nobody has 1', 32));
  const under = <T extends object>(purpose: string) =>
    sealsUnder<T>(createSecretKey(derivedKey(secrets, purpose, 32)), loginSealLengthMax);
  return {
    handshakes: under('aldis login handshakes 1'),
    tickets: under('aldis login tickets 1'),
    approvals: under('aldis approvals 1'),
    falseLogin(name) {
      const seed = createHmac('sha256', falseKey).update(name).digest();
      const derive = (use: string, bytes: number) =>
        new Uint8Array(hkdfSync('sha256', seed, '', use, bytes));
      const verifier = toNumber(derive('verifier', srpGroup.bytes)) % srpGroup.prime;
      return { salt: derive('salt', loginSaltBytes), verifier };
    },
  };
}
