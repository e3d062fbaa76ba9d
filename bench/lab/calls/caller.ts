// A simulated device in a call: the SDK's own call, over a connection of its own without a name,
// with media over RTP. It comes back by itself where its place is lost, as the SDK does.

import type { CallCounts, MediaOptions, MediaPlace } from '#client';
import { Call, socketNetwork } from '#client';
import type { Villager } from '../callTown.ts';
import { clockMicros } from '../clock.ts';
import type { AccountId, CallId } from '#protocol';
import { systemClock } from '#runtime';
import { CallLine } from '../../../client/calls/callLine.ts';
import { Chores } from '../../../client/chores.ts';
import { Events } from '../../../client/events.ts';
import type { KeyHub } from './keyPost.ts';
import { KeyPost } from './keyPost.ts';
import type { Ear, PlaceParts } from './rtpPlace.ts';
import { RtpPlace } from './rtpPlace.ts';
import type { VoiceFrames } from './voiceFrame.ts';

/** Samples of a second, by which RTP counts time. */
const samplesPerS = 48_000;

/** What the callers of a room share. */
export interface RoomFacts {
  readonly room: number;
  readonly call: CallId;
  readonly url: string;
  readonly hub: KeyHub;
  readonly frames: VoiceFrames;
  readonly people: ReadonlyMap<string, AccountId>;
  readonly media: Omit<PlaceParts, 'ear'>;
  /** The callers by the numbers of their places. */
  readonly places: Map<number, Caller>;
  readonly trouble: (error: Error) => void;
}

/** Counts of what one device sealed and opened, over all of its places. */
export type KeptCounts = Record<string, number>;

export class Caller {
  readonly number: number;
  readonly name: string;
  readonly #facts: RoomFacts;
  readonly #villager: Villager;
  readonly #ear: Ear;
  #call: Call | undefined;
  #place: RtpPlace | undefined;
  readonly #former: KeptCounts = {};
  /** Frames on the wire, and those that could not go out. */
  readonly said = { sent: 0, unsent: 0, places: 0 };

  constructor(number: number, villager: Villager, facts: RoomFacts, ear: (own: Caller) => Ear) {
    this.number = number;
    this.name = `${facts.room}.${number}`;
    this.#facts = facts;
    this.#villager = villager;
    this.#ear = ear(this);
  }

  /** Comes into the call; rejects where it may not. */
  async join(): Promise<void> {
    const { call, hub, people, trouble, url } = this.#facts;
    const { account } = this.#villager.person;
    const events = new Events();
    events.on('trouble', trouble);
    const members = new Set(people.values());
    this.#call = new Call(call, {
      context: { clock: systemClock, chores: new Chores(events), account },
      post: new KeyPost(hub, account),
      line: new CallLine(socketNetwork().transport(url, undefined, systemClock)),
      engine: { open: (options) => this.#open(options) },
      trust: {
        ownerOf: (name) => people.get(Buffer.from(name).toString('base64')),
        mayJoin: (one) => members.has(one),
      },
      proof: () => Promise.resolve(this.#villager.proof),
      stranger: () => undefined,
      told: () => undefined,
      ended: (code) => {
        if (code) trouble(new Error(`a call ended for a device: ${code}`));
      },
    });
    await this.#call.entered;
  }

  /** Says that it talks. */
  async speak(): Promise<void> {
    await this.#call?.speak();
  }

  /** Where its place is; the media worker's own port. */
  get port(): number {
    return this.#place?.port ?? 0;
  }

  get address(): string {
    return this.#place?.address ?? '';
  }

  /** Says the next frame. */
  async say(): Promise<void> {
    const place = this.#place;
    const { frames, room } = this.#facts;
    const number = this.said.sent;
    // Taken before anything is waited for: numbers are those of the order on the wire.
    this.said.sent += 1;
    const saidAtMicros = clockMicros();
    const frame = frames.write({ room, talker: this.number, number, saidAtMicros });
    const timestamp = Math.floor((saidAtMicros * samplesPerS) / 1e6) % 2 ** 32;
    const isSent = place ? await place.say(frame, timestamp) : false;
    if (!isSent) this.said.unsent += 1;
  }

  /** The number of the last frame that it said. */
  get lastNumber(): number {
    return this.said.sent - 1;
  }

  /** What the SDK counted. */
  get counts(): KeptCounts {
    const all = { ...this.#former };
    if (this.#place) add(all, this.#place.frames.counts);
    return all;
  }

  leave(): void {
    this.#call?.leave();
  }

  #open(options: MediaOptions): MediaPlace {
    if (this.#place) add(this.#former, this.#place.frames.counts);
    this.said.places += 1;
    this.#facts.places.set(options.mediaId, this);
    this.#place = new RtpPlace(options, { ...this.#facts.media, ear: this.#ear });
    return this.#place;
  }
}

function add(to: KeptCounts, counts: CallCounts): void {
  for (const [name, count] of Object.entries(counts)) to[name] = (to[name] ?? 0) + count;
}
