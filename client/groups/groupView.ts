// A group as a program shows it: opened with its master key. Pure.

import type { AccountId, GroupId } from '#protocol';
import type { Standing } from '../store/groupTable.ts';
import { timerOf } from './book.ts';
import type { LinkAccess, Role, SealedGroup } from './sealedGroup.ts';
import type { GroupSecrets } from './secrets.ts';

export interface GroupMember {
  readonly account: AccountId;
  readonly role: Role;
}

/** Who may do what; `joinByLink`: whom the group's link lets in. */
export interface GroupAccess {
  readonly attributes: Role;
  /** Who may add and invite. */
  readonly members: Role;
  readonly joinByLink: LinkAccess;
}

export interface GroupState {
  readonly id: GroupId;
  /** Grows by one with every change. */
  readonly version: number;
  /** `out`: this account is no member; then the rest is as it was last known. */
  readonly standing: Standing;
  readonly title: string;
  readonly description: string;
  /** Messages disappear after so long; 0: never. Unit: seconds. */
  readonly timer: number;
  readonly access: GroupAccess;
  /** Administrators alone write. */
  readonly announcementsOnly: boolean;
  readonly members: readonly GroupMember[];
  readonly invited: readonly (GroupMember & { readonly invitedBy: AccountId })[];
  /** Who has the link and waits for an administrator. */
  readonly requesting: readonly AccountId[];
  readonly banned: readonly AccountId[];
}

export function groupView(
  secrets: GroupSecrets,
  group: SealedGroup,
  standing: Standing,
): GroupState {
  const one = (name: string): AccountId => secrets.accountOf(name);
  return {
    id: secrets.id,
    version: group.version,
    standing,
    title: secrets.open(group.attributes.title) ?? '',
    description: secrets.open(group.attributes.description) ?? '',
    timer: timerOf(secrets, group),
    access: group.access,
    announcementsOnly: group.announcementsOnly,
    members: group.members.map(({ userId, role }) => ({ account: one(userId), role })),
    invited: group.invited.map(({ userId, role, invitedBy }) => {
      return { account: one(userId), role, invitedBy: one(invitedBy) };
    }),
    requesting: group.requesting.map(({ userId }) => one(userId)),
    banned: group.banned.map(one),
  };
}
