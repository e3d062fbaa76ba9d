// What happens with a profile, told to those who asked for it, by the names of the SDK's events.

import type { Peer } from '../daemon/peer.ts';
import type { AldisClient, ClientEvents } from '../index.ts';

type Name = keyof ClientEvents;

export class Telling {
  readonly #client: AldisClient;
  readonly #told = new Map<Peer, Map<Name, () => void>>();

  constructor(client: AldisClient) {
    this.#client = client;
  }

  /** Returns all that the caller is told of. */
  begin(peer: Peer, names: readonly Name[]): Name[] {
    const told = this.#told.get(peer) ?? new Map<Name, () => void>();
    if (!this.#told.has(peer)) {
      this.#told.set(peer, told);
      void peer.ended.then(() => this.end(peer, [...told.keys()]));
    }
    for (const name of names) {
      if (told.has(name)) continue;
      const off = this.#client.on(name, (event) => peer.notify(`event.${name}`, jsonOf(event)));
      told.set(name, off);
    }
    return [...told.keys()];
  }

  /** The same. */
  end(peer: Peer, names: readonly Name[]): Name[] {
    const told = this.#told.get(peer) ?? new Map<Name, () => void>();
    for (const name of names) {
      told.get(name)?.();
      told.delete(name);
    }
    if (told.size === 0) this.#told.delete(peer);
    return [...told.keys()];
  }
}

/** Bytes as base64, an error as its message and code. */
function jsonOf(event: ClientEvents[Name]): object {
  if (event === null) return {};
  if (event instanceof Error) {
    const { message } = event;
    return 'code' in event ? { code: event.code, message } : { message };
  }
  if (!('payload' in event)) return event;
  return { ...event, payload: Buffer.from(event.payload).toString('base64') };
}
