// What was looked for, and what was found.

import { signal } from '@preact/signals';
import type { Message } from '../../../index.ts';
import type { Rpc } from '../rpc.ts';

const pageSize = 50;

export type Found = Message & { readonly name: string };

export class Search {
  readonly text = signal('');
  /** Undefined before anything was looked for. */
  readonly found = signal<readonly Found[] | undefined>(undefined);
  readonly hasMore = signal(false);
  readonly #rpc: Rpc;

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
  }

  async look(): Promise<void> {
    const text = this.text.value.trim();
    const found = text === '' ? undefined : await this.#page(text, undefined);
    // What was typed meanwhile has its own answer.
    if (this.text.value.trim() !== text) return;
    this.found.value = found;
  }

  async more(): Promise<void> {
    const before = this.found.value ?? [];
    const text = this.text.value.trim();
    const page = await this.#page(text, before.at(-1)?.id);
    if (this.text.value.trim() === text) this.found.value = [...before, ...page];
  }

  async #page(text: string, before: number | undefined): Promise<Found[]> {
    const mark = before === undefined ? {} : { before };
    const page = await this.#rpc.call<Found[]>('search', { text, limit: pageSize, ...mark });
    this.hasMore.value = page.length === pageSize;
    return page;
  }
}
