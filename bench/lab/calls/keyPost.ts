// How simulated devices give each other the keys of calls: in this process, a turn later, in place
// of Signal sessions, which other scenarios load. Nothing of it goes to the server.

import type { Call, CallDevice, CallKeyMessage, HeardKeys } from '#client';
import type { AccountId } from '#protocol';

type Post = ConstructorParameters<typeof Call>[1]['post'];

export interface KeyHub {
  readonly posts: Map<CallDevice, KeyPost>;
  /** Hears each key that is given, before it is. */
  readonly given?: ((base: Uint8Array, mediaId: number) => void) | undefined;
}

export class KeyPost implements Post {
  readonly device: CallDevice;
  readonly #account: AccountId;
  readonly #hub: KeyHub;
  readonly #listeners = new Map<string, (heard: HeardKeys) => void>();
  #sent = 0;

  constructor(hub: KeyHub, account: AccountId) {
    this.device = `${account}.1`;
    this.#account = account;
    this.#hub = hub;
    hub.posts.set(this.device, this);
  }

  listen(callId: string, listener: (heard: HeardKeys) => void): () => void {
    this.#listeners.set(callId, listener);
    return () => {
      if (this.#listeners.get(callId) === listener) this.#listeners.delete(callId);
    };
  }

  send(to: readonly CallDevice[], message: CallKeyMessage): void {
    for (const { base } of message.keys) this.#hub.given?.(base, message.mediaId);
    for (const device of to) this.#deliver(device, message);
    for (const { base } of message.keys) base.fill(0);
  }

  introduce(account: AccountId, message: Omit<CallKeyMessage, 'keys'>): void {
    this.#deliver(`${account}.1`, { ...message, keys: [] });
  }

  /** They go no direct ways. */
  listenPeers(): () => void {
    return () => {};
  }

  sayPeer(): void {}

  take(heard: HeardKeys): void {
    this.#listeners.get(heard.message.callId)?.(heard);
  }

  #deliver(to: CallDevice, message: CallKeyMessage): void {
    this.#sent += 1;
    const [sentAt, from, account] = [this.#sent, this.device, this.#account];
    const keys = message.keys.map(({ generation, step, base }) => ({
      ...{ generation, step },
      base: new Uint8Array(base),
    }));
    setImmediate(() => {
      this.#hub.posts.get(to)?.take({ from, account, sentAt, message: { ...message, keys } });
      for (const { base } of keys) base.fill(0);
    });
  }
}
