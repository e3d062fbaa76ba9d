// What an account holds on to: the lock of its phone number, and how it is recovered.

import type { ClientContext } from './clientContext.ts';
import { Recovery } from './login/recovery.ts';
import { removeLock, setLock } from './registrationLock.ts';

/** What an account holds on to. */
export class OwnAccount {
  readonly #context: Pick<ClientContext, 'http'>;
  readonly #number: string | undefined;
  /** How the account comes back to its owner when all devices are lost. */
  readonly recovery: Recovery;

  constructor(context: Pick<ClientContext, 'http'>, number: string | undefined) {
    this.#context = context;
    this.#number = number;
    this.recovery = new Recovery(context);
  }

  /**
   * Locks the phone number: who registers it anew has to know this PIN, for as long as the account
   * has been here within a week. On the first device alone. Takes a second of computing.
   * Refuses: argument.invalid (a PIN has 4 to 64 characters; there is no number), auth.forbidden.
   */
  setRegistrationLock(pin: string): Promise<void> {
    return setLock(this.#context.http, this.#number, pin);
  }

  /** Takes the lock away. Refuses: auth.forbidden. */
  removeRegistrationLock(): Promise<void> {
    return removeLock(this.#context.http);
  }
}
