// What stands behind a page: the process that holds the profile, this one or another.

import { findHolder } from '../daemon/door.ts';
import type { Peer, Serving } from '../daemon/peer.ts';
import { PeerGone } from '../daemon/peer.ts';
import { RpcError, rpcCodes } from '../daemon/wire.ts';
import type { Wall } from './wall.ts';

/** Answers one page for as long as that is there. */
export interface Behind {
  /** Null where there is no profile yet. */
  readonly profile: string | null;
  readonly serving: Serving;
  /** What of it pages are let through to. */
  readonly wall: Wall;
  /** The page has gone. */
  end?(): void;
}

/** Nothing where nobody holds the profile just now. `page`: for what is asked of it. */
export type OpenBehind = (page: Peer) => Promise<Behind | undefined>;

/** Another process of this machine holds the profile. */
export const bridged =
  (profile: string, folder: string, wall: Wall): OpenBehind =>
  async (page) => {
    const found = await findHolder(folder, {
      answer: (method, params) => page.call(method, params as object),
      heard: (method, params) => page.notify(method, params as object),
      said: gone,
    });
    if (!found) return undefined;
    const { peer } = found;
    // The page comes again, and finds whoever holds it then.
    void peer.ended.then(() => page.close());
    const serving: Serving = {
      answer: (method, params) => peer.call(method, params as object),
      heard: (method, params) => peer.notify(method, params as object),
      said: gone,
    };
    return { profile, serving, wall, end: () => peer.close() };
  };

/** Stands for failures that are no answer of the other side. */
function gone(error: unknown): RpcError {
  const words = error instanceof PeerGone ? error.message : 'That failed.';
  return new RpcError(rpcCodes.internal, words, { code: 'daemon.ended' });
}
