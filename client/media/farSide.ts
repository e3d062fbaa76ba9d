// The side of a page in calls whose keys and signalling are elsewhere on the machine: does with the
// engine of the page what that side asks, and tells it what the frames lack.

import { steadyNow, systemClock } from '../clock.ts';
import type { MediaAsks, MediaOrders, MediaTold } from './mediaWords.ts';
import type { PageEngine } from './pageEngine.ts';
import type { PagePlace } from './pagePlace.ts';
import type { Bytes } from './sframe.ts';

/** Says a word to the other side. */
export type Tell = <Name extends keyof MediaTold>(name: Name, word: MediaTold[Name]) => void;

type Doing = {
  readonly [Name in keyof MediaOrders]: (order: MediaOrders[Name]) => unknown;
} & {
  readonly [Name in keyof MediaAsks]: (
    asked: MediaAsks[Name]['asked'],
  ) => Promise<MediaAsks[Name]['answer']>;
};

/** Carries what one connection asks for, as long as the connection to it lasts. */
export class FarSide {
  readonly #engine: PageEngine;
  readonly #tell: Tell;
  readonly #places = new Map<number, PagePlace>();
  readonly #doing: Doing = {
    'media.open': ({ place, callId, mediaId }) => this.#open(place, callId, mediaId),
    'media.connect': ({ place, address, codecs, relays }) =>
      this.#at(place).connect(address, codecs, relays),
    'media.speak': ({ place, kind }) => this.#at(place).speak(kind),
    'media.sealWith': ({ place, name, base }) => this.#at(place).sealWith(name, bytesOf(base)),
    'media.openWith': ({ place, name, base }) => this.#at(place).openWith(name, bytesOf(base)),
    'media.stopSealing': ({ place }) => this.#at(place).stopSealing(),
    'media.forget': ({ place, mediaId }) => this.#at(place).forget(mediaId),
    'media.hear': ({ place, stream }) => this.#at(place).hear(stream),
    'media.unhear': ({ place, source }) => this.#at(place).unhear(source),
    'media.mute': ({ place, muted }) => this.#at(place).mute(muted),
    'media.deafen': ({ place, deaf }) => this.#at(place).deafen(deaf),
    'media.peerOffer': ({ place, peer, by }) => this.#at(place).peers.offer(peer, by),
    'media.peerAnswer': ({ place, peer, theirs, by }) =>
      this.#at(place).peers.answer(peer, theirs, by),
    'media.peerTake': ({ place, peer, theirs }) => this.#at(place).peers.take(peer, theirs),
    'media.peerClose': ({ place, peer }) => this.#at(place).peers.close(peer),
    'media.peerQuieten': ({ place, mediaIds }) => this.#at(place).peers.quieten(mediaIds),
    'media.goBy': ({ place, way }) => this.#at(place).peers.goBy(way),
    'media.close': ({ place }) => this.#close(place),
  };

  constructor(engine: PageEngine, tell: Tell) {
    this.#engine = engine;
    this.#tell = tell;
  }

  /** What the other side may ask, or tell. */
  get words(): readonly string[] {
    return Object.keys(this.#doing);
  }

  /**
   * Does what a word of the other side asks, and returns what answers it. Throws for a word or a
   * place that is none, and what the browser says.
   */
  heed(name: string, word: unknown): unknown {
    if (!Object.hasOwn(this.#doing, name)) throw new Error(`There is nothing like ${name}.`);
    const doing = this.#doing[name as keyof Doing] as (word: unknown) => unknown;
    return doing(word);
  }

  /** The other side is gone: nothing is said or heard any more. */
  close(): void {
    for (const place of [...this.#places.keys()]) this.#close(place);
  }

  #open(place: number, callId: string, mediaId: number): void {
    this.#close(place);
    const opened = this.#engine.open({
      ...{ callId, mediaId, now: () => steadyNow(systemClock) },
      spent: (name) => this.#tell('media.spent', { place, name }),
      missing: (sender) => this.#tell('media.missing', { place, mediaId: sender }),
      lost: () => this.#tell('media.lost', { place }),
      peer: (peer, isOpen) => this.#tell('media.peer', { place, peer, isOpen }),
    });
    this.#places.set(place, opened);
  }

  #close(place: number): void {
    this.#places.get(place)?.close();
    this.#places.delete(place);
  }

  #at(place: number): PagePlace {
    const found = this.#places.get(place);
    if (!found) throw new Error('There is no such place.');
    return found;
  }
}

function bytesOf(base64: string): Bytes {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
