// Carries the frames of calls by a page that is connected: this process has the signalling and the
// identity, the page has the microphone, and of keys those of media alone.

import { z } from 'zod';
import type { CallSecure, MediaAddress, MediaCodecInfo, MediaKind } from '#protocol';
import { peerCandidatesMax } from '#protocol';
import { toBase64, wipe } from '../bytes.ts';
import { frameEngine } from '../calls/mediaEngine.ts';
import type {
  HeardStream,
  MediaEngine,
  MediaOptions,
  MediaPeers,
  MediaPlace,
  MediaStream,
  RelaysAlone,
} from '../calls/mediaEngine.ts';
import { systemClock } from '../clock.ts';
import { isKeyName, isUpTo, mediaIdMax } from '../media/keyName.ts';
import type { KeyName } from '../media/keyName.ts';
import type { MediaAsks, MediaOrders, MediaTold } from '../media/mediaWords.ts';
import type { Bytes } from '../media/sframe.ts';
import { RpcError, rpcCodes } from './wire.ts';

/** A page that has not connected by then does not. */
const connectWaitMs = 10_000;

/** What a page is connected by; a `Peer`. */
export interface MediaPage {
  call(method: string, params: object): Promise<unknown>;
  notify(method: string, params: object): void;
  /** It carries no media: it is in the call, says nothing and hears nothing. */
  readonly isSilent?: boolean;
}

/** The page that carries a call. `hasPeers`: it goes direct ways, where it is asked to. */
export interface Carriage {
  readonly page: MediaPage;
  readonly hasPeers: boolean;
}

const fingerprint = z.object({ algorithm: z.string(), value: z.string() });
const peerEnd = z.object({
  ice: z.object({ usernameFragment: z.string(), password: z.string() }),
  fingerprints: z.array(fingerprint).min(1).max(4),
  ssrc: z.number().int().min(1).max(0xffff_ffff),
  payloadType: z.number().int().min(0).max(127),
  candidates: z.array(z.string().max(320)).max(peerCandidatesMax),
});
const answers = {
  'media.connect': z.object({
    role: z.enum(['client', 'server']),
    fingerprints: z.array(fingerprint).min(1).max(8),
  }),
  'media.speak': z.object({
    ssrc: z.number().int().min(1).max(0xffff_ffff),
    payloadType: z.number().int().min(0).max(127),
  }),
  'media.peerOffer': peerEnd,
  'media.peerAnswer': peerEnd,
} satisfies { readonly [Name in keyof MediaAsks]: z.ZodType<MediaAsks[Name]['answer']> };

const ofPlace = { place: z.number() };
const told = {
  'media.spent': z.object({ ...ofPlace, name: z.custom<KeyName>(isKeyName) }),
  'media.missing': z.object({
    ...ofPlace,
    mediaId: z.custom<number>((said) => isUpTo(mediaIdMax, said)),
  }),
  'media.lost': z.object(ofPlace),
  'media.peer': z.object({
    ...ofPlace,
    peer: z.object({ mediaId: z.number().int(), attempt: z.number().int() }),
    isOpen: z.boolean(),
  }),
} satisfies { readonly [Name in keyof MediaTold]: z.ZodType<MediaTold[Name]> };

/** What a page may say without being asked. */
export const mediaWords: readonly string[] = Object.keys(told);

/** What is in any of them. */
type AnyWord = MediaTold['media.lost'] &
  Partial<MediaTold['media.spent'] & MediaTold['media.missing'] & MediaTold['media.peer']>;

/** Asks of each call the page that took it. */
export class RemoteEngine implements MediaEngine {
  readonly #carriageOf: (callId: string) => Carriage | undefined;
  readonly #places = new Map<number, RemotePlace>();
  #last = 0;

  constructor(carriageOf: (callId: string) => Carriage | undefined) {
    this.#carriageOf = carriageOf;
  }

  hasPeers(callId: string): boolean {
    const { page, hasPeers = false } = this.#carriageOf(callId) ?? {};
    return hasPeers && !page?.isSilent;
  }

  open(options: MediaOptions): MediaPlace {
    const carriage = this.#carriageOf(options.callId);
    if (carriage?.page.isSilent) return frameEngine.open(options);
    this.#last += 1;
    const number = this.#last;
    const place = new RemotePlace(number, options, carriage, () => this.#places.delete(number));
    this.#places.set(number, place);
    return place;
  }

  /** What a page says by itself; anything else, or of the place of another page, is nothing. */
  heard(name: string, word: unknown, page: MediaPage): void {
    if (!Object.hasOwn(told, name)) return;
    const kind = name as keyof MediaTold;
    const read = told[kind].safeParse(word);
    const place = read.success ? this.#places.get(read.data.place) : undefined;
    if (read.success && place?.page === page) place.heard(kind, read.data);
  }
}

export class RemotePlace implements MediaPlace {
  readonly peers?: MediaPeers;
  readonly page: MediaPage | undefined;
  readonly #place: number;
  readonly #options: MediaOptions;
  readonly #closed: () => void;
  #isClosed = false;

  constructor(
    place: number,
    options: MediaOptions,
    carriage: Carriage | undefined,
    closed: () => void,
  ) {
    this.page = carriage?.page;
    this.#place = place;
    this.#options = options;
    this.#closed = closed;
    const { callId, mediaId } = options;
    if (carriage?.hasPeers) this.peers = this.#newPeers();
    this.#order('media.open', { callId, mediaId });
  }

  connect(
    address: MediaAddress,
    codecs: readonly MediaCodecInfo[],
    relays?: RelaysAlone,
  ): Promise<Omit<CallSecure, 'call'>> {
    const late = Promise.withResolvers<never>();
    const timer = systemClock.after(connectWaitMs, () => late.reject(noPage()));
    const answered = this.#ask('media.connect', { address, codecs, ...(relays && { relays }) });
    return Promise.race([answered, late.promise]).finally(() => timer.cancel());
  }

  /** Waits as long as the person thinks about the microphone. */
  speak(kind: MediaKind): Promise<MediaStream> {
    return this.#ask('media.speak', { kind });
  }

  mute(muted: boolean): void {
    this.#order('media.mute', { muted });
  }

  deafen(deaf: boolean): void {
    this.#order('media.deafen', { deaf });
  }

  hear(stream: HeardStream): void {
    this.#order('media.hear', { stream });
  }

  unhear(source: number): void {
    this.#order('media.unhear', { source });
  }

  /** The base is overwritten here: it is the page's from now on. */
  sealWith(name: KeyName, base: Bytes): void {
    this.#order('media.sealWith', { name, base: toBase64(base) });
    wipe(base);
  }

  openWith(name: KeyName, base: Bytes): void {
    this.#order('media.openWith', { name, base: toBase64(base) });
    wipe(base);
  }

  stopSealing(): void {
    this.#order('media.stopSealing', {});
  }

  forget(mediaId: number): void {
    this.#order('media.forget', { mediaId });
  }

  /** The page's worker drops by itself what is over. */
  sweep(): void {}

  close(): void {
    this.#order('media.close', {});
    this.#isClosed = true;
    this.#closed();
  }

  heard(name: keyof MediaTold, word: AnyWord): void {
    const { spent, missing, lost, peer } = this.#options;
    if (name === 'media.lost') lost();
    else if (word.peer) peer?.(word.peer, word.isOpen ?? false);
    else if (word.name) spent(word.name);
    else if (word.mediaId !== undefined) missing(word.mediaId);
  }

  #newPeers(): MediaPeers {
    return {
      offer: (peer, by) => this.#ask('media.peerOffer', { peer, by }),
      answer: (peer, theirs, by) => this.#ask('media.peerAnswer', { peer, theirs, by }),
      take: (peer, theirs) => this.#order('media.peerTake', { peer, theirs }),
      close: (peer) => this.#order('media.peerClose', { peer }),
      quieten: (mediaIds) => this.#order('media.peerQuieten', { mediaIds }),
      goBy: (way) => this.#order('media.goBy', { way }),
    };
  }

  #order<Name extends keyof MediaOrders>(name: Name, order: Omit<MediaOrders[Name], 'place'>) {
    // What its keys still do is of no place any more.
    if (!this.#isClosed) this.page?.notify(name, { ...order, place: this.#place });
  }

  async #ask<Name extends keyof MediaAsks>(
    name: Name,
    asked: Omit<MediaAsks[Name]['asked'], 'place'>,
  ): Promise<MediaAsks[Name]['answer']> {
    if (!this.page) throw noPage();
    const said = await this.page.call(name, { ...asked, place: this.#place });
    const answer = answers[name].safeParse(said);
    if (!answer.success) throw new RpcError(rpcCodes.params, `An answer to ${name} that is none.`);
    return answer.data as MediaAsks[Name]['answer'];
  }
}

const noPage = () =>
  new RpcError(rpcCodes.refused, 'No page carries this call.', { code: 'call.elsewhere' });
