// Pictures that people and groups show, as addresses for this page: fetched when one is first seen,
// a few at a time.

import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { Rpc } from '../rpc.ts';

/** Those whose pictures are kept; the one that was fetched first goes first. */
const keptMax = 300;
/** A process answers a page so many questions at a time, and this is the least of them. */
const underWayMax = 4;

interface Part {
  readonly kind: string;
  readonly length: number;
  /** Base64. */
  readonly bytes: string;
}

export class Avatars {
  readonly #rpc: Rpc;
  readonly #kept = new Map<string, Signal<string | undefined>>();
  readonly #waiting: (() => Promise<void>)[] = [];
  #underWay = 0;

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
    rpc.on('event.profile', ({ account }: { account: string }) => this.again(account));
    rpc.on('event.group', ({ group }: { group: string }) => this.again(group));
  }

  /** Nothing where there is none, or none yet. */
  of(id: string): string | undefined {
    const known = this.#kept.get(id);
    if (known) return known.value;
    const kept = signal<string | undefined>(undefined);
    this.#kept.set(id, kept);
    const [oldest] = this.#kept;
    if (oldest && this.#kept.size > keptMax) this.#forget(oldest[0]);
    this.#soon(() => this.#read(id, kept));
    return kept.value;
  }

  /** Another one may be shown now. */
  again(id: string): void {
    const kept = this.#kept.get(id);
    if (kept) this.#soon(() => this.#read(id, kept));
  }

  #soon(work: () => Promise<void>): void {
    this.#waiting.push(work);
    this.#go();
  }

  #go(): void {
    if (this.#underWay >= underWayMax) return;
    const work = this.#waiting.shift();
    if (!work) return;
    this.#underWay += 1;
    void work().finally(() => {
      this.#underWay -= 1;
      this.#go();
    });
  }

  #forget(id: string): void {
    const kept = this.#kept.get(id);
    if (kept?.value !== undefined) URL.revokeObjectURL(kept.value);
    this.#kept.delete(id);
  }

  async #read(id: string, kept: Signal<string | undefined>): Promise<void> {
    const isKept = () => this.#kept.get(id) === kept;
    if (!isKept()) return;
    let picture: Blob | undefined;
    try {
      picture = await this.#fetch(id);
    } catch {
      // What was seen stays; who had none yet is asked for again when they are seen again.
      if (isKept() && kept.value === undefined) this.#kept.delete(id);
      return;
    }
    if (!isKept()) return;
    if (kept.value !== undefined) URL.revokeObjectURL(kept.value);
    kept.value = picture && URL.createObjectURL(picture);
  }

  async #fetch(who: string): Promise<Blob | undefined> {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    for (let from = 0; ; ) {
      const part = await this.#rpc.call<Part | null>('avatar', { who, from });
      if (!part) return undefined;
      const bytes = Uint8Array.from(atob(part.bytes), (letter) => letter.charCodeAt(0));
      parts.push(bytes);
      from += bytes.length;
      if (from >= part.length || bytes.length === 0) {
        return new Blob(parts, { type: `image/${part.kind}` });
      }
    }
  }
}
