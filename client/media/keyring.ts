// The keys of all whom a device hears in a call, and what it does with a frame: opened once, or
// refused by name. What is late under a former key is opened for two seconds.

import { CipherKeys } from './cipherKeys.ts';
import type { FrameFault } from './frameFault.ts';
import {
  cipherKeysMax,
  framesPerKeyMax,
  generationsKeptMax,
  lateFramesMs,
  sendersMax,
} from './frameLimits.ts';
import { Generation } from './generation.ts';
import { isNewer, keyNameOf } from './keyName.ts';
import type { KeyName } from './keyName.ts';
import type { Bytes } from './sframe.ts';
import { decodeHeader } from './sframeHeader.ts';

/** Frames, by what became of them. */
export type FrameCounts = { readonly opened: number } & Readonly<Record<FrameFault, number>>;

interface SenderKeys {
  /** The generations in the order in which they were given. */
  readonly generations: Generation[];
  /** The newest generation that a frame has proved, and when a former one became one. */
  current: number | undefined;
  readonly formerSince: Map<Generation, number>;
}

export class Keyring {
  readonly #senders = new Map<number, SenderKeys>();
  readonly #ciphers = new CipherKeys(cipherKeysMax);
  readonly #counts: { -readonly [name in keyof FrameCounts]: number } = noFrames();
  #serial = 0;

  get counts(): FrameCounts {
    return { ...this.#counts };
  }

  /**
   * Opens with this key from now on, and with the steps that follow it. A generation that is there
   * already stays as it is. False where there are too many senders.
   */
  take(name: KeyName, base: Bytes, nowMs: number): boolean {
    const keys = this.#senders.get(name.mediaId) ?? newSender();
    if (keys.generations.some(({ generation }) => generation === name.generation)) return true;
    if (!this.#senders.has(name.mediaId) && this.#senders.size >= sendersMax) return false;
    this.#senders.set(name.mediaId, keys);
    this.#serial += 1;
    const generation = new Generation(name, base, this.#serial, this.#ciphers);
    keys.generations.push(generation);
    // One that comes after its successor was heard is for what is late.
    if (isPast(keys, name)) keys.formerSince.set(generation, nowMs);
    if (keys.generations.length > generationsKeptMax) dropGeneration(keys, keys.generations[0]);
    return true;
  }

  /** Opens nothing more of a sender. */
  forget(mediaId: number): void {
    for (const generation of this.#senders.get(mediaId)?.generations ?? []) generation.wipe();
    this.#senders.delete(mediaId);
  }

  /**
   * What the sender sealed; undefined for a frame of no bytes, which is none. A frame of which the
   * key is not known yet is not counted: whoever waits for the key asks again or gives it up.
   */
  async open(
    mediaId: number,
    frame: Bytes,
    metadata: Bytes,
    nowMs: number,
  ): Promise<Bytes | FrameFault | undefined> {
    if (frame.length === 0) return undefined;
    const opened = await this.#open(mediaId, frame, metadata, nowMs);
    if (typeof opened !== 'string') this.#counts.opened += 1;
    else if (opened !== 'key.unknown') this.#counts[opened] += 1;
    return opened;
  }

  /** A frame was given up for which no key came. */
  givenUp(): void {
    this.#counts['key.unknown'] += 1;
  }

  /** Drops the keys whose late frames have had their time. */
  sweep(nowMs: number): void {
    for (const keys of this.#senders.values()) sweepSender(keys, nowMs);
  }

  async #open(
    mediaId: number,
    frame: Bytes,
    metadata: Bytes,
    nowMs: number,
  ): Promise<Bytes | FrameFault> {
    const header = decodeHeader(frame);
    if (typeof header === 'string') return header;
    const name = keyNameOf(header.kid);
    if (name?.mediaId !== mediaId) return 'sender.other';
    if (header.ctr >= framesPerKeyMax) return 'counter.spent';
    const ctr = Number(header.ctr);
    const keys = this.#senders.get(mediaId);
    if (keys) sweepSender(keys, nowMs);
    const generation = keys?.generations.find((one) => one.generation === name.generation);
    if (!keys || !generation) return isPast(keys, name) ? 'key.gone' : 'key.unknown';
    if (generation.wasSeen(name.step, ctr)) return 'frame.replayed';
    const key = await generation.keyAt(name.step);
    if (!key) return 'key.gone';
    const opened = await key.open(header, frame, metadata);
    if (typeof opened === 'string') return opened;
    if (!generation.opened(name.step, ctr, nowMs)) return 'frame.replayed';
    heard(keys, generation.generation, nowMs);
    return opened;
  }
}

const noFrames = () => ({
  opened: 0,
  'header.short': 0,
  'header.form': 0,
  'sender.other': 0,
  'frame.short': 0,
  'key.unknown': 0,
  'key.gone': 0,
  'frame.forged': 0,
  'frame.replayed': 0,
  'counter.spent': 0,
});

const newSender = (): SenderKeys => ({
  generations: [],
  current: undefined,
  formerSince: new Map(),
});

/** True for a generation that came before the one that is heard. */
function isPast(keys: SenderKeys | undefined, { generation }: KeyName): boolean {
  return keys?.current !== undefined && !isNewer(generation, keys.current);
}

/** A frame of this generation has proved itself: those before it are former ones. */
function heard(keys: SenderKeys, generation: number, nowMs: number): void {
  if (keys.current !== undefined && !isNewer(generation, keys.current)) return;
  keys.current = generation;
  for (const one of keys.generations) {
    const isFormer = isNewer(generation, one.generation);
    if (isFormer && !keys.formerSince.has(one)) keys.formerSince.set(one, nowMs);
  }
}

function sweepSender(keys: SenderKeys, nowMs: number): void {
  for (const [one, sinceMs] of keys.formerSince) {
    if (nowMs - sinceMs > lateFramesMs) dropGeneration(keys, one);
  }
  for (const one of keys.generations) one.sweep(nowMs);
}

function dropGeneration(keys: SenderKeys, generation: Generation | undefined): void {
  if (!generation) return;
  generation.wipe();
  keys.formerSince.delete(generation);
  keys.generations.splice(keys.generations.indexOf(generation), 1);
}
