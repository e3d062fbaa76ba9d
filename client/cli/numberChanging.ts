// A change of the account's phone number in steps, for programs that cannot be asked: what is
// wanted is told, a captcha or the code that was sent, and brought by a later call.

import type { ClientClock } from '../clock.ts';
import type { OwnAccount } from '../index.ts';
import { NumberProving } from './numberProving.ts';
import type { Brought, Question } from './numberProving.ts';

type Account = Pick<OwnAccount, 'changeNumber' | 'provedNumber'>;

export interface NumberAsked extends Brought {
  /** E.164 */
  readonly number: string;
}

export interface NumberAnswer {
  readonly number: string;
  readonly isChanged: boolean;
  /** What the next call is to bring, where it is not done. */
  readonly wanted?: 'captcha' | 'code';
  /** Where a captcha is solved, if the operator has said so. */
  readonly page?: string;
}

export class NumberChanging {
  readonly #account: Account;
  readonly #proving: NumberProving<void>;

  constructor(account: Account, clock: Pick<ClientClock, 'after'>) {
    this.#account = account;
    this.#proving = new NumberProving(clock);
  }

  /**
   * Begins, or goes on with what was brought; without a code once more where the number was proved
   * by one already. Refuses: as `NumberProving.goOn`, and what `changeNumber` refuses.
   */
  async change({ number, ...brought }: NumberAsked): Promise<NumberAnswer> {
    const { code, captcha, pin, totp } = brought;
    const isFirst = code === undefined && captcha === undefined;
    const mayBegin = isFirst || this.#account.provedNumber === number;
    const { question } = await this.#proving.goOn(number, brought, mayBegin, (ask) =>
      this.#account.changeNumber({
        number,
        captcha: (page) => ask({ wanted: 'captcha', page }),
        code: () => ask({ wanted: 'code' }),
        ...(pin === undefined ? {} : { pin }),
        ...(totp === undefined ? {} : { totp }),
      }),
    );
    return { number, isChanged: question === undefined, ...(question && wantedBy(question)) };
  }

  /** What waits for a code waits no more. */
  end(): void {
    this.#proving.end();
  }
}

/** Of the number's own proof. */
export function wantedBy({ wanted, page }: Question): Pick<NumberAnswer, 'wanted' | 'page'> {
  return {
    wanted: wanted === 'captcha' ? 'captcha' : 'code',
    ...(page === undefined ? {} : { page }),
  };
}
