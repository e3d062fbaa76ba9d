// What hosts of media ask of each other about parts of rooms that one has on media workers of
// another. The asker gives everything its number; ids of sources are the media workers' own.

import type { DeviceDtls, MediaSending } from '#ports';
import type { MediaKind } from '#protocol';
import type { PipedStream } from './engine.ts';

interface OfRouter {
  readonly router: number;
}

interface OfPlace extends OfRouter {
  readonly place: number;
}

interface OfPipe extends OfRouter {
  readonly pipe: number;
}

/** Where an end of a pipe is; its key is sealed for whoever it is told. */
export interface ToldPipe {
  readonly ip: string;
  readonly port: number;
  readonly key?: Uint8Array;
}

/** About a part itself, and the media workers that parts are on. */
type PartQuestion =
  | { readonly ask: 'offers' }
  | ({ readonly ask: 'open'; readonly worker: number } & OfRouter)
  | ({ readonly ask: 'close' } & OfRouter)
  /** Whether that media worker still runs; and which parts on it are still wanted. */
  | { readonly ask: 'probe'; readonly worker: number; readonly routers: readonly number[] }
  /** By whoever lends it: that media worker has ended, or will soon. */
  | { readonly ask: 'ended'; readonly worker: number };

export type PlaceQuestion =
  | ({ readonly ask: 'enter' } & OfPlace)
  | ({ readonly ask: 'leave' } & OfPlace)
  | ({ readonly ask: 'secure'; readonly dtls: DeviceDtls } & OfPlace)
  | ({ readonly ask: 'send'; readonly sending: MediaSending } & OfPlace)
  | ({ readonly ask: 'silence'; readonly source: string; readonly isSilent: boolean } & OfPlace)
  | ({ readonly ask: 'hear'; readonly source: string; readonly kind: MediaKind } & OfPlace)
  | ({ readonly ask: 'unhear'; readonly source: string } & OfPlace);

export type PipeQuestion =
  | ({ readonly ask: 'pipe'; readonly isNear: boolean } & OfPipe)
  | ({ readonly ask: 'connect'; readonly to: ToldPipe } & OfPipe)
  | ({ readonly ask: 'give'; readonly source: string } & OfPipe)
  | ({ readonly ask: 'take'; readonly stream: PipedStream } & OfPipe)
  | ({ readonly ask: 'drop'; readonly source: string } & OfPipe)
  | ({ readonly ask: 'unpipe' } & OfPipe);

export type MediaQuestion = PartQuestion | PlaceQuestion | PipeQuestion;

/** A media worker that has room. */
export interface Offer {
  readonly worker: number;
  readonly places: number;
  readonly hearings: number;
}

export interface Offers {
  readonly workers: readonly Offer[];
  /** Other machines reach its pipes. */
  readonly isReached: boolean;
}

/**
 * `leaving`: it will end soon; whoever has places there is to go. `gone`: it has ended, or a part
 * on it that was asked about has.
 */
export type Sign = 'runs' | 'leaving' | 'gone';
