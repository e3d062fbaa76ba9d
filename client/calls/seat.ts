// A place in a call, and what belongs to it: who is there, the keys of the frames, the media, and
// whose streams are heard. A place that is lost takes all of it along.

import type { AccountId, CallId, EventAnswer, EventBody } from '#protocol';
import type { ClientContext } from '../clientContext.ts';
import type { ClientClock } from '../clock.ts';
import { CallKeys } from '../media/callKeys.ts';
import type { CallPost } from './callPost.ts';
import type { CallTimers } from './callTimers.ts';
import { Greetings } from './greetings.ts';
import { Hearing } from './hearing.ts';
import type { MediaEngine, MediaPeers, MediaPlace, PeerRelays } from './mediaEngine.ts';
import { Peers } from './peers.ts';
import { Roster } from './roster.ts';
import type { Trust } from './roster.ts';

export interface SeatParts {
  readonly context: Pick<ClientContext, 'clock' | 'chores' | 'account'>;
  readonly post: Pick<CallPost, 'listen' | 'listenPeers' | 'send' | 'introduce' | 'sayPeer'>;
  /** Whose devices may see an address of this one; absent: all who may be in the call. */
  readonly mayMeet?: (account: AccountId) => boolean;
  /** What helps to a direct way. */
  readonly peerRelays?: () => Promise<PeerRelays>;
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
  /** Absent where the media have no direct ways. */
  readonly peers: Peers | undefined;
  readonly #hearing: Hearing;
  #isGone = false;
  /** The stream that this device sends, once the server has it. */
  source: number | undefined;
  /** It is just being said that it talks. */
  sending: Promise<void> | undefined;

  constructor(parts: SeatParts, of: OfCall, mediaId: number) {
    const { context, post, engine, trust } = parts;
    const { callId, clock } = of;
    this.mediaId = mediaId;
    this.media = engine.open({
      callId,
      mediaId,
      now: () => clock.now(),
      spent: (name) => this.keys.spent(name),
      missing: (sender) => this.keys.missing(sender),
      lost: () => this.keys.lost(),
      peer: (peer, isOpen) => this.peers?.told(peer, isOpen),
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
    this.peers = this.media.peers && this.#newPeers(this.media.peers, parts, of);
    this.#hearing = new Hearing({
      ...{ call: callId, media: this.media, ask: of.ask },
      isThere: () => !this.#isGone,
      run: (work) => context.chores.run(work),
      later: (delayMs, work) => of.timers.later(delayMs, work),
    });
  }

  #newPeers(
    media: MediaPeers,
    { context, post, peerRelays = noRelays, mayMeet = () => true }: SeatParts,
    { callId, clock }: OfCall,
  ): Peers {
    return new Peers({
      ...{ callId, mediaId: this.mediaId, clock, media, post, relays: peerRelays, mayMeet },
      failed: (error) => context.chores.failed(error),
    });
  }

  /** Who is there goes the direct way, or not. */
  goBy(): void {
    this.peers?.members(this.roster.isDirect, this.roster.participants);
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
    this.peers?.close();
    this.media.close();
  }
}

const noRelays = () => Promise.resolve({ relays: [], alone: false });
