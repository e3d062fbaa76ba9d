// A challenge on its way to a push service. Where it goes may be nobody's device here, so that it
// is in the job itself: sealed whole, with the job's id in it, so that a copy is worth nothing.
// What nobody took in time is dropped, and nothing is said of a token to whoever named it.

import type { PushedChallenge, PushGateway, PushKind } from '#ports';
import type { Clock } from '#runtime';
import { metrics } from '#runtime';
import type { Run } from './ended.ts';
import { laterMs, outcomeOf, unneeded } from './ended.ts';

/** Of the jobs in the queue of wakes. */
export const challengeName = 'challenge';

/** Under a key that only workers of this cluster have. */
export interface ChallengeSeals {
  seal(value: object): string;
  open(sealed: string): object | undefined;
}

interface Sealed extends PushedChallenge {
  readonly id: string;
}

export function sealChallenge(seals: ChallengeSeals, id: string, challenge: PushedChallenge) {
  const sealed: Sealed = { ...challenge, id };
  return { sealed: seals.seal(sealed) };
}

/** The challenge of a job; undefined for whatever was not sealed here for this very job. */
export function readChallenge(
  seals: ChallengeSeals,
  id: string | undefined,
  data: unknown,
): PushedChallenge | undefined {
  const sealed: unknown =
    typeof data === 'object' && data ? Reflect.get(data, 'sealed') : undefined;
  const opened =
    typeof sealed === 'string' ? (seals.open(sealed) as Sealed | undefined) : undefined;
  return opened && opened.id === id ? opened : undefined;
}

interface RunParts {
  readonly gateways: ReadonlyMap<PushKind, Pick<PushGateway, 'challenge'>>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Pushes one; `tries`: how often that was begun, this time included. */
export async function runChallenge(
  { gateways, clock }: RunParts,
  challenge: PushedChallenge,
  tries: number,
): Promise<Exclude<Run, 'given up'>> {
  const gateway = gateways.get(challenge.kind);
  const leftMs = challenge.untilMs - clock.now();
  if (!gateway || leftMs <= 0) return unneeded(gateway ? 'late' : 'off');
  const said = await gateway.challenge(challenge);
  metrics.pushCalls.inc({ gateway: challenge.kind, outcome: outcomeOf(said) });
  if (said.outcome !== 'later') return 'done';
  const delayMs = laterMs(said.retryAfterMs, tries);
  return delayMs < leftMs ? { delayMs } : unneeded('late');
}
