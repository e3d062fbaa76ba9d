// APNs, with the token of a provider: what is urgent is an alert, which the app's extension takes
// before it is shown; what can wait wakes the app in the background. Source: Apple's documents,
// "Sending notification requests to APNs" and "Handling notification responses from APNs".

import type { PushCall, PushedChallenge, PushGateway, PushOutcome } from '#ports';
import type { Clock } from '#runtime';
import type { Breaker } from './breaker.ts';
import type { Http2Poster } from './http2.ts';
import { lifetimeSeconds, newMessageAlert, secondsUntil } from './payload.ts';
import type { Posted } from './post.ts';
import { later } from './post.ts';
import type { ApnsAccount } from './settings.ts';

/** A word to APNs is used for so long: it holds for an hour. Source: the same. */
const wordMs = 50 * 60_000;
/** More often than this it is not made anew: APNs throttles that. Source: the same. */
const wordMsLeast = 20 * 60_000;

/** The app's extension writes what is shown; this is what is, should it not come to that. */
const alert = JSON.stringify({
  aps: { alert: { 'loc-key': newMessageAlert }, 'mutable-content': 1, sound: 'default' },
});
const asAlert = { 'apns-push-type': 'alert', 'apns-priority': '10' } as const;
/** Nothing is shown of it. APNs takes no other priority of these. Source: the same. */
const inBackground = { 'apns-push-type': 'background', 'apns-priority': '5' } as const;
const background = JSON.stringify({ aps: { 'content-available': 1 } });

/** Nothing is there under that token. */
const goneReasons: readonly unknown[] = ['Unregistered', 'ExpiredToken', 'BadDeviceToken'];
/** What is wrong is the operator's to mend. */
const settingReasons: readonly unknown[] = ['BadTopic', 'MissingTopic', 'TopicDisallowed'];

interface ApnsParts {
  readonly account: ApnsAccount;
  readonly poster: Http2Poster;
  readonly breaker: Breaker;
  readonly clock: Clock;
}

export class ApnsGateway implements PushGateway {
  readonly #parts: ApnsParts;
  #word: Promise<string> | undefined;
  #wordAtMs = 0;
  /** When one was last made before its time. */
  #renewedAtMs: number | undefined;

  constructor(parts: ApnsParts) {
    this.#parts = parts;
  }

  async send({ push, isUrgent, collapseId }: PushCall): Promise<PushOutcome> {
    if (push.kind !== 'apns') return { outcome: 'refused' };
    const headers = { ...(isUrgent ? asAlert : inBackground), 'apns-collapse-id': collapseId };
    return this.#send(push.token, lifetimeSeconds, headers, isUrgent ? alert : background);
  }

  async challenge({ kind, token, name, text, untilMs }: PushedChallenge): Promise<PushOutcome> {
    if (kind !== 'apns') return { outcome: 'refused' };
    const seconds = secondsUntil(untilMs, this.#parts.clock.now());
    const body = JSON.stringify({ aps: { 'content-available': 1 }, [name]: text });
    return this.#send(token, seconds, inBackground, body);
  }

  close(): Promise<void> {
    return this.#parts.poster.close();
  }

  async #send(
    token: string,
    keptSeconds: number,
    more: Readonly<Record<string, string>>,
    body: string,
  ): Promise<PushOutcome> {
    const { account, breaker, clock, poster } = this.#parts;
    const nowMs = clock.now();
    const headers = {
      ...more,
      'apns-topic': account.topic,
      'apns-expiration': String(Math.floor(nowMs / 1000) + keptSeconds),
    };
    const post = (word: string) =>
      poster.post(`/3/device/${token}`, { ...headers, authorization: `bearer ${word}` }, body);
    return breaker.through(account.origin, async () => {
      const word = await this.#current();
      const answer = await post(word);
      if (reasonOf(answer).reason !== 'ExpiredProviderToken') return outcomeOf(answer, nowMs);
      const other = await this.#renewed(word);
      return outcomeOf(other === word ? answer : await post(other), nowMs);
    });
  }

  #current(): Promise<string> {
    const ageMs = this.#parts.clock.now() - this.#wordAtMs;
    // A clock that was set back makes it a word of the future.
    return this.#word && ageMs >= 0 && ageMs < wordMs ? this.#word : this.#make();
  }

  #make(): Promise<string> {
    const { account, clock } = this.#parts;
    this.#wordAtMs = clock.now();
    const issuedAt = Math.floor(this.#wordAtMs / 1000);
    this.#word = account.key.sign({ issuer: account.team, issuedAt });
    return this.#word;
  }

  /** Another than the one that has expired for APNs; the same where it was made anew just now. */
  async #renewed(expired: string): Promise<string> {
    const current = await this.#current();
    if (current !== expired) return current;
    const { clock } = this.#parts;
    const sinceMs = clock.monotonic() - (this.#renewedAtMs ?? Number.NEGATIVE_INFINITY);
    if (sinceMs < wordMsLeast) return expired;
    this.#renewedAtMs = clock.monotonic();
    return this.#make();
  }
}

function outcomeOf(answer: Posted, nowMs: number): PushOutcome {
  const { status, headers } = answer;
  if (status === 200) return { outcome: 'accepted' };
  const { reason, timestamp } = reasonOf(answer);
  if (status === 410 || goneReasons.includes(reason)) {
    const isTold = typeof timestamp === 'number' && timestamp > 0;
    return { outcome: 'gone', ...(isTold ? { goneAtMs: timestamp } : {}) };
  }
  if (status === 429) return later('throttled', headers, nowMs);
  if (status >= 500 || status === 408) return later('unavailable', headers, nowMs);
  const isOurs = status === 403 || settingReasons.includes(reason);
  return isOurs ? later('credentials', headers, nowMs) : { outcome: 'refused' };
}

/** What an error of APNs says; empty where it cannot be read. */
function reasonOf({ body }: Posted): { readonly reason?: unknown; readonly timestamp?: unknown } {
  try {
    const read: unknown = JSON.parse(body);
    return typeof read === 'object' && read !== null ? read : {};
  } catch {
    return {};
  }
}
