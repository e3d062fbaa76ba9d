// Who may enter the desk: whoever has the link that was printed, once, and then that same page.

import { createHash, randomBytes } from 'node:crypto';

const secretBytes = 32;
/** What a page may say of itself; a secret is shorter. */
const secretLettersMax = 64;
/** How many sessions of pages are kept; the oldest one is forgotten. */
const sessionsMax = 16;

/** What a page enters by. */
interface Shown {
  readonly token?: unknown;
  readonly session?: unknown;
}

export class Pass {
  #token: string | undefined;
  readonly #sessions = new Set<string>();

  /** A token that is good once; the one before is good no more. */
  token(): string {
    const token = secret();
    this.#token = sumOf(token);
    return token;
  }

  /** Whether that lets in; a token is still good afterwards. */
  knows({ token, session }: Shown): boolean {
    const isOfSession = isSecret(session) && this.#sessions.has(sumOf(session));
    return isOfSession || (isSecret(token) && this.#token === sumOf(token));
  }

  /** The session of whoever shows the token, or a session; nothing where it is none. */
  enter(shown: Shown): string | undefined {
    if (!this.knows(shown)) return undefined;
    const { session } = shown;
    if (isSecret(session) && this.#sessions.has(sumOf(session))) return session;
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
