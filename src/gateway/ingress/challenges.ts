// Challenges: who has used up what is for a newcomer may go on at once by work that a person's
// device does in a second, and that costs whoever runs thousands of accounts as many seconds; or by
// what a captcha's page, or the push service of the device, has told.

import type { ChallengeTokens } from '#crypto';
import type { BucketLimit, PushDoor, ResettingLimiter } from '#ports';
import type { Result } from '#protocol';
import { limits as bounds, ok, proofOfWork, refuse } from '#protocol';
import type { Clock, Config } from '#runtime';
import { noteSecurity } from '#runtime';
import type { Captcha, CaptchaOutcome } from './captcha.ts';
import { arePushed, tokenSubject } from './pushedChallenges.ts';
import type { Target, Pushes } from './pushedChallenges.ts';
import type { RateLimitName, RateLimits } from './rateLimits.ts';

/** Buckets that a solution fills again. */
const challengedBuckets = ['strangers'] as const satisfies readonly RateLimitName[];
export type ChallengedBucket = (typeof challengedBuckets)[number];

/** A worker that asks for twice as many in this time asks for one bit more of each. */
const pressureWindowMs = 60_000;
const pressureStep = 60;
const pressureBitsMax = 4;

/** Of each token; full again once the token is over. No operator can have one used twice. */
const uses: BucketLimit = {
  name: 'challengeUses',
  burst: 1,
  refillMs: bounds.challengeLifetimeMs,
  onFailure: 'closed',
};

export interface ChallengesParts {
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly config: Pick<Config, 'ALDIS_CHALLENGE_BITS'>;
  readonly limiter: ResettingLimiter;
  readonly limits: Pick<
    RateLimits,
    'challengeAttempts' | 'rateLimitReset' | 'pushChallenges' | ChallengedBucket
  >;
  readonly push: Pick<PushDoor, 'kinds'>;
  readonly pushChallenges: Pushes;
  readonly challengeTokens: ChallengeTokens;
  readonly captcha?: Captcha | undefined;
}

/** A solution as somebody shows it: a nonce, what a captcha's page gave, or what was pushed. */
export type Solution =
  | { readonly type: 'proofOfWork'; readonly token: string; readonly proof: string }
  | { readonly type: 'captcha'; readonly token: string; readonly captcha: string }
  | { readonly type: 'rateLimitPushChallenge'; readonly challenge: string };

/** Whose a pushed challenge is: no token of a refusal passes for one. */
const pushedTo = (subject: string) => `push ${subject}`;

/** What one worker asks for, and takes. */
export class Challenges {
  readonly #parts: ChallengesParts;
  #windowEndsMs = 0;
  #asked = 0;
  #askedBefore = 0;

  constructor(parts: ChallengesParts) {
    this.#parts = parts;
  }

  /** Refuses with challenge.required: whose bucket it is may solve it, or wait. */
  ask(bucket: ChallengedBucket, subject: string, retryAfterMs: number): Result<never> {
    const { challengeTokens, clock } = this.#parts;
    const expiresAtMs = clock.now() + bounds.challengeLifetimeMs;
    const token = challengeTokens.issue({ bucket, bits: this.#bits(), expiresAtMs }, subject);
    noteSecurity('challenge_asked');
    const options = [
      ...(arePushed(this.#parts.push) ? ['pushChallenge'] : []),
      ...(this.#parts.captcha ? ['captcha'] : []),
      'proofOfWork',
    ];
    const page = this.#parts.captcha?.page;
    const challenge = { token, options, ...(page === undefined ? {} : { captchaPage: page }) };
    return refuse('challenge.required', { retryAfterMs, challenge });
  }

  /** Pushes what solves it to a device of whose it is. Refuses: rate.limited. */
  async push(subject: string, target: Target): Promise<Result<null>> {
    const { challengeTokens, clock, limits, pushChallenges } = this.#parts;
    // Many accounts may name one device.
    const limited =
      (await this.#take(limits.pushChallenges, subject)) ??
      (await this.#take(limits.pushChallenges, tokenSubject(target)));
    if (limited) return limited;
    const untilMs = clock.now() + bounds.challengeLifetimeMs;
    const [bucket] = challengedBuckets;
    const claims = { bucket, bits: 0, expiresAtMs: untilMs };
    const text = challengeTokens.issue(claims, pushedTo(subject));
    pushChallenges.challenge({ ...target, name: 'rateLimitChallenge', text, untilMs });
    return ok(null);
  }

  /**
   * Fills the bucket that was used up. Refuses: challenge.invalid (another's, too late, used
   * already, too little work, no captcha), rate.limited, server.unavailable.
   */
  async solve(subject: string, solution: Solution): Promise<Result<null>> {
    const { challengeTokens, clock, limiter, limits } = this.#parts;
    const tried = await this.#take(limits.challengeAttempts, subject);
    if (tried) return tried;
    const claims =
      solution.type === 'rateLimitPushChallenge'
        ? challengeTokens.read(solution.challenge, pushedTo(subject))
        : challengeTokens.read(solution.token, subject);
    const bucket = challengedBuckets.find((one) => one === claims?.bucket);
    const isLate = claims && claims.expiresAtMs <= clock.now();
    const isOwn = claims && bucket && !isLate;
    const solved = isOwn ? await this.#isSolved(solution) : 'refused';
    if (solved === 'unknown') return refuse('server.unavailable');
    if (!isOwn || solved !== 'solved') {
      noteSecurity('challenge_failed');
      return refuse('challenge.invalid');
    }
    const reset = await this.#take(limits.rateLimitReset, subject);
    if (reset) return reset;
    if (await this.#take(uses, claims.id)) return refuse('challenge.invalid');
    await limiter.reset(limits[bucket], subject);
    return ok(null);
  }

  async #isSolved(solution: Solution): Promise<CaptchaOutcome> {
    const { captcha, challengeTokens } = this.#parts;
    // Its token is all there is to show.
    if (solution.type === 'rateLimitPushChallenge') return 'solved';
    if (solution.type === 'captcha') return (await captcha?.check(solution.captcha)) ?? 'refused';
    const isProof = await challengeTokens.isProof(solution.token, solution.proof);
    return isProof ? 'solved' : 'refused';
  }

  async #take(limit: BucketLimit, subject: string): Promise<Result<never> | undefined> {
    const taken = await this.#parts.limiter.take(limit, subject);
    return taken.allowed ? undefined : refuse('rate.limited', { retryAfterMs: taken.retryAfterMs });
  }

  /** More where many are asked at once. */
  #bits(): number {
    const nowMs = this.#parts.clock.monotonic();
    if (nowMs >= this.#windowEndsMs) {
      const isNext = nowMs < this.#windowEndsMs + pressureWindowMs;
      this.#askedBefore = isNext ? this.#asked : 0;
      this.#asked = 0;
      this.#windowEndsMs = nowMs + pressureWindowMs;
    }
    this.#asked += 1;
    const most = Math.max(this.#asked, this.#askedBefore);
    const more = Math.min(pressureBitsMax, Math.floor(Math.log2(1 + most / pressureStep)));
    return Math.min(proofOfWork.bitsMax, this.#parts.config.ALDIS_CHALLENGE_BITS + more);
  }
}
