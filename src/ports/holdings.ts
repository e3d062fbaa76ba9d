// All that the durable stores hold of one account beside its document and what waits for it: for
// the archive that its owner may have.

import type { Profile, Relation } from '#actors/ports';
import type { AccountId } from '#protocol';
import type { RecordChange, RecordManifest } from './records.ts';
import type { UsernameLink } from './usernames.ts';

/** What an account is to another one, correspondence without friendship as well. */
interface HeldRelation {
  readonly with: AccountId;
  readonly relation: Relation;
}

/** A user name, whose hash the stores do not know: what they look it up by is keyed. */
export interface HeldUsername {
  readonly state: 'reserved' | 'confirmed' | 'held';
  readonly atMs: number;
  readonly untilMs?: number;
  readonly link?: UsernameLink;
}

/** The record of an account, whole. Shape: sealed by the clients. */
interface HeldRecord {
  readonly manifest: RecordManifest;
  readonly items: RecordChange['insert'];
}

/** Reads for the owner alone; nothing is decided by it. */
export interface Holdings {
  /** By the other's id as the store orders them, behind one of them or from the first. */
  relations(
    of: AccountId,
    behind: AccountId | undefined,
    limit: number,
  ): Promise<readonly HeldRelation[]>;
  usernames(of: AccountId): Promise<readonly HeldUsername[]>;
  /** Of whichever life. */
  profiles(of: AccountId): Promise<readonly Profile[]>;
  record(of: AccountId): Promise<HeldRecord | undefined>;
}
