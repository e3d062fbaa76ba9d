// A direct way to one device in a call, as a page has it: a connection of its own, whose frames are
// sealed and opened by the keys of the call, as those of the media workers' are.

import type { MediaCodecInfo, PeerEnd } from '#protocol';
import type { PeerName, PeerRelays } from '../calls/mediaEngine.ts';
import type { ClientClock } from '../clock.ts';
import type { StatsEntry } from './callQuality.ts';
import type { Ear } from './loudspeaker.ts';
import type { PageFrames } from './pageFrames.ts';
import { peerEndOf, sdpOf } from './peerEnd.ts';

/** Addresses that are found later than this are not told. */
const gatherMs = 2_000;

type Frames = Pick<PageFrames<RTCRtpScriptTransform>, 'seal' | 'open'>;

export interface PeerLinkParts {
  readonly peer: PeerName;
  readonly codec: MediaCodecInfo;
  readonly by: PeerRelays;
  readonly clock: ClientClock;
  readonly ear: (track: MediaStreamTrack, mediaId: number) => Ear;
  /** It is open, or is no more. */
  readonly told: (isOpen: boolean) => void;
}

export class PeerLink {
  readonly peer: PeerName;
  readonly #parts: PeerLinkParts;
  readonly #connection: RTCPeerConnection;
  readonly #closed = Promise.withResolvers<void>();
  #isClosed = false;
  #transceiver: RTCRtpTransceiver | undefined;
  #payloadType = 0;
  #ear: Ear | undefined;
  #isQuiet = false;
  #isOpen = false;

  constructor(parts: PeerLinkParts) {
    const { relays, alone } = parts.by;
    this.peer = parts.peer;
    this.#parts = parts;
    this.#connection = new RTCPeerConnection({
      iceServers: relays.map(({ urls, ...login }) => ({ urls: [...urls], ...login })),
      iceTransportPolicy: alone ? 'relay' : 'all',
    });
    this.#connection.onconnectionstatechange = () => this.#changed();
  }

  /** What is said goes by it. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  get ear(): Ear | undefined {
    return this.#ear;
  }

  /** Begins it; resolves with this end. */
  async offer(frames: Frames): Promise<PeerEnd> {
    this.#transceiver = this.#connection.addTransceiver('audio', { direction: 'sendrecv' });
    this.#carry(frames);
    await this.#connection.setLocalDescription();
    const end = await this.#gathered();
    this.#payloadType = end.payloadType;
    return end;
  }

  /** Answers theirs; resolves with this end. */
  async answer(theirs: PeerEnd, frames: Frames): Promise<PeerEnd> {
    const { codec } = this.#parts;
    const sdp = sdpOf(theirs, 'offer', { codec, payloadType: theirs.payloadType });
    await this.#connection.setRemoteDescription({ type: 'offer', sdp });
    [this.#transceiver] = this.#connection.getTransceivers();
    if (this.#transceiver) this.#transceiver.direction = 'sendrecv';
    this.#carry(frames);
    await this.#connection.setLocalDescription();
    return this.#gathered();
  }

  /** Their answer to our offer. */
  async take(theirs: PeerEnd): Promise<void> {
    const { codec } = this.#parts;
    const sdp = sdpOf(theirs, 'answer', { codec, payloadType: this.#payloadType });
    await this.#connection.setRemoteDescription({ type: 'answer', sdp });
  }

  /** Another worker has the keys: all that comes and goes is its. */
  reseal(frames: Frames): void {
    if (this.#transceiver) this.#carry(frames, this.#ear);
  }

  /** What is said goes out here; absent: no more. Nothing does by one that is closed. */
  async say(track: MediaStreamTrack | undefined): Promise<void> {
    const sender = this.#transceiver?.sender;
    if (this.#isClosed || !sender || sender.track === (track ?? null)) return;
    const said = sender.replaceTrack(track ?? null).catch((error: unknown) => {
      if (!this.#isClosed) throw error;
    });
    // By the standard a connection that is closed meanwhile never answers.
    await Promise.race([said, this.#closed.promise]);
  }

  deafen(deaf: boolean): void {
    this.#isQuiet = deaf;
    this.#ear?.deafen(deaf);
  }

  /** What it counts; the stream of the other end goes by their number, below 0. */
  async stats(): Promise<StatsEntry[]> {
    const entries: StatsEntry[] = [];
    const report = await this.#connection.getStats();
    const ssrc = -this.peer.mediaId;
    report.forEach((entry: StatsEntry) => {
      entries.push(entry.type === 'inbound-rtp' ? { ...entry, ssrc } : entry);
    });
    return entries;
  }

  close(): void {
    this.#connection.onconnectionstatechange = null;
    this.#isOpen = false;
    this.#isClosed = true;
    this.#closed.resolve();
    this.#ear?.stop();
    this.#connection.close();
  }

  /** Before anything comes or goes, its frames are the worker's. */
  #carry(frames: Frames, ear?: Ear): void {
    const { sender, receiver } = this.#transceiver ?? {};
    if (!sender || !receiver) throw new Error('A browser without a way for audio.');
    const { mediaId } = this.peer;
    frames.seal(sender, 'audio');
    frames.open(receiver, 'audio', mediaId);
    this.#ear = ear ?? this.#parts.ear(receiver.track, mediaId);
    this.#ear.deafen(this.#isQuiet);
  }

  #changed(): void {
    const isOpen = this.#connection.connectionState === 'connected';
    const isOver = /disconnected|failed|closed/.test(this.#connection.connectionState);
    if (!isOpen && !isOver) return;
    this.#isOpen = isOpen;
    this.#parts.told(isOpen);
  }

  async #gathered(): Promise<PeerEnd> {
    const connection = this.#connection;
    await new Promise<void>((resolve) => {
      const look = () => connection.iceGatheringState === 'complete' && resolve();
      connection.onicegatheringstatechange = look;
      this.#parts.clock.after(gatherMs, resolve);
      look();
    });
    return peerEndOf(connection.localDescription?.sdp ?? '');
  }
}
