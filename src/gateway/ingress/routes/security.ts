// What touched the security of the own account.

import { accountAddress } from '#protocol';
import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';

const list = defineRoute({
  verb: 'GET',
  path: '/v1/accounts/security',
  isOpen: true,
  auth: 'device',
  style: 'problem',
  summary: 'Lists what touched the security of the account, newest first; 32 are kept',
  limits: [{ bucket: 'account', by: 'account' }],
  answers: {
    200: z.object({
      events: z.array(
        z.object({
          /** As in the event `security`. */
          kind: z.string(),
          /** It names the event. Milliseconds since the epoch. */
          at: z.number(),
          /** Which device it is about, where it is about one. */
          device: z.number().optional(),
        }),
      ),
    }),
  },
  async handle({ caller: { account, credential } }, { router }: Uses<'router'>) {
    const kept = await router.ask(accountAddress(account), {
      type: 'describeSecurity',
      credential,
    });
    return kept.ok ? answer(200, { events: kept.value.toReversed() }) : kept;
  },
});

export const securityRoutes = [list] as const;
