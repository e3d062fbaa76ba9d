// A simulated device's place in a call: the SDK's keys and frames, and the device's own way to the
// media worker.

import type { HeardStream, MediaOptions, MediaStream, Track } from '#client';
import { FramePlace } from '#client';
import type { DeviceEndParts } from '../voice/deviceEnd.ts';
import { DeviceEnd } from '../voice/deviceEnd.ts';
import type { RtpPacket } from '../voice/srtp.ts';
import type { MediaAddress } from '#protocol';
import type { HeardStreamBook } from './ledger.ts';

/** A packet that came, and its number in its stream. */
interface Arrival {
  readonly index: number;
  readonly payload: Buffer;
}

/** What is done with what a device hears. */
export interface Ear {
  /** A book for a stream that begins; its talker by the number of the place. */
  begins(mediaId: number): HeardStreamBook;
  /** A packet of it came, for the first time. */
  arrived(mediaId: number, payload: Buffer, book: HeardStreamBook): void;
  /** False: it is left as it is. */
  wants(index: number): boolean;
  opened(mediaId: number, bytes: Uint8Array, index: number, book: HeardStreamBook): void;
  ends(mediaId: number, book: HeardStreamBook): void;
}

interface Hearing {
  readonly source: number;
  readonly mediaId: number;
  readonly track: Track<Arrival>;
  readonly book: HeardStreamBook;
}

export interface PlaceParts extends Omit<DeviceEndParts, 'heard'> {
  readonly ear: Ear;
}

const payloadType = 111;

export class RtpPlace extends FramePlace {
  /** Where the media worker is. */
  address = '';
  port = 0;
  readonly #parts: PlaceParts;
  readonly #end: DeviceEnd;
  readonly #hearings = new Map<number, Hearing>();
  #stream: MediaStream | undefined;

  constructor(options: MediaOptions, parts: PlaceParts) {
    super(options);
    this.#parts = parts;
    this.#end = new DeviceEnd({ ...parts, heard: (packet) => this.#take(packet) });
  }

  override async connect(address: MediaAddress) {
    const candidate = address.candidates.find(({ protocol }) => protocol === 'udp');
    [this.address, this.port] = [candidate?.address ?? '', candidate?.port ?? 0];
    await this.#end.connect(address);
    const fingerprints = [{ algorithm: 'sha-256', value: this.#parts.identity.fingerprint }];
    return { role: 'client' as const, fingerprints };
  }

  override speak(): MediaStream {
    this.#stream ??= { ...super.speak(), payloadType };
    return this.#stream;
  }

  override hear({ source, ssrc, mediaId, kind }: HeardStream): void {
    const { ear } = this.#parts;
    const book = ear.begins(mediaId);
    const track = this.frames.track<Arrival>({
      ...{ mediaId, kind, bytesOf: ({ payload }) => new Uint8Array(payload) },
      opened: ({ index }, bytes) => ear.opened(mediaId, bytes, index, book),
    });
    this.#hearings.set(ssrc, { source, mediaId, track, book });
  }

  override unhear(source: number): void {
    for (const [ssrc, hearing] of this.#hearings) {
      if (hearing.source !== source) continue;
      hearing.track.end();
      this.#parts.ear.ends(hearing.mediaId, hearing.book);
      this.#hearings.delete(ssrc);
    }
  }

  override close(): void {
    for (const { source } of this.#hearings.values()) this.unhear(source);
    this.#end.close();
    super.close();
  }

  /** Says one frame; false where there is no key or no way yet. */
  async say(frame: Uint8Array<ArrayBuffer>, timestamp: number): Promise<boolean> {
    const stream = this.#stream;
    if (!stream || !this.#end.isSecured) return false;
    const sealed = await this.frames.seal('audio', frame);
    return sealed !== undefined && this.#end.send({ ...stream, timestamp }, Buffer.from(sealed));
  }

  #take({ ssrc, sequence, payload }: RtpPacket): void {
    const hearing = this.#hearings.get(ssrc);
    if (!hearing) return;
    const { mediaId, book, track } = hearing;
    const { index, isNew } = book.arrive(sequence);
    const { ear } = this.#parts;
    if (isNew) ear.arrived(mediaId, payload, book);
    if (!ear.wants(index)) return;
    // One that came again is for the SDK to refuse.
    if (isNew) book.tried(index);
    void track.hear({ index, payload });
  }
}
