// Challenges that are pushed: whoever brings one back holds a device that has the operator's own
// app, of which there are fewer than of anything else that can be shown. Where one goes may be
// anybody's word, so that each token, each account and each address has so many.
// Source: Signal-Server, PushChallengeManager and VerificationController.

import { createHash } from 'node:crypto';
import type { ChallengeKind, PushChallenges, PushDoor, PushedChallenge } from '#ports';
import type { Result } from '#protocol';
import { limits } from '#protocol';
import { z } from 'zod/v4';
import { apnTokenForm, pushToken } from './pushFields.ts';
import type { TakePermits } from './rateLimits.ts';
import { addressSubject } from './subjects.ts';

type Kinds = Pick<PushDoor, 'kinds'>;
type Target = Pick<PushedChallenge, 'kind' | 'token'>;

const kindOf = { fcm: 'fcm', apn: 'apns' } as const satisfies Record<string, ChallengeKind>;
const challengeKinds: readonly ChallengeKind[] = Object.values(kindOf);

/** Signal's fields: where somebody who has no account yet may be sent one. */
export const pushTargetFields = {
  pushToken: z.string().min(1).max(limits.pushTokenLengthMax).optional(),
  pushTokenType: z.enum(['fcm', 'apn']).optional(),
};

/** False where the two fields do not belong together. */
export function isTarget({ pushToken: token, pushTokenType: type }: GivenTarget): boolean {
  if (token === undefined || type === undefined) return token === type;
  return (type === 'apn' ? apnTokenForm : pushToken).safeParse(token).success;
}

interface GivenTarget {
  readonly pushToken?: string | undefined;
  readonly pushTokenType?: keyof typeof kindOf | undefined;
}

/** The target that was given, where challenges are pushed in this way here. */
export function targetOf(given: GivenTarget, { kinds }: Kinds): Target | undefined {
  const { pushToken: token, pushTokenType: type } = given;
  if (token === undefined || type === undefined || !kinds.has(kindOf[type])) return undefined;
  return { kind: kindOf[type], token };
}

/** Whether anybody may be sent one here. */
export function arePushed({ kinds }: Kinds): boolean {
  return challengeKinds.some((kind) => kinds.has(kind));
}

/** Where a device is reached, if challenges are pushed in that way here. */
export function targetOfDevice(
  push: { readonly kind: string; readonly token?: string } | undefined,
  { kinds }: Kinds,
): Target | undefined {
  const kind = challengeKinds.find((one) => one === push?.kind && kinds.has(one));
  return kind && push?.token !== undefined ? { kind, token: push.token } : undefined;
}

/** Whose permits it takes to push one to a token, whoever names it and however it is written. */
export function tokenSubject({ kind, token }: Target): string {
  // Hex digits, which Apple reads in either case.
  const one = kind === 'apns' ? token.toLowerCase() : token;
  return `token ${createHash('sha256').update(one).digest('base64url')}`;
}

/** Permits to push one to a token that somebody names. Refuses: rate.limited. */
export async function takeNamed(
  take: TakePermits,
  target: Target,
  ip: string,
): Promise<Result<never> | undefined> {
  return (
    (await take('pushChallengesAddress', addressSubject(ip))) ??
    (await take('pushChallenges', tokenSubject(target)))
  );
}

export type { Target };
export type Pushes = Pick<PushChallenges, 'challenge'>;
