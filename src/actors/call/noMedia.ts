// The host of media where there is none.

import { refuse } from '#protocol';
import type { MediaHost } from './media.ts';

const none = async () => refuse('media.unavailable');

/** Refuses everything with media.unavailable. */
export function noMedia(): MediaHost {
  return {
    codecs: [],
    enter: none,
    secure: none,
    send: none,
    hear: none,
    unhear: none,
    silence: none,
    leave() {},
    close() {},
    onLost() {},
  };
}
