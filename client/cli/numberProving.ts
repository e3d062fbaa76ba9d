// The proof of a phone number in steps, for programs that cannot be asked: whatever is wanted next,
// a captcha, the code that was sent, a PIN, is told, and brought by a later call. One at a time;
// what it waits with ends with this process.

import type { ClientClock, ClientTimer } from '../clock.ts';
import { RpcError, rpcCodes } from '../daemon/wire.ts';
import { ClientError } from '../index.ts';

/** A code is good as long as the session that it was sent by. Source: docs/errors.md. */
export const proofWaitMs = 10 * 60_000;

/** What a step may bring. */
export interface Brought {
  /** What the page of a captcha gave. */
  readonly captcha?: string | undefined;
  /** That was sent. */
  readonly code?: string | undefined;
  readonly pin?: string | undefined;
  readonly totp?: string | undefined;
}

/** What is wanted next. */
export interface Question {
  readonly wanted: keyof Brought;
  /** Where a captcha is solved, if the operator has said so. */
  readonly page?: string | undefined;
  /** What wants it; whoever asks is told that, and may bring it all the same. */
  readonly refused?: Error;
}

/** Done, or what is wanted next. */
export type Progress<Done> =
  | { readonly done: Done; readonly question?: undefined }
  | { readonly question: Question };

type Ask = (question: Question) => Promise<string>;

export class NumberProving<Done> {
  readonly #clock: Pick<ClientClock, 'after'>;
  #trial: Trial<Done> | undefined;

  constructor(clock: Pick<ClientClock, 'after'>) {
    this.#clock = clock;
  }

  /**
   * Brings what is wanted for `what`; begins it where `mayBegin` and none of that was brought.
   * Refuses: daemon.busy while another call is under way, registration.unverified for a wrong
   * code, registration.session_not_found where nothing is waited for any more; what `work` refuses.
   */
  async goOn(
    what: string,
    brought: Brought,
    mayBegin: boolean,
    work: (ask: Ask) => Promise<Done>,
  ): Promise<Progress<Done>> {
    if (this.#trial?.isUnderWay === true) throw busy();
    const waiting = this.#trial?.waitsFor(what) === true ? this.#trial : undefined;
    const wanted = waiting?.wanted;
    const text = wanted && brought[wanted];
    if (!waiting || text === undefined) {
      if (!mayBegin) throw over();
      return this.#begin(what, work).next();
    }
    const plain = wanted === 'code' ? plainCode(text) : text.trim();
    // What cannot be one ends nothing.
    if (wanted === 'code' && !/^\d{6}$/.test(plain)) throw wrongCode();
    waiting.bring(plain);
    return waiting.next();
  }

  /** What waits for something waits no more. */
  end(): void {
    this.#trial?.drop();
  }

  #begin(what: string, work: (ask: Ask) => Promise<Done>): Trial<Done> {
    this.end();
    // Two at a time would work with the same profile.
    const former = Promise.allSettled([this.#trial?.outcome]);
    const trial = new Trial(what, this.#clock, (ask) => former.then(() => work(ask)));
    this.#trial = trial;
    const gone = () => {
      if (this.#trial === trial) this.#trial = undefined;
    };
    trial.outcome.then(gone, gone);
    return trial;
  }
}

/** One proof, until it is done or refused. */
class Trial<Done> {
  readonly outcome: Promise<Done>;
  readonly #clock: Pick<ClientClock, 'after'>;
  readonly #what: string;
  #asked = Promise.withResolvers<Question>();
  #isDropped = false;
  #brought: keyof Brought | undefined;
  #waiting: Waiting | undefined;

  constructor(what: string, clock: Pick<ClientClock, 'after'>, work: (ask: Ask) => Promise<Done>) {
    this.#what = what;
    this.#clock = clock;
    this.outcome = work((question) => this.#ask(question)).catch((error: unknown) => {
      // Wrong too often, or proved too long ago.
      throw isUnverified(error) ? over() : error;
    });
  }

  /** It waits for nobody but the server. */
  get isUnderWay(): boolean {
    return this.#waiting === undefined && !this.#isDropped;
  }

  get wanted(): keyof Brought | undefined {
    return this.#waiting?.wanted;
  }

  waitsFor(what: string): boolean {
    return this.#waiting !== undefined && this.#what === what;
  }

  /** Resolves when it is done, or waits for something; throws what wants that. */
  next(): Promise<Progress<Done>> {
    const asked = this.#asked.promise.then((question) => {
      if (question.refused) throw question.refused;
      return { question };
    });
    return Promise.race([asked, this.outcome.then((done) => ({ done }))]);
  }

  bring(text: string): void {
    this.#asked = Promise.withResolvers();
    this.#brought = this.wanted;
    this.#take()?.answer.resolve(text);
  }

  drop(): void {
    this.#isDropped = true;
    this.#take()?.answer.reject(over());
  }

  #ask(question: Question): Promise<string> {
    if (this.#isDropped) return Promise.reject(over());
    const { wanted } = question;
    const answer = Promise.withResolvers<string>();
    this.#waiting = { wanted, answer, late: this.#clock.after(proofWaitMs, () => this.drop()) };
    const isWrong = wanted === 'code' && this.#brought === 'code';
    this.#asked.resolve(isWrong ? { ...question, refused: wrongCode() } : question);
    return answer.promise;
  }

  #take(): Waiting | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.late.cancel();
    return waiting;
  }
}

interface Waiting {
  readonly wanted: keyof Brought;
  readonly answer: PromiseWithResolvers<string>;
  readonly late: ClientTimer;
}

const plainCode = (code: string): string => code.replaceAll(/[\s-]/g, '');

const isUnverified = (error: unknown): boolean =>
  error instanceof ClientError && error.code === 'registration.unverified';

const wrongCode = () => new ClientError('registration.unverified', 'That code is wrong.');

const over = () =>
  new ClientError(
    'registration.session_not_found',
    'No code is waited for any more: ask for another one.',
  );

const busy = () =>
  new RpcError(rpcCodes.refused, 'The number is being proved.', { code: 'daemon.busy' });
