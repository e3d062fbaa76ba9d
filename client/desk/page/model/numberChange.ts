// Another phone number, in its steps: the number, to which a code is sent; the code; and, where
// that is refused for it, what else the number takes. What is typed is kept by nobody here.

import { signal } from '@preact/signals';
import { accountWords } from '../words/account.ts';
import type { Account, NumberAsked } from './account.ts';

const say = accountWords.number;

/** What the server wants behind the code. */
type Wanted = 'pin' | 'totp';

const wantedBy: Readonly<Record<string, Wanted>> = {
  'registration.locked': 'pin',
  'registration.totp': 'totp',
};

export class NumberChange {
  /** Where a code was sent. */
  readonly number = signal<string | undefined>(undefined);
  /** The code was right: it is asked for no more. */
  readonly isProved = signal(false);
  readonly wanted = signal<ReadonlySet<Wanted>>(new Set());
  readonly #account: Pick<Account, 'changeNumber' | 'lock'>;

  constructor(account: Pick<Account, 'changeNumber' | 'lock'>) {
    this.#account = account;
  }

  /** The first step; resolves with whether it is done. `pin`: where the account has a lock. */
  async ask(typed: string, pin: string): Promise<boolean> {
    const number = typed.replaceAll(/[\s()./-]/g, '');
    if (!/^\+[1-9]\d{6,14}$/.test(number)) throw new Error(say.wrong);
    if (number === this.#account.lock.peek()?.number) throw new Error(say.same);
    this.begin();
    const isChanged = await this.#try({ number, ...given({ pin }) });
    if (!isChanged) this.number.value = number;
    return isChanged;
  }

  /** The second; again, with what else was wanted, where it was refused. */
  async change(shown: Omit<NumberAsked, 'number'>): Promise<boolean> {
    const number = this.number.peek();
    if (number === undefined) return false;
    const { code, ...rest } = shown;
    const asked = this.isProved.peek() ? rest : shown;
    return this.#try({ number, ...given(asked) });
  }

  /** From the first step on. */
  begin(): void {
    this.number.value = undefined;
    this.isProved.value = false;
    this.wanted.value = new Set();
  }

  async #try(asked: NumberAsked): Promise<boolean> {
    try {
      const isChanged = await this.#account.changeNumber(asked);
      if (isChanged) this.begin();
      return isChanged;
    } catch (error) {
      this.#refused(asked.number, (error as { code?: string }).code ?? '');
      throw error;
    }
  }

  #refused(number: string, code: string): void {
    const wanted = Object.hasOwn(wantedBy, code) ? wantedBy[code] : undefined;
    if (code === 'registration.session_not_found') this.begin();
    if (!wanted) return;
    // Whatever the number takes is asked for behind its code.
    this.number.value = number;
    this.isProved.value = true;
    this.wanted.value = new Set([...this.wanted.peek(), wanted]);
  }
}

/** Without what was left empty. */
function given(some: Omit<NumberAsked, 'number'>): Omit<NumberAsked, 'number'> {
  return Object.fromEntries(Object.entries(some).filter(([, text]) => text !== ''));
}
