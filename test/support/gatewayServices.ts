// Everything the gateway is handed, in memory, and a small client for its API.

import type { AccountId } from '#protocol';
import { createAccessTokens } from '#crypto';
import type {
  BucketLimit,
  Invitation,
  RateLimiter,
  Relation,
  RelationStore,
  VerificationSession,
} from '#ports';
import type { Config } from '#runtime';
import { ManualClock, readConfig } from '#runtime';
import type { GatewayServices } from '#gateway';
import { generateKeyPairSync } from 'node:crypto';
import { AccountsTwin } from './accountsTwin.ts';

/** Token buckets by the test's clock. */
export class LimiterTwin implements RateLimiter {
  readonly #full = new Map<string, number>();
  readonly #clock: ManualClock;
  readonly taken: string[] = [];

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  async take(limit: BucketLimit, subject: string): ReturnType<RateLimiter['take']> {
    this.taken.push(`${limit.name} ${subject}`);
    const name = `${limit.name} ${subject}`;
    const now = this.#clock.now();
    const fullAt = Math.max(this.#full.get(name) ?? now, now) + limit.refillMs;
    const over = fullAt - now - limit.burst * limit.refillMs;
    if (over > 0) return { allowed: false, retryAfterMs: over };
    this.#full.set(name, fullAt);
    return { allowed: true };
  }
}

class RelationsTwin implements RelationStore {
  readonly #pairs = new Map<string, Relation>();

  async load(a: AccountId, b: AccountId): Promise<Relation> {
    return this.#pairs.get(pair(a, b)) ?? { friendship: 'none', wrote: [] };
  }

  async request(from: AccountId, to: AccountId): Promise<Relation> {
    const now = await this.load(from, to);
    const next: Relation =
      now.friendship === 'accepted'
        ? now
        : now.friendship === 'requested' && now.requestedBy === to
          ? { friendship: 'accepted', wrote: now.wrote }
          : { friendship: 'requested', requestedBy: from, wrote: now.wrote };
    this.#pairs.set(pair(from, to), next);
    return next;
  }

  async accept(): Promise<boolean> {
    return false;
  }

  async end(a: AccountId, b: AccountId): Promise<void> {
    const { wrote } = await this.load(a, b);
    this.#pairs.set(pair(a, b), { friendship: 'none', wrote });
  }

  async recordWrote(from: AccountId, to: AccountId): Promise<void> {
    const now = await this.load(from, to);
    this.#pairs.set(pair(from, to), { ...now, wrote: [...new Set([...now.wrote, from])] });
  }

  async list(of: AccountId): Promise<{ with: AccountId; relation: Relation }[]> {
    return [...this.#pairs]
      .filter(([key]) => key.includes(of))
      .map(([key, relation]) => ({
        with: key.replace(of, '').replace('|', '') as AccountId,
        relation,
      }));
  }

  async removeAll(): Promise<void> {}
}

const pair = (a: AccountId, b: AccountId): string => [a, b].sort().join('|');

function sessionsTwin() {
  const held = new Map<string, VerificationSession>();
  return {
    async create(session: VerificationSession) {
      held.set(session.id, session);
    },
    load: async (id: string) => held.get(id),
    async replace(expected: VerificationSession, next: VerificationSession) {
      const now = held.get(expected.id);
      const same =
        now?.attempts === expected.attempts &&
        now.codesSent === expected.codesSent &&
        now.verified === expected.verified;
      if (same) held.set(next.id, next);
      return same;
    },
    async remove(id: string) {
      held.delete(id);
    },
  };
}

function invitationsTwin() {
  const held = new Map<string, Invitation>();
  return {
    async create(invitation: Invitation) {
      held.set(invitation.tokenHash, invitation);
    },
    async use(tokenHash: string, nowMs: number) {
      const found = held.get(tokenHash);
      if (!found || found.expiresAtMs <= nowMs || found.used >= found.usesAllowed) return false;
      held.set(tokenHash, { ...found, used: found.used + 1 });
      return true;
    },
  };
}

/** The operators' token of these services. */
export const operatorToken = 'operator-token-of-the-tests-0123456789';

/** Fresh services. What a code sender would have sent is in `codes`. */
export function createTestServices(environment: Record<string, string> = {}) {
  const clock = new ManualClock();
  const router = new AccountsTwin();
  const limiter = new LimiterTwin(clock);
  const config: Config = readConfig(environment);
  const codes: { number: string; transport: string; code: string }[] = [];
  const defects: { event: string; defect: unknown }[] = [];
  const { privateKey } = generateKeyPairSync('ed25519');
  const tokenKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const services: GatewayServices = {
    config,
    clock,
    log: {
      debug() {},
      info() {},
      warn() {},
      error: (event, _fields, defect) => void defects.push({ event, defect }),
    },
    router,
    tokens: createAccessTokens({ version: 1, sealing: [], indexKey: '', tokenKey, operatorToken }),
    operatorToken,
    limiter,
    accounts: router,
    relations: new RelationsTwin(),
    invitations: invitationsTwin(),
    sessions: sessionsTwin(),
    codes: {
      async send(number, transport, code) {
        codes.push({ number, transport, code });
        return 'sent';
      },
    },
    isReady: () => true,
  };
  return { services, clock, router, limiter, codes, defects };
}
