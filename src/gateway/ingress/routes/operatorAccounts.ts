// What operators may see and say of one account, found by its id alone.

import type { AccountStanding } from '#actors';
import { accountKinds } from '#actors';
import { z } from 'zod/v4';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { accountId } from '../schemas.ts';

const dayMs = 24 * 60 * 60 * 1000;

const shared = {
  path: '/v1/operator/accounts/:id',
  auth: 'operator',
  style: 'problem',
  limits: [{ bucket: 'operator', by: 'ip' }],
  params: z.strictObject({ id: accountId }),
  answers: {
    200: z.object({
      createdAt: z.number(),
      kind: z.enum(accountKinds),
      /** False: its age says it. */
      isKindGiven: z.boolean(),
      /** When; absent where it is not. */
      suspendedAt: z.number().optional(),
      hasNumber: z.boolean(),
      devices: z.array(
        z.object({
          id: z.number(),
          createdAt: z.number(),
          /** The start of the day on which it connected last. */
          seenAt: z.number().optional(),
        }),
      ),
    }),
  },
} as const;

function bodyOf({ createdAtMs, suspendedAtMs, devices, ...rest }: AccountStanding): object {
  return {
    createdAt: createdAtMs,
    ...rest,
    ...(suspendedAtMs === undefined ? {} : { suspendedAt: suspendedAtMs }),
    devices: devices.map(({ id, createdAtMs: createdAt, seenOnDay }) => ({
      id,
      createdAt,
      ...(seenOnDay === undefined ? {} : { seenAt: seenOnDay * dayMs }),
    })),
  };
}

const show = defineRoute({
  ...shared,
  verb: 'GET',
  summary: 'Tells an operator how an account stands',
  async handle({ caller, params }, { operating }: Uses<'operating'>) {
    const told = await operating.show(caller, params.id);
    return told.ok ? answer(200, bodyOf(told.value)) : told;
  },
});

const set = defineRoute({
  ...shared,
  verb: 'PUT',
  summary: 'Suspends an account or lets it go on, and says of what kind it is',
  body: z.strictObject({
    kind: z.enum(['standard', 'trusted', 'bot', 'age']).optional(),
    suspended: z.boolean().optional(),
  }),
  async handle({ caller, params, body }, { operating }: Uses<'operating'>) {
    const { kind, suspended } = body;
    const told = await operating.setStanding(caller, params.id, {
      ...(kind === undefined ? {} : { kind }),
      ...(suspended === undefined ? {} : { isSuspended: suspended }),
    });
    return told.ok ? answer(200, bodyOf(told.value)) : told;
  },
});

export const operatorAccountRoutes = [show, set] as const;
