// What the domain needs from outside, in the domain's words. Each port has at least two twins
// (memory, Redis, LMDB, MongoDB) that pass one contract suite in test/contract. Those who are no
// actors enter it by the room of ports, where the ports that actors do not use are.
//
// A method that cannot reach its server throws Unreachable; whoever called turns it into the
// refusal server.unavailable. Any other throw is a defect.

import type {
  AccountId,
  BlobKey,
  CallId,
  ConnectionAddress,
  DeviceAddress,
  DeviceId,
  EnvelopeGuid,
  ErrorCode,
  FencingToken,
  GroupId,
  MediaId,
  MemberId,
  Notice,
  PhoneIdentityId,
  QueueGeneration,
  SecurityEvent,
  TopicId,
} from '#protocol';
import type {
  Account,
  DeviceLife,
  EcPreKey,
  IdentityKind,
  Login,
  Push,
  PushKind,
  QueueAddress,
  SignedPreKey,
} from './account/account.ts';
import type { MediaWord } from './call/media.ts';
import type { Relation, Writer } from './relations/decide.ts';

/** The store or bus cannot be reached just now; the outcome of a write is unknown. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  /** What a client hears of it. */
  readonly refusal: ErrorCode = 'server.unavailable';
}

/** The store has no room; nothing was written. */
export class StoreFull extends Unreachable {
  override readonly refusal = 'server.full';
}

/** Account documents, each with the fence of its last owner. Numbers and PNIs are unique. */
export interface AccountStore {
  /**
   * Raises the document's fence to the token and returns it, so that older owners can write no
   * more.
   */
  claim(id: AccountId, fence: FencingToken): Promise<Account | 'missing' | 'fenced'>;
  /** Inserts; `taken` when the id, number, PNI or name of its login is another document's. */
  create(account: Account, fence: FencingToken): Promise<'created' | 'taken'>;
  /**
   * Replaces the whole document unless its fence is newer. `taken` when the number, the PNI or the
   * name of its login is another document's: nothing was written. What it had and has no more is
   * free by the same write.
   */
  replace(
    account: Account,
    fence: FencingToken,
  ): Promise<'replaced' | 'missing' | 'fenced' | 'taken'>;
  remove(id: AccountId, fence: FencingToken): Promise<'removed' | 'missing' | 'fenced'>;
  /** False from its deletion on, whatever of it may still be left. */
  isThere(id: AccountId): Promise<boolean>;
  /** The keys of those accounts that there are, as their newest documents have them. */
  identityKeys(ids: readonly AccountId[]): Promise<ReadonlyMap<AccountId, Account['identityKeys']>>;
  findByNumber(number: string): Promise<{ id: AccountId; pni: PhoneIdentityId } | undefined>;
  findByPhoneIdentity(pni: PhoneIdentityId): Promise<AccountId | undefined>;
  /** Whose login has that name, and what it is; as whatever document was written last says. */
  findByLogin(name: string): Promise<OwnedLogin | undefined>;
  /**
   * Accounts with a linked device that was last seen on that day or before, by the day and then as
   * the store orders them, behind one of them or from the first.
   */
  idle(upToDay: number, behind: IdleAccount | undefined, limit: number): Promise<IdleAccount[]>;
}

/** A login, and the account that it lets in to. */
export interface OwnedLogin {
  readonly account: AccountId;
  readonly login: Login;
}

/** An account, and since when one of its linked devices has not connected. */
export interface IdleAccount {
  readonly id: AccountId;
  /** Days since the epoch. */
  readonly sinceDay: number;
}

/** One pool of one-time pre-keys. `ec` keys have no signature, `kem` keys have. */
export interface PreKeyPool extends DeviceLife {
  readonly identity: IdentityKind;
}

/**
 * One-time pre-keys. A key is handed out at most once, whatever crashes or runs at the same time.
 */
export interface PreKeyStore {
  replaceEc(pool: PreKeyPool, keys: readonly EcPreKey[]): Promise<void>;
  replaceKem(pool: PreKeyPool, keys: readonly SignedPreKey[]): Promise<void>;
  /** Deletes one key and returns it: yours because your delete took it. */
  takeEc(pool: PreKeyPool): Promise<EcPreKey | undefined>;
  takeKem(pool: PreKeyPool): Promise<SignedPreKey | undefined>;
  count(pool: PreKeyPool): Promise<{ ec: number; kem: number }>;
  /** Deletes all keys of both identities, or of the one that is named. May run late, and again. */
  clear(life: DeviceLife, identity?: IdentityKind): Promise<void>;
}

/** An envelope in a device's queue. */
export interface QueuedEnvelope {
  readonly guid: EnvelopeGuid;
  /**
   * Grows with every insert into this device's queue, and only there: the time of the insert by the
   * queue's clock in microseconds, or one more than the position before where that is greater.
   */
  readonly position: number;
  /** The encoded Envelope. */
  readonly bytes: Uint8Array;
}

/** Where an envelope waits. */
export type EnvelopePosition = Pick<QueuedEnvelope, 'guid' | 'position'>;

export type InsertOutcome =
  | { readonly outcome: 'stored'; readonly position: number }
  /** This guid was accepted before; nothing changed. */
  | { readonly outcome: 'duplicate' }
  /** limits.queueLengthMax wait already. */
  | { readonly outcome: 'full' }
  /** The store knows a newer owner; nothing changed. */
  | { readonly outcome: 'fenced' };

/** The first envelopes after a position, and whether something may follow them: then ask on. */
export interface QueuePage {
  readonly envelopes: readonly QueuedEnvelope[];
  readonly more: boolean;
}

/** What waits for a device. Values are encrypted at rest; only a shard's owner writes. */
export interface EnvelopeQueue {
  /**
   * Resolves when the envelope is on disk: `bytes`, or `bytes ‖ payload` where others have the
   * same payload. Then `bytes` is its recipient's view, which is small, and of calls in one turn
   * that name one and the same array the payload is stored once in each shard, until the last of
   * these envelopes has gone. It counts whole against the bytes of each queue.
   * Order: outcomes of one device settle in the order of the calls, and positions follow it.
   */
  insert(
    to: QueueAddress,
    fence: FencingToken,
    guid: EnvelopeGuid,
    bytes: Uint8Array,
    payload?: Uint8Array,
  ): Promise<InsertOutcome>;
  /**
   * The first envelopes after a position, oldest first, wherever they are stored: fewer than the
   * limit where they are large, but one. Raises the fence: an older owner writes no more after it.
   */
  page(
    from: QueueAddress,
    fence: FencingToken,
    after: number,
    limit: number,
  ): Promise<QueuePage | 'fenced'>;
  /**
   * Deletes; what is not there is passed over. Resolves when the deletion is on disk. What a device
   * has acknowledged may go, whoever was told: `fenced` is certain only of this process's own.
   */
  remove(
    from: QueueAddress,
    fence: FencingToken,
    which: readonly EnvelopePosition[],
  ): Promise<'removed' | 'fenced'>;
  /** Where those of the guids are that wait among the first; for what a former owner delivered. */
  locate(
    from: QueueAddress,
    fence: FencingToken,
    guids: readonly EnvelopeGuid[],
  ): Promise<readonly EnvelopePosition[] | 'fenced'>;
  /** Deletes a whole queue, which nobody writes to any more. May run late, and again. */
  clear(device: DeviceAddress, generation: QueueGeneration): Promise<void>;
}

/** What one slice of the upkeep did, and whether it has been everywhere. */
export interface UpkeepSlice {
  /** Envelopes, or pairs. */
  readonly done: number;
  readonly finished: boolean;
}

/**
 * A delivery's number among those of one attachment, so that whoever holds the socket sees what the
 * bus has lost or repeated.
 */
export interface DeliveryNumber {
  /** The attachment it belongs to: Attach.attempt. */
  readonly attempt: number;
  /** The grant that its actor acts under; a new owner begins anew. */
  readonly token: FencingToken;
  /** Shape: 0, 1, 2, … */
  readonly index: number;
}

/** What is never stored has no position. */
export type DeliveredEnvelope = Pick<QueuedEnvelope, 'guid' | 'bytes'> &
  Partial<Pick<QueuedEnvelope, 'position'>> & {
    /** W3C traceparent of its insert, while anybody follows it and its device is connected. */
    readonly trace?: string | undefined;
  };

/** What an actor wants a connection to be told. Delivery: at most once, in order. */
export type Delivery =
  | {
      readonly type: 'envelopes';
      readonly device: DeviceAddress;
      readonly number: DeliveryNumber;
      readonly envelopes: readonly DeliveredEnvelope[];
    }
  | {
      readonly type: 'queueEmpty';
      readonly device: DeviceAddress;
      readonly number: DeliveryNumber;
    }
  | { readonly type: 'notice'; readonly device: DeviceAddress; readonly notice: Notice }
  | {
      readonly type: 'security';
      readonly device: DeviceAddress;
      readonly events: readonly SecurityEvent[];
    }
  | { readonly type: 'close'; readonly device: DeviceAddress; readonly code: ErrorCode }
  /**
   * To a worker: nothing of that credential may do anything any more, but for what was given when
   * it had been sent away as often as this says. Told until the worker has said so (`evicted`), or
   * its permit is over.
   */
  | {
      readonly type: 'evict';
      readonly device: DeviceAddress;
      readonly credential: string;
      readonly code: ErrorCode;
      readonly evictions?: number;
    }
  /** To a worker: a primary's sealed message for a new device there. Told until it is answered. */
  | {
      readonly type: 'provision';
      readonly number: string;
      readonly from: MemberId;
      readonly address: string;
      readonly body: Uint8Array;
    }
  /** To the worker it came from: whether a device has heard it. */
  | { readonly type: 'provisioned'; readonly number: string; readonly isHeard: boolean }
  /** To a worker: an encoded `signal` for its connections that hear the topic. Unnumbered. */
  | { readonly type: 'signal'; readonly topic: TopicId; readonly event: Uint8Array }
  /** To a worker, for the same connections: who shows itself now. */
  | { readonly type: 'shown'; readonly topic: TopicId; readonly shown: Shown }
  /** To a worker: connections of the account hear the topic no more. */
  | { readonly type: 'unheard'; readonly topic: TopicId; readonly account: AccountId }
  /** To a worker: an encoded `call:members` for its connections in the call that know `since`. */
  | {
      readonly type: 'callChange';
      readonly call: CallId;
      readonly since: number;
      readonly version: number;
      readonly event: Uint8Array;
    }
  | MediaWord
  /** To a connection: it has no place in the call any more. */
  | {
      readonly type: 'callEnded';
      readonly call: CallId;
      readonly mediaId: MediaId;
      readonly code: ErrorCode;
    };

/** Devices of a topic's owner that show themselves. */
export interface Shown {
  readonly devices: readonly DeviceId[];
  /** False: there may be more, which the topic's actor has not heard of yet. */
  readonly whole: boolean;
}

export interface DeliveryPort {
  send(to: ConnectionAddress, delivery: Delivery): void;
}

/** Who has left the cluster: a worker that has acts under no lease and no permit any more. */
export interface Departures {
  /**
   * When it was heard that the worker has left, by this worker's monotonic clock; undefined while
   * it is there, was never, or left long ago.
   */
  leftAtMs(member: MemberId): number | undefined;
}

/** One profile. Shape: sealed by the clients, in the few sizes that Signal knows. */
export interface Profile {
  /** Follows from account and profile key. Shape: 64 characters of hex. */
  readonly version: string;
  readonly name: Uint8Array;
  readonly about: Uint8Array;
  readonly aboutEmoji: Uint8Array;
  readonly paymentAddress: Uint8Array;
  readonly phoneNumberSharing: Uint8Array;
  /** Tells whoever can read it which picture the avatar is. */
  readonly avatarDigest: Uint8Array;
  /** The blob of the picture; absent: there is none. */
  readonly avatar?: BlobKey;
  /** What credentials for its key are checked against. Shape: 97 bytes. */
  readonly commitment: Uint8Array;
}

/** Profiles of accounts; of each the last few versions that were written. */
export interface ProfileStore {
  /** Nothing of another life than that of the primary. */
  read(of: DeviceLife, version: string): Promise<Profile | undefined>;
  /**
   * Resolves when it is on disk. Those of an earlier life go, and the oldest above
   * limits.profileVersionsMax. `isAvatarKept`: it has the avatar that this version had before.
   * Answers the avatars that none names any more, of this write and of some before it.
   */
  write(
    of: DeviceLife,
    fence: FencingToken,
    profile: Profile,
    isAvatarKept?: boolean,
  ): Promise<readonly BlobKey[] | 'fenced'>;
  /** All avatars that profiles of that life name, and those that the last writes have left. */
  avatars(of: DeviceLife): Promise<readonly BlobKey[]>;
  /** Deletes those of that life. May run late, and again. */
  clear(of: DeviceLife): Promise<void>;
}

/** Keeps the blobs that are avatars of an account or a group. Both are idempotent. */
export interface AvatarHolds {
  /** It may come before the blob. */
  hold(owner: AccountId | GroupId, avatar: BlobKey): Promise<void>;
  /** The blob goes. */
  release(owner: AccountId | GroupId, avatar: BlobKey): Promise<void>;
}

/** Which accounts were deleted, kept where no backup reaches, so that none brings them back. */
export interface Tombstones {
  /** Resolves when it is on disk. May run again. Day: since the epoch. */
  bury(account: AccountId, day: number): Promise<void>;
}

/** What an account's end needs of its record. */
export interface RecordRemover {
  /** May run late, and again. */
  removeAll(of: AccountId): Promise<void>;
}

/** What accounts are to each other. What becomes of a pair is decided in relations/decide.ts. */
export interface RelationStore {
  load(a: AccountId, b: AccountId): Promise<Relation>;
  /** Stores `next` if the pair is still as expected; false when another change came first. */
  replace(a: AccountId, b: AccountId, expected: Relation, next: Relation): Promise<boolean>;
  /** Friendships and requests, without mere correspondence. Order: the store's, always the same. */
  list(of: AccountId, limit: number): Promise<{ with: AccountId; relation: Relation }[]>;
  removeAll(of: AccountId): Promise<void>;
  /**
   * Forgets who has written before that day, of some pairs; where nothing is left, the pair. May be
   * repeated and run in parallel.
   */
  expire(beforeDay: number): Promise<UpkeepSlice>;
}

export type {
  Account,
  DeviceLife,
  EcPreKey,
  Login,
  Push,
  PushKind,
  QueueAddress,
  Relation,
  SignedPreKey,
  Writer,
};
export { idleSinceDay } from './account/account.ts';
export type { AccountKind, AccountStanding } from './account/standing.ts';
export type { UsernameRemover } from './account/usernameRemover.ts';
export type * from './call/media.ts';
export type * from './device/wakes.ts';
export { noMedia } from './call/noMedia.ts';
export type { Group, GroupChange, GroupStore } from './group/group.ts';
export { expired, isSameRelation, strangers } from './relations/decide.ts';
