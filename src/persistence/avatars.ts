// How accounts and groups keep their avatars: as blobs that a holder of their own holds.

import type { AvatarHolds, BlobStore } from '#ports';
import { parseGroupId } from '#protocol';
import type { AccountId, GroupId } from '#protocol';

/** Whether a holder is an account's profile, and that of none of these owners. */
export function isProfileOfNone(holder: string, owners: ReadonlySet<string>): boolean {
  const isProfile = holder.startsWith(profilePrefix);
  return isProfile && !owners.has(holder.slice(profilePrefix.length));
}

const profilePrefix = 'profile-';

/** Those of a store of blobs; `ownerOf` names an owner as nobody else can. */
export function holdAvatars(
  blobs: Pick<BlobStore, 'hold' | 'release'>,
  ownerOf: (owner: AccountId | GroupId) => string,
): AvatarHolds {
  const holderOf = (owner: AccountId | GroupId) =>
    `${parseGroupId(owner) ? 'group-' : profilePrefix}${ownerOf(owner)}`;
  return {
    hold: (owner, avatar) => blobs.hold(avatar, holderOf(owner)),
    release: (owner, avatar) => blobs.release(avatar, holderOf(owner)),
  };
}
