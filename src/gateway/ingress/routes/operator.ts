// What operators may do: invite.

import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';

const usesMax = 100_000;
const lifetimeMsMax = 365 * 24 * 60 * 60 * 1000;

const shared = {
  auth: 'operator',
  style: 'problem',
  limits: [{ bucket: 'operator', by: 'ip' }],
} as const;

const invite = defineRoute({
  ...shared,
  verb: 'POST',
  path: '/v1/operator/invitations',
  summary: 'Makes an invitation; its token is shown this once',
  body: z.strictObject({
    uses: z.number().int().min(1).max(usesMax),
    lifetimeMs: z.number().int().min(1000).max(lifetimeMsMax),
  }),
  answers: { 200: z.object({ token: z.string(), expiresAt: z.number() }) },
  async handle({ caller, body }, { operating }: Uses<'operating'>) {
    const made = await operating.invite(caller, body);
    if (!made.ok) return made;
    return answer(200, { token: made.value.token, expiresAt: made.value.expiresAtMs });
  },
});

export const operatorRoutes = [invite] as const;
