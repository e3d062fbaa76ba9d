// Who types where; whoever says nothing more has stopped.

import { signal } from '@preact/signals';
import { systemClock } from '../../../clock.ts';
import type { ClientTimer } from '../../../clock.ts';
import type { Rpc } from '../rpc.ts';

const forgetMs = 15_000;

interface Told {
  readonly conversation: string;
  readonly author: string;
  readonly started: boolean;
}

export class Typists {
  readonly #all = signal<ReadonlyMap<string, readonly string[]>>(new Map());
  readonly #late = new Map<string, ClientTimer>();

  constructor(rpc: Rpc) {
    rpc.on('event.typing', (told: Told) => this.#hear(told));
    rpc.on('event.message', ({ conversation, from }: { conversation: string; from: string }) =>
      this.#hear({ conversation, author: from, started: false }),
    );
  }

  in(conversation: string): readonly string[] {
    return this.#all.value.get(conversation) ?? [];
  }

  #hear({ conversation, author, started }: Told): void {
    const name = `${conversation} ${author}`;
    this.#late.get(name)?.cancel();
    this.#late.delete(name);
    const others = (this.#all.peek().get(conversation) ?? []).filter((one) => one !== author);
    const now = started ? [...others, author] : others;
    this.#all.value = new Map(this.#all.peek()).set(conversation, now);
    if (!started) return;
    const stop = () => this.#hear({ conversation, author, started: false });
    this.#late.set(name, systemClock.after(forgetMs, stop));
  }
}
