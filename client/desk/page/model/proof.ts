// Fresh proof that a person is there: asked for once, in one dialog, by whatever is refused without
// it.

import { signal } from '@preact/signals';
import { RpcFailure } from '../rpc.ts';
import type { Rpc } from '../rpc.ts';

export class Proof {
  /** The dialog is open. */
  readonly isAsked = signal(false);
  readonly #rpc: Rpc;
  #waiting: PromiseWithResolvers<void> | undefined;

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
    rpc.provesBy(() => this.#ask());
  }

  /** A one-time code or a backup code. Refuses: RpcFailure, such as `totp.invalid`. */
  async give(code: string): Promise<void> {
    await this.#rpc.call('prove', { code });
    this.#over()?.resolve();
  }

  /** What it was for is not done. */
  decline(): void {
    this.#over()?.reject(new RpcFailure('desk.declined', 'That was not done.'));
  }

  /** What several wait for is asked for once. */
  #ask(): Promise<void> {
    this.#waiting ??= Promise.withResolvers();
    this.isAsked.value = true;
    return this.#waiting.promise;
  }

  #over(): PromiseWithResolvers<void> | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.isAsked.value = false;
    return waiting;
  }
}
