// The server's side of SRP-6a. Powers are OpenSSL's, off the event loop: a Diffie-Hellman of
// parsed keys is a power, and unlike createDiffieHellman needs no second of checking its group.
// Source: RFC 5054, 2.5.

import type { KeyObject } from 'node:crypto';
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  randomBytes,
} from 'node:crypto';
import type { SrpExchange, SrpGroup, SrpProofs, SrpSuite } from '#protocol';
import { isPublicValue, multiplierOf, proofsOf, scramblerOf, srpGroup } from '#protocol';
import { toNumber } from '#protocol';

/** `base` to the power of `exponent`, in the group. */
export type Power = (base: bigint, exponent: bigint) => Promise<bigint>;

/** A suite that can take powers. */
export interface SrpServerSuite extends SrpSuite {
  readonly power: Power;
}

/** The object identifier of PKCS #3, 1.2.840.113549.1.3.1. */
const dhKeyAgreement = Buffer.from('06092a864886f70d010301', 'hex');

/** Length of the server's secret: twice the strength of the group. */
const secretBytes = 32;

/** The suite of logins: 3072 bits and SHA-256. */
export const srpSuite: SrpServerSuite = {
  group: srpGroup,
  digest: (...parts) => {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return hash.digest();
  },
  power: opensslPower(srpGroup),
};

/** A secret of one login, b. */
export const newServerSecret = (): bigint => toNumber(randomBytes(secretBytes)) + 1n;

/** B */
export async function serverPublicOf(
  suite: SrpServerSuite,
  verifier: bigint,
  secret: bigint,
): Promise<bigint> {
  const { prime, generator } = suite.group;
  const mask = await suite.power(generator, secret);
  const multiplier = multiplierOf(suite);
  const masked: bigint = multiplier * verifier;
  return (masked + mask) % prime;
}

/** S, or undefined for values by which nothing is proved. */
export async function serverCommonOf(
  suite: SrpServerSuite,
  exchange: Pick<SrpExchange, 'clientPublic' | 'serverPublic'>,
  verifier: bigint,
  secret: bigint,
): Promise<bigint | undefined> {
  const { prime } = suite.group;
  const scrambler = scramblerOf(suite, exchange);
  if (!isPublicValue(suite.group, exchange.clientPublic) || scrambler === 0n) return undefined;
  const scrambled = await suite.power(verifier, scrambler);
  const base = (exchange.clientPublic * scrambled) % prime;
  // OpenSSL takes no power of these, which nobody meets by chance.
  if (base <= 1n || base === prime - 1n) return undefined;
  return suite.power(base, secret);
}

/** Both proofs as they have to be, or undefined for values by which nothing is proved. */
export async function serverProofsOf(
  suite: SrpServerSuite,
  exchange: SrpExchange,
  verifier: bigint,
  secret: bigint,
): Promise<SrpProofs | undefined> {
  const common = await serverCommonOf(suite, exchange, verifier, secret);
  return common === undefined ? undefined : proofsOf(suite, exchange, common);
}

/** Whether it may be somebody's verifier. */
export const isVerifier = (value: bigint): boolean => value > 1n && value < srpGroup.prime - 1n;

/** Powers in a group, by OpenSSL. Throws for a base of 0, 1 or one less than the prime. */
export function opensslPower(group: SrpGroup): Power {
  const { prime, generator } = group;
  const integer = (value: bigint) => {
    const hex = value.toString(16);
    const even = hex.length % 2 === 0 ? hex : `0${hex}`;
    const body = Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex');
    return der(0x02, body);
  };
  const parameters = der(0x30, Buffer.concat([integer(prime), integer(generator)]));
  const algorithm = der(0x30, Buffer.concat([dhKeyAgreement, parameters]));
  const privateKey = (exponent: bigint): KeyObject => {
    const body = [integer(0n), algorithm, der(0x04, integer(exponent))];
    const key = der(0x30, Buffer.concat(body));
    return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  };
  const publicKey = (base: bigint): KeyObject => {
    const bits = Buffer.concat([Buffer.of(0), integer(base)]);
    const key = der(0x30, Buffer.concat([algorithm, der(0x03, bits)]));
    return createPublicKey({ key, format: 'der', type: 'spki' });
  };
  return (base, exponent) =>
    new Promise((resolve, reject) => {
      const keys = { privateKey: privateKey(exponent), publicKey: publicKey(base % prime) };
      diffieHellman(keys, (error, power) => {
        if (error) reject(error);
        else resolve(toNumber(power));
      });
    });
}

/** A value of ASN.1 with its tag and length. */
function der(tag: number, body: Uint8Array): Buffer {
  const { length } = body;
  const long = [length >> 8, length & 0xff].filter((byte, at) => at === 1 || byte > 0);
  const head = length < 0x80 ? [length] : [0x80 | long.length, ...long];
  return Buffer.concat([Buffer.of(tag, ...head), body]);
}
