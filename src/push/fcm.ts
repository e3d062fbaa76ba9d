// FCM, by its HTTP v1 API: a message of data alone, which wakes the app and shows nothing. Source:
// Firebase's documents, "projects.messages" and "ErrorCode"; Signal-Server, FcmSender.

import type { PushCall, PushedChallenge, PushGateway, PushOutcome } from '#ports';
import type { Clock } from '#runtime';
import type { Breaker } from './breaker.ts';
import { FcmTokens } from './fcmTokens.ts';
import { lifetimeSeconds, newMessageAlert, secondsUntil } from './payload.ts';
import type { Posted, Poster } from './post.ts';
import { later } from './post.ts';
import type { FcmAccount } from './settings.ts';

/** Who has called too much waits so long, unless FCM says how long. Source: its documents. */
const throttledMs = 60_000;

interface FcmParts {
  readonly account: FcmAccount;
  readonly poster: Poster;
  readonly breaker: Breaker;
  readonly clock: Clock;
}

export class FcmGateway implements PushGateway {
  readonly #parts: FcmParts;
  readonly #tokens: FcmTokens;

  constructor(parts: FcmParts) {
    this.#parts = parts;
    this.#tokens = new FcmTokens(parts);
  }

  async send({ push, isUrgent, collapseId }: PushCall): Promise<PushOutcome> {
    if (push.kind !== 'fcm') return { outcome: 'refused' };
    const priority = isUrgent ? 'HIGH' : 'NORMAL';
    const android = { priority, ttl: `${lifetimeSeconds}s`, collapse_key: collapseId };
    return this.#send({ token: push.token, data: { [newMessageAlert]: '' }, android });
  }

  async challenge({ kind, token, name, text, untilMs }: PushedChallenge): Promise<PushOutcome> {
    if (kind !== 'fcm') return { outcome: 'refused' };
    const seconds = secondsUntil(untilMs, this.#parts.clock.now());
    const android = { priority: 'HIGH', ttl: `${seconds}s` };
    return this.#send({ token, data: { [name]: text }, android });
  }

  async close(): Promise<void> {}

  #send(message: object): Promise<PushOutcome> {
    const { account, breaker, clock } = this.#parts;
    const body = JSON.stringify({ message });
    return breaker.through(account.sendUrl.origin, async () => {
      const token = await this.#tokens.take();
      if ('said' in token) return token.said;
      const answer = await this.#post(token.text, body);
      if (answer.status !== 401) return outcomeOf(answer, clock.now());
      const other = await this.#tokens.take(token.text);
      if ('said' in other) return other.said;
      return outcomeOf(await this.#post(other.text, body), clock.now());
    });
  }

  #post(token: string, body: string): Promise<Posted> {
    const { account, poster } = this.#parts;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return poster.post(account.sendUrl, true, headers, body);
  }
}

function outcomeOf({ status, headers, body }: Posted, nowMs: number): PushOutcome {
  if (status >= 200 && status < 300) return { outcome: 'accepted' };
  const details = detailsOf(body);
  const code = details.map((one) => one['errorCode']).find((one) => typeof one === 'string');
  if (status === 429) return { retryAfterMs: throttledMs, ...later('throttled', headers, nowMs) };
  if (status >= 500 || status === 408) return later('unavailable', headers, nowMs);
  if (code === 'UNREGISTERED') return { outcome: 'gone' };
  if (code === 'SENDER_ID_MISMATCH') return { outcome: 'refused' };
  // Of our messages the token alone is somebody else's word.
  const isFieldWrong = details.some((one) => 'fieldViolations' in one);
  if (code === 'INVALID_ARGUMENT' && !isFieldWrong) return { outcome: 'gone' };
  // A project or an address that is not there is the operator's, and to be mended.
  const isOurs = status === 401 || status === 403 || status === 404;
  return isOurs ? later('credentials', headers, nowMs) : { outcome: 'refused' };
}

/** What an error of Google's says beside its status; empty where it cannot be read. */
function detailsOf(body: string): Record<string, unknown>[] {
  try {
    const read = JSON.parse(body) as { error?: { details?: unknown } } | null;
    const details = read?.error?.details;
    return Array.isArray(details) ? details.filter((one) => typeof one === 'object' && one) : [];
  } catch {
    return [];
  }
}
