// What a server asks before it lets an account go on: work, which this does by itself, a little at
// a time and on threads of the pool, so that nothing else waits for it; or where that is not enough
// what a program has to be asked for.

import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { leadingZeros, limits, proofBitsOf, proofOfWork } from '#protocol';
import type { Challenge, SendAnswer } from '#protocol';
import type { ClientBase } from '../clientBase.ts';
import { ClientError } from '../clientError.ts';
import { steadyNow } from '../clock.ts';
import { refusalOf } from '../transport/http.ts';
import type { ChallengeAnswers } from './answers.ts';
import { captchaPageOf, captchaWanted } from './answers.ts';

/** Tries at once; the pool has four threads, which others use as well. */
const atOnce = 2;
/** Beyond so many times as many tries as it takes on average somebody lies about the work. */
const patience = 32;
const nonceBytes = 12;
/** What is refused again after so many waits. */
const solvedPerSendMax = 2;
const derive = promisify(pbkdf2);

type Context = Pick<ClientBase, 'http' | 'chores' | 'clock'>;

/** A captcha that nobody has solved yet. */
export interface CaptchaWanted {
  /** Where it is solved, as the server's operator says. */
  readonly page: string | undefined;
}

interface Unsolved extends CaptchaWanted {
  readonly token: string;
  /** By then what was refused has gone, or has been refused anew. */
  readonly untilMs: number;
}

/** What was asked of one client. */
export class Challenges {
  readonly #context: Context;
  readonly #answers: ChallengeAnswers;
  readonly #goOn: () => void;
  #unsolved: Unsolved | undefined;
  #solutions = 0;
  /** All sends that were refused meanwhile wait for the one. */
  #solving: Promise<boolean> | undefined;

  /** `goOn`: what was refused is tried again. */
  constructor(context: Context, answers: ChallengeAnswers = {}, goOn = () => {}) {
    this.#context = context;
    this.#answers = answers;
    this.#goOn = goOn;
  }

  /** What a person is asked for, and nobody has brought. */
  get captchaWanted(): CaptchaWanted | undefined {
    const unsolved = this.#stillUnsolved;
    return unsolved && { page: unsolved.page };
  }

  get #stillUnsolved(): Unsolved | undefined {
    const isOver = (this.#unsolved?.untilMs ?? 0) <= steadyNow(this.#context.clock);
    return isOver ? undefined : this.#unsolved;
  }

  /**
   * Shows what the page of the captcha gave; what waits goes on. False where none is wanted.
   * Refuses: challenge.invalid, rate.limited, server.unreachable, what the server says.
   */
  async solveCaptcha(captcha: string): Promise<boolean> {
    const unsolved = this.#stillUnsolved;
    if (!unsolved) return false;
    await this.#show({ type: 'captcha', token: unsolved.token, captcha });
    this.#goOn();
    return true;
  }

  /** Sends, and again once what the server asks for was solved. Throws what `send` throws. */
  async pass(send: () => Promise<SendAnswer>): Promise<SendAnswer> {
    for (let solved = 0; ; solved += 1) {
      const seen = this.#solutions;
      const answer = await send();
      const challenge = answer.refusal?.challenge;
      if (!challenge || solved === solvedPerSendMax) return answer;
      // A solution that was taken meanwhile may be for what was refused before it.
      const isOver = this.#solutions > seen || (await this.solve(challenge));
      if (!isOver) return answer;
    }
  }

  /** True where it was solved: what was refused may be asked again at once. Never throws. */
  solve(challenge: Challenge): Promise<boolean> {
    this.#solving ??= this.#solve(challenge)
      .catch((error: unknown) => {
        this.#context.chores.failed(error);
        return false;
      })
      .finally(() => {
        this.#solving = undefined;
      });
    return this.#solving;
  }

  async #solve(challenge: Challenge): Promise<boolean> {
    const body = (await this.#worked(challenge)) ?? (await this.#answered(challenge));
    if (body === undefined) {
      if (this.#context.chores.isStopped) return false;
      const other = 'The server asks for what this version does not do before it goes on.';
      const isCaptcha = challenge.options.includes('captcha');
      const page = captchaPageOf(challenge.captchaPage);
      const untilMs = steadyNow(this.#context.clock) + limits.challengeLifetimeMs;
      if (isCaptcha) this.#unsolved = { token: challenge.token, page, untilMs };
      throw new ClientError('challenge.required', isCaptcha ? captchaWanted(page) : other);
    }
    await this.#show(body);
    return true;
  }

  async #show(body: object): Promise<void> {
    const answer = await this.#context.http({ verb: 'PUT', path: '/v1/challenge', body });
    if (answer.status !== 200) throw refusalOf(answer, 'The server did not take the answer');
    this.#unsolved = undefined;
    this.#solutions += 1;
  }

  /** Undefined where work is not enough, or the client was closed meanwhile. */
  async #worked({ token, options }: Challenge): Promise<object | undefined> {
    const bits = proofBitsOf(token);
    const isKnown = options.includes('proofOfWork') && bits !== undefined;
    if (!isKnown || bits > proofOfWork.bitsMax) return undefined;
    const proof = await this.#work(token, bits);
    return proof === undefined ? undefined : { type: 'proofOfWork', token, proof };
  }

  /** Undefined where nobody answers. */
  async #answered({ token, options, captchaPage }: Challenge): Promise<object | undefined> {
    if (this.#context.chores.isStopped) return undefined;
    const { captcha, pushChallenge } = this.#answers;
    if (options.includes('pushChallenge') && pushChallenge) {
      const asked = await this.#context.http({ verb: 'POST', path: '/v1/challenge/push' });
      const challenge = asked.status === 200 ? await pushChallenge() : undefined;
      if (challenge !== undefined) return { type: 'rateLimitPushChallenge', challenge };
    }
    const solved = options.includes('captcha')
      ? await captcha?.(captchaPageOf(captchaPage))
      : undefined;
    return solved === undefined ? undefined : { type: 'captcha', token, captcha: solved };
  }

  /** The nonce; undefined where the client was closed meanwhile. */
  async #work(token: string, bits: number): Promise<string | undefined> {
    const { iterations, digestBytes, digest } = proofOfWork;
    for (let left = patience * 2 ** bits; left > 0; left -= atOnce) {
      if (this.#context.chores.isStopped) return undefined;
      const nonces = Array.from({ length: atOnce }, () => {
        return randomBytes(nonceBytes).toString('base64url');
      });
      const digests = await Promise.all(
        nonces.map((nonce) => derive(token, nonce, iterations, digestBytes, digest)),
      );
      const found = digests.findIndex((one) => leadingZeros(one) >= bits);
      if (found >= 0) return nonces[found];
    }
    throw new ClientError('challenge.required', 'The work that the server asks for has no end.');
  }
}
