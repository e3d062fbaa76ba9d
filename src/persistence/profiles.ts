// What the twins of the store of profiles share: which versions stay.

import { limits } from '#protocol';
import type { Profile } from '#ports';

/** The versions after one was written, the latest last. */
export function withProfile(former: readonly Profile[], profile: Profile): Profile[] {
  const others = former.filter(({ version }) => version !== profile.version);
  return [...others, profile].slice(-limits.profileVersionsMax);
}

/** What is stored of an account's profiles. */
export interface StoredProfiles {
  readonly fence: number;
  /** The life of the primary that they belong to. */
  readonly generation: string;
  readonly profiles: readonly Profile[];
}
