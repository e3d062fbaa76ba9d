// Invitations: what a token looks like, and under which name it is kept.

import { createHash, randomBytes } from 'node:crypto';

const tokenBytes = 24;

/** Never with a `-` in front: on a command line it would be an option. */
export function invitationToken(random: (length: number) => Buffer = randomBytes): string {
  const token = random(tokenBytes).toString('base64url');
  return token.startsWith('-') ? invitationToken(random) : token;
}

/** What is kept of a token. Shape: 64 hex digits. */
export const invitationHash = (token: string): string =>
  createHash('sha256').update(token).digest('hex');
