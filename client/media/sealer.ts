// Seals what one sender says, under one key after another. No counter is used twice under a key,
// and none beyond the key's bound.

import type { FrameFault } from './frameFault.ts';
import { framesBeforeAsking, framesPerKeyMax } from './frameLimits.ts';
import { isLater, kidOf } from './keyName.ts';
import type { KeyName } from './keyName.ts';
import { callSuite, SframeKey } from './sframe.ts';
import type { Bytes } from './sframe.ts';

export class Sealer {
  readonly #askForNext: (name: KeyName) => void;
  #current: { readonly name: KeyName; readonly key: SframeKey; next: number } | undefined;
  /** The last key that was given; the current one as soon as it is derived. */
  #given: KeyName | undefined;
  /** The same until it is stopped. */
  #wanted: KeyName | undefined;
  #changing = Promise.resolve();
  #sealed = 0;

  /** `askForNext` hears of a key that will soon be spent, once. */
  constructor(askForNext: (name: KeyName) => void) {
    this.#askForNext = askForNext;
  }

  /** How many frames were sealed. */
  get sealed(): number {
    return this.#sealed;
  }

  /** Seals under this key from now on. One that is not later than the last is ignored. */
  use(name: KeyName, base: Bytes): Promise<void> {
    if (this.#given && !isLater(name, this.#given)) return this.#changing;
    this.#given = name;
    this.#wanted = name;
    this.#changing = this.#changing.then(async () => {
      const key = await SframeKey.from(callSuite, kidOf(name), base);
      // It was stopped while the key was derived, or a later one was given.
      if (this.#wanted === name) this.#current = { name, key, next: 0 };
    });
    return this.#changing;
  }

  /** Seals nothing until a later key is given. */
  stop(): void {
    this.#wanted = undefined;
    this.#current = undefined;
  }

  /**
   * The frame sealed; undefined for a frame of no bytes, which is none.
   * Refuses: key.unknown where there is no key, counter.spent beyond the key's bound.
   */
  async seal(frame: Bytes, metadata: Bytes): Promise<Bytes | FrameFault | undefined> {
    if (frame.length === 0) return undefined;
    const current = this.#current;
    if (!current) return 'key.unknown';
    if (current.next >= framesPerKeyMax) return 'counter.spent';
    // Taken before anything is waited for, so that two frames never share one.
    const ctr = current.next;
    current.next += 1;
    if (current.next === framesBeforeAsking) this.#askForNext(current.name);
    this.#sealed += 1;
    return await current.key.seal(BigInt(ctr), frame, metadata);
  }
}
