// The direct ways from one place in a call: runs the decision about them, has the media do it, and
// says to each device in its session what it needs to know.

import { limits } from '#protocol';
import type { AccountId, CallId } from '#protocol';
import type { ClientClock } from '../clock.ts';
import type { CallDevice } from '../media/keyEvents.ts';
import type { CallPost } from './callPost.ts';
import type { MediaPeers, PeerName, PeerRelays } from './mediaEngine.ts';
import { decidePeers, newPeers, peersDueAtMs } from './peerWays.ts';
import type { PeerEffect, PeerNews, PeerWord } from './peerWays.ts';
import type { Participant } from './roster.ts';

export interface PeersParts {
  readonly callId: CallId;
  /** Our own number. */
  readonly mediaId: number;
  /** Never goes back. */
  readonly clock: ClientClock;
  readonly media: MediaPeers;
  readonly post: Pick<CallPost, 'sayPeer'>;
  /** Whose devices may see an address of this one. */
  readonly mayMeet: (account: AccountId) => boolean;
  /** What helps to a way; asked for with each. */
  readonly relays: () => Promise<PeerRelays>;
  /** Hears of what did not work. */
  readonly failed: (error: unknown) => void;
}

export class Peers {
  readonly #parts: PeersParts;
  #state;
  #timer: { cancel(): void } | undefined;
  #isClosed = false;

  constructor(parts: PeersParts) {
    this.#parts = parts;
    this.#state = newPeers(parts.mediaId);
  }

  /** By which way we send. */
  get way(): 'direct' | 'relay' {
    return this.#state.way;
  }

  /** Who is in the call now, and whether they may go directly. */
  members(isDirect: boolean, all: readonly Participant[]): void {
    if (this.#isClosed) return;
    const others = all.filter(({ isSelf }) => !isSelf);
    const peers = others.flatMap(({ mediaId, device, account }) => {
      const isPeer = account && this.#parts.mayMeet(account);
      return isPeer && device !== undefined ? [{ mediaId, device }] : [];
    });
    if (isDirect && others.length < limits.callDirectMax) {
      const muted = others.filter(({ sources }) => sources.every((one) => one.muted));
      this.#parts.media.quieten(muted.map(({ mediaId }) => mediaId));
    }
    this.#tell({ is: 'members', isDirect, others: others.length, peers });
  }

  /** What a device said in its session, of who may be in the call. */
  heard(from: CallDevice, word: PeerWord): void {
    this.#tell({ is: 'heard', from, word });
  }

  told(peer: PeerName, isOpen: boolean): void {
    this.#tell({ is: 'told', peer, isOpen });
  }

  /** The media close their ways themselves. */
  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
  }

  #tell(news: PeerNews): void {
    if (this.#isClosed) return;
    const { clock } = this.#parts;
    const nowMs = clock.now();
    const { state, effects } = decidePeers(this.#state, { ...news, nowMs });
    this.#state = state;
    this.#timer?.cancel();
    const due = peersDueAtMs(state);
    this.#timer =
      due === undefined
        ? undefined
        : clock.after(Math.max(0, due - nowMs), () => this.#tell({ is: 'tick' }));
    for (const effect of effects) this.#run(effect);
  }

  #run(effect: PeerEffect): void {
    const { media, post, callId, mediaId: own } = this.#parts;
    switch (effect.do) {
      case 'offer':
        void this.#make('offer', effect.peer, (by) => media.offer(effect.peer, by));
        break;
      case 'answer': {
        const { peer, end } = effect;
        void this.#make('answer', peer, (by) => media.answer(peer, end, by));
        break;
      }
      case 'take':
        this.#try(effect.peer, async () => media.take(effect.peer, effect.end));
        break;
      case 'say': {
        const { mediaId: to, ...word } = effect.word;
        post.sayPeer(effect.to, { ...word, callId, mediaId: own, to });
        break;
      }
      case 'close':
        media.close(effect.peer);
        break;
      case 'goBy':
        this.#try(undefined, async () => media.goBy(effect.way));
        break;
    }
  }

  async #make(
    said: PeerWord['said'],
    peer: PeerName,
    make: (by: PeerRelays) => Promise<PeerWord['end']>,
  ): Promise<void> {
    try {
      const by = await this.#parts.relays();
      // It may be over before it was begun.
      const way = this.#state.ways.get(peer.mediaId);
      if (way?.attempt !== peer.attempt || way.phase !== 'opening') return;
      const end = await make(by);
      this.#tell({ is: 'made', said, peer, end });
    } catch (error) {
      if (this.#isClosed) return;
      this.#parts.failed(error);
      this.#tell({ is: 'made', said, peer });
    }
  }

  #try(peer: PeerName | undefined, work: () => Promise<void>): void {
    work().catch((error: unknown) => {
      if (this.#isClosed) return;
      this.#parts.failed(error);
      if (peer) this.#tell({ is: 'told', peer, isOpen: false });
    });
  }
}
