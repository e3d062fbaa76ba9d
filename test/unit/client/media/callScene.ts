// A call in a single process and on a clock of its own: devices with real keys and frames, a net
// that delays, loses and repeats, and a ledger of what was sealed and opened, when and by whom.

import type { ClientClock } from '../../../../client/clock.ts';
import { CallFrames } from '../../../../client/media/callFrames.ts';
import type { Track } from '../../../../client/media/callFrames.ts';
import { CallKeys } from '../../../../client/media/callKeys.ts';
import type { CallKeyMessage } from '../../../../client/media/callKeys.ts';
import type { CallDevice } from '../../../../client/media/keyEvents.ts';
import type { Bytes } from '../../../../client/media/sframe.ts';

const frameEveryMs = 20;

export interface SceneNet {
  /** Unit: milliseconds. */
  readonly frameDelay: () => number;
  readonly keyDelay: () => number;
  readonly newsDelay: () => number;
  /** How often something arrives: 0, 1 or more. */
  readonly frameCopies: () => number;
  readonly keyCopies: () => number;
}

export interface SealedFrame {
  readonly from: string;
  readonly index: number;
  readonly atMs: number;
  readonly bytes: Bytes;
}

/** One frame at one device. */
export interface Arrival {
  readonly frame: SealedFrame;
  readonly to: string;
  readonly atMs: number;
  openedAtMs?: number;
  openings: number;
}

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => unknown;
  isCancelled: boolean;
}

export class CallScene {
  readonly net: SceneNet;
  readonly people = new Map<string, Person>();
  readonly sealed: SealedFrame[] = [];
  /** By receiver, sender and index. */
  readonly arrivals = new Map<string, Arrival>();
  readonly defects: unknown[] = [];
  nowMs = 0;
  readonly #due: Due[] = [];
  #order = 0;
  #epoch = 0;

  constructor(net: SceneNet) {
    this.net = net;
  }

  readonly clock: ClientClock = {
    now: () => this.nowMs,
    after: (delayMs, run) => {
      const due = this.at(this.nowMs + delayMs, run);
      return { cancel: () => void (due.isCancelled = true) };
    },
  };

  at(atMs: number, run: () => unknown): Due {
    const due = { atMs, order: this.#order++, run, isCancelled: false };
    this.#due.push(due);
    return due;
  }

  async run(untilMs: number): Promise<void> {
    for (;;) {
      let next = -1;
      for (const [index, one] of this.#due.entries()) {
        const best = this.#due[next];
        const isSooner = !best || one.atMs < best.atMs;
        if (isSooner || (one.atMs === best.atMs && one.order < best.order)) next = index;
      }
      const due = this.#due[next];
      if (!due || due.atMs > untilMs) break;
      this.#due.splice(next, 1);
      if (due.isCancelled) continue;
      this.nowMs = due.atMs;
      await due.run();
      for (const person of this.people.values()) await person.keys.settled();
    }
    this.nowMs = untilMs;
  }

  join(name: string, talks: boolean): Person {
    const person = new Person(this, name, this.people.size + 1, talks);
    this.people.set(name, person);
    person.joinedAtMs = this.nowMs;
    this.#tellAll();
    // Whoever comes gets hold of all that was ever sealed.
    for (const frame of this.sealed) void this.at(this.nowMs, () => person.hear(frame));
    person.talkOn();
    return person;
  }

  leave(name: string): void {
    const person = this.person(name);
    person.leftAtMs = this.nowMs;
    this.#tellAll();
  }

  person(name: string): Person {
    const person = this.people.get(name);
    if (!person) throw new Error(`Nobody is called ${name}.`);
    return person;
  }

  /** Everybody who was ever here gets hold of every frame. */
  sendFrame(frame: SealedFrame): void {
    this.sealed.push(frame);
    for (const person of this.people.values()) {
      if (person.name === frame.from) continue;
      for (let copies = this.net.frameCopies(); copies > 0; copies -= 1) {
        this.at(this.nowMs + this.net.frameDelay(), () => person.hear(frame));
      }
    }
  }

  sendKey(from: string, to: readonly CallDevice[], message: CallKeyMessage): void {
    for (const device of to) {
      const keys = message.keys.map((key) => ({ ...key, base: new Uint8Array(key.base) }));
      for (let copies = this.net.keyCopies(); copies > 0; copies -= 1) {
        this.at(this.nowMs + this.net.keyDelay(), () => {
          this.person(device).keys.heard(from, { ...message, keys });
        });
      }
    }
  }

  #tellAll(): void {
    const epoch = this.#epoch++;
    const there = [...this.people.values()].filter(({ leftAtMs }) => leftAtMs === undefined);
    for (const person of there) {
      const members = there
        .filter((one) => one !== person)
        .map(({ name, mediaId, talks }) => ({ device: name, mediaId, talks }));
      const verified = new Set(members.map(({ device }) => device));
      const delay = person.joinedAtMs === this.nowMs ? 0 : this.net.newsDelay();
      this.at(this.nowMs + delay, () => {
        for (const { device } of members) {
          if (!person.sawAtMs.has(device)) person.sawAtMs.set(device, this.nowMs);
        }
        for (const other of this.people.values()) {
          const isGone = other.leftAtMs !== undefined && !person.missedAtMs.has(other.name);
          if (isGone) person.missedAtMs.set(other.name, this.nowMs);
        }
        person.keys.members({ epoch, members, verified, talks: person.talks });
      });
    }
  }
}

export class Person {
  readonly name: string;
  readonly mediaId: number;
  readonly talks: boolean;
  readonly keys: CallKeys;
  readonly frames: CallFrames;
  /** When this device knew that another one was there, or was gone. */
  readonly sawAtMs = new Map<string, number>();
  readonly missedAtMs = new Map<string, number>();
  joinedAtMs = 0;
  leftAtMs: number | undefined;
  isMuted = false;
  readonly #scene: CallScene;
  readonly #tracks = new Map<string, Track<Arrival>>();
  #index = 0;

  constructor(scene: CallScene, name: string, mediaId: number, talks: boolean) {
    this.#scene = scene;
    this.name = name;
    this.mediaId = mediaId;
    this.talks = talks;
    const callId = 'call';
    this.frames = new CallFrames({
      callId,
      now: () => scene.nowMs,
      spent: (key) => this.keys.spent(key),
      missing: (sender) => this.keys.missing(sender),
    });
    this.keys = new CallKeys({
      callId,
      mediaId,
      clock: scene.clock,
      frames: this.frames,
      send: (to, message) => scene.sendKey(name, to, message),
      failed: (error) => scene.defects.push(error),
    });
  }

  talkOn(): void {
    if (this.leftAtMs !== undefined) return;
    this.#scene.at(this.#scene.nowMs + frameEveryMs, async () => {
      if (this.talks && !this.isMuted) await this.#say();
      this.talkOn();
    });
    if (this.#index % 50 === 0) void this.frames.sweep();
  }

  async hear(frame: SealedFrame): Promise<void> {
    const name = `${this.name} ${frame.from} ${frame.index}`;
    const known = this.#scene.arrivals.get(name);
    const atMs = this.#scene.nowMs;
    const arrival = known ?? { frame, to: this.name, atMs, openings: 0 };
    this.#scene.arrivals.set(name, arrival);
    await this.#track(frame.from).hear(arrival);
  }

  async #say(): Promise<void> {
    this.#index += 1;
    const index = this.#index;
    const plain = new Uint8Array(new Uint32Array([this.mediaId, index]).buffer);
    const bytes = await this.frames.seal('audio', plain);
    const { nowMs } = this.#scene;
    if (bytes) this.#scene.sendFrame({ from: this.name, index, atMs: nowMs, bytes });
  }

  #track(from: string): Track<Arrival> {
    const { mediaId } = this.#scene.person(from);
    const track =
      this.#tracks.get(from) ??
      this.frames.track<Arrival>({
        mediaId,
        kind: 'audio',
        bytesOf: ({ frame }) => frame.bytes,
        opened: (arrival, bytes) => {
          const said = new Uint32Array(bytes.buffer);
          if (said[0] !== mediaId || said[1] !== arrival.frame.index) throw new Error('Not said.');
          arrival.openings += 1;
          arrival.openedAtMs ??= this.#scene.nowMs;
        },
      });
    this.#tracks.set(from, track);
    return track;
  }
}

/** Numbers that a seed says. Source: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
