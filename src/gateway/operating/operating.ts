// What operators do to accounts and for newcomers, for all doors: HTTP and the console.

import type {
  AuditedBy,
  AuditHead,
  AuditLog,
  AuditPage,
  InvitationPlan,
  InvitationStore,
  Operating,
  StandingChange,
  ActsQuery,
} from '#ports';
import type { AccountId, Result } from '#protocol';
import { accountAddress, ok } from '#protocol';
import type { Router } from '#routing';
import type { Clock } from '#runtime';
import { invitationHash, invitationToken } from '../ingress/invitation.ts';
import type { Noting } from './noting.ts';
import { auditName, createNoting } from './noting.ts';

export interface OperatingParts {
  readonly audit: AuditLog;
  readonly router: Router;
  readonly invitations: InvitationStore;
  readonly clock: Clock;
}

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

  async acts({ account, ...query }: ActsQuery): Promise<Result<AuditPage>> {
    const { audit, router } = this.#parts;
    if (account === undefined) return ok(await audit.lines(query));
    const named = await auditName(router, account);
    return named.ok ? ok(await audit.lines({ ...query, account: named.value })) : named;
  }

  verify(witness?: AuditHead) {
    return this.#parts.audit.verify(witness);
  }
}
