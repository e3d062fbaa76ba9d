// One page that is connected: nothing of it is heard before it has entered.

import { systemClock, turn } from '../clock.ts';
import type { Peer, Serving } from '../daemon/peer.ts';
import { RpcError, rpcCodes } from '../daemon/wire.ts';
import type { Behind, OpenBehind } from './behind.ts';
import type { Pass } from './pass.ts';
import { checkAsked } from './wall.ts';

/** A page says its token first of all. */
export const enterWaitMs = 5_000;

export class Visit implements Serving {
  readonly #pass: Pass;
  readonly #open: OpenBehind;
  #behind: Behind | undefined;
  #hasTried = false;

  constructor(pass: Pass, open: OpenBehind) {
    this.#pass = pass;
    this.#open = open;
  }

  /** Ends it when it has not entered in time. */
  begin(peer: Peer): void {
    const late = systemClock.after(enterWaitMs, () => {
      if (!this.#behind) peer.close();
    });
    void peer.ended.then(() => {
      late.cancel();
      this.#behind?.end?.();
    });
  }

  /** Refuses: desk.closed before the page has entered, and ends it; desk.forbidden. */
  async answer(method: string, params: unknown, peer: Peer): Promise<unknown> {
    if (this.#behind) {
      checkAsked(this.#behind.wall, method, params);
      return this.#behind.serving.answer(method, params, peer);
    }
    if (method === 'desk.enter' && !this.#hasTried) return this.#enter(params, peer);
    throw refusedTo(peer, 'desk.closed', 'This page has not entered: open the link again.');
  }

  heard(method: string, params: unknown, peer: Peer): void {
    if (!this.#behind) peer.close();
    else if (this.#behind.wall.tells.has(method)) this.#behind.serving.heard(method, params, peer);
  }

  said(error: unknown): RpcError {
    if (this.#behind) return this.#behind.serving.said(error);
    return new RpcError(rpcCodes.internal, 'That failed.');
  }

  async #enter(params: unknown, peer: Peer): Promise<object> {
    this.#hasTried = true;
    const shown = params as object;
    if (!this.#pass.knows(shown)) throw usedTo(peer);
    const behind = await this.#open(peer);
    if (!behind) throw refusedTo(peer, 'daemon.ended', 'Nobody holds the profile just now.');
    // A link that has led nobody anywhere is not used up.
    const session = peer.isOver ? undefined : this.#pass.enter(shown);
    if (session === undefined) {
      behind.end?.();
      throw usedTo(peer);
    }
    this.#behind = behind;
    return { session, profile: behind.profile };
  }
}

const usedTo = (peer: Peer) =>
  refusedTo(peer, 'desk.refused', 'This link was used already, or is none: aldis desk.');

/** The page is told before it is let go. */
function refusedTo(peer: Peer, code: string, words: string): RpcError {
  void turn().then(() => peer.close());
  return new RpcError(rpcCodes.refused, words, { code });
}
