// What one worker's doors for operators are made of: their acts, and the log that these are noted
// in.

import type { Sealer, Secrets } from '#crypto';
import { createAuditChain, operatorTokenId } from '#crypto';
import type { RateLimits } from '#gateway';
import { createOperating } from '#gateway';
import type { DurableStores } from '#persistence';
import { openAuditLog } from '#persistence';
import type { ReportStore, ResettingLimiter } from '#ports';
import type { ClusterRouter } from '#routing';
import type { Clock, Log } from '#runtime';

export interface OperatingEnvironment {
  readonly secrets: Secrets;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly log: Log;
  readonly router: ClusterRouter;
  readonly operatorToken: string;
  readonly limiter: ResettingLimiter;
  readonly limits: RateLimits;
  readonly reports: ReportStore;
}

/** Opens them on the stores the worker has. */
export function openOperating(environment: OperatingEnvironment, stores: DurableStores) {
  const { secrets, sealer, clock, log, router, operatorToken, ...counted } = environment;
  const { limiter, limits, reports } = counted;
  const chain = createAuditChain(secrets);
  const audit = openAuditLog({ store: stores.audit, chain, sealer, clock, log });
  const { invitations } = stores;
  const workers = router;
  return {
    operatorToken,
    operatorTokenId: operatorTokenId(secrets, operatorToken),
    operating: createOperating({
      ...{ audit, router, workers, invitations, clock, limiter, limits, reports },
    }),
  };
}
