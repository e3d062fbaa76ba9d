// Reports of accounts that have written by name: a token of an envelope, and nothing of what was
// said. Whoever reports is told the same whether it counted or not.
// Source: Signal-Server, MessageController.

import { Unreachable } from '#ports';
import { refuse } from '#protocol';
import { noteSecurity } from '#runtime';
import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { accountId, base64 } from '../schemas.ts';

const report = defineRoute({
  verb: 'POST',
  path: '/v1/messages/report/:source/:guid',
  auth: 'device',
  style: 'signal',
  summary: 'Reports who has written, by the token of an envelope and without what was said',
  limits: [{ bucket: 'reports', by: 'account' }],
  params: z.strictObject({ source: accountId, guid: z.guid() }),
  body: z.strictObject({
    /** `reportSpamToken` of the envelope. */
    token: base64(1, 64),
  }),
  answers: { 202: null },
  async handle(
    { caller, params: { source }, body },
    tools: Uses<'reportTokens' | 'reports' | 'accounts' | 'clock'>,
  ) {
    const { reportTokens, reports, accounts, clock } = tools;
    const nowMs = clock.now();
    if (!reportTokens.isGood(body.token, source, caller.account, nowMs)) {
      noteSecurity('report_unproved');
      return answer(202);
    }
    try {
      // Of one that is gone nothing is begun anew.
      if (!(await accounts.isThere(source))) return answer(202);
      await reports.add(source, caller.account, nowMs);
      // Deleted meanwhile, which has forgotten what there was before this.
      if (!(await accounts.isThere(source))) await reports.forget(source);
    } catch (error) {
      if (error instanceof Unreachable) return refuse('server.unavailable');
      throw error;
    }
    noteSecurity('account_reported');
    return answer(202);
  },
});

export const reportRoutes = [report] as const;
