// Short-lived access tokens, made from device credentials.

import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';

const issue = defineRoute({
  verb: 'POST',
  path: '/v1/auth/token',
  auth: 'password',
  style: 'problem',
  summary: 'Makes an access token from a password; it ends with the device or its password',
  limits: [{ bucket: 'token', by: 'account' }],
  answers: { 200: z.object({ accessToken: z.string(), expiresAt: z.number() }) },
  async handle({ caller }, { tokens, clock }: Uses<'tokens' | 'clock'>) {
    const { account, device, credential } = caller;
    const issued = await tokens.issue({ account, device, credential }, clock.now());
    return answer(200, { accessToken: issued.token, expiresAt: issued.expiresAtMs });
  },
});

export const tokenRoutes = [issue] as const;
