// The captcha that the server wants before it takes what was refused: asked for once, whoever was
// refused, and gone once it was brought here or elsewhere.

import { signal } from '@preact/signals';
import type { Rpc } from '../rpc.ts';
import { soonOnce } from './soon.ts';

interface Asked {
  readonly isWanted: boolean;
  /** Where it is solved, if the operator has said so. */
  readonly page?: string;
}

export class Captcha {
  readonly wanted = signal<{ readonly page: string | undefined } | undefined>(undefined);
  readonly #rpc: Rpc;

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
    const lookSoon = soonOnce(() => this.read());
    rpc.on('event.trouble', ({ code }: { code?: string }) => {
      if (code === 'challenge.required') lookSoon();
    });
    rpc.on('event.sent', () => {
      // It was brought by another program, or the wait is over.
      if (this.wanted.peek()) lookSoon();
    });
  }

  async read(): Promise<void> {
    this.#take(await this.#rpc.call<Asked>('captcha'));
  }

  /** Brings what its page gave; what was refused goes then. Refuses: `challenge.invalid`. */
  async solve(token: string): Promise<void> {
    this.#take(await this.#rpc.call<Asked>('captcha', { token: token.trim() }));
  }

  #take({ isWanted, page }: Asked): void {
    this.wanted.value = isWanted ? { page } : undefined;
  }
}
