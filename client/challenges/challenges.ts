// What a server asks before it lets an account go on: work, which this does by itself, a little at
// a time and on threads of the pool, so that nothing else waits for it; or where that is not enough
// what a program has to be asked for.

import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { leadingZeros, proofBitsOf, proofOfWork } from '#protocol';
import type { Challenge } from '#protocol';
import type { ClientBase } from '../clientBase.ts';
import { ClientError } from '../clientError.ts';
import { refusalOf } from '../transport/http.ts';
import type { ChallengeAnswers } from './answers.ts';
import { captchaPageOf, captchaWanted } from './answers.ts';

/** Tries at once; the pool has four threads, which others use as well. */
const atOnce = 2;
/** Beyond so many times as many tries as it takes on average somebody lies about the work. */
const patience = 32;
const nonceBytes = 12;
const derive = promisify(pbkdf2);

type Context = Pick<ClientBase, 'http' | 'chores'>;

/** What was asked of one client. */
export class Challenges {
  readonly #context: Context;
  readonly #answers: ChallengeAnswers;
  /** All sends that were refused meanwhile wait for the one. */
  #solving: Promise<boolean> | undefined;

  constructor(context: Context, answers: ChallengeAnswers = {}) {
    this.#context = context;
    this.#answers = answers;
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
      throw new ClientError('challenge.required', isCaptcha ? captchaWanted(page) : other);
    }
    const answer = await this.#context.http({ verb: 'PUT', path: '/v1/challenge', body });
    if (answer.status !== 200) throw refusalOf(answer, 'The server did not take the answer');
    return true;
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
