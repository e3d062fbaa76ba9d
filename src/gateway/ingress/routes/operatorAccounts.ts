// What operators may see and say of one account, found by its id alone.

import type { AccountStanding } from '#actors';
import { accountKinds } from '#actors';
import type { ReportedAccount } from '#ports';
import { sayableKinds, sessionIdForm } from '#ports';
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
    kind: z.enum(sayableKinds).optional(),
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

const own = {
  auth: 'operator',
  style: 'problem',
  limits: [{ bucket: 'operator', by: 'ip' }],
} as const;

const sessions = defineRoute({
  ...own,
  verb: 'GET',
  path: '/v1/operator/accounts/:id/sessions',
  summary: 'Lists who goes on with tokens of an account',
  params: z.strictObject({ id: accountId }),
  answers: {
    200: z.object({
      sessions: z.array(
        z.object({
          id: z.string(),
          device: z.number(),
          scope: z.array(z.string()),
          /** Milliseconds since the epoch, as the next. */
          began: z.number(),
          used: z.number(),
        }),
      ),
    }),
  },
  async handle({ caller, params }, { operating }: Uses<'operating'>) {
    const told = await operating.sessions(caller, params.id);
    if (!told.ok) return told;
    const all = told.value.map(({ id, device, scopes, beganAtMs: began, usedAtMs: used }) => {
      return { id, device, scope: scopes, began, used };
    });
    return answer(200, { sessions: all });
  },
});

const endSession = defineRoute({
  ...own,
  verb: 'DELETE',
  path: '/v1/operator/accounts/:id/sessions/:session',
  summary: 'Ends a session of an account',
  params: z.strictObject({ id: accountId, session: z.string().regex(sessionIdForm) }),
  answers: { 204: null },
  async handle({ caller, params }, { operating }: Uses<'operating'>) {
    const ended = await operating.endSessions(caller, params.id, params.session);
    return ended.ok ? answer(204) : ended;
  },
});

const endSessions = defineRoute({
  ...own,
  verb: 'DELETE',
  path: '/v1/operator/accounts/:id/sessions',
  summary: 'Ends all sessions of an account; passwords of its devices stay good',
  params: z.strictObject({ id: accountId }),
  answers: { 204: null },
  async handle({ caller, params }, { operating }: Uses<'operating'>) {
    const ended = await operating.endSessions(caller, params.id);
    return ended.ok ? answer(204) : ended;
  },
});

const limits = defineRoute({
  ...own,
  verb: 'GET',
  path: '/v1/operator/accounts/:id/limits',
  summary: 'Tells by which limits an account is measured',
  params: z.strictObject({ id: accountId }),
  answers: {
    200: z.object({
      kind: z.enum(accountKinds),
      limits: z.array(z.object({ bucket: z.string(), burst: z.number(), refillMs: z.number() })),
    }),
  },
  async handle({ caller, params }, { operating }: Uses<'operating'>) {
    const told = await operating.limits(caller, params.id);
    return told.ok ? answer(200, told.value) : told;
  },
});

const resetLimits = defineRoute({
  ...own,
  verb: 'POST',
  path: '/v1/operator/accounts/:id/limits/reset',
  summary: 'Makes a bucket of an account full again, or all of them',
  params: z.strictObject({ id: accountId }),
  body: z.strictObject({ bucket: z.string().max(32).optional() }),
  answers: { 204: null },
  async handle({ caller, params, body }, { operating }: Uses<'operating'>) {
    const reset = await operating.resetLimits(caller, params.id, body.bucket);
    return reset.ok ? answer(204) : reset;
  },
});

const reported = z.object({
  account: z.uuid(),
  /** Different accounts; of many an estimate. */
  reporters: z.number(),
  /** Milliseconds since the epoch. */
  lastAt: z.number(),
});

const viewOfReports = ({ account, reporters, lastAtMs: lastAt }: ReportedAccount) => ({
  ...{ account, reporters, lastAt },
});

const reports = defineRoute({
  ...own,
  verb: 'GET',
  path: '/v1/operator/accounts/:id/reports',
  summary: 'Tells by how many an account was reported in the last 30 days; by whom, nobody knows',
  params: z.strictObject({ id: accountId }),
  answers: { 200: z.object({ reporters: z.number(), lastAt: z.number().optional() }) },
  async handle({ caller, params }, { operating }: Uses<'operating'>) {
    const told = await operating.reports(caller, params.id);
    if (!told.ok) return told;
    const { reporters, lastAtMs: lastAt } = told.value ?? { reporters: 0 };
    return answer(200, { reporters, ...(lastAt === undefined ? {} : { lastAt }) });
  },
});

const allReported = defineRoute({
  ...own,
  verb: 'GET',
  path: '/v1/operator/reports',
  summary: 'Lists accounts that were reported in the last 30 days, those by most first',
  answers: { 200: z.object({ accounts: z.array(reported) }) },
  async handle({ caller }, { operating }: Uses<'operating'>) {
    const told = await operating.reported(caller);
    return told.ok ? answer(200, { accounts: told.value.map(viewOfReports) }) : told;
  },
});

export const operatorAccountRoutes = [
  ...[show, set, sessions, endSession, endSessions, limits, resetLimits],
  ...[reports, allReported],
] as const;
