// How somebody who shows a password proves the rest: by a one-time code, where these are on.

import { randomUUID } from 'node:crypto';
import type { AuthenticatedDevice } from '#actors';
import type { ProofMethod } from '#crypto';
import type { Result } from '#protocol';
import { accountAddress, ok, refuse } from '#protocol';
import { noteSecurity } from '#runtime';
import type { Uses } from './route.ts';

/**
 * Uses the code up and says how they have proved it. Refuses: auth.fresh_proof where a code is
 * needed and was not given, totp.invalid, totp.held, rate.limited.
 */
export async function proveBy(
  { account, credential, hasTotp }: AuthenticatedDevice,
  code: string | undefined,
  { router, take }: Uses<'router' | 'take'>,
): Promise<Result<readonly ProofMethod[]>> {
  if (!hasTotp) return ok(['pwd']);
  if (code === undefined) return refuse('auth.fresh_proof', { detail: 'Needs: otp.' });
  const held = await take('checkTotp', account);
  if (held) return held;
  const proved = await router.ask(accountAddress(account), {
    type: 'proveTotp',
    credential,
    code,
    attempt: randomUUID(),
  });
  if (proved.ok) return ok(['pwd', 'otp']);
  if (proved.refusal.code === 'totp.invalid') noteSecurity('code_wrong');
  return proved;
}
