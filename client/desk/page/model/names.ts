// What people and groups are called here; asked for when somebody is shown.

import { signal } from '@preact/signals';
import type { Rpc } from '../rpc.ts';
import { soonOnce } from './soon.ts';

/** The most names of one question. */
const namesMax = 500;
const unknownLetters = 8;

export class Names {
  readonly #known = signal<ReadonlyMap<string, string>>(new Map());
  readonly #wanted = new Set<string>();
  readonly #rpc: Rpc;
  readonly #ask = soonOnce(() => this.#read());

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
    for (const name of ['profile', 'contact', 'group']) {
      rpc.on(`event.${name}`, () => {
        for (const id of this.#known.peek().keys()) this.#wanted.add(id);
        this.#ask();
      });
    }
  }

  /** The beginning of the id until the name is here. */
  of(id: string): string {
    const known = this.#known.value.get(id);
    if (known !== undefined) return known;
    this.again(id);
    return id.slice(0, unknownLetters);
  }

  /** Somebody may be called otherwise now. */
  again(id: string): void {
    this.#wanted.add(id);
    this.#ask();
  }

  async #read(): Promise<void> {
    const ids = [...this.#wanted].slice(0, namesMax);
    if (ids.length === 0) return;
    const named = await this.#rpc.call<{ id: string; name: string }[]>('names', { ids });
    for (const id of ids) this.#wanted.delete(id);
    const known = new Map(this.#known.peek());
    for (const { id, name } of named) known.set(id, name);
    this.#known.value = known;
    if (this.#wanted.size > 0) this.#ask();
  }
}
