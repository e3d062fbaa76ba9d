// A group as a program shows it: opened with its master key. Pure.

import { limits } from '#protocol';
import type { AccountId, GroupId } from '#protocol';
import { fromBase64 } from '../bytes.ts';
import type { Standing } from '../store/groupTable.ts';
import type { LinkAccess, Role, SealedGroup } from './sealedGroup.ts';
import type { GroupSecrets } from './secrets.ts';

/** Somebody in a group. */
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

/** All that is known of a group. */
export interface GroupState {
  readonly id: GroupId;
  /** Grows by one with every change. */
  readonly version: number;
  /** `out`: this account is no member; then the rest is as it was last known. */
  readonly standing: Standing;
  readonly title: string;
  readonly description: string;
  /** The SHA-256 of the group's picture, where there is one. Shape: hex. */
  readonly avatar?: string;
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
  // Nobody checks whom members invite and ban: a name that nobody has is not shown.
  const shown = <Row extends { readonly userId: string }, Shown>(
    rows: readonly Row[],
    show: (account: AccountId, row: Row) => Shown,
  ): Shown[] =>
    rows.flatMap((row) => {
      const account = secrets.knownAs(row.userId);
      return account ? [show(account, row)] : [];
    });
  const avatar = pictureIn(secrets, group)?.digest.toString('hex');
  const invited = group.invited.filter(({ invitedBy }) => secrets.knownAs(invitedBy));
  return {
    id: secrets.id,
    version: group.version,
    standing,
    title: secrets.open(group.attributes.title) ?? '',
    description: secrets.open(group.attributes.description) ?? '',
    ...(avatar === undefined ? {} : { avatar }),
    timer: timerOf(secrets, group),
    access: group.access,
    announcementsOnly: group.announcementsOnly,
    members: shown(group.members, (account, { role }) => ({ account, role })),
    invited: shown(invited, (account, { role, invitedBy }) => {
      return { account, role, invitedBy: secrets.accountOf(invitedBy) };
    }),
    requesting: shown(group.requesting, (account) => account),
    banned: group.banned.flatMap((name) => secrets.knownAs(name) ?? []),
  };
}

/** After how long messages of the group disappear; 0: never. Unit: seconds. */
export function timerOf(secrets: GroupSecrets, group: SealedGroup): number {
  const text = secrets.open(group.attributes.timer) ?? '';
  const seconds = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  return seconds <= limits.expireTimerSecondsMax ? seconds : 0;
}

/** What opens a group's picture. Unit: bytes. */
export const pictureSecretBytes = 32;
const digestBytes = 32;

/** What opens the group's picture, and its SHA-256. Nothing where there is none. */
export function pictureIn(
  secrets: GroupSecrets,
  { avatarBlob, attributes }: SealedGroup,
): { readonly secret: Uint8Array; readonly digest: Buffer } | undefined {
  const bytes = Buffer.from(fromBase64((avatarBlob && secrets.open(attributes.avatar)) ?? ''));
  if (bytes.length !== pictureSecretBytes + digestBytes) return undefined;
  const [secret, digest] = [bytes.subarray(0, pictureSecretBytes), bytes.subarray(-digestBytes)];
  return { secret, digest };
}
