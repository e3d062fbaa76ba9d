// The keys of one call on this device: runs the schedule, makes and ratchets our own key, gives it
// to the devices in the call and hands theirs to what opens their frames.

import type { ClientClock } from '../clock.ts';
import type { FrameKeys } from './callFrames.ts';
import type { CallDevice, OwnKeyName, ScheduleEffect, ScheduleNews } from './keyEvents.ts';
import { baseKeyBytes } from './frameLimits.ts';
import { generations, isKeyName } from './keyName.ts';
import type { KeyName } from './keyName.ts';
import { decide, dueAtMs, newSchedule } from './keySchedule.ts';
import { callSuite, ratchet } from './sframe.ts';
import type { Bytes } from './sframe.ts';

interface GivenKey extends OwnKeyName {
  /** 64 bytes; not enumerable where it is given, so that nothing prints it. */
  readonly base: Bytes;
}

/** What one device of a call tells another: its keys, or that it lacks theirs. */
export interface CallKeyMessage {
  readonly callId: string;
  /** The sender's number in the call. */
  readonly mediaId: number;
  /** The keys in the order in which they are used. Limits: two; none where it only asks. */
  readonly keys: readonly GivenKey[];
  readonly asks: boolean;
}

/** What the keys of a call begin with. */
export interface CallKeysOptions {
  readonly callId: string;
  /** This device's own number. */
  readonly mediaId: number;
  /** Never goes back. */
  readonly clock: ClientClock;
  readonly frames: FrameKeys;
  /** Sealed for these devices alone; may be lost, repeated and late. */
  readonly send: (to: readonly CallDevice[], message: CallKeyMessage) => void;
  /** Hears of defects. */
  readonly failed: (error: unknown) => void;
}

/** Who is in the call; see the event of the schedule. */
export type MembersNews = Omit<Extract<ScheduleNews, { is: 'members' }>, 'is'>;

/** The keys of a call, as one member has them. */
export class CallKeys {
  readonly #options: CallKeysOptions;
  readonly #own = new Map<number, { readonly step: number; readonly base: Bytes }>();
  /** Keys that came, until the schedule has judged them. */
  readonly #heard = new Map<number, CallKeyMessage>();
  #messages = 0;
  #schedule;
  #timer: { cancel(): void } | undefined;
  #done: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: CallKeysOptions) {
    this.#options = options;
    const first = crypto.getRandomValues(new Uint16Array(1))[0] ?? 0;
    this.#schedule = newSchedule(options.mediaId, first % generations);
  }

  /** Who is in the call now, whom of them the decrypted group knows, and whether we talk. */
  members(news: MembersNews): void {
    this.#tell({ is: 'members', ...news });
  }

  /**
   * What a device told us, of which copies are kept. Of another call, outside of its bounds or from
   * nobody in the call it is nothing.
   */
  heard(from: CallDevice, message: CallKeyMessage): void {
    if (this.#isClosed || message.callId !== this.#options.callId || !isWhole(message)) return;
    if (message.asks) this.#tell({ is: 'keyAsked', from });
    if (message.keys.length === 0) return;
    this.#messages += 1;
    const keys = message.keys.map((key) => hiding(named(key), new Uint8Array(key.base)));
    this.#heard.set(this.#messages, { ...message, keys });
    this.#tell({ is: 'keyHeard', from, mediaId: message.mediaId, message: this.#messages });
  }

  /** No key came for frames of this sender. */
  missing(mediaId: number): void {
    this.#tell({ is: 'keyMissing', mediaId });
  }

  /** A key of ours will soon have sealed as much as it may. */
  spent({ generation, step }: OwnKeyName): void {
    this.#tell({ is: 'keySpent', generation, step });
  }

  /** What seals and opens is another one now, and has no keys. */
  lost(): void {
    this.#tell({ is: 'keysLost' });
  }

  /** Ends when everything that was told is done. */
  settled(): Promise<void> {
    return this.#done;
  }

  /** Destroys our keys and those of the others. */
  close(): void {
    const members = [...this.#schedule.members.values()];
    this.#isClosed = true;
    this.#timer?.cancel();
    for (const message of this.#heard.keys()) this.#discard(message);
    this.#later(() => {
      for (const generation of this.#own.keys()) this.#destroy(generation);
      this.#options.frames.stopSealing();
      for (const { mediaId } of members) this.#options.frames.forget(mediaId);
    });
  }

  #tell(news: ScheduleNews): void {
    if (this.#isClosed) return;
    const { clock } = this.#options;
    const nowMs = clock.now();
    const { state, effects } = decide(this.#schedule, { ...news, nowMs });
    this.#schedule = state;
    for (const effect of effects) this.#later(() => this.#run(effect));
    this.#timer?.cancel();
    this.#timer = undefined;
    const due = dueAtMs(state);
    if (due === undefined) return;
    this.#timer = clock.after(Math.max(0, due - nowMs), () => this.#tell({ is: 'tick' }));
  }

  /** One effect after the other, in their order. */
  #later(run: () => void | Promise<void>): void {
    this.#done = this.#done.then(run).catch((error: unknown) => this.#options.failed(error));
  }

  async #run(effect: ScheduleEffect): Promise<void> {
    const { frames, mediaId } = this.#options;
    switch (effect.do) {
      case 'make': {
        const base = crypto.getRandomValues(new Uint8Array(baseKeyBytes));
        this.#own.set(effect.generation, { step: 0, base });
        break;
      }
      case 'step':
        await this.#step(effect);
        break;
      case 'use':
        await frames.sealWith({ mediaId, ...named(effect) }, this.#base(effect));
        break;
      case 'stop':
        frames.stopSealing();
        break;
      case 'destroy':
        this.#destroy(effect.generation);
        break;
      case 'give':
        this.#send(effect.to, effect.keys);
        break;
      case 'ask':
        this.#send([effect.device], []);
        break;
      case 'take':
        await this.#take(effect.message);
        break;
      case 'discard':
        this.#discard(effect.message);
        break;
      case 'forget':
        frames.forget(effect.mediaId);
        break;
    }
  }

  async #step({ generation, step }: OwnKeyName): Promise<void> {
    const own = this.#own.get(generation);
    if (!own) return;
    let { base } = own;
    for (let at = own.step; at < step; at += 1) {
      const next = await ratchet(callSuite, base);
      base.fill(0);
      base = next;
    }
    this.#own.set(generation, { step, base });
  }

  /** A copy, which whoever is given it may keep. */
  #base({ generation, step }: OwnKeyName): Bytes {
    const own = this.#own.get(generation);
    if (own?.step !== step) throw new Error('Only the step that a key is at can be given.');
    return new Uint8Array(own.base);
  }

  #destroy(generation: number): void {
    this.#own.get(generation)?.base.fill(0);
    this.#own.delete(generation);
  }

  #send(to: readonly CallDevice[], names: readonly OwnKeyName[]): void {
    const { send, callId, mediaId } = this.#options;
    const keys = names.map((name) => hiding(named(name), this.#base(name)));
    send(to, { callId, mediaId, keys, asks: keys.length === 0 });
  }

  #discard(message: number): void {
    for (const { base } of this.#heard.get(message)?.keys ?? []) base.fill(0);
    this.#heard.delete(message);
  }

  async #take(message: number): Promise<void> {
    const heard = this.#heard.get(message);
    for (const { generation, step, base } of heard?.keys ?? []) {
      const name: KeyName = { mediaId: heard?.mediaId ?? 0, generation, step };
      // Whoever takes it keeps it.
      await this.#options.frames.openWith(name, new Uint8Array(base));
    }
    this.#discard(message);
  }
}

const hiding = (name: OwnKeyName, base: Bytes): GivenKey =>
  Object.defineProperty({ ...name }, 'base', { value: base }) as GivenKey;

const named = ({ generation, step }: OwnKeyName): OwnKeyName => ({ generation, step });

/** The present key, and a fresh one. */
const keysGivenMax = 2;

function isWhole({ mediaId, keys }: CallKeyMessage): boolean {
  return (
    keys.length <= keysGivenMax &&
    keys.every((key) => key.base.length === baseKeyBytes && isKeyName({ ...key, mediaId }))
  );
}
