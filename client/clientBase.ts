// What every part of one client stands on: its store, its ways to the server, its time, and whose
// device it is.

import type { AccountId } from '#protocol';
import type { Chores } from './chores.ts';
import type { ClientClock } from './clock.ts';
import type { Events } from './events.ts';
import type { KeyedLock } from './keyedLock.ts';
import type { Store } from './store/store.ts';
import type { ByteAnswer, ByteAsk, HttpAnswer, HttpAsk, Transport } from './transport/transport.ts';

export interface ClientBase {
  readonly store: Store;
  readonly transport: Transport;
  /** Any route of the server, with the password and outside of the connection. */
  readonly http: (ask: HttpAsk) => Promise<HttpAnswer>;
  /** The same, of routes that answer with bytes, and by fresh proof where it is wanted. */
  readonly freshBytes: (ask: ByteAsk) => Promise<ByteAnswer>;
  /** Any route of the server, outside of the connection and without saying who asks. */
  readonly nameless: (ask: HttpAsk) => Promise<HttpAnswer>;
  /** What its timers throw is told as `trouble`. */
  readonly clock: ClientClock;
  readonly events: Events;
  readonly chores: Chores;
  /** One lock for each account: whoever turns a ratchet with it holds this. */
  readonly ratchets: KeyedLock;
  readonly account: AccountId;
  readonly device: number;
}
