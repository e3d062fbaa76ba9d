// Sessions: somebody who has shown a password once goes on with tokens alone, is listed, and is
// ended. Each renewal takes a refresh token that was never used, and gives the next.

import type { TokenSession } from '#actors';
import { newSessionId, scopes } from '#crypto';
import type { AccountId, Result } from '#protocol';
import { accountAddress, limits, refuse } from '#protocol';
import { z } from 'zod/v4';
import { allows } from '../freshProof.ts';
import type { RouteAnswer, Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { deviceName, oneTimeCode } from '../schemas.ts';
import { proveBy } from '../totpProof.ts';

const shared = { style: 'problem' } as const;
const byAccount = [{ bucket: 'account', by: 'account' }] as const;
const scope = z.array(z.enum(scopes)).min(1).max(scopes.length);

const tokensAnswer = z.object({
  session: z.string(),
  accessToken: z.string(),
  /** Milliseconds since the epoch. */
  expiresAt: z.number(),
  /** Good once. */
  refreshToken: z.string(),
  /** Without a renewal the session is over then. */
  refreshExpiresAt: z.number(),
  scope,
});

async function tokensOf(
  account: AccountId,
  session: TokenSession,
  { tokens, refreshTokens, clock }: Uses<'tokens' | 'refreshTokens' | 'clock'>,
): Promise<Result<RouteAnswer>> {
  const { id, device, credential, authAtMs, amr, generation } = session;
  const proved = { session: id, scopes: session.scopes, authAtMs, amr };
  const issued = await tokens.issue({ account, device, credential, ...proved }, clock.now());
  return answer(200, {
    session: id,
    accessToken: issued.token,
    expiresAt: issued.expiresAtMs,
    refreshToken: refreshTokens.make({ account, session: id, generation }),
    refreshExpiresAt: session.usedAtMs + limits.sessionIdleMs,
    scope: session.scopes,
  });
}

const begin = defineRoute({
  ...shared,
  verb: 'POST',
  path: '/v1/auth/session',
  auth: 'password',
  summary: 'Begins a session: tokens of the device, and a refresh token that renews them',
  limits: [{ bucket: 'token', by: 'account' }],
  body: z.object({
    /** `device`: all that the device may. `read`: GET. `send`: messages. */
    scope: scope.default(['device']),
    /** What its owner calls it, encrypted by the client. */
    name: deviceName.min(1).optional(),
    /** A one-time code or a backup code, where one-time codes are on. */
    totp: oneTimeCode.optional(),
  }),
  answers: { 200: tokensAnswer },
  async handle(
    { caller, body },
    tools: Uses<'tokens' | 'refreshTokens' | 'clock' | 'router' | 'take'>,
  ) {
    const amr = await proveBy(caller, body.totp, tools);
    if (!amr.ok) return amr;
    const { account, device, credential } = caller;
    const begun = await tools.router.ask(accountAddress(account), {
      type: 'beginSession',
      device,
      credential,
      begins: newSessionId(),
      scopes: body.scope,
      amr: amr.value,
      ...(body.name === undefined ? {} : { name: body.name }),
    });
    return begun.ok ? tokensOf(account, begun.value, tools) : begun;
  },
});

const renew = defineRoute({
  ...shared,
  verb: 'POST',
  path: '/v1/auth/refresh',
  auth: 'none',
  summary: 'Renews the tokens of a session; a refresh token shown twice ends its session',
  limits: [{ bucket: 'refresh', by: 'ip' }],
  body: z.object({ refreshToken: z.string().max(128) }),
  answers: { 200: tokensAnswer },
  async handle({ body }, tools: Uses<'tokens' | 'refreshTokens' | 'clock' | 'router'>) {
    const shown = tools.refreshTokens.read(body.refreshToken);
    if (!shown) return refuse('auth.invalid');
    const { account, session: renews, generation } = shown;
    const renewed = await tools.router.ask(accountAddress(account), {
      type: 'renewSession',
      renews,
      generation,
    });
    if (renewed.ok) return tokensOf(account, renewed.value, tools);
    const isGone = renewed.refusal.code === 'account.not_found';
    return isGone ? refuse('auth.session_ended') : renewed;
  },
});

const list = defineRoute({
  ...shared,
  verb: 'GET',
  path: '/v1/auth/sessions',
  isOpen: true,
  auth: 'device',
  summary: 'Lists the sessions of the account',
  limits: byAccount,
  answers: {
    200: z.object({
      sessions: z.array(
        z.object({
          id: z.string(),
          device: z.number(),
          /** Encrypted by the client. */
          name: z.string().optional(),
          scope,
          /** Milliseconds since the epoch, as the next. */
          began: z.number(),
          used: z.number(),
          /** Whose token was shown. */
          isThis: z.boolean(),
        }),
      ),
    }),
  },
  async handle({ caller: { account, credential, session } }, { router }: Uses<'router'>) {
    const all = await router.ask(accountAddress(account), { type: 'describeSessions', credential });
    if (!all.ok) return all;
    const sessions = all.value.map((one) => ({
      id: one.id,
      device: one.device,
      ...(one.name === undefined ? {} : { name: one.name }),
      scope: one.scopes,
      began: one.beganAtMs,
      used: one.usedAtMs,
      isThis: one.id === session,
    }));
    return answer(200, { sessions });
  },
});

const end = defineRoute({
  ...shared,
  verb: 'DELETE',
  path: '/v1/auth/sessions/:session',
  isOpen: true,
  auth: 'device',
  scope: 'read',
  summary: 'Ends a session, its own or, with a token of scope `device` or a password, any',
  limits: byAccount,
  params: z.object({ session: z.string().regex(/^[0-9a-f]{32}$/) }),
  answers: { 204: null },
  async handle({ caller, params }, { router }: Uses<'router'>) {
    const { account, credential, session, scopes: allowed } = caller;
    const isOwn = params.session === session;
    if (!isOwn && !allows(allowed, 'device')) {
      return refuse('auth.scope', { detail: 'Needs: device.' });
    }
    const ended = await router.ask(accountAddress(account), {
      type: 'endSessions',
      credential,
      ends: { one: params.session },
    });
    return ended.ok ? answer(204) : ended;
  },
});

const endOthers = defineRoute({
  ...shared,
  verb: 'DELETE',
  path: '/v1/auth/sessions',
  isOpen: true,
  auth: 'device',
  summary: 'Ends all sessions of the account but the one whose token is shown',
  limits: byAccount,
  answers: { 204: null },
  async handle({ caller: { account, credential, session } }, { router }: Uses<'router'>) {
    const ended = await router.ask(accountAddress(account), {
      type: 'endSessions',
      credential,
      ends: { allBut: session },
    });
    return ended.ok ? answer(204) : ended;
  },
});

export const sessionRoutes = [begin, renew, list, end, endOthers] as const;
