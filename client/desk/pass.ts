// Who may enter the desk: whoever has the link that was printed, once, and then that same page.

import { createHash, randomBytes } from 'node:crypto';

const secretBytes = 32;
/** What a page may say of itself; a secret is shorter. */
const secretLettersMax = 64;
/** Of pages that entered; the one that entered first is forgotten. */
const sessionsMax = 16;

export class Pass {
  #token: string | undefined;
  readonly #sessions = new Set<string>();

  /** A token that is good once; the one before is good no more. */
  token(): string {
    const token = secret();
    this.#token = sumOf(token);
    return token;
  }

  /** The session of whoever shows the token, or a session; nothing where it is none. */
  enter(shown: { readonly token?: unknown; readonly session?: unknown }): string | undefined {
    const { token, session } = shown;
    if (isSecret(session) && this.#sessions.has(sumOf(session))) return session;
    if (!isSecret(token) || this.#token !== sumOf(token)) return undefined;
    this.#token = undefined;
    const fresh = secret();
    this.#sessions.add(sumOf(fresh));
    const [first] = this.#sessions;
    if (first !== undefined && this.#sessions.size > sessionsMax) this.#sessions.delete(first);
    return fresh;
  }
}

const secret = (): string => randomBytes(secretBytes).toString('base64url');

/** Compared in place of the secret, so that the time it takes tells nothing of it. */
const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const isSecret = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= secretLettersMax;
