// One subscriber connection shared by everything that listens: the inbox and the two news channels.
// ioredis subscribes again by itself after a reconnect; what was published meanwhile is lost, which
// is said to whoever asked for gaps.

import type { RedisClient } from '#runtime';

/** What a subscriber connection hears. */
export class RedisEars {
  readonly #subscriber: RedisClient;
  readonly #listeners = new Map<string, ((bytes: Uint8Array) => void)[]>();
  readonly #gapListeners: (() => void)[] = [];

  constructor(subscriber: RedisClient) {
    this.#subscriber = subscriber;
    subscriber.on('messageBuffer', (channel: Buffer, message: Buffer) => {
      for (const listener of this.#listeners.get(channel.toString('latin1')) ?? []) {
        listener(message);
      }
    });
    subscriber.on('ready', () => {
      for (const listener of this.#gapListeners) listener();
    });
  }

  /** Resolves when messages of the channel arrive. */
  async listen(channel: string, listener: (bytes: Uint8Array) => void): Promise<void> {
    const listeners = this.#listeners.get(channel) ?? [];
    listeners.push(listener);
    this.#listeners.set(channel, listeners);
    await this.#subscriber.subscribe(channel);
  }

  /** Calls when messages may have been missed. */
  onGap(listener: () => void): void {
    this.#gapListeners.push(listener);
  }
}
