// Carries the frames of calls in a page: by RTCPeerConnection to the relay, with the microphone and
// the loudspeaker that the person has chosen. A module for the browser, without Node.

import type { MediaEngine, MediaOptions } from '../calls/mediaEngine.ts';
import { steadied, systemClock } from '../clock.ts';
import { openEar } from './loudspeaker.ts';
import { openMicrophone, plainWish } from './microphone.ts';
import type { MicrophoneWish } from './microphone.ts';
import { PagePlace } from './pagePlace.ts';
import type { PageParts } from './pagePlace.ts';

/** What a page must give, and what it may give in the place of the browser's own. */
export type PageEngineOptions = Pick<PageParts, 'worker' | 'told' | 'failed'> &
  Partial<Pick<PageParts, 'ear' | 'clock'>>;

export class PageEngine implements MediaEngine<PagePlace> {
  readonly #parts: PageParts;
  readonly #places = new Set<PagePlace>();
  #wish = plainWish;
  #loudspeaker: string | undefined;

  constructor(options: PageEngineOptions) {
    const { ear = openEar, clock = systemClock } = options;
    this.#parts = {
      ...options,
      clock: steadied(clock),
      microphone: () => openMicrophone(this.#wish),
      ear: (track, mediaId) => {
        const opened = ear(track, mediaId);
        opened.use(this.#loudspeaker).catch(options.failed);
        return opened;
      },
      closed: (place) => this.#places.delete(place),
    };
  }

  open(options: MediaOptions): PagePlace {
    const place = new PagePlace(options, this.#parts);
    this.#places.add(place);
    return place;
  }

  /** How the microphone is; of calls that last, at once. Refuses: what `getUserMedia` says. */
  async useMicrophone(wish: Partial<MicrophoneWish>): Promise<void> {
    this.#wish = { ...this.#wish, ...wish };
    await Promise.all([...this.#places].map((place) => place.changeMicrophone()));
  }

  /** Refuses: what `setSinkId` says. */
  async useLoudspeaker(device: string | undefined): Promise<void> {
    this.#loudspeaker = device;
    await Promise.all([...this.#places].map((place) => place.changeLoudspeaker(device)));
  }
}
