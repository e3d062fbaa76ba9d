// Before there is a profile: one is made, or linked to an account.

import { signal } from '@preact/signals';
import type { Rpc } from '../rpc.ts';

/** Keys and an account are made. */
const registerMs = 2 * 60_000;
/** Links are shown for an hour, each for ten minutes. */
const linkMs = 61 * 60_000;

interface Offered {
  readonly name?: string;
  readonly server: string;
  /** The cluster of this machine lets one in. */
  readonly isInvited: boolean;
}

export class FirstRun {
  readonly name = signal('');
  readonly server = signal('');
  readonly invitation = signal('');
  readonly isInvited = signal(false);
  readonly takesHistory = signal(true);
  /** What the first device is to take; empty while there is none. */
  readonly link = signal('');
  readonly #rpc: Rpc;

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
    rpc.on('link.shown', ({ link }: { link: string }) => {
      this.link.value = link;
    });
  }

  async read(): Promise<void> {
    const { name = '', server, isInvited } = await this.#rpc.call<Offered>('desk.offered');
    this.name.value = name;
    this.server.value = server;
    this.isInvited.value = isInvited;
  }

  /** The page is let go then, and comes again with the profile. */
  async register(): Promise<void> {
    const [name, server] = [this.name.value.trim(), this.server.value.trim()];
    const params = { name, server, invite: this.invitation.value.trim() };
    await this.#rpc.call('desk.register', params, registerMs);
  }

  /** The same. */
  async linkIt(): Promise<void> {
    this.link.value = '';
    const [name, server] = [this.name.value.trim(), this.server.value.trim()];
    const params = { name, server, history: this.takesHistory.value };
    await this.#rpc.call('desk.link', params, linkMs).finally(() => {
      this.link.value = '';
    });
  }
}
