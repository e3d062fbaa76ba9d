// What was asked of somebody before they may go on, solved. Source: Signal-Server,
// ChallengeController.

import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { captcha } from '../schemas.ts';

const solve = defineRoute({
  verb: 'PUT',
  path: '/v1/challenge',
  auth: 'device',
  style: 'signal',
  summary: 'Solves what a refusal with 428 asked for; the limit that was reached is full again',
  limits: [{ bucket: 'account', by: 'account' }],
  body: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('proofOfWork'),
      token: z.string().max(256),
      /** A nonce: docs/protocol.md says what it has to do. */
      proof: z.string().max(64),
    }),
    z.strictObject({ type: z.literal('captcha'), token: z.string().max(256), captcha }),
  ]),
  answers: { 200: null },
  async handle({ caller, body }, { challenges }: Uses<'challenges'>) {
    const solved = await challenges.solve(caller.account, body);
    return solved.ok ? answer(200) : solved;
  },
});

export const challengeRoutes = [solve] as const;
