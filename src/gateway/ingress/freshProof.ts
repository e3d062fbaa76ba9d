// What a device's credentials are good for: the scope of a token, and whether who asks has proved
// lately who they are.

import type { Scope } from '#crypto';
import type { Result } from '#protocol';
import { ok, refuse } from '#protocol';
import type { Proof } from './authenticate.ts';
import type { Route } from './route.ts';
import { scopeOf } from './route.ts';

/** Proof is fresh for so long. */
export const freshMs = 5 * 60 * 1000;

/** Whether a token's scopes allow what takes that one. Absent: a password, which allows all. */
export function allows(scopes: readonly Scope[] | undefined, needed: Scope): boolean {
  return scopes === undefined || scopes.includes(needed) || scopes.includes('device');
}

/** Refuses: auth.scope; auth.fresh_proof, whose detail says what is needed. */
export function admit(
  route: Pick<Route, 'scope' | 'verb' | 'proof'>,
  { device, token }: Proof,
  nowMs: number,
): Result<null> {
  const needed = scopeOf(route);
  if (!allows(device.scopes, needed)) return refuse('auth.scope', { detail: `Needs: ${needed}.` });
  if (route.proof !== 'fresh') return ok(null);
  // Either way, as clocks are set back.
  const isFresh = token === undefined || Math.abs(nowMs - token.authAtMs) <= freshMs;
  const hasCode = device.hasTotp === undefined || (isFresh && token?.amr.includes('otp'));
  const needs = [...(isFresh ? [] : ['password']), ...(hasCode ? [] : ['otp'])];
  return needs.length === 0
    ? ok(null)
    : refuse('auth.fresh_proof', { detail: `Needs: ${needs.join(', ')}.` });
}
