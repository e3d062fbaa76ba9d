// A place in a call, and what belongs to it: who is there, the keys of the frames, the media, and
// whose streams are heard. A place that is lost takes all of it along.

import type { CallId, EventAnswer, EventBody } from '#protocol';
import type { ClientContext } from '../clientContext.ts';
import type { ClientClock } from '../clock.ts';
import { CallKeys } from '../media/callKeys.ts';
import type { CallPost } from './callPost.ts';
import type { CallTimers } from './callTimers.ts';
import { Greetings } from './greetings.ts';
import { Hearing } from './hearing.ts';
import type { MediaEngine, MediaPlace } from './mediaEngine.ts';
import { Roster } from './roster.ts';
import type { Trust } from './roster.ts';

export interface SeatParts {
  readonly context: Pick<ClientContext, 'clock' | 'chores' | 'account'>;
  readonly post: Pick<CallPost, 'listen' | 'send' | 'introduce'>;
  readonly engine: MediaEngine;
  readonly trust: Trust;
}

/** What a place has of its call. */
interface OfCall {
  readonly callId: CallId;
  /** Never goes back. */
  readonly clock: ClientClock;
  readonly timers: CallTimers;
  /** Throws NoAnswer. Refuses: what the server says. */
  readonly ask: <Name extends 'call:hear' | 'call:unhear'>(
    name: Name,
    body: EventBody<Name>,
  ) => Promise<EventAnswer<Name>>;
}

export class Seat {
  readonly mediaId: number;
  readonly roster: Roster;
  readonly keys: CallKeys;
  readonly media: MediaPlace;
  readonly greetings: Greetings;
  readonly #hearing: Hearing;
  #isGone = false;
  /** The stream that this device sends, once the server has it. */
  source: number | undefined;
  /** It is just being said that it talks. */
  sending: Promise<void> | undefined;

  constructor({ context, post, engine, trust }: SeatParts, of: OfCall, mediaId: number) {
    const { callId, clock } = of;
    this.mediaId = mediaId;
    this.media = engine.open({
      callId,
      mediaId,
      now: () => clock.now(),
      spent: (name) => this.keys.spent(name),
      missing: (sender) => this.keys.missing(sender),
      lost: () => this.keys.lost(),
    });
    this.keys = new CallKeys({
      ...{ callId, mediaId, clock, frames: this.media },
      send: (to, message) => post.send(to, message),
      failed: (error) => context.chores.failed(error),
    });
    this.roster = new Roster(trust, mediaId);
    this.greetings = new Greetings({
      post,
      roster: this.roster,
      clock: context.clock,
      ...{ callId, mediaId },
    });
    this.#hearing = new Hearing({
      ...{ call: callId, media: this.media, ask: of.ask },
      isThere: () => !this.#isGone,
      run: (work) => context.chores.run(work),
      later: (delayMs, work) => of.timers.later(delayMs, work),
    });
  }

  /** What those say whose voice is believed comes here, and nothing else. */
  hear(): void {
    const believed = this.roster.participants.filter(({ device }) => device !== undefined);
    const sources = believed.flatMap(({ mediaId, sources: all }) =>
      all.map(({ id }): [number, number] => [id, mediaId]),
    );
    this.#hearing.wish(new Map(sources));
  }

  /** Overwrites the keys and ends the media. */
  close(): void {
    this.#isGone = true;
    this.keys.close();
    this.media.close();
  }
}
