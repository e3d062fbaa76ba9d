// Verification sessions: the proof that a phone number is the caller's. A session lives ten
// minutes, sends at most three codes and hears at most five guesses. It never says whether the
// number has an account.
// Source: Signal-Server, VerificationController.

import { randomBytes, randomInt } from 'node:crypto';
import { hashToken, tokenMatches } from '#crypto';
import type { Result } from '#protocol';
import { refuse } from '#protocol';
import type { VerificationSession } from '#ports';
import { metrics, noteSecurity } from '#runtime';
import { z } from 'zod/v4';
import type { CodeOrder } from '../codes/codeSender.ts';
import { languagesOf } from '../codes/codeTexts.ts';
import type { RouteAnswer, Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { isTarget, targetOf, pushTargetFields } from '../pushedChallenges.ts';
import { captcha as captchaResponse, phoneNumber } from '../schemas.ts';
import { answered, asking, requestedOf } from '../sessionChallenge.ts';
import { addressSubject } from '../subjects.ts';

type Tools = Uses<
  'sessions' | 'clock' | 'codes' | 'take' | 'late' | 'captcha' | 'push' | 'pushChallenges'
>;

export const sessionLifetimeMs = 10 * 60 * 1000;
const codesPerSessionMax = 3;
const attemptsPerSessionMax = 5;
/** Between two codes of one session. */
const codeSpacingMs = 30_000;

const sessionAnswer = z.object({
  id: z.string(),
  /** Seconds until the next text message may be asked for; null = not in this session. */
  nextSms: z.number().nullable(),
  nextCall: z.number().nullable(),
  nextVerificationAttempt: z.number().nullable(),
  allowedToRequestCode: z.boolean(),
  requestedInformation: z.array(z.string()),
  /** Where a captcha that is asked for is solved, if the operator has said so. */
  captchaPage: z.string().optional(),
  verified: z.boolean(),
});
const sessionParams = z.object({ id: z.string().regex(/^[\w-]{20,64}$/) });
const shared = {
  auth: 'none',
  style: 'signal',
  limits: [{ bucket: 'verification', by: 'ip' }],
  answers: { 200: sessionAnswer },
} as const;

type Description = z.infer<typeof sessionAnswer>;

function describe(
  session: VerificationSession,
  { clock, ...asks }: Uses<'clock' | 'captcha'>,
): Description {
  const nowMs = clock.now();
  const spacing = session.lastCodeAtMs === undefined ? 0 : session.lastCodeAtMs + codeSpacingMs;
  const more = !session.verified && session.codesSent < codesPerSessionMax;
  const nextCode = more ? Math.max(0, Math.ceil((spacing - nowMs) / 1000)) : null;
  const listening =
    !session.verified && session.codeHash !== undefined && session.attempts < attemptsPerSessionMax;
  const requestedInformation = requestedOf(session, asks);
  const page = requestedInformation.includes('captcha') ? asks.captcha?.page : undefined;
  return {
    id: session.id,
    nextSms: nextCode,
    nextCall: nextCode,
    nextVerificationAttempt: listening ? 0 : null,
    allowedToRequestCode: more && session.challenge !== 'asked',
    requestedInformation,
    ...(page === undefined ? {} : { captchaPage: page }),
    verified: session.verified,
  };
}

/** Refuses: registration.session_not_found. */
async function open({ sessions, clock }: Tools, id: string): Promise<Result<VerificationSession>> {
  const session = await sessions.load(id);
  if (!session || session.expiresAtMs <= clock.now()) {
    return refuse('registration.session_not_found');
  }
  return { ok: true, value: session };
}

const create = defineRoute({
  ...shared,
  verb: 'POST',
  path: '/v1/verification/session',
  summary: 'Begins to verify a phone number',
  body: z.object({ number: phoneNumber, ...pushTargetFields }).refine(isTarget),
  async handle({ body, ip }, tools: Tools & Uses<'config'>) {
    const { sessions, clock, captcha, config } = tools;
    const push = targetOf(body, tools.push);
    const begun: VerificationSession = {
      id: randomBytes(20).toString('base64url'),
      number: body.number,
      attempts: 0,
      codesSent: 0,
      verified: false,
      ...(push ? { push } : {}),
      expiresAtMs: clock.now() + sessionLifetimeMs,
    };
    const isAsked = captcha && config.ALDIS_CAPTCHA_WHEN === 'always';
    const asks = isAsked ? await asking(tools, begun, ip) : undefined;
    const session = asks?.session ?? begun;
    await sessions.create(session);
    asks?.push();
    return answer(200, describe(session, tools));
  },
});

const read = defineRoute({
  ...shared,
  verb: 'GET',
  path: '/v1/verification/session/:id',
  summary: 'Shows a verification session',
  params: sessionParams,
  async handle({ params }, tools: Tools) {
    const session = await open(tools, params.id);
    if (!session.ok) return session;
    return answer(200, describe(session.value, tools));
  },
});

const requestCode = defineRoute({
  ...shared,
  verb: 'POST',
  path: '/v1/verification/session/:id/code',
  summary: 'Sends a code to the phone; 418: try the other transport; 440: it could not be sent',
  params: sessionParams,
  body: z.object({
    transport: z.enum(['sms', 'voice']),
    client: z.string().max(64).optional(),
    /** What the phone's owner reads; unless it is said, the header Accept-Language counts. */
    language: z
      .string()
      .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$/)
      .optional(),
  }),
  async handle({ params, body: { transport, language }, headers, ip }, tools: Tools) {
    const session = await open(tools, params.id);
    if (!session.ok) return session;
    const named = language === undefined ? [] : [language];
    const languages = [...named, ...languagesOf(headers['accept-language'])];
    return sendCode(tools, session.value, { transport, languages }, ip);
  },
});

async function sendCode(
  tools: Tools,
  session: VerificationSession,
  way: Pick<CodeOrder, 'transport' | 'languages'>,
  ip: string,
): Promise<Result<RouteAnswer>> {
  const { sessions, clock, codes } = tools;
  const now = clock.now();
  if (session.verified || session.challenge === 'asked') {
    return answer(409, describe(session, tools));
  }
  const { nextSms } = describe(session, tools);
  if (nextSms === null) {
    return refuse('rate.limited', { retryAfterMs: Math.max(1, session.expiresAtMs - now) });
  }
  if (nextSms > 0) return refuse('rate.limited', { retryAfterMs: nextSms * 1000 });
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0');
  const { salt, hash } = hashToken(code);
  const next: VerificationSession = {
    ...session,
    codeHash: `${salt}$${hash}`,
    codesSent: session.codesSent + 1,
    lastCodeAtMs: now,
  };
  // Counted before it is sent: parallel requests send no more codes than the session allows, and
  // take no more from the number's bucket.
  if (!(await sessions.replace(session, next))) {
    return refuse('rate.limited', { retryAfterMs: 1000 });
  }
  const limited = await takeCode(tools, session, ip);
  if (limited) {
    // A person need not wait for what others at the address have used up.
    const mayAsk = limited.by === 'address' && session.challenge === undefined;
    const asks = mayAsk ? await asking(tools, session, ip) : undefined;
    const isBack = await takeBack(sessions, next, asks?.session ?? session);
    if (!isBack) return refuse('rate.limited', { retryAfterMs: 1000 });
    if (asks) noteSecurity('challenge_asked');
    asks?.push();
    return asks ? answer(409, describe(asks.session, tools)) : limited.refusal;
  }
  const outcome = await codes.send({ number: session.number, code, ...way });
  // Nothing was sent, and the other transport need not wait: a code that was sent before stays.
  const isBack = outcome === 'otherTransport' && (await takeBack(sessions, next, session));
  if (session.codesSent === 0 && !isBack) metrics.registrations.inc({ outcome: 'begun' });
  if (outcome === 'refused') return refuse('registration.number_refused');
  if (outcome === 'unavailable') return refuse('registration.sender_refused');
  if (outcome === 'otherTransport') return answer(418, describe(isBack ? session : next, tools));
  return answer(200, describe(next, tools));
}

/**
 * The session as it was before the code that is not sent, but for guesses that were heard
 * meanwhile; false where it has gone on without that.
 */
async function takeBack(
  sessions: Tools['sessions'],
  counted: VerificationSession,
  before: VerificationSession,
): Promise<boolean> {
  let known: VerificationSession | undefined = counted;
  for (let tries = 0; tries <= attemptsPerSessionMax; tries++) {
    if (!known || known.codeHash !== counted.codeHash) return false;
    if (await sessions.replace(known, { ...before, attempts: known.attempts })) return true;
    known = await sessions.load(counted.id);
  }
  return false;
}

/** The address's share of the number's codes, then one of them. */
async function takeCode({ take }: Tools, session: VerificationSession, ip: string) {
  const { number, challenge } = session;
  const share = `${addressSubject(ip)} ${number}`;
  const ofAddress =
    challenge === 'solved' ? undefined : await take('verificationCodeAddress', share);
  if (ofAddress) return { by: 'address', refusal: ofAddress } as const;
  const ofNumber = await take('verificationCode', number);
  return ofNumber && ({ by: 'number', refusal: ofNumber } as const);
}

const inform = defineRoute({
  ...shared,
  verb: 'PATCH',
  path: '/v1/verification/session/:id',
  summary: 'Brings what the session asks for in `requestedInformation`',
  params: sessionParams,
  body: z
    .object({
      captcha: captchaResponse.optional(),
      pushChallenge: z.string().min(1).max(64).optional(),
      ...pushTargetFields,
    })
    .refine(isTarget),
  async handle({ params, body, ip }, tools: Tools) {
    const opened = await open(tools, params.id);
    if (!opened.ok) return opened;
    const session = opened.value;
    const told = await answered(tools, session, body, ip);
    if (!told.ok) return told;
    const push = targetOf(body, tools.push);
    const next = push ? { ...told.value, push } : told.value;
    const asks = push && next.challenge === 'asked' ? await asking(tools, next, ip) : undefined;
    const kept = asks?.session ?? next;
    if (kept !== session && !(await tools.sessions.replace(session, kept))) {
      return refuse('rate.limited', { retryAfterMs: 1000 });
    }
    asks?.push();
    return answer(200, describe(kept, tools));
  },
});

const submitCode = defineRoute({
  ...shared,
  verb: 'PUT',
  path: '/v1/verification/session/:id/code',
  summary: 'Submits the code; `verified` says whether it was the right one',
  params: sessionParams,
  body: z.object({ code: z.string().regex(/^\d{3,3}-?\d{3,3}$/) }),
  async handle({ params, body, ip }, tools: Tools) {
    const opened = await open(tools, params.id);
    if (!opened.ok) return opened;
    const session = opened.value;
    const now = tools.clock.now();
    if (session.verified || session.codeHash === undefined) {
      return answer(409, describe(session, tools));
    }
    if (session.attempts >= attemptsPerSessionMax) {
      return refuse('rate.limited', { retryAfterMs: Math.max(1, session.expiresAtMs - now) });
    }
    const [salt = '', hash = ''] = session.codeHash.split('$');
    const verified = tokenMatches(body.code.replace('-', ''), { salt, hash });
    const next = { ...session, attempts: session.attempts + 1, verified };
    // The guess counts only if it is written; otherwise another was faster and this one is not
    // judged.
    if (!(await tools.sessions.replace(session, next))) {
      return refuse('rate.limited', { retryAfterMs: 1000 });
    }
    if (!verified) {
      noteSecurity('code_wrong');
      await tools.late.wrong(ip);
    }
    return answer(200, describe(next, tools));
  },
});

export const verificationRoutes = [create, read, inform, requestCode, submitCode] as const;
