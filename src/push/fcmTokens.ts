// Access tokens of Google's: fetched with a word that the service account's key has signed, used
// until shortly before their end, and fetched anew when FCM believes one no longer. Source: RFC
// 7523, and Google's "Using OAuth 2.0 for server to server applications".

import type { PushOutcome } from '#ports';
import type { Clock } from '#runtime';
import type { Posted, Poster } from './post.ts';
import { later } from './post.ts';
import type { FcmAccount } from './settings.ts';

const scope = 'https://www.googleapis.com/auth/firebase.messaging';
const grant = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** How long the word holds, and what the token lives at the most. Source: the same. */
const wordSeconds = 3600;
/** A token is used no more so long before it ends. */
const marginMs = 5 * 60_000;
/** A token that is younger is not fetched anew, whatever FCM says of it. */
const freshMs = 60_000;
/** After a token was refused nobody asks again for so long. */
const pauseMs = 10_000;

interface FcmTokensParts {
  readonly account: FcmAccount;
  readonly poster: Poster;
  readonly clock: Clock;
}

interface Token {
  readonly text: string;
  /** Monotonic, as is the other. */
  readonly madeAtMs: number;
  readonly untilMs: number;
}

/** There is no token just now, and what comes of the call that wanted one. */
interface NoToken {
  readonly said: PushOutcome;
}

export class FcmTokens {
  readonly #parts: FcmTokensParts;
  #known: Token | undefined;
  #fetching: Promise<Token | NoToken> | undefined;
  #refused: (NoToken & { readonly untilMs: number }) | undefined;

  constructor(parts: FcmTokensParts) {
    this.#parts = parts;
  }

  /** A token other than `rejected`, which FCM has not believed. Throws when Google is away. */
  async take(rejected?: string): Promise<Pick<Token, 'text'> | NoToken> {
    const nowMs = this.#parts.clock.monotonic();
    const known = this.#known;
    if (known && known.untilMs > nowMs) {
      if (known.text !== rejected) return known;
      if (nowMs - known.madeAtMs < freshMs) {
        return { said: { outcome: 'later', reason: 'credentials' } };
      }
    }
    if (this.#refused && this.#refused.untilMs > nowMs) return this.#refused;
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetch(): Promise<Token | NoToken> {
    const { account, poster, clock } = this.#parts;
    const issuedAt = Math.floor(clock.now() / 1000);
    const assertion = await account.key.sign({
      issuer: account.email,
      audience: account.tokenUrl.href,
      scope,
      issuedAt,
      expiresAt: issuedAt + wordSeconds,
    });
    const body = new URLSearchParams({ grant_type: grant, assertion }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const madeAtMs = clock.monotonic();
    const answer = await poster.post(account.tokenUrl, true, headers, body);
    const given = answer.status === 200 ? tokenOf(answer) : undefined;
    if (!given) return this.#refuse(answer);
    const lifeMs = Math.min(given.seconds, wordSeconds) * 1000;
    this.#known = { text: given.text, madeAtMs, untilMs: madeAtMs + lifeMs - marginMs };
    return this.#known;
  }

  #refuse({ status, headers }: Posted): NoToken {
    const { clock } = this.#parts;
    const isAway = status === 408 || status === 429 || status >= 500;
    const reason = status === 429 ? 'throttled' : isAway ? 'unavailable' : 'credentials';
    const said = later(reason, headers, clock.now());
    this.#refused = { said, untilMs: clock.monotonic() + pauseMs };
    return this.#refused;
  }
}

function tokenOf({ body }: Posted): { text: string; seconds: number } | undefined {
  try {
    const read = JSON.parse(body) as Record<string, unknown> | null;
    const { access_token: text, expires_in: seconds } = read ?? {};
    const isToken = typeof text === 'string' && /^[\x21-\x7e]{1,4000}$/.test(text);
    return isToken && typeof seconds === 'number' ? { text, seconds } : undefined;
  } catch {
    return undefined;
  }
}
