// What operators may do: invite.

import { randomBytes } from 'node:crypto';
import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { invitationHash } from './registration.ts';

const usesMax = 100_000;
const tokenBytes = 24;
const lifetimeMsMax = 365 * 24 * 60 * 60 * 1000;

const invite = defineRoute({
  verb: 'POST',
  path: '/v1/operator/invitations',
  auth: 'operator',
  style: 'problem',
  summary: 'Makes an invitation; its token is shown this once',
  limits: [{ bucket: 'operator', by: 'ip' }],
  body: z.strictObject({
    uses: z.number().int().min(1).max(usesMax),
    lifetimeMs: z.number().int().min(1000).max(lifetimeMsMax),
  }),
  answers: { 200: z.object({ token: z.string(), expiresAt: z.number() }) },
  async handle({ body }, { clock, invitations }: Uses<'clock' | 'invitations'>) {
    const token = invitationToken();
    const expiresAtMs = clock.now() + body.lifetimeMs;
    await invitations.create({
      tokenHash: invitationHash(token),
      usesAllowed: body.uses,
      used: 0,
      expiresAtMs,
    });
    return answer(200, { token, expiresAt: expiresAtMs });
  },
});

/** Never with a `-` in front: on a command line it would be an option. */
export function invitationToken(random: (length: number) => Buffer = randomBytes): string {
  const token = random(tokenBytes).toString('base64url');
  return token.startsWith('-') ? invitationToken(random) : token;
}

export const operatorRoutes = [invite] as const;
