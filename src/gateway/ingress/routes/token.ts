// Short-lived access tokens, made from device credentials; and the keys that they are signed by.

import { scopes } from '#crypto';
import { z } from 'zod/v4';
import { freshMs } from '../freshProof.ts';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { oneTimeCode } from '../schemas.ts';
import { proveBy } from '../totpProof.ts';

const everything = scopes.filter((one) => one === 'device');
const accessAnswer = z.object({
  accessToken: z.string(),
  /** Milliseconds since the epoch. */
  expiresAt: z.number(),
});

const issue = defineRoute({
  verb: 'POST',
  path: '/v1/auth/token',
  isOpen: true,
  auth: 'password',
  style: 'problem',
  summary: 'Makes an access token from a password; it ends with the device or its password',
  limits: [{ bucket: 'token', by: 'account' }],
  answers: { 200: accessAnswer },
  async handle({ caller }, { tokens, clock }: Uses<'tokens' | 'clock'>) {
    const { account, device, credential } = caller;
    const nowMs = clock.now();
    const proved = { scopes: everything, authAtMs: nowMs, amr: ['pwd'] as const };
    const issued = await tokens.issue({ account, device, credential, ...proved }, nowMs);
    return answer(200, { accessToken: issued.token, expiresAt: issued.expiresAtMs });
  },
});

const prove = defineRoute({
  verb: 'POST',
  path: '/v1/auth/proof',
  isOpen: true,
  auth: 'password',
  style: 'problem',
  summary: 'Makes a token of five minutes for what takes fresh proof, by password and code',
  limits: [{ bucket: 'token', by: 'account' }],
  body: z.object({
    /** A one-time code or a backup code, where one-time codes are on. */
    totp: oneTimeCode.optional(),
  }),
  answers: { 200: accessAnswer },
  async handle({ caller, body }, tools: Uses<'tokens' | 'clock' | 'router' | 'take'>) {
    const amr = await proveBy(caller, body.totp, tools);
    if (!amr.ok) return amr;
    const { account, device, credential } = caller;
    const nowMs = tools.clock.now();
    const proved = { scopes: everything, authAtMs: nowMs, amr: amr.value };
    const claims = { account, device, credential, ...proved };
    const issued = await tools.tokens.issue(claims, nowMs, freshMs);
    return answer(200, { accessToken: issued.token, expiresAt: issued.expiresAtMs });
  },
});

/** So long anybody may keep the set; a new key is in it for a day before it signs. */
const keysKeptSeconds = 3600;

const keys = defineRoute({
  verb: 'GET',
  path: '/.well-known/jwks.json',
  auth: 'none',
  style: 'problem',
  summary: 'Lists the keys that access tokens are, were or will be signed by (RFC 7517)',
  limits: [{ bucket: 'config', by: 'ip' }],
  answers: {
    200: z.object({
      keys: z.array(
        z.object({
          kty: z.literal('OKP'),
          crv: z.literal('Ed25519'),
          x: z.string(),
          kid: z.string(),
          alg: z.literal('EdDSA'),
          use: z.literal('sig'),
        }),
      ),
    }),
  },
  async handle(_call, { tokens, clock }: Uses<'tokens' | 'clock'>) {
    const body = { keys: tokens.published(clock.now()) };
    const headers = { 'cache-control': `public, max-age=${keysKeptSeconds}` };
    return { ok: true, value: { status: 200, body, headers } };
  },
});

export const tokenRoutes = [issue, prove, keys] as const;
