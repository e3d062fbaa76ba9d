// A change of the account's phone number in steps, for programs that cannot be asked: a code is
// sent, and brought by a later call. One at a time; what it waits with ends with this process.

import type { ClientClock, ClientTimer } from '../clock.ts';
import { RpcError, rpcCodes } from '../daemon/wire.ts';
import { ClientError } from '../index.ts';
import type { OwnAccount } from '../index.ts';

/** A code is good as long as the session that it was sent by. Source: docs/errors.md. */
export const codeWaitMs = 10 * 60_000;

type Account = Pick<OwnAccount, 'changeNumber' | 'provedNumber'>;

export interface NumberAsked {
  /** E.164 */
  readonly number: string;
  /** Absent: one is sent. */
  readonly code?: string | undefined;
  readonly pin?: string | undefined;
  readonly totp?: string | undefined;
}

export class NumberChanging {
  readonly #account: Account;
  readonly #clock: Pick<ClientClock, 'after'>;
  #trial: Trial | undefined;

  constructor(account: Account, clock: Pick<ClientClock, 'after'>) {
    this.#account = account;
    this.#clock = clock;
  }

  /**
   * Sends a code, or goes on with the one that was brought; without a code once more where the
   * number was proved by one already. Refuses: daemon.busy while another call is under way,
   * registration.unverified for a wrong code, registration.session_not_found where no code is
   * waited for any more; what `changeNumber` refuses.
   */
  async change(asked: NumberAsked): Promise<{ number: string; isChanged: boolean }> {
    const { number, code } = asked;
    if (this.#trial?.isUnderWay === true) throw busy();
    const waiting = this.#trial?.waitsFor(number) === true ? this.#trial : undefined;
    if (code === undefined || !waiting) {
      if (code !== undefined && this.#account.provedNumber !== number) throw over();
      return { number, isChanged: await this.#begin(asked).next() };
    }
    // What cannot be one ends nothing.
    if (!/^\d{6}$/.test(plainCode(code))) throw wrongCode();
    waiting.bring(plainCode(code));
    if (await waiting.next()) return { number, isChanged: true };
    throw wrongCode();
  }

  /** What waits for a code waits no more. */
  end(): void {
    this.#trial?.drop();
  }

  #begin({ number, pin, totp }: NumberAsked): Trial {
    this.end();
    const shown = {
      ...(pin === undefined ? {} : { pin }),
      ...(totp === undefined ? {} : { totp }),
    };
    const trial = new Trial(number, this.#clock, (code) =>
      this.#account.changeNumber({ number, code, ...shown }),
    );
    this.#trial = trial;
    const gone = () => {
      if (this.#trial === trial) this.#trial = undefined;
    };
    trial.outcome.then(gone, gone);
    return trial;
  }
}

/** One change, until it is done or refused. */
class Trial {
  readonly outcome: Promise<void>;
  readonly #clock: Pick<ClientClock, 'after'>;
  readonly #number: string;
  #asked = Promise.withResolvers<void>();
  #isDropped = false;
  #waiting: { readonly code: PromiseWithResolvers<string>; readonly late: ClientTimer } | undefined;

  constructor(
    number: string,
    clock: Pick<ClientClock, 'after'>,
    change: (code: () => Promise<string>) => Promise<void>,
  ) {
    this.#number = number;
    this.#clock = clock;
    this.outcome = change(() => this.#ask()).catch((error: unknown) => {
      // Wrong too often, or proved too long ago.
      throw isUnverified(error) ? over() : error;
    });
  }

  /** It waits for no code, but for the server. */
  get isUnderWay(): boolean {
    return this.#waiting === undefined && !this.#isDropped;
  }

  waitsFor(number: string): boolean {
    return this.#waiting !== undefined && this.#number === number;
  }

  /** Resolves when it is done, or with false when it waits for a code. */
  next(): Promise<boolean> {
    const asked = this.#asked.promise.then(() => false);
    return Promise.race([asked, this.outcome.then(() => true)]);
  }

  bring(code: string): void {
    this.#asked = Promise.withResolvers();
    this.#take()?.resolve(code);
  }

  drop(): void {
    this.#isDropped = true;
    this.#take()?.reject(over());
  }

  #ask(): Promise<string> {
    if (this.#isDropped) return Promise.reject(over());
    const code = Promise.withResolvers<string>();
    this.#waiting = { code, late: this.#clock.after(codeWaitMs, () => this.drop()) };
    this.#asked.resolve();
    return code.promise;
  }

  #take(): PromiseWithResolvers<string> | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.late.cancel();
    return waiting?.code;
  }
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
  new RpcError(rpcCodes.refused, 'The number is being changed.', { code: 'daemon.busy' });
