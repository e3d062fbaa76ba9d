// What the devices of an account keep together: contacts, blocks, settings, groups. The clients
// encrypt it; here it is a manifest with a version and items nobody can read. It is a store's
// state, not an actor's: it is rarely touched, and whoever writes names the version it changes.

import type { RecordRemover } from '#actors/ports';
import type { AccountId } from '#protocol';

/** Says which items there are. Shape: sealed by the clients. */
export interface RecordManifest {
  /** Grows by one with every change; the first is 1. */
  readonly version: number;
  readonly value: Uint8Array;
}

/** A piece of the record; its key is the client's own. */
interface RecordItem {
  /** Shape: 16 to 32 bytes. */
  readonly key: Uint8Array;
  /** Shape: sealed by the clients. */
  readonly value: Uint8Array;
}

/** One change of a record, carried out as a whole or not at all. */
export interface RecordChange {
  /** The manifest after it. Its version is one more than that of the one it was made from. */
  readonly manifest: RecordManifest;
  readonly insert: readonly RecordItem[];
  readonly remove: readonly Uint8Array[];
  /** Everything else goes. */
  readonly clearAll: boolean;
}

export type RecordOutcome =
  | { readonly outcome: 'written' }
  /** Another change came first. Absent: there is no record. */
  | { readonly outcome: 'conflict'; readonly current: RecordManifest | undefined }
  /** limits.recordItemsMax or limits.recordBytesMax. */
  | { readonly outcome: 'full' };

/** The records of all accounts. */
export interface RecordStore extends RecordRemover {
  manifest(of: AccountId): Promise<RecordManifest | undefined>;
  /** Those of the items that are there, in no order. */
  read(of: AccountId, keys: readonly Uint8Array[]): Promise<RecordItem[]>;
  /** Resolves when it is on disk. An item that is there already is replaced. */
  write(of: AccountId, change: RecordChange): Promise<RecordOutcome>;
}
