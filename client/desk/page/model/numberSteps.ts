// A phone number in its steps: the number; a captcha, where the server wants one; the code that is
// sent then; and, where that is refused for it, what else the number takes. What is typed is kept
// by nobody here.

import { signal } from '@preact/signals';
import { accountWords } from '../words/account.ts';

/** A phone number, and what is known by now of what proves it. */
export interface NumberAsked {
  readonly number: string;
  readonly captcha?: string;
  readonly code?: string;
  readonly pin?: string;
  readonly totp?: string;
}

/** What it is to be asked with next; nothing where it is done. */
export interface NumberNext {
  readonly wanted?: 'captcha' | 'code';
  /** Where a captcha is solved, if the operator has said so. */
  readonly page?: string;
}

/** What the server wants behind the code. */
type Wanted = 'pin' | 'totp';

const wantedBy: Readonly<Record<string, Wanted>> = {
  'registration.locked': 'pin',
  'registration.totp': 'totp',
};
/** Whoever is refused so begins with the number again. */
const ends: readonly string[] = ['registration.session_not_found', 'challenge.invalid'];

export class NumberSteps {
  /** What is proved, behind the first step. */
  readonly number = signal<string | undefined>(undefined);
  /** Wanted before a code is sent. */
  readonly captcha = signal<{ readonly page: string | undefined } | undefined>(undefined);
  /** The code was right: it is asked for no more. */
  readonly isProved = signal(false);
  readonly wanted = signal<ReadonlySet<Wanted>>(new Set());
  readonly #send: (asked: NumberAsked) => Promise<NumberNext>;

  constructor(send: (asked: NumberAsked) => Promise<NumberNext>) {
    this.#send = send;
  }

  /** The first step; resolves with whether it is done. */
  async ask(typed: string, pin = ''): Promise<boolean> {
    const number = typed.replaceAll(/[\s()./-]/g, '');
    if (!/^\+[1-9]\d{6,14}$/.test(number)) throw new Error(accountWords.number.wrong);
    this.check(number);
    this.begin();
    return this.#try({ number, ...given({ pin }) });
  }

  /** Each further one; again, with what else was wanted, where it was refused. */
  async go(shown: Omit<NumberAsked, 'number'>): Promise<boolean> {
    const number = this.number.peek();
    if (number === undefined) return false;
    const { code = '', captcha = '', pin = '', totp = '' } = shown;
    const first = this.captcha.peek() ? { captcha } : this.isProved.peek() ? {} : { code };
    return this.#try({ number, ...given({ ...first, pin, totp }) });
  }

  /** From the first step on. */
  begin(): void {
    this.number.value = undefined;
    this.captcha.value = undefined;
    this.isProved.value = false;
    this.wanted.value = new Set();
  }

  /** Throws, with a sentence, where the number is none to ask for. */
  protected check(_number: string): void {}

  async #try(asked: NumberAsked): Promise<boolean> {
    try {
      const { wanted, page } = await this.#send(asked);
      if (wanted === undefined) {
        this.begin();
        return true;
      }
      this.number.value = asked.number;
      this.captcha.value = wanted === 'captcha' ? { page } : undefined;
      return false;
    } catch (error) {
      this.#refused(asked.number, (error as { code?: string }).code ?? '');
      throw error;
    }
  }

  #refused(number: string, code: string): void {
    const wanted = Object.hasOwn(wantedBy, code) ? wantedBy[code] : undefined;
    if (ends.includes(code)) this.begin();
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
