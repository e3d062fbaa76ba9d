// What operators do to accounts and for newcomers, for all doors: HTTP and the console.

import type {
  AuditedBy,
  AuditHead,
  AuditLog,
  AuditPage,
  InvitationPlan,
  InvitationStore,
  LimitsView,
  ReportStore,
  Operating,
  ResettingLimiter,
  SessionView,
  StandingChange,
  ActsQuery,
} from '#ports';
import { Unreachable } from '#ports';
import type { AccountId, MemberId, Result } from '#protocol';
import { accountAddress, ok, refuse } from '#protocol';
import type { Router } from '#routing';
import type { Clock } from '#runtime';
import { invitationHash, invitationToken } from '../ingress/invitation.ts';
import type { RateLimitName, RateLimits } from '../ingress/rateLimits.ts';
import { limitFor } from '../ingress/rateLimits.ts';
import { accountBuckets } from './accountBuckets.ts';
import type { Noting } from './noting.ts';
import { auditName, createNoting } from './noting.ts';

/** Sends workers away. */
interface WorkerDismissal {
  /** False where nobody is known by this name. What is told may be lost. */
  dismiss(member: MemberId): boolean;
}

export interface OperatingParts {
  readonly audit: AuditLog;
  readonly router: Router;
  readonly workers: WorkerDismissal;
  readonly invitations: InvitationStore;
  readonly reports: Pick<ReportStore, 'read' | 'list'>;
  readonly clock: Clock;
  readonly limiter: Pick<ResettingLimiter, 'reset'>;
  readonly limits: Pick<RateLimits, RateLimitName>;
}

/** More are not shown at once. */
const invitationsMax = 1000;
const reportedMax = 100;
const invitationIdLength = 16;

/** Operators' acts on this cluster. */
export function createOperating(parts: OperatingParts): Operating {
  return new NotedActs(parts);
}

class NotedActs implements Operating {
  readonly #parts: OperatingParts;
  readonly #noted: Noting;

  constructor(parts: OperatingParts) {
    this.#parts = parts;
    this.#noted = createNoting(parts);
  }

  show(by: AuditedBy, account: AccountId) {
    const ask = () => this.#parts.router.ask(accountAddress(account), { type: 'describeStanding' });
    return this.#noted(by, { act: 'account.show', account }, ask);
  }

  setStanding(by: AuditedBy, account: AccountId, change: StandingChange) {
    const { kind, isSuspended } = change;
    const facts = {
      ...(kind === undefined ? {} : { kind }),
      ...(isSuspended === undefined ? {} : { suspended: isSuspended }),
    };
    const ask = () =>
      this.#parts.router.ask(accountAddress(account), { type: 'setStanding', ...change });
    return this.#noted(by, { act: 'account.set', account, facts }, ask);
  }

  sessions(by: AuditedBy, account: AccountId) {
    return this.#noted(by, { act: 'account.sessions', account }, () => this.#sessions(account));
  }

  endSessions(by: AuditedBy, account: AccountId, session?: string) {
    const facts = { all: session === undefined };
    return this.#noted(by, { act: 'account.end-sessions', account, facts }, async () => {
      const live = await this.#sessions(account);
      if (!live.ok) return live;
      const isThere = live.value.some(({ id }) => id === session);
      if (session !== undefined && !isThere) return refuse('session.not_found');
      const ends = session === undefined ? { allBut: undefined } : { one: session };
      return this.#parts.router.ask(accountAddress(account), { type: 'endSessions', ends });
    });
  }

  limits(by: AuditedBy, account: AccountId) {
    const { router, limits } = this.#parts;
    return this.#noted(by, { act: 'account.limits', account }, async () => {
      const told = await router.ask(accountAddress(account), { type: 'describeStanding' });
      if (!told.ok) return told;
      const { kind } = told.value;
      const shown = accountBuckets.map((bucket) => {
        const { burst, refillMs } = limitFor(limits[bucket], kind);
        return { bucket, burst, refillMs };
      });
      return ok<LimitsView>({ kind, limits: shown });
    });
  }

  async resetLimits(by: AuditedBy, account: AccountId, bucket?: string) {
    const { limiter, limits } = this.#parts;
    const meant = accountBuckets.filter((one) => bucket === undefined || one === bucket);
    if (meant.length === 0) return refuse('request.invalid', { detail: 'Field: bucket.' });
    const facts = { bucket: bucket ?? 'all' };
    return this.#noted(by, { act: 'account.reset-limits', account, facts }, async () => {
      await Promise.all(meant.map((one) => limiter.reset(limits[one], account)));
      return ok(null);
    });
  }

  reports(by: AuditedBy, account: AccountId) {
    const { reports, clock } = this.#parts;
    return this.#noted(by, { act: 'account.reports', account }, () =>
      reached(() => reports.read(account, clock.now())),
    );
  }

  reported(by: AuditedBy) {
    const { reports, clock } = this.#parts;
    return this.#noted(by, { act: 'report.list' }, () =>
      reached(() => reports.list(reportedMax, clock.now())),
    );
  }

  invitations(by: AuditedBy) {
    const { invitations, clock } = this.#parts;
    return this.#noted(by, { act: 'invitation.list' }, async () => {
      const live = await invitations.list(clock.now(), invitationsMax);
      return ok(
        live.map(({ tokenHash, usesAllowed: uses, used, expiresAtMs }) => {
          return { id: tokenHash.slice(0, invitationIdLength), uses, used, expiresAtMs };
        }),
      );
    });
  }

  revokeInvitation(by: AuditedBy, id: string) {
    const { invitations, clock } = this.#parts;
    return this.#noted(by, { act: 'invitation.revoke' }, async () => {
      const live = await invitations.list(clock.now(), invitationsMax);
      const meant = live.find(({ tokenHash }) => tokenHash.startsWith(id));
      const isGone = meant && (await invitations.revoke(meant.tokenHash));
      return isGone ? ok(null) : refuse('invitation.not_found');
    });
  }

  invite(by: AuditedBy, { uses, lifetimeMs }: InvitationPlan) {
    const { invitations, clock } = this.#parts;
    return this.#noted(by, { act: 'invitation.make', facts: { uses, lifetimeMs } }, async () => {
      const token = invitationToken();
      const expiresAtMs = clock.now() + lifetimeMs;
      const tokenHash = invitationHash(token);
      await invitations.create({ tokenHash, usesAllowed: uses, used: 0, expiresAtMs });
      return ok({ token, expiresAtMs });
    });
  }

  drainWorker(by: AuditedBy, member: MemberId) {
    const { workers } = this.#parts;
    return this.#noted(by, { act: 'worker.drain', facts: { worker: member } }, async () => {
      return workers.dismiss(member) ? ok(null) : refuse('worker.not_found');
    });
  }

  async acts({ account, ...query }: ActsQuery): Promise<Result<AuditPage>> {
    const { audit, router } = this.#parts;
    if (account === undefined) return ok(await audit.lines(query));
    const named = await auditName(router, account);
    return named.ok ? ok(await audit.lines({ ...query, account: named.value })) : named;
  }

  verify(witness?: AuditHead) {
    return this.#parts.audit.verify(witness);
  }

  async #sessions(account: AccountId): Promise<Result<readonly SessionView[]>> {
    const { router } = this.#parts;
    const all = await router.ask(accountAddress(account), { type: 'describeSessions' });
    if (!all.ok) return all;
    // Their names are sealed by the clients, and nobody's business here.
    return ok(
      all.value.map(({ id, device, scopes, beganAtMs, usedAtMs }) => {
        return { id, device, scopes, beganAtMs, usedAtMs };
      }),
    );
  }
}

/** Refuses: server.unavailable. */
async function reached<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work());
  } catch (error) {
    if (error instanceof Unreachable) return refuse('server.unavailable');
    throw error;
  }
}
