// Every act of an operator is noted before it is done, and its end afterwards. What cannot be noted
// is not done.

import { newAuditKey } from '#crypto';
import type { AuditAct, AuditedBy, AuditFacts, AuditLog, AuditOutcome } from '#ports';
import { Unreachable } from '#ports';
import type { AccountId, Result } from '#protocol';
import { accountAddress, ok, refuse } from '#protocol';
import type { Router } from '#routing';

/** An act as its door knows it. */
interface PlannedAct {
  readonly act: AuditAct;
  readonly account?: AccountId;
  readonly facts?: AuditFacts;
}

/** Does what is given once it is noted. Refuses: audit.unavailable, account.not_found. */
export type Noting = <T>(
  by: AuditedBy,
  planned: PlannedAct,
  work: () => Promise<Result<T>>,
) => Promise<Result<T>>;

export interface NotingParts {
  readonly audit: Pick<AuditLog, 'begin' | 'end'>;
  readonly router: Router;
}

/** Notes in this log. */
export function createNoting({ audit, router }: NotingParts): Noting {
  return async (by, { act, account, facts }, work) => {
    // Who asks for what is not there is noted as well, without a name.
    const named = account === undefined ? ok(undefined) : await auditName(router, account);
    let begun: number;
    try {
      begun = await audit.begin(by, {
        act,
        ...(named.ok && named.value !== undefined ? { account: named.value } : {}),
        ...(facts ? { facts } : {}),
      });
    } catch (error) {
      if (error instanceof Unreachable) return refuse('audit.unavailable');
      throw error;
    }
    let outcome: AuditOutcome = 'failed';
    try {
      const result = named.ok ? await work() : named;
      outcome = result.ok ? 'done' : result.refusal.code;
      return result;
    } finally {
      await audit.end(begun, outcome);
    }
  };
}

/** What an account is called in the log. Refuses: account.not_found. */
export function auditName(router: Router, account: AccountId): Promise<Result<string>> {
  const offeredKey = newAuditKey();
  return router.ask(accountAddress(account), { type: 'nameForAudit', offeredKey });
}
