// What a group is to the server: names of members that it cannot read but can compare, roles, what
// each role may do, and blobs. All bytes stand as base64, one form each, since nothing here looks
// into them.

import type { BlobKey, FencingToken, GroupId } from '#protocol';

/** A member's name within the group. Shape: base64 of libsignal's UuidCiphertext, 65 bytes. */
export type MemberName = string;
/** Shape: base64; sealed by the clients unless it says otherwise. */
export type Sealed = string;

export type Role = 'MEMBER' | 'ADMINISTRATOR';
/** Whom a link lets in: anybody, whoever an administrator approves, nobody. */
export type LinkAccess = 'ANY' | 'ADMINISTRATOR' | 'UNSATISFIABLE';

/** What is told of the group itself. Absent: empty. */
type Attribute = 'title' | 'description' | 'avatar' | 'timer';

/** Who may do what. */
export interface Access {
  readonly attributes: Role;
  /** Who may add and invite. */
  readonly members: Role;
  readonly joinByLink: LinkAccess;
}

export interface Member {
  readonly userId: MemberName;
  readonly role: Role;
  /** Shape: base64 of libsignal's ProfileKeyCiphertext. */
  readonly profileKey: Sealed;
  /** The first version of which this member may know the change. */
  readonly joinedAtVersion: number;
}

/** Somebody who may become a member by saying so. */
interface Invited {
  readonly userId: MemberName;
  readonly role: Role;
  readonly invitedBy: MemberName;
}

/** Somebody who has the link and waits for an administrator. */
interface Requesting {
  readonly userId: MemberName;
  readonly profileKey: Sealed;
}

/** A group as members and invited people see it. */
export interface GroupState {
  readonly id: GroupId;
  /** Shape: base64 of libsignal's GroupPublicParams. */
  readonly publicParams: string;
  /** Grows by one with every change; the first is 0. */
  readonly version: number;
  readonly attributes: Readonly<Partial<Record<Attribute, Sealed>>>;
  /** The picture, sealed; its secret and its digest are in attributes.avatar. */
  readonly avatarBlob?: BlobKey | undefined;
  readonly access: Access;
  /** Administrators alone write. Held by the recipients: the server sees no revision in a send. */
  readonly announcementsOnly: boolean;
  /** The link's password; absent: there is no link. Shape: base64 of 16 to 32 bytes. */
  readonly linkPassword?: string;
  /** The members in the order they came; a group that has ended has none. */
  readonly members: readonly Member[];
  readonly invited: readonly Invited[];
  readonly requesting: readonly Requesting[];
  readonly banned: readonly MemberName[];
}

export interface Group extends GroupState {
  /** Digest of what made this version, so that a repeated command is known. Shape: hex. */
  readonly madeBy: string;
  /** There where this version has another picture than the one before: those to let go. */
  readonly avatarsLeft?: readonly BlobKey[];
}

/** A change as all members read it. */
export interface GroupChange {
  /** The version that it made. */
  readonly version: number;
  /** What is signed: JSON in UTF-8, `{group, version, by, actions, at}`. */
  readonly bytes: Uint8Array;
  /** Made by the cluster's keys for groups. Shape: 64 bytes. */
  readonly signature: Uint8Array;
}

/** Groups and their changes, each group with the fence of its last owner. */
export interface GroupStore {
  /** Raises the group's fence to the token, so that older owners can write no more. */
  claim(id: GroupId, fence: FencingToken): Promise<Group | 'missing' | 'fenced'>;
  /** Inserts; `taken` when there is or was a group of that id. */
  create(group: Group, fence: FencingToken): Promise<'created' | 'taken'>;
  /**
   * Replaces the group and notes the change that made it, both or neither. Changes older than
   * limits.groupLogMax versions go, and all of a group without members.
   */
  change(
    group: Group,
    change: GroupChange,
    fence: FencingToken,
  ): Promise<'changed' | 'missing' | 'fenced'>;
  /**
   * The changes from one version on that are kept, in order: fewer than the limit where they are
   * large (limits.groupLogPageBytesMax), but one. No more are read than that takes.
   */
  log(id: GroupId, fromVersion: number, limit: number): Promise<GroupChange[]>;
}
