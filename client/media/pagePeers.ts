// The direct ways from a page's place in a call, and by which way its microphone goes: to all whose
// ways are open, or to the relay. The new way has it a moment before the old one loses it, so that
// nothing is lost in between; what comes is heard by all of them.

import type { MediaCodecInfo, PeerEnd } from '#protocol';
import type { MediaPeers, PeerName, PeerRelays } from '../calls/mediaEngine.ts';
import type { ClientClock } from '../clock.ts';
import type { StatsEntry } from './callQuality.ts';
import type { Ear } from './loudspeaker.ts';
import type { PageFrames } from './pageFrames.ts';
import { PeerLink } from './peerLink.ts';

/** Ways to one place each, of which some may be closing. */
const linksMax = 32;

export interface PagePeersParts {
  readonly clock: ClientClock;
  /** How audio is carried; known once the place is connected. */
  readonly codec: () => Promise<MediaCodecInfo>;
  readonly frames: () => PageFrames<RTCRtpScriptTransform>;
  readonly ear: (track: MediaStreamTrack, mediaId: number) => Ear;
  /** The microphone, while it is open. */
  readonly track: () => MediaStreamTrack | undefined;
  /** The relay is sent this; absent: nothing. */
  readonly sayToRelay: (track: MediaStreamTrack | undefined) => Promise<void>;
  readonly told: (peer: PeerName, isOpen: boolean) => void;
  readonly failed: (error: unknown) => void;
}

export class PagePeers implements MediaPeers {
  readonly #parts: PagePeersParts;
  readonly #links = new Map<string, PeerLink>();
  #quiet: ReadonlySet<number> = new Set();
  #isDeaf = false;
  #way: 'direct' | 'relay' = 'relay';
  #turn: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(parts: PagePeersParts) {
    this.#parts = parts;
  }

  /** By which way the microphone goes. */
  get way(): 'direct' | 'relay' {
    return this.#way;
  }

  /** Those of whom something may come. */
  get mediaIds(): number[] {
    return [...this.#links.values()].map(({ peer }) => peer.mediaId);
  }

  /** All ways by which the microphone goes directly are there. */
  get areOpen(): boolean {
    return [...this.#links.values()].every(({ isOpen }) => isOpen);
  }

  async offer(peer: PeerName, by: PeerRelays): Promise<PeerEnd> {
    const link = await this.#open(peer, by);
    return link.offer(this.#parts.frames());
  }

  async answer(peer: PeerName, theirs: PeerEnd, by: PeerRelays): Promise<PeerEnd> {
    const link = await this.#open(peer, by);
    return link.answer(theirs, this.#parts.frames());
  }

  take(peer: PeerName, theirs: PeerEnd): void {
    this.#links
      .get(nameOf(peer))
      ?.take(theirs)
      .catch((error: unknown) => {
        // What is closed meanwhile has nothing to take.
        if (!this.#links.has(nameOf(peer))) return;
        this.#parts.failed(error);
        this.#parts.told(peer, false);
      });
  }

  close(peer: PeerName): void {
    this.#links.get(nameOf(peer))?.close();
    this.#links.delete(nameOf(peer));
  }

  quieten(mediaIds: readonly number[]): void {
    this.#quiet = new Set(mediaIds);
    this.#heed();
  }

  goBy(way: 'direct' | 'relay'): void {
    this.#way = way;
    this.apply().catch((error: unknown) => this.#isOver || this.#parts.failed(error));
  }

  /** The microphone, whichever it is now, goes by the way that was chosen. */
  apply(): Promise<void> {
    const done = this.#turn.then(() => this.#apply());
    this.#turn = done.catch(() => undefined);
    return done;
  }

  deafen(deaf: boolean): void {
    this.#isDeaf = deaf;
    this.#heed();
  }

  async useLoudspeaker(loudspeaker: string | undefined): Promise<void> {
    await Promise.all([...this.#links.values()].map(({ ear }) => ear?.use(loudspeaker)));
  }

  /** Another worker has the keys. */
  reseal(): void {
    for (const link of this.#links.values()) link.reseal(this.#parts.frames());
  }

  async stats(): Promise<StatsEntry[]> {
    const all = await Promise.all([...this.#links.values()].map((link) => link.stats()));
    return all.flat();
  }

  closeAll(): void {
    this.#isOver = true;
    for (const link of this.#links.values()) link.close();
    this.#links.clear();
  }

  async #open(peer: PeerName, by: PeerRelays): Promise<PeerLink> {
    const codec = await this.#parts.codec();
    if (this.#isOver) throw new Error('The place is closed.');
    if (this.#links.size >= linksMax) throw new Error('There are too many direct ways.');
    this.close(peer);
    const link = new PeerLink({
      ...{ peer, codec, by, clock: this.#parts.clock, ear: this.#parts.ear },
      told: (isOpen) => this.#parts.told(peer, isOpen),
    });
    this.#links.set(nameOf(peer), link);
    this.#heed();
    return link;
  }

  #heed(): void {
    for (const link of this.#links.values()) {
      link.deafen(this.#isDeaf || this.#quiet.has(link.peer.mediaId));
    }
  }

  async #apply(): Promise<void> {
    if (this.#isOver) return;
    const { track, sayToRelay } = this.#parts;
    const links = [...this.#links.values()];
    if (this.#way === 'direct') {
      const open = links.filter(({ isOpen }) => isOpen);
      await Promise.all(open.map((link) => link.say(track())));
      await sayToRelay(undefined);
    } else {
      await sayToRelay(track());
      await Promise.all(links.map((link) => link.say(undefined)));
    }
  }
}

const nameOf = ({ mediaId, attempt }: PeerName) => `${mediaId} ${attempt}`;
