// One fresh key of a sender as a receiver has it: the steps from the one that was given up to those
// that frames name, and which frames of each were opened. Former steps go when what is late of them
// has had its time.

import type { CipherKeys } from './cipherKeys.ts';
import { lateFramesMs } from './frameLimits.ts';
import { kidOf } from './keyName.ts';
import type { KeyName } from './keyName.ts';
import { SeenCounters } from './seenCounters.ts';
import { callSuite, ratchet, SframeKey } from './sframe.ts';
import type { Bytes } from './sframe.ts';

export class Generation {
  readonly #name: KeyName;
  /** Tells two keys of one name apart. */
  readonly #serial: number;
  readonly #ciphers: CipherKeys;
  /** Base keys by step, without a gap. */
  readonly #bases = new Map<number, Promise<Bytes>>();
  readonly #seen = new Map<number, SeenCounters>();
  /** When a later step was heard, by step. */
  readonly #formerSince = new Map<number, number>();
  /** The latest step that a frame has proved, or the one that was given. */
  #step: number;
  #first: number;
  #last: number;

  constructor(name: KeyName, base: Bytes, serial: number, ciphers: CipherKeys) {
    this.#name = name;
    this.#serial = serial;
    this.#ciphers = ciphers;
    this.#step = name.step;
    this.#first = name.step;
    this.#last = name.step;
    this.#bases.set(name.step, Promise.resolve(base));
  }

  get generation(): number {
    return this.#name.generation;
  }

  /** Undefined for a step that is gone, or of before the key was given. */
  async keyAt(step: number): Promise<SframeKey | undefined> {
    if (step < this.#first) return undefined;
    for (; this.#last < step; this.#last += 1) {
      const base = this.#bases.get(this.#last);
      if (base)
        this.#bases.set(
          this.#last + 1,
          base.then((one) => ratchet(callSuite, one)),
        );
    }
    const base = this.#bases.get(step);
    if (!base) return undefined;
    return this.#ciphers.get(this.#cipherName(step), async () =>
      SframeKey.from(callSuite, kidOf({ ...this.#name, step }), await base),
    );
  }

  wasSeen(step: number, ctr: number): boolean {
    return this.#seen.get(step)?.has(ctr) === true;
  }

  /** A frame has proved its key. False where it was opened before, or the step has gone by now. */
  opened(step: number, ctr: number, nowMs: number): boolean {
    if (step < this.#first) return false;
    const seen = this.#seen.get(step) ?? new SeenCounters();
    this.#seen.set(step, seen);
    for (; this.#step < step; this.#step += 1) this.#formerSince.set(this.#step, nowMs);
    return seen.add(ctr);
  }

  /** Drops the steps whose late frames have had their time. */
  sweep(nowMs: number): void {
    while (nowMs - (this.#formerSince.get(this.#first) ?? nowMs) > lateFramesMs) {
      this.#drop(this.#first);
      this.#first += 1;
    }
  }

  /** Drops all of it. */
  wipe(): void {
    for (; this.#first <= this.#last; this.#first += 1) this.#drop(this.#first);
  }

  #drop(step: number): void {
    // What is still being derived from it is done by then.
    this.#bases.get(step)?.then(
      (base) => base.fill(0),
      () => undefined,
    );
    this.#bases.delete(step);
    this.#seen.delete(step);
    this.#formerSince.delete(step);
    this.#ciphers.drop(this.#cipherName(step));
  }

  #cipherName(step: number): string {
    return `${this.#serial}.${step}`;
  }
}
