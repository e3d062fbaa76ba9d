// The client's side of SRP-6a. The password goes nowhere: what it is shown by is computed from a
// key that Argon2id makes of it. Powers are plain arithmetic here, whose time may tell something to
// others on this machine, as Argon2id's memory may.
// Source: RFC 5054, 2.6.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { SrpExchange, SrpProofs, SrpSuite } from '#protocol';
import {
  isPublicValue,
  loginKdf,
  multiplierOf,
  proofsOf,
  scramblerOf,
  secretOf,
  srpGroup,
  toBytes,
  toNumber,
} from '#protocol';
import { wipe } from '../bytes.ts';
import { argon2id } from '../store/argon2.ts';
import type { Argon2 } from '../store/argon2.ts';

/** Length of a secret of one login. */
const secretBytes = 32;

const suite: SrpSuite = {
  group: srpGroup,
  digest: (...parts) => {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return new Uint8Array(hash.digest());
  },
};

/** What one login begins with. */
export interface SrpBeginning {
  /** a */
  readonly secret: bigint;
  /** A */
  readonly shown: Uint8Array;
}

export function beginLogin(): SrpBeginning {
  const secret = toNumber(randomBytes(secretBytes)) + 1n;
  return { secret, shown: toBytes(power(srpGroup.generator, secret), srpGroup.bytes) };
}

/** x: what Argon2id and the exchange's hash make of a password. Wipes no more than its own. */
export async function loginSecretOf(
  exchange: Pick<SrpExchange, 'name' | 'salt'>,
  password: Uint8Array,
  kdf: Argon2 = argon2id,
): Promise<bigint> {
  const key = await kdf(password, exchange.salt, loginKdf);
  try {
    return secretOf(suite, exchange, key);
  } finally {
    wipe(key);
  }
}

/** v, for the server to keep. */
export const verifierOf = (secret: bigint): Uint8Array =>
  toBytes(power(srpGroup.generator, secret), srpGroup.bytes);

/** Both proofs; undefined for a public value of the server's by which nothing is proved. */
export function clientProofsOf(
  { secret: mine, shown }: SrpBeginning,
  { name, salt, serverPublic }: Omit<SrpExchange, 'clientPublic'>,
  secret: bigint,
): SrpProofs | undefined {
  const exchange = { name, salt, serverPublic, clientPublic: toNumber(shown) };
  const scrambler = scramblerOf(suite, exchange);
  if (!isPublicValue(srpGroup, serverPublic) || scrambler === 0n) return undefined;
  const { prime, generator } = srpGroup;
  const known = (multiplierOf(suite) * power(generator, secret)) % prime;
  const base: bigint = (serverPublic % prime) - known;
  const masked: bigint = scrambler * secret;
  return proofsOf(suite, exchange, power(base < 0n ? base + prime : base, mine + masked));
}

/** Whether it is the proof that was expected, in a time that tells nothing. */
export const isProof = (given: Uint8Array, expected: Uint8Array): boolean =>
  given.length === expected.length && timingSafeEqual(given, expected);

function power(base: bigint, exponent: bigint): bigint {
  const { prime } = srpGroup;
  let [result, square] = [1n, base % prime];
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % prime;
    square = (square * square) % prime;
  }
  return result;
}
