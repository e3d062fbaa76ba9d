// Credentials for a TURN server that has a secret in common with the cluster. They hold for a
// while, name nobody, and nothing of them is kept. Source: coturn, use-auth-secret
// (draft-uberti-behave-turn-rest-00).

import { createHmac, randomBytes } from 'node:crypto';

/** What keeps one user name apart from the next. */
const nonceBytes = 12;

export interface TurnCredential {
  /** When it ends, in seconds since the epoch, and a number that was never used. */
  readonly username: string;
  readonly password: string;
}

/** A credential that the server takes until then; another one each time. */
export function turnCredential(
  secret: string,
  untilSeconds: number,
  nonce = randomBytes(nonceBytes).toString('base64url'),
): TurnCredential {
  const username = `${untilSeconds}:${nonce}`;
  const password = createHmac('sha1', secret).update(username).digest('base64');
  return { username, password };
}
