// Another phone number for the account.

import { accountWords } from '../words/account.ts';
import type { Account } from './account.ts';
import { NumberSteps } from './numberSteps.ts';

type Changed = Pick<Account, 'changeNumber' | 'lock'>;

export class NumberChange extends NumberSteps {
  readonly #account: Changed;

  constructor(account: Changed) {
    super((asked) => account.changeNumber(asked));
    this.#account = account;
  }

  protected override check(number: string): void {
    if (number !== this.#account.lock.peek()?.number) return;
    throw new Error(accountWords.number.same);
  }
}
