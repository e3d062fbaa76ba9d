// Before there is a profile: one is made, linked to an account, or given its account back.

import { signal } from '@preact/signals';
import type { Rpc } from '../rpc.ts';
import { NumberSteps } from './numberSteps.ts';
import type { NumberAsked, NumberNext } from './numberSteps.ts';

/** Keys and an account are made. */
const registerMs = 2 * 60_000;
/** Links are shown for an hour, each for ten minutes. */
const linkMs = 61 * 60_000;

/** One that was begun here and waits. */
interface Begun {
  readonly name: string;
  readonly account: string;
  /** Milliseconds since the epoch. */
  readonly readyAt: number;
}

/** Two of these, besides the account. */
interface Shown {
  readonly account: string;
  readonly key: string;
  readonly backupCode: string;
  readonly approval: string;
}

interface Offered {
  readonly name?: string;
  readonly server: string;
  /** The cluster of this machine lets one in. */
  readonly isInvited: boolean;
  readonly recoveries: readonly Begun[];
}

export class FirstRun {
  readonly name = signal('');
  readonly server = signal('');
  readonly invitation = signal('');
  readonly isInvited = signal(false);
  readonly recoveries = signal<readonly Begun[]>([]);
  readonly takesHistory = signal(true);
  /** What the first device is to take; empty while there is none. */
  readonly link = signal('');
  /** An account by a phone number. */
  readonly byNumber = new NumberSteps((asked) => this.#registerNumber(asked));
  readonly #rpc: Rpc;

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
    rpc.on('link.shown', ({ link }: { link: string }) => {
      this.link.value = link;
    });
  }

  async read(): Promise<void> {
    const offered = await this.#rpc.call<Offered>('desk.offered');
    const { name = '', server, isInvited, recoveries } = offered;
    this.name.value = name;
    this.server.value = server;
    this.isInvited.value = isInvited;
    this.recoveries.value = recoveries;
  }

  /** The page is let go then, and comes again with the profile. */
  async register(): Promise<void> {
    const [name, server] = [this.name.value.trim(), this.server.value.trim()];
    const params = { name, server, invite: this.invitation.value.trim() };
    await this.#rpc.call('desk.register', params, registerMs);
  }

  /** As `register`, at the last step. */
  #registerNumber(asked: NumberAsked): Promise<NumberNext> {
    const [name, server] = [this.name.value.trim(), this.server.value.trim()];
    return this.#rpc.call('desk.register-number', { name, server, ...asked }, registerMs);
  }

  /** The same, in the place of all devices of the account. */
  async logIn(as: string, password: string, code: string): Promise<void> {
    const [name, server] = [this.name.value.trim(), this.server.value.trim()];
    await this.#rpc.call('desk.login', { name, server, as, password, code }, registerMs);
  }

  /** What waits then is offered from now on. */
  async beginRecovery(shown: Shown): Promise<void> {
    const [name, server] = [this.name.value.trim(), this.server.value.trim()];
    await this.#rpc.call('desk.recover', { name, server, ...shown }, registerMs);
    const { recoveries } = await this.#rpc.call<Offered>('desk.offered');
    this.recoveries.value = recoveries;
  }

  /** As `register`, when its wait is over. */
  async endRecovery(name: string, code: string): Promise<void> {
    await this.#rpc.call('desk.recover', { name, code }, registerMs);
  }

  /** As `register`. */
  async linkIt(): Promise<void> {
    this.link.value = '';
    const [name, server] = [this.name.value.trim(), this.server.value.trim()];
    const params = { name, server, history: this.takesHistory.value };
    await this.#rpc.call('desk.link', params, linkMs).finally(() => {
      this.link.value = '';
    });
  }
}
