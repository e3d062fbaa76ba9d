// What was asked of somebody before they may go on, solved. Source: Signal-Server,
// ChallengeController.

import { accountAddress, refuse } from '#protocol';
import { z } from 'zod/v4';
import { targetOfDevice } from '../pushedChallenges.ts';
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
    /** What came by the device's push service. */
    z.strictObject({ type: z.literal('rateLimitPushChallenge'), challenge: z.string().max(256) }),
  ]),
  answers: { 200: null },
  async handle({ caller, body }, { challenges }: Uses<'challenges'>) {
    const solved = await challenges.solve(caller.account, body);
    return solved.ok ? answer(200) : solved;
  },
});

const push = defineRoute({
  verb: 'POST',
  path: '/v1/challenge/push',
  auth: 'device',
  style: 'signal',
  summary: 'Has what solves a challenge pushed to the device; 404 where it is reached by no app',
  limits: [{ bucket: 'account', by: 'account' }],
  answers: { 200: null },
  async handle({ caller }, tools: Uses<'challenges' | 'router' | 'push'>) {
    const { account, device, credential } = caller;
    const vouched = credential === undefined ? {} : { credential };
    const command = { type: 'readPush', device, ...vouched } as const;
    const reached = await tools.router.ask(accountAddress(account), command);
    if (!reached.ok) return reached;
    const target = targetOfDevice(reached.value.push, tools.push);
    if (!target) return refuse('push.off');
    const pushed = await tools.challenges.push(account, target);
    return pushed.ok ? answer(200) : pushed;
  },
});

export const challengeRoutes = [solve, push] as const;
