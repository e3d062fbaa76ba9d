// Pictures that people show, as addresses for this page: fetched when somebody is first seen.

import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import type { Rpc } from '../rpc.ts';

/** People whose pictures are kept; the one that was fetched first goes first. */
const keptMax = 300;

interface Part {
  readonly kind: string;
  readonly length: number;
  /** Base64. */
  readonly bytes: string;
}

export class Avatars {
  readonly #rpc: Rpc;
  readonly #kept = new Map<string, Signal<string | undefined>>();

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
    rpc.on('event.profile', ({ account }: { account: string }) => this.again(account));
  }

  /** Nothing where there is none, or none yet. */
  of(account: string): string | undefined {
    const known = this.#kept.get(account);
    if (known) return known.value;
    const kept = signal<string | undefined>(undefined);
    this.#kept.set(account, kept);
    const [oldest] = this.#kept;
    if (oldest && this.#kept.size > keptMax) this.#forget(oldest[0]);
    void this.#read(account, kept);
    return kept.value;
  }

  /** Somebody may show another one now. */
  again(account: string): void {
    const kept = this.#kept.get(account);
    if (kept) void this.#read(account, kept);
  }

  #forget(account: string): void {
    const kept = this.#kept.get(account);
    if (kept?.value !== undefined) URL.revokeObjectURL(kept.value);
    this.#kept.delete(account);
  }

  async #read(account: string, kept: Signal<string | undefined>): Promise<void> {
    const picture = await this.#fetch(account).catch(() => undefined);
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
