// What an account is found by, and what it holds on to: its user name, the lock of its number, how
// it is recovered, and how this device of it is woken.

import type { AccountId } from '#protocol';
import type { CaptchaWanted } from './challenges/challenges.ts';
import type { ClientContext } from './clientContext.ts';
import { ClientError } from './clientError.ts';
import { Consents } from './consents.ts';
import type { Devices } from './devices/devices.ts';
import { exportAccount } from './exporting.ts';
import type { KeyUpkeep } from './keys/keyUpkeep.ts';
import type { ExportedArchive } from './exporting.ts';
import { withCode } from './login/oneTimeCode.ts';
import type { OneTimeCode } from './login/oneTimeCode.ts';
import { Recovery } from './login/recovery.ts';
import { Push } from './push.ts';
import { hasLock, lockTokenOf, removeLock, setLock } from './registrationLock.ts';
import { refusalOf } from './transport/http.ts';
import { reached } from './transport/network.ts';
import * as usernames from './usernames.ts';
import type { OwnUsername } from './usernames.ts';
import { verify } from './verification.ts';
import type { PhoneProof } from './verification.ts';

type Context = Pick<
  ClientContext,
  'http' | 'nameless' | 'record' | 'store' | 'freshBytes' | 'account' | 'challenges'
>;

/** Another phone number, and what proves it. */
export interface NewNumber extends PhoneProof {
  readonly pin?: string;
  readonly totp?: OneTimeCode;
}

/** What an account is found by, and what it holds on to. */
export class OwnAccount {
  readonly #context: Context;
  readonly #devices: Pick<Devices, 'changeNumber' | 'isPrimary'>;
  readonly #keys: Pick<KeyUpkeep, 'keyUsed'>;
  /** How the account comes back to its owner when all devices are lost. */
  readonly recovery: Recovery;
  /** How this device is woken while it has no connection. */
  readonly push: Push;
  /** What the account has agreed to, and is asked to agree to. */
  readonly consents: Consents;
  #proved: { readonly number: string; readonly sessionId: string } | undefined;

  constructor(
    context: Context,
    devices: Pick<Devices, 'changeNumber' | 'isPrimary'>,
    keys: Pick<KeyUpkeep, 'keyUsed'>,
  ) {
    this.#context = context;
    this.#devices = devices;
    this.#keys = keys;
    this.recovery = new Recovery(context);
    this.push = new Push(context);
    this.consents = new Consents(context);
  }

  /** The captcha that the server wants before it goes on, which `solveCaptcha` brings. */
  get captchaWanted(): CaptchaWanted | undefined {
    return this.#context.challenges.captchaWanted;
  }

  /**
   * Shows the server what the page of the captcha gave; what waits for it goes on. False where none
   * is wanted.
   * Refuses: challenge.invalid, rate.limited, server.unreachable, what the server says.
   */
  solveCaptcha(captcha: string): Promise<boolean> {
    return this.#context.challenges.solveCaptcha(captcha);
  }

  /**
   * Writes all that the server holds of the account into a file: a tar that the server has signed,
   * which is held against its published keys. On the first device alone.
   * Refuses: auth.forbidden, auth.fresh_proof until `security.prove`, export.damaged,
   * file.unwritable.
   */
  export(path: string): Promise<ExportedArchive> {
    return exportAccount(this.#context, path);
  }

  /**
   * Gives the account another phone number, or its first: `code` is asked for the code that is sent
   * there. All devices go on, with new keys under the new number; whoever had it until now has none
   * any more. What is refused behind the code, as for want of `pin` or `totp`, can be asked again
   * within ten minutes without another code. `pin` locks the new number, or opens its lock, and is
   * needed where the account has a lock; `totp` is of the account that has the number. What is cut
   * off goes on by itself, at the next opening too. On the first device alone.
   * Refuses: auth.forbidden, auth.fresh_proof until `security.prove`, argument.invalid,
   * registration.locked, registration.totp, number.taken, server.unreachable, what the server says.
   */
  async changeNumber({ pin, totp, ...proof }: NewNumber): Promise<void> {
    const { number } = proof;
    const { nameless, store } = this.#context;
    if (!this.#devices.isPrimary) {
      throw new ClientError('auth.forbidden', "Only the account's first device may do this.");
    }
    if (store.profile.number === number) {
      throw new ClientError('argument.invalid', 'The account has this number already.');
    }
    if (pin === undefined && (await this.hasRegistrationLock())) {
      const message = 'The number is locked: the new one takes a PIN as well.';
      throw new ClientError('argument.invalid', message);
    }
    await this.#mayChange();
    const reglock = pin === undefined ? {} : { reglock: lockTokenOf(pin, number) };
    const sessionId =
      this.#proved?.number === number
        ? this.#proved.sessionId
        : await reached(() => verify(nameless, proof));
    this.#proved = { number, sessionId };
    await withCode(totp, ['registration.totp'], (used) => {
      const shown = used === undefined ? {} : { totp: used };
      return this.#devices.changeNumber({ number, sessionId, ...reglock, ...shown });
    }).catch((error: unknown) => {
      if (isUnproved(error)) this.#proved = undefined;
      throw error;
    });
    this.#proved = undefined;
    // Under the new number there are no one-time keys yet.
    this.#keys.keyUsed();
  }

  /** The number whose code was right, while it is not the account's: no other code is asked for. */
  get provedNumber(): string | undefined {
    return this.#proved?.number;
  }

  /** Asks for nothing, so that no code is sent in vain. Refuses: auth.fresh_proof. */
  async #mayChange(): Promise<void> {
    const ask = { verb: 'PUT', path: '/v2/accounts/number', body: {} } as const;
    const answer = await reached(() => this.#context.http(ask));
    if (answer.status !== 401 && answer.status !== 403) return;
    throw refusalOf(answer, 'The number may not be changed');
  }

  /**
   * Locks the phone number: who registers it anew has to know this PIN, for as long as the account
   * has been here within a week. On the first device alone. Takes a second of computing.
   * Refuses: argument.invalid (a PIN has 4 to 64 characters; there is no number), auth.forbidden.
   */
  setRegistrationLock(pin: string): Promise<void> {
    return setLock(this.#context.http, this.#context.store.profile.number, pin);
  }

  /** Takes the lock away. Refuses: auth.forbidden. */
  removeRegistrationLock(): Promise<void> {
    return removeLock(this.#context.http);
  }

  /** Whether the number is locked. Refuses: what the server says. */
  hasRegistrationLock(): Promise<boolean> {
    return hasLock(this.#context.http);
  }

  /**
   * The user name that one of the account's devices took last, as they tell each other: the server
   * has its hash alone. Nothing where there is none.
   */
  get username(): OwnUsername | undefined {
    return this.#context.store.record.username();
  }

  /**
   * Holds a user name for this account for five minutes: the nickname with digits that make it
   * nobody else's. Returns it, for `confirmUsername`. Refuses: argument.invalid, username.taken.
   */
  reserveUsername(nickname: string): Promise<string> {
    return usernames.reserveUsername(this.#context.http, nickname);
  }

  /**
   * Takes a user name that was reserved. The one of before is held for this account for a week.
   * Refuses: argument.invalid, username.lapsed where it is not reserved any more, username.taken.
   */
  async confirmUsername(username: string): Promise<OwnUsername> {
    const own = await usernames.confirmUsername(this.#context.http, username);
    this.#context.record.put({ type: 'username', ...own });
    return own;
  }

  /** Both in one. Refuses: argument.invalid, username.taken. */
  async setUsername(nickname: string): Promise<OwnUsername> {
    return this.confirmUsername(await this.reserveUsername(nickname));
  }

  /** Nobody finds the account by its user name any more. */
  async removeUsername(): Promise<void> {
    await usernames.removeUsername(this.#context.http);
    this.#context.record.put({ type: 'username', username: '', link: '' });
  }

  /**
   * Another link to this account's user name; the one of before leads nowhere then.
   * Refuses: username.not_found where there is no name.
   */
  async renewUsernameLink(username: string): Promise<string> {
    const link = await usernames.renewLink(this.#context.http, username);
    this.#context.record.put({ type: 'username', username, link });
    return link;
  }

  /**
   * Whose user name it is, or whose a link leads to; the server hears not who asks.
   * Refuses: argument.invalid, username.not_found.
   */
  findUsername(nameOrLink: string): Promise<AccountId> {
    return usernames.findUsername(this.#context.nameless, nameOrLink);
  }
}

/** The session that has proved a number is over. */
const isUnproved = (error: unknown): boolean =>
  error instanceof ClientError && error.code === 'registration.unverified';
