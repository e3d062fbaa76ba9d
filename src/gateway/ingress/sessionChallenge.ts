// What a verification session may ask for before a code is sent: a captcha, which a person solves,
// or a challenge that is pushed to the device which it names, whichever is brought first.
// Source: Signal-Server, VerificationController.

import { randomBytes } from 'node:crypto';
import { hashToken, tokenMatches } from '#crypto';
import type { VerificationSession } from '#ports';
import type { Result } from '#protocol';
import { ok, refuse } from '#protocol';
import { noteSecurity } from '#runtime';
import { takeNamed } from './pushedChallenges.ts';
import type { Uses } from './route.ts';
import { addressSubject } from './subjects.ts';

const challengeBytes = 16;

type Tools = Uses<'captcha' | 'pushChallenges' | 'take'>;

/** What is to be brought to the session, in Signal's words. */
export function requestedOf(session: VerificationSession, { captcha }: Pick<Tools, 'captcha'>) {
  if (session.challenge !== 'asked') return [];
  return [...(session.pushedHash ? ['pushChallenge'] : []), ...(captcha ? ['captcha'] : [])];
}

interface Asking {
  readonly session: VerificationSession;
  /** To be called once the session is stored. */
  push(): void;
}

/**
 * The session as it asks for something; undefined where nothing can be asked of it, as no captcha
 * is set up and it names no device, or one that was sent too many.
 */
export async function asking(
  tools: Tools,
  session: VerificationSession,
  ip: string,
): Promise<Asking | undefined> {
  const { captcha, pushChallenges, take } = tools;
  const { push } = session;
  if (!push || (await takeNamed(take, push, ip))) {
    return captcha && { session: { ...session, challenge: 'asked' }, push() {} };
  }
  const text = randomBytes(challengeBytes).toString('base64url');
  const { salt, hash } = hashToken(text);
  return {
    session: { ...session, challenge: 'asked', pushedHash: `${salt}$${hash}` },
    push() {
      const untilMs = session.expiresAtMs;
      pushChallenges.challenge({ ...push, name: 'challenge', text, untilMs });
    },
  };
}

/** What somebody brings to a session. */
interface Brought {
  readonly captcha?: string | undefined;
  readonly pushChallenge?: string | undefined;
}

/**
 * The session as it is once that was looked at: of a session that asks for nothing, or for
 * something else, as it was. Refuses: challenge.invalid, rate.limited, server.unavailable.
 */
export async function answered(
  tools: Tools,
  session: VerificationSession,
  { captcha, pushChallenge }: Brought,
  ip: string,
): Promise<Result<VerificationSession>> {
  if (session.challenge !== 'asked') return ok(session);
  const { pushedHash, ...rest } = session;
  if (pushChallenge !== undefined && pushedHash !== undefined) {
    const tried = await tools.take('challengeAttempts', `push ${session.id}`);
    if (tried) return tried;
    const [salt = '', hash = ''] = pushedHash.split('$');
    if (!tokenMatches(pushChallenge, { salt, hash })) return wrong();
    return ok({ ...rest, challenge: 'solved' });
  }
  if (captcha === undefined || !tools.captcha) return ok(session);
  const tried = await tools.take('challengeAttempts', `captcha ${addressSubject(ip)}`);
  if (tried) return tried;
  const outcome = await tools.captcha.check(captcha);
  if (outcome === 'unknown') return refuse('server.unavailable');
  return outcome === 'refused' ? wrong() : ok({ ...rest, challenge: 'solved' });
}

function wrong(): Result<never> {
  noteSecurity('challenge_failed');
  return refuse('challenge.invalid');
}
