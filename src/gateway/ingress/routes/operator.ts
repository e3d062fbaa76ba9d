// What operators may do: invite, and take it back.

import { invitationIdForm, invitationLimits } from '#ports';
import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';

const { usesMax, daysMax } = invitationLimits;
const lifetimeMsMax = daysMax * 24 * 60 * 60 * 1000;

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

const list = defineRoute({
  ...shared,
  verb: 'GET',
  path: '/v1/operator/invitations',
  summary: 'Lists invitations that have not expired, without their tokens',
  answers: {
    200: z.object({
      invitations: z.array(
        z.object({
          id: z.string(),
          uses: z.number(),
          used: z.number(),
          /** Milliseconds since the epoch. */
          expiresAt: z.number(),
        }),
      ),
    }),
  },
  async handle({ caller }, { operating }: Uses<'operating'>) {
    const told = await operating.invitations(caller);
    if (!told.ok) return told;
    const invitations = told.value.map(({ expiresAtMs: expiresAt, ...one }) => {
      return { ...one, expiresAt };
    });
    return answer(200, { invitations });
  },
});

const revoke = defineRoute({
  ...shared,
  verb: 'DELETE',
  path: '/v1/operator/invitations/:id',
  summary: 'Revokes an invitation; who has registered with it stays',
  params: z.strictObject({ id: z.string().regex(invitationIdForm) }),
  answers: { 204: null },
  async handle({ caller, params }, { operating }: Uses<'operating'>) {
    const revoked = await operating.revokeInvitation(caller, params.id);
    return revoked.ok ? answer(204) : revoked;
  },
});

export const operatorRoutes = [invite, list, revoke] as const;
