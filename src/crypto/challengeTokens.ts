// Tokens of challenges: what somebody is to solve, for whom and until when, under a key that every
// worker has, so that none remembers what another has asked. Whether one was used already, a
// bucket of its own says.

import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { leadingZeros, proofBitsOf, proofOfWork } from '#protocol';
import { derivedKey } from './derivedKeys.ts';
import { createMac } from './mac.ts';
import type { Secrets } from './secrets.ts';

const idBytes = 16;
const nonceForm = /^[\w-]{1,32}$/;
const tokenForm = /^1\.\d{1,2}\.([a-zA-Z]{1,32})\.(\d{1,12})\.([\w-]{22})\.([\w-]{22})$/;
const derive = promisify(pbkdf2);

/** What a token says. */
interface ChallengeClaims {
  /** Names this one challenge. */
  readonly id: string;
  /** The bucket that a solution fills. */
  readonly bucket: string;
  readonly expiresAtMs: number;
}

export interface ChallengeTokens {
  /** Asks `subject` for so many bits. Shape: printable, without spaces. */
  issue(
    claims: Pick<ChallengeClaims, 'bucket' | 'expiresAtMs'> & { readonly bits: number },
    subject: string,
  ): string;
  /** What it says; undefined where it was made for somebody else, or by nobody here. */
  read(token: string, subject: string): ChallengeClaims | undefined;
  /** Whether the nonce is the work that the token asks for; done by a thread of the pool. */
  isProof(token: string, nonce: string): Promise<boolean>;
}

/** Tokens under a key of the secrets file. */
export function createChallengeTokens(secrets: Pick<Secrets, 'indexKey'>): ChallengeTokens {
  const mac = createMac(derivedKey(secrets, 'aldis tokens of challenges 1', 32));
  return {
    issue({ bucket, bits, expiresAtMs }, subject) {
      const id = randomBytes(idBytes).toString('base64url');
      const said = `1.${bits}.${bucket}.${Math.floor(expiresAtMs / 1000)}.${id}`;
      const tag = mac.tag(subject, Buffer.from(said));
      return `${said}.${Buffer.from(tag).toString('base64url')}`;
    },
    read(token, subject) {
      const [, bucket, seconds, id, tag] = tokenForm.exec(token) ?? [];
      if (bucket === undefined || id === undefined || tag === undefined) return undefined;
      const said = Buffer.from(token.slice(0, -tag.length - 1));
      const shown = Buffer.from(tag, 'base64url');
      // A tag has one spelling: another would be another token of the same challenge.
      if (shown.toString('base64url') !== tag) return undefined;
      if (!mac.matches(subject, said, shown)) return undefined;
      return { id, bucket, expiresAtMs: Number(seconds) * 1000 };
    },
    async isProof(token, nonce) {
      const bits = proofBitsOf(token);
      if (bits === undefined || !nonceForm.test(nonce)) return false;
      const { iterations, digestBytes, digest } = proofOfWork;
      return leadingZeros(await derive(token, nonce, iterations, digestBytes, digest)) >= bits;
    },
  };
}
