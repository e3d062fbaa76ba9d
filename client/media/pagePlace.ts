// One place in a call, as a page carries it: a connection to the relay for all that is said and
// heard, a worker that has the keys, and what the connection counts.

import type { CallSecure, MediaAddress, MediaCodecInfo } from '#protocol';
import type {
  HeardStream,
  MediaOptions,
  MediaPlace,
  MediaStream,
  RelaysAlone,
} from '../calls/mediaEngine.ts';
import type { ClientClock } from '../clock.ts';
import type { CallCounts, MediaKind } from './callFrames.ts';
import type { StatsEntry } from './callQuality.ts';
import type { KeyName } from './keyName.ts';
import type { Ear } from './loudspeaker.ts';
import { PageFrames } from './pageFrames.ts';
import type { WorkerPort } from './pageFrames.ts';
import { PagePeers } from './pagePeers.ts';
import { PlaceWatch } from './placeWatch.ts';
import type { MediaNews, PlaceWatchParts } from './placeWatch.ts';
import { ownMid, ownSsrcOf, proofOf, RemoteEnd } from './remoteEnd.ts';
import type { Bytes } from './sframe.ts';

/** What a page gives to its places. */
export interface PageParts {
  readonly clock: ClientClock;
  /** Runs mediaWorker.ts under that name. */
  readonly worker: (name: string) => WorkerPort;
  readonly microphone: () => Promise<MediaStreamTrack>;
  readonly ear: (track: MediaStreamTrack, mediaId: number) => Ear;
  readonly told: (news: MediaNews) => void;
  /** A defect of the browser's, or of ours. */
  readonly failed: (error: unknown) => void;
  readonly closed: (place: PagePlace) => void;
}

interface Heard extends HeardStream {
  readonly mid: string;
  ear?: Ear;
  receiver?: RTCRtpReceiver;
}

export class PagePlace implements MediaPlace {
  readonly peers: PagePeers;
  readonly #watch: PlaceWatch;
  readonly #options: MediaOptions;
  readonly #parts: PageParts;
  readonly #connection = new RTCPeerConnection();
  readonly #heard = new Map<number, Heard>();
  readonly #connected = Promise.withResolvers<RemoteEnd>();
  #frames: PageFrames<RTCRtpScriptTransform>;
  #turn: Promise<unknown> = Promise.resolve();
  #sender: RTCRtpSender | undefined;
  #track: MediaStreamTrack | undefined;
  #isMuted = false;
  #isDeaf = false;
  #isOver = false;

  constructor(options: MediaOptions, parts: PageParts) {
    this.#options = options;
    this.#parts = parts;
    this.#frames = this.#newFrames();
    this.#connected.promise.catch(() => undefined);
    this.peers = new PagePeers({
      clock: parts.clock,
      codec: async () => (await this.#connected.promise).codec,
      frames: () => this.#frames,
      ear: parts.ear,
      track: () => this.#track,
      sayToRelay: (track) => this.#sayToRelay(track),
      told: (peer, isOpen) => options.peer?.(peer, isOpen),
      failed: parts.failed,
    });
    const { callId, mediaId } = options;
    const { clock, told, failed } = parts;
    this.#watch = new PlaceWatch({
      ...{ callId, mediaId, clock, told, failed },
      count: () => this.#count(),
      isMuted: () => this.#isMuted,
    });
  }

  sealWith(name: KeyName, base: Bytes): void {
    this.#frames.sealWith(name, base);
  }

  stopSealing(): void {
    this.#frames.stopSealing();
  }

  openWith(name: KeyName, base: Bytes): void {
    this.#frames.openWith(name, base);
  }

  forget(mediaId: number): void {
    this.#frames.forget(mediaId);
  }

  /** Frames sealed, opened and given up. */
  counts(): Promise<CallCounts> {
    return this.#frames.counts();
  }

  async connect(
    address: MediaAddress,
    codecs: readonly MediaCodecInfo[],
    relays?: RelaysAlone,
  ): Promise<Omit<CallSecure, 'call'>> {
    if (relays) this.#connection.setConfiguration(byRelaysAlone(relays));
    const end = new RemoteEnd(address, codecs);
    const proof = proofOf(await this.#negotiate(end));
    this.#connected.resolve(end);
    if (!this.#isOver) this.#watch.begin();
    return proof;
  }

  /** Refuses: what `getUserMedia` says. */
  async speak(_kind: MediaKind): Promise<MediaStream> {
    const end = await this.#connected.promise;
    this.#take(await this.#parts.microphone());
    end.speak();
    const ssrc = ownSsrcOf(await this.#negotiate(end));
    await this.peers.apply();
    return { ssrc, payloadType: end.payloadType };
  }

  hear(stream: HeardStream): void {
    this.#change((end) => {
      this.#heard.set(stream.source, { ...stream, mid: end.hear(stream) });
    });
  }

  unhear(source: number): void {
    this.#change((end) => {
      const heard = this.#heard.get(source);
      if (!heard) return;
      this.#heard.delete(source);
      heard.ear?.stop();
      end.unhear(heard.mid);
    });
  }

  /** The microphone gives silence, or sound again. */
  mute(muted: boolean): void {
    this.#isMuted = muted;
    if (this.#track) this.#track.enabled = !muted;
  }

  deafen(deaf: boolean): void {
    this.#isDeaf = deaf;
    for (const { ear } of this.#heard.values()) ear?.deafen(deaf);
    this.peers.deafen(deaf);
  }

  /** Another one, in mid-call, where it speaks. Refuses: what `getUserMedia` says. */
  async changeMicrophone(): Promise<void> {
    if (!this.#track) return;
    this.#take(await this.#parts.microphone());
    await this.peers.apply();
  }

  async changeLoudspeaker(loudspeaker: string | undefined): Promise<void> {
    await Promise.all([...this.#heard.values()].map(({ ear }) => ear?.use(loudspeaker)));
    await this.peers.useLoudspeaker(loudspeaker);
  }

  /** The worker drops by itself what is over. */
  sweep(): void {}

  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#watch.stop();
    this.peers.closeAll();
    this.#connected.reject(new Error('The place is closed.'));
    for (const { ear } of this.#heard.values()) ear?.stop();
    this.#track?.stop();
    this.#connection.close();
    this.#frames.close();
    this.#parts.closed(this);
  }

  #take(track: MediaStreamTrack): void {
    this.#track?.stop();
    this.#track = track;
    track.enabled = !this.#isMuted;
    if (this.#isOver) track.stop();
    // Pulled out, or taken away by the person: the browser's choice is there, or none.
    track.onended = () => {
      this.changeMicrophone().catch((error: unknown) => this.#parts.failed(error));
    };
  }

  async #sayToRelay(track: MediaStreamTrack | undefined): Promise<void> {
    const sender = this.#sender;
    if (sender && sender.track !== (track ?? null)) await sender.replaceTrack(track ?? null);
  }

  #newFrames(): PageFrames<RTCRtpScriptTransform> {
    const { spent, missing, lost, callId } = this.#options;
    const frames: PageFrames<RTCRtpScriptTransform> = new PageFrames({
      worker: this.#parts.worker(callId),
      transform: (worker, track) => new RTCRtpScriptTransform(worker as unknown as Worker, track),
      spent,
      missing,
      failed: () => {
        if (this.#isOver || frames !== this.#frames) return;
        frames.close();
        this.#frames = this.#newFrames();
        if (this.#sender) this.#frames.seal(this.#sender, 'audio');
        for (const { receiver, kind, mediaId } of this.#heard.values()) {
          if (receiver) this.#frames.open(receiver, kind, mediaId);
        }
        this.peers.reseal();
        lost();
      },
    });
    return frames;
  }

  /** Those that come while one is under way are told of together. */
  #change(change: (end: RemoteEnd) => void): void {
    const changed = this.#connected.promise.then((end) => {
      change(end);
      return this.#negotiate(end);
    });
    changed.catch((error: unknown) => this.#isOver || this.#parts.failed(error));
  }

  /** One after the other; returns what the browser has answered. */
  #negotiate(end: RemoteEnd): Promise<string> {
    const answered = this.#turn.then(() => this.#offer(end));
    this.#turn = answered.catch(() => undefined);
    return answered;
  }

  async #offer(end: RemoteEnd): Promise<string> {
    const connection = this.#connection;
    const { sdp, answered } = end.offer();
    await connection.setRemoteDescription({ type: 'offer', sdp });
    await this.#carry();
    await connection.setLocalDescription();
    answered();
    return connection.localDescription?.sdp ?? '';
  }

  /** Before anything comes or goes by a section, its frames are the worker's. */
  async #carry(): Promise<void> {
    const transceivers = new Map(this.#connection.getTransceivers().map((one) => [one.mid, one]));
    const own = transceivers.get(ownMid);
    if (own && !this.#sender) {
      this.#sender = own.sender;
      this.#frames.seal(own.sender, 'audio');
    }
    // Once; afterwards it goes by the way that is chosen.
    if (own && this.#track && own.direction !== 'sendrecv') {
      own.direction = 'sendrecv';
      await own.sender.replaceTrack(this.#track);
    }
    for (const heard of this.#heard.values()) {
      const { receiver } = transceivers.get(heard.mid) ?? {};
      if (!receiver || heard.receiver) continue;
      heard.receiver = receiver;
      this.#frames.open(receiver, heard.kind, heard.mediaId);
      heard.ear = this.#parts.ear(receiver.track, heard.mediaId);
      heard.ear.deafen(this.#isDeaf);
    }
  }

  /** Round trips and losses are those of the way that the microphone goes. */
  async #count(): ReturnType<PlaceWatchParts['count']> {
    const byRelay: StatsEntry[] = [];
    const report = await this.#connection.getStats();
    report.forEach((entry: StatsEntry) => byRelay.push(entry));
    const byPeers = await this.peers.stats();
    const isDirect = this.peers.way === 'direct';
    const [used, other] = isDirect ? [byPeers, byRelay] : [byRelay, byPeers];
    const heard = [...this.#heard.values()].map(({ ssrc, mediaId }) => [ssrc, mediaId] as const);
    const direct = this.peers.mediaIds.map((mediaId) => [-mediaId, mediaId] as const);
    const isConnected = this.#connection.connectionState === 'connected';
    return {
      entries: [...used, ...other.filter(({ type }) => type === 'inbound-rtp')],
      isConnected: isDirect ? this.peers.areOpen : isConnected,
      mediaIds: new Map([...heard, ...direct]),
    };
  }
}

/** Before anything is gathered, no address of this machine is looked for. */
function byRelaysAlone(relays: NonNullable<RelaysAlone>): RTCConfiguration {
  const iceServers = relays.map(({ urls, ...login }) => ({ urls: [...urls], ...login }));
  return { iceServers, iceTransportPolicy: 'relay' };
}
