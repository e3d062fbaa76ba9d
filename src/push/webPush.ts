// Web Push and UnifiedPush: a POST to the address that the device has named. Source: RFC 8030, and
// for browsers RFC 8291 (what is sent is sealed) and RFC 8292 (who sends).

import { sealWebPush } from '#crypto';
import type { VapidKey } from '#crypto';
import type { Push, PushCall, PushGateway, PushOutcome } from '#ports';
import type { Clock } from '#runtime';
import type { PushAddresses } from './addresses.ts';
import { NotPublic } from './addresses.ts';
import type { Breaker } from './breaker.ts';
import { constantPayload, lifetimeSeconds } from './payload.ts';
import type { Posted, Poster } from './post.ts';
import { later } from './post.ts';

/** A word to a push service is used for so long; it holds for twelve hours. */
const wordMs = 60 * 60_000;
/** Push services that are known by a word. */
const wordsMax = 1000;

export interface WebPushParts {
  readonly addresses: PushAddresses;
  readonly poster: Poster;
  readonly breaker: Breaker;
  readonly vapid: VapidKey;
  /** How to reach the operator: `mailto:` or `https:`. */
  readonly contact: string | undefined;
  readonly clock: Clock;
}

interface Word {
  readonly text: string;
  readonly untilMs: number;
}

type WithEndpoint = Extract<Push, { readonly endpoint: string }>;

/** Both kinds, which differ in what is sent and by whom. */
export class WebPushGateway implements PushGateway {
  readonly #parts: WebPushParts;
  readonly #words = new Map<string, Word>();

  constructor(parts: WebPushParts) {
    this.#parts = parts;
  }

  async send({ push, isUrgent, collapseId }: PushCall): Promise<PushOutcome> {
    const { addresses, poster, breaker, clock } = this.#parts;
    const url = 'endpoint' in push ? addresses.parse(push.endpoint) : undefined;
    if (!url || !('endpoint' in push)) return { outcome: 'refused' };
    return breaker.through(url.origin, async () => {
      const headers = {
        ttl: String(lifetimeSeconds),
        urgency: isUrgent ? 'high' : 'normal',
        topic: collapseId,
        ...(push.kind === 'webpush' ? await this.#browserHeaders(url.origin) : {}),
      };
      try {
        const answer = await poster.post(url, addresses.isNamed(url), headers, bodyOf(push));
        return outcomeOf(answer, clock.now());
      } catch (error) {
        if (error instanceof NotPublic) return { outcome: 'refused' };
        throw error;
      }
    });
  }

  /** Anybody may run such a service: what comes back from one shows nothing. */
  async challenge(): Promise<PushOutcome> {
    return { outcome: 'refused' };
  }

  async close(): Promise<void> {}

  async #browserHeaders(origin: string) {
    const authorization = await this.#word(origin);
    const type = 'application/octet-stream';
    return { authorization, 'content-encoding': 'aes128gcm', 'content-type': type };
  }

  async #word(origin: string): Promise<string> {
    const { vapid, contact, clock } = this.#parts;
    const nowMs = clock.now();
    const known = this.#words.get(origin);
    if (known && known.untilMs > nowMs) return known.text;
    const text = await vapid.authorize(origin, contact, nowMs);
    this.#words.delete(origin);
    const [oldest] = this.#words.keys();
    if (this.#words.size >= wordsMax && oldest !== undefined) this.#words.delete(oldest);
    this.#words.set(origin, { text, untilMs: nowMs + wordMs });
    return text;
  }
}

function bodyOf(push: WithEndpoint): Uint8Array {
  return push.kind === 'webpush' ? sealWebPush(constantPayload, push) : constantPayload;
}

/** Source: RFC 8030, 5 and 8.4; what services say beside it is theirs. */
function outcomeOf({ status, headers }: Posted, nowMs: number): PushOutcome {
  if (status >= 200 && status < 300) return { outcome: 'accepted' };
  if (status === 404 || status === 410) return { outcome: 'gone' };
  if (status !== 429 && status !== 408 && status < 500) return { outcome: 'refused' };
  return later(status === 429 ? 'throttled' : 'unavailable', headers, nowMs);
}
