// What the twins of the store of profiles share: which versions stay, and which avatars go.

import type { BlobKey, FencingToken } from '#protocol';
import { limits } from '#protocol';
import type { DeviceLife, Profile } from '#ports';

/** Avatars that are remembered after they were left: more than one write leaves. */
const leftMax = 4 * limits.profileVersionsMax;

/** What is stored of an account's profiles. */
export interface StoredProfiles {
  readonly fence: number;
  /** The life of the primary that they belong to. */
  readonly generation: string;
  readonly profiles: readonly Profile[];
  /**
   * Avatars that none of them names any more. They were released, or whoever wrote was cut off in
   * between; then whoever writes next does it.
   */
  readonly left?: readonly BlobKey[];
}

/** What is stored after a profile was written; the latest version stands last. */
export function withProfile(
  stored: StoredProfiles | undefined,
  { generation }: DeviceLife,
  fence: FencingToken,
  { avatar: given, ...profile }: Profile,
  isAvatarKept: boolean,
): StoredProfiles & Pick<Required<StoredProfiles>, 'left'> {
  const former = stored?.generation === generation ? stored.profiles : [];
  const same = former.find(({ version }) => version === profile.version);
  const avatar = isAvatarKept ? same?.avatar : given;
  const profiles = [
    ...former.filter((one) => one !== same),
    { ...profile, ...(avatar && { avatar }) },
  ].slice(-limits.profileVersionsMax);
  const named = new Set(profiles.map((one) => one.avatar));
  const left = avatarsIn(stored).filter((one) => !named.has(one));
  return { fence, generation, profiles, left: left.slice(-leftMax) };
}

/** All avatars that are named or were left. */
export function avatarsIn(stored: StoredProfiles | undefined): BlobKey[] {
  const named = stored?.profiles.flatMap(({ avatar }) => avatar ?? []) ?? [];
  return [...(stored?.left ?? []), ...named];
}
