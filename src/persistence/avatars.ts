// How accounts keep their avatars: as blobs that a holder of their own holds.

import type { AvatarHolds, BlobStore } from '#ports';
import type { AccountId } from '#protocol';

/** Those of a store of blobs; `ownerOf` names an account as nobody else can. */
export function holdAvatars(
  blobs: Pick<BlobStore, 'hold' | 'release'>,
  ownerOf: (account: AccountId) => string,
): AvatarHolds {
  const holderOf = (account: AccountId) => `profile-${ownerOf(account)}`;
  return {
    hold: (account, avatar) => blobs.hold(avatar, holderOf(account)),
    release: (account, avatar) => blobs.release(avatar, holderOf(account)),
  };
}
