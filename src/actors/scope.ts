// What every actor of a shard works with: the ports, and leave to act.

import type { GroupKeys } from '#crypto';
import type { Clock, Log } from '#runtime';
import type {
  AccountStore,
  AvatarHolds,
  Departures,
  DeliveryPort,
  EnvelopeQueue,
  GroupStore,
  MediaHost,
  PreKeyStore,
  ProfileStore,
  RecordRemover,
  RelationStore,
  Tombstones,
  UsernameRemover,
  Wakes,
} from './ports.ts';
import type { FencingToken } from '#protocol';

/** The ports the domain works through. */
export interface Services {
  readonly accounts: AccountStore;
  readonly preKeys: PreKeyStore;
  readonly queue: EnvelopeQueue;
  readonly relations: RelationStore;
  readonly records: RecordRemover;
  readonly usernames: UsernameRemover;
  readonly profiles: ProfileStore;
  readonly tombstones: Tombstones;
  readonly avatars: AvatarHolds;
  readonly groups: GroupStore;
  readonly groupKeys: Pick<GroupKeys, 'sign' | 'endorse'>;
  readonly media: MediaHost;
  readonly delivery: DeliveryPort;
  readonly departures: Departures;
  readonly wakes: Wakes;
  readonly clock: Clock;
  readonly log: Log;
}

/** A shard as its actors see it. */
export interface ShardScope {
  readonly services: Services;
  readonly token: FencingToken;
  /** When this worker began to serve the shard, by its monotonic clock. */
  readonly openedAtMs: number;
  readonly mailboxLengthMax: number;
  /** False once another worker may own the shard. Asked before every effect that writes. */
  mayAct(): boolean;
  /** A store knows a newer owner: this worker stops to serve the shard. */
  lose(): void;
}

/** Local limits of a shard's actors. */
export interface ShardOptions {
  readonly mailboxLengthMax: number;
  readonly passivateMs: number;
}
