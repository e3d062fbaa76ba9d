// One subscriber connection shared by everything that listens: the inbox and the two news channels.
// It comes back by itself after a reconnect; what was published meanwhile is lost, which is said to
// whoever asked for gaps.

import type { RedisClient, RedisListener } from '#runtime';
import { createRedisListener } from '#runtime';

/** What a subscriber connection hears. */
export class RedisSubscriber {
  readonly #listener: RedisListener;
  readonly #listeners = new Map<string, ((bytes: Uint8Array) => void)[]>();
  readonly #gapListeners: (() => void)[] = [];

  constructor(subscriber: RedisClient) {
    this.#listener = createRedisListener(subscriber, {
      message: (channel, bytes) => {
        for (const listener of this.#listeners.get(channel) ?? []) listener(bytes);
      },
      gap: () => {
        for (const listener of this.#gapListeners) listener();
      },
    });
  }

  /** Resolves when messages of the channel arrive. */
  async listen(channel: string, listener: (bytes: Uint8Array) => void): Promise<void> {
    const listeners = this.#listeners.get(channel) ?? [];
    listeners.push(listener);
    this.#listeners.set(channel, listeners);
    await this.#listener.listen(channel);
  }

  /** Calls when messages may have been missed. */
  onGap(listener: () => void): void {
    this.#gapListeners.push(listener);
  }
}
