// Strangers who have begun to write: they hear nothing until they are let in.

import { signal } from '@preact/signals';
import type { Rpc } from '../rpc.ts';
import { soonOnce } from './soon.ts';

export interface Request {
  readonly account: string;
  readonly name: string;
  readonly text: string;
}

export class Requests {
  readonly all = signal<readonly Request[]>([]);
  readonly refresh = soonOnce(() => this.read());
  readonly #rpc: Rpc;

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
    for (const name of ['request', 'contact', 'message', 'sent']) {
      rpc.on(`event.${name}`, this.refresh);
    }
  }

  async read(): Promise<void> {
    const all = await this.#rpc.call<Partial<Request>[]>('requests.list');
    // Groups that strangers invite to are in the list of groups.
    this.all.value = all.filter((one): one is Request => one.account !== undefined);
  }

  get(account: string): Request | undefined {
    return this.all.value.find((one) => one.account === account);
  }

  /** Tells whoever runs the server, then blocks. Refuses: RpcFailure. */
  async report(who: string): Promise<void> {
    await this.#rpc.call('report', { who });
    await this.settle(who, 'block');
  }

  /** Refuses: RpcFailure. */
  async settle(who: string, how: 'requests.accept' | 'requests.delete' | 'block'): Promise<void> {
    await this.#rpc.call(how, { who });
    await this.read();
  }
}
