// SRP-6a: somebody proves to know a password, of which the other side has only a verifier, and
// hears that the other side has it. What both sides compute; each brings its own powers and hash.
// Numbers are hashed at the length of the group's prime.
// Source: RFC 5054, 2.5 and appendix A; the two proofs are those of RFC 2945, 3.

/** The primes and generators of RFC 5054 are safe to use here, others may not be. */
export interface SrpGroup {
  readonly prime: bigint;
  readonly generator: bigint;
  /** Length of the prime. */
  readonly bytes: number;
}

export interface SrpSuite {
  readonly group: SrpGroup;
  /** The hash of these parts, one after the other. */
  digest(...parts: readonly Uint8Array[]): Uint8Array;
}

/** What both sides know of one login, once each has shown its public value. */
export interface SrpExchange {
  readonly name: string;
  readonly salt: Uint8Array;
  /** A, of whoever logs in. */
  readonly clientPublic: bigint;
  /** B */
  readonly serverPublic: bigint;
}

/** What each shows the other. */
export interface SrpProofs {
  /** M1 */
  readonly client: Uint8Array;
  /** M2 */
  readonly server: Uint8Array;
}

const prime3072: readonly string[] = [
  'ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74',
  '020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437',
  '4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed',
  'ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05',
  '98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb',
  '9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b',
  'e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf695581718',
  '3995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33',
  'a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7',
  'abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864',
  'd87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e2',
  '08e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff',
];

/** The 3072-bit group of RFC 5054. */
export const srpGroup: SrpGroup = {
  prime: BigInt(`0x${prime3072.join('')}`),
  generator: 5n,
  bytes: 384,
};

/** Length of a proof by SHA-256, in bytes. */
export const srpProofBytes = 32;

/** The number as so many bytes, the highest first. */
export function toBytes(value: bigint, bytes: number): Uint8Array {
  const padded = value.toString(16).padStart(bytes * 2, '0');
  return Uint8Array.from({ length: bytes }, (_, at) =>
    Number.parseInt(padded.slice(at * 2, at * 2 + 2), 16),
  );
}

export function toNumber(bytes: Uint8Array): bigint {
  let hex = '0';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return BigInt(`0x${hex}`);
}

/** Whether a public value may be used at all: one that is a multiple of the prime shows nothing. */
export const isPublicValue = ({ prime }: SrpGroup, value: bigint): boolean =>
  value > 0n && value % prime !== 0n;

/** k */
export function multiplierOf({ group, digest }: SrpSuite): bigint {
  const { prime, generator, bytes } = group;
  return toNumber(digest(toBytes(prime, bytes), toBytes(generator, bytes)));
}

/** u */
export function scramblerOf(
  { group: { bytes }, digest }: SrpSuite,
  { clientPublic, serverPublic }: Pick<SrpExchange, 'clientPublic' | 'serverPublic'>,
): bigint {
  return toNumber(digest(toBytes(clientPublic, bytes), toBytes(serverPublic, bytes)));
}

/** x, of a password or of what was made of it. */
export function secretOf(
  { digest }: SrpSuite,
  { name, salt }: Pick<SrpExchange, 'name' | 'salt'>,
  password: Uint8Array,
): bigint {
  return toNumber(digest(salt, digest(new TextEncoder().encode(`${name}:`), password)));
}

/** M1 and M2, of what both sides have in common (S) when one has the other's verifier. */
export function proofsOf(suite: SrpSuite, exchange: SrpExchange, common: bigint): SrpProofs {
  const { group, digest } = suite;
  const { prime, generator, bytes } = group;
  const { name, salt, clientPublic, serverPublic } = exchange;
  const generatorHash = digest(toBytes(generator, bytes));
  const groupHash = digest(toBytes(prime, bytes)).map(
    (byte, at) => byte ^ (generatorHash[at] ?? 0),
  );
  const publicA = toBytes(clientPublic, bytes);
  const key = digest(toBytes(common, bytes));
  const nameHash = digest(new TextEncoder().encode(name));
  const publicB = toBytes(serverPublic, bytes);
  const client = digest(groupHash, nameHash, salt, publicA, publicB, key);
  return { client, server: digest(publicA, client, key) };
}
