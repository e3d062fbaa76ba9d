// Who this is, and how it stands with the server.

import { signal } from '@preact/signals';
import type { Rpc } from '../rpc.ts';

export type ServerState = 'idle' | 'connecting' | 'connected' | 'waiting' | 'closed';

interface Stand {
  readonly profile: string;
  readonly account: string;
  readonly device: number;
  readonly state: ServerState;
}

export class Session {
  readonly profile = signal('');
  readonly account = signal('');
  readonly device = signal(0);
  readonly server = signal<ServerState>('connecting');
  readonly #rpc: Rpc;

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
    rpc.on('event.state', ({ state }: { state: ServerState }) => {
      this.server.value = state;
    });
  }

  async read(): Promise<void> {
    const { profile, account, device, state } = await this.#rpc.call<Stand>('state');
    this.profile.value = profile;
    this.account.value = account;
    this.device.value = device;
    this.server.value = state;
  }
}
