// What the operator of the server asks its people to agree to, and what this account has said.

import { computed, signal } from '@preact/signals';
import type { Rpc } from '../rpc.ts';

interface Asked {
  readonly document: string;
  readonly version: string;
  readonly url?: string;
  readonly required?: boolean;
}

interface Given {
  readonly document: string;
  readonly version: string;
  readonly given: number;
  readonly withdrawn?: number;
}

type Line = (Asked & { readonly asked: true }) | (Given & { readonly asked?: never });

export class Consents {
  readonly asked = signal<readonly Asked[] | undefined>(undefined);
  readonly given = signal<readonly Given[]>([]);
  /** Nobody is connected without these. */
  readonly required = computed(() => (this.asked.value ?? []).filter((one) => one.required));
  readonly #rpc: Rpc;

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
    rpc.on('event.state', ({ code }: { code?: string }) => {
      if (code === 'consent.required') void this.read().catch(() => undefined);
    });
  }

  async read(): Promise<void> {
    this.#take(await this.#rpc.call<Line[]>('consents'));
  }

  async give(document: string): Promise<void> {
    this.#take(await this.#rpc.call<Line[]>('consents', { verb: 'give', document }));
  }

  async withdraw(document: string): Promise<void> {
    this.#take(await this.#rpc.call<Line[]>('consents', { verb: 'withdraw', document }));
  }

  #take(lines: readonly Line[]): void {
    this.asked.value = lines.flatMap((one) => (one.asked ? [one] : []));
    this.given.value = lines.flatMap((one) => (one.asked ? [] : [one]));
  }
}
