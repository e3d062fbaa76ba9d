// What a page and its worker of media say to each other, and the reader of what a page says: keys
// go to the worker and never back.

import type { CallCounts, MediaKind } from './callFrames.ts';
import { baseKeyBytes } from './frameLimits.ts';
import { isKeyName, isUpTo, mediaIdMax } from './keyName.ts';
import type { KeyName } from './keyName.ts';
import type { Bytes } from './sframe.ts';

/** What the page says. */
export type PageWord =
  | { readonly do: 'sealWith' | 'openWith'; readonly name: KeyName; readonly base: Bytes }
  | { readonly do: 'stopSealing' }
  | { readonly do: 'forget'; readonly mediaId: number }
  /** Answered with the same number. */
  | { readonly do: 'count'; readonly ask: number };

/** What the worker says. */
export type WorkerWord =
  | { readonly is: 'spent'; readonly name: KeyName }
  | { readonly is: 'missing'; readonly mediaId: number }
  | { readonly is: 'counts'; readonly ask: number; readonly counts: CallCounts }
  /** A word or a track that is none, or a defect. */
  | { readonly is: 'fault' };

/** What a transform is made with. */
export type TrackWord =
  | { readonly side: 'seal'; readonly kind: MediaKind }
  | { readonly side: 'open'; readonly kind: MediaKind; readonly mediaId: number };

type Said = Readonly<Record<string, unknown>>;

/** Undefined for what is none. */
export function readPageWord(said: unknown): PageWord | undefined {
  if (!isObject(said)) return undefined;
  switch (said['do']) {
    case 'sealWith':
    case 'openWith': {
      const { name, base } = said;
      const isBase = base instanceof Uint8Array && base.length === baseKeyBytes;
      return isKeyName(name) && isBase ? { do: said['do'], name, base: base as Bytes } : undefined;
    }
    case 'stopSealing':
      return { do: 'stopSealing' };
    case 'forget': {
      const { mediaId } = said;
      return isUpTo(mediaIdMax, mediaId) ? { do: 'forget', mediaId } : undefined;
    }
    case 'count': {
      const { ask } = said;
      return isUpTo(Number.MAX_SAFE_INTEGER, ask) ? { do: 'count', ask } : undefined;
    }
    default:
      return undefined;
  }
}

export function readTrackWord(said: unknown): TrackWord | undefined {
  if (!isObject(said) || said['kind'] !== 'audio') return undefined;
  const { side, mediaId } = said;
  if (side === 'seal') return { side, kind: 'audio' };
  return side === 'open' && isUpTo(mediaIdMax, mediaId)
    ? { side, kind: 'audio', mediaId }
    : undefined;
}

const isObject = (said: unknown): said is Said => typeof said === 'object' && said !== null;
