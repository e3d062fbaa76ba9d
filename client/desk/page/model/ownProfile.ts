// What this account says of itself.

import { signal } from '@preact/signals';
import { RpcFailure } from '../rpc.ts';
import type { Rpc } from '../rpc.ts';
import type { Avatars } from './avatars.ts';
import type { Said } from './people.ts';

/** The most bytes of one question, docs/daemon.md. */
const pictureBytesMax = 512 * 1024;

export class OwnProfile {
  readonly said = signal<Said | undefined>(undefined);
  readonly account = signal('');
  readonly #rpc: Rpc;
  readonly #avatars: Avatars;

  constructor(rpc: Rpc, avatars: Avatars) {
    this.#rpc = rpc;
    this.#avatars = avatars;
  }

  async read(): Promise<void> {
    this.#take(await this.#rpc.call<Said & { account: string }>('profile'));
  }

  async say(words: Said): Promise<void> {
    this.#take(await this.#rpc.call<Said & { account: string }>('profile', words));
  }

  /** Nothing: no picture. Throws where it is too large. */
  async show(picture: Blob | undefined): Promise<void> {
    const given = picture === undefined ? {} : { bytes: await base64Of(picture) };
    await this.#rpc.call('avatar.set', given);
    this.#avatars.again(this.account.value);
  }

  #take({ account, ...said }: Said & { account: string }): void {
    this.account.value = account;
    this.said.value = said;
  }
}

async function base64Of(picture: Blob): Promise<string> {
  if (picture.size > pictureBytesMax) {
    throw new RpcFailure('blob.too_large', 'That picture is too large.');
  }
  const bytes = new Uint8Array(await picture.arrayBuffer());
  return btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(''));
}
