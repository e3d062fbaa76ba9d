// What the parts of one client share.

import type { AccountId } from '#protocol';
import type { Blobs } from './blobs/blobs.ts';
import type { Chores } from './chores.ts';
import type { ClientClock } from './clock.ts';
import type { Contacts } from './contacts/contacts.ts';
import type { ProfileKeys } from './contacts/profileKeys.ts';
import type { Keeper } from './conversation/keeper.ts';
import type { Events } from './events.ts';
import type { History } from './history/history.ts';
import type { KeyedLock } from './keyedLock.ts';
import type { Profiles } from './profiles/profiles.ts';
import type { SealedSender } from './sealed/sealed.ts';
import type { AccountRecord } from './record/accountRecord.ts';
import type { Store } from './store/store.ts';
import type { HttpAnswer, HttpAsk, Transport } from './transport/transport.ts';

export interface ClientContext {
  readonly store: Store;
  readonly transport: Transport;
  /** Any route of the server, with the password and outside of the connection. */
  readonly http: (ask: HttpAsk) => Promise<HttpAnswer>;
  /** Any route of the server, outside of the connection and without saying who asks. */
  readonly nameless: (ask: HttpAsk) => Promise<HttpAnswer>;
  /** What is too large for a message. */
  readonly blobs: Blobs;
  /** How what is sent leaves. */
  readonly sealed: SealedSender;
  /** What the account's devices keep together. */
  readonly record: AccountRecord;
  /** What people say of themselves. */
  readonly profiles: Profiles;
  /** Whom this account hears, and whom it tells of itself. */
  readonly contacts: Contacts;
  readonly profileKeys: ProfileKeys;
  /** What its timers throw is told as `trouble`. */
  readonly clock: ClientClock;
  readonly events: Events;
  readonly chores: Chores;
  /** What was said before a device was linked. */
  readonly history: History;
  /** What was said, by whomever. */
  readonly conversations: Keeper;
  /** By account: whoever turns a ratchet with it holds this. */
  readonly ratchets: KeyedLock;
  readonly account: AccountId;
  readonly pni: string;
  readonly device: number;
}
