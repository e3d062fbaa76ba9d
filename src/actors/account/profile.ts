// What an account says of itself to those who have its profile key: a name, some words, sealed by
// its clients. There is one profile for each key, named by a version that follows from the key, and
// nothing here tells the key. They belong to the present life of the primary: who registers again
// begins without any.

import { accessKeyChecksum } from '#crypto';
import type { AccountId, BlobKey, FencingToken } from '#protocol';
import { ok, primaryDevice } from '#protocol';
import type { Ask } from '../ask.ts';
import { answer, refused } from '../command.ts';
import type { EffectOf, Ended } from '../effects.ts';
import type { DeviceLife } from '../ports.ts';
import type { ShardScope } from '../scope.ts';
import type { ByAccess } from './access.ts';
import { accessCommand } from './access.ts';
import type { Account } from './account.ts';
import { deviceOf } from './account.ts';
import type { Decision, RegisteredState, Vouched } from './decision.ts';
import { accountCommand } from './decision.ts';
import type { Pipeline } from './pipeline.ts';

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

/** Keeps the blobs that are avatars of an account. Both are idempotent. */
export interface AvatarHolds {
  /** It may come before the blob. */
  hold(account: AccountId, avatar: BlobKey): Promise<void>;
  /** The blob goes. */
  release(account: AccountId, avatar: BlobKey): Promise<void>;
}

/** What of a store of blobs keeps one. */
interface BlobHolds {
  hold(key: BlobKey, holder: string): Promise<void>;
  release(key: BlobKey, holder: string): Promise<void>;
}

/** Those of a store of blobs; `ownerOf` names an account as nobody else can. */
export function holdAvatars(
  blobs: BlobHolds,
  ownerOf: (account: AccountId) => string,
): AvatarHolds {
  const holderOf = (account: AccountId) => `profile-${ownerOf(account)}`;
  return {
    hold: (account, avatar) => blobs.hold(avatar, holderOf(account)),
    release: (account, avatar) => blobs.release(avatar, holderOf(account)),
  };
}

/** Deletes the profiles of a life, with their avatars. May run late, and again. */
export async function clearProfiles(
  { profiles, avatars }: { readonly profiles: ProfileStore; readonly avatars: AvatarHolds },
  of: DeviceLife,
): Promise<void> {
  // Whoever is cut off in between comes again, and finds them named.
  for (const avatar of await profiles.avatars(of)) await avatars.release(of.account, avatar);
  await profiles.clear(of);
}

interface PutProfile extends Vouched {
  readonly profile: Profile;
  readonly isAvatarKept: boolean;
}

interface ReadProfile {
  readonly version: string;
}

/** An account to whoever asks about its profile. */
export interface ProfileView {
  readonly identityKey: Uint8Array;
  /** What each of its devices can do. */
  readonly capabilities: Readonly<Record<string, boolean>>;
  /** By which it is told whether a profile key that is known is the present one. */
  readonly accessKeyChecksum?: Uint8Array;
  readonly isOpen: boolean;
  /** Absent: there is none of that version. */
  readonly profile?: Profile;
}

function decidePut(
  state: RegisteredState,
  { profile, isAvatarKept }: PutProfile,
): ProfileDecision<null> {
  const life = primaryLife(state.account);
  if (!life) return refused(state, 'device.not_found');
  return { state, effects: [{ type: 'storeProfile', life, profile, isAvatarKept }, answer(null)] };
}

function decideRead(
  state: RegisteredState,
  { version }: ReadProfile,
): ProfileDecision<ProfileView> {
  const { account } = state;
  const life = primaryLife(account);
  if (!life) return refused(state, 'device.not_found');
  const key = account.unidentifiedAccessKey;
  const about: ProfileView = {
    identityKey: account.identityKeys.aci,
    capabilities: sharedCapabilities(account),
    ...(key ? { accessKeyChecksum: accessKeyChecksum(key) } : {}),
    isOpen: account.unrestrictedUnidentifiedAccess ?? false,
  };
  return { state, effects: [{ type: 'readProfile', life, version, about }] };
}

export const profileCommands = [
  accountCommand({ type: 'putProfile', decide: decidePut }),
  accountCommand({ type: 'readProfile', decide: decideRead }),
  accessCommand({
    type: 'readProfileSealed',
    decide: (state, { version }: ReadProfile & ByAccess) => decideRead(state, { version }),
  }),
] as const;

/** What is done about profiles is done on the account that has them. */
interface ProfileEdge {
  readonly id: AccountId;
  readonly scope: Pick<ShardScope, 'services' | 'token' | 'lose'>;
  readonly pipeline: Pipeline;
}

interface StoreProfile extends Pick<PutProfile, 'profile' | 'isAvatarKept'> {
  readonly life: DeviceLife;
}

interface FetchProfile extends ReadProfile {
  readonly life: DeviceLife;
  readonly about: ProfileView;
}

export const profileEffects = {
  async storeProfile(
    { id, scope }: ProfileEdge,
    { life, profile, isAvatarKept }: StoreProfile,
  ): Promise<Ended> {
    const { profiles, accounts, avatars } = scope.services;
    const { avatar } = profile;
    // Held before anybody may read its name; released when nobody does any more.
    if (avatar) await avatars.hold(id, avatar);
    const left = await profiles.write(life, scope.token, profile, isAvatarKept);
    if (left === 'fenced') {
      if (avatar) await avatars.release(id, avatar);
      scope.lose();
      return 'shard.not_owner';
    }
    for (const one of left) await avatars.release(id, one);
    if (await accounts.isThere(id)) return undefined;
    // Another owner has deleted the account meanwhile.
    await clearProfiles(scope.services, life);
    return 'auth.invalid';
  },
  /** Begun, not waited for; answers. */
  readProfile(
    { pipeline, scope }: ProfileEdge,
    { life, version, about }: FetchProfile,
    ask: Ask,
  ): undefined {
    if (!pipeline.begin(ask)) return;
    scope.services.profiles.read(life, version).then(
      (profile) => {
        ask.answer(ok<ProfileView>(profile ? { ...about, profile } : about));
        pipeline.end();
      },
      (error: unknown) => pipeline.failed(ask, error),
    );
  },
};

type ProfileDecision<Answer> = Decision<EffectOf<typeof profileEffects>, Answer>;

function primaryLife(account: Account): DeviceLife | undefined {
  const primary = deviceOf(account, primaryDevice);
  return (
    primary && { account: account.id, device: primary.id, generation: primary.queueGeneration }
  );
}

/** What all of the account's devices can do. */
function sharedCapabilities({ devices: [first, ...others] }: Account): Record<string, boolean> {
  const named = Object.entries(first?.capabilities ?? {}).filter(([name, can]) => {
    return can && others.every(({ capabilities }) => capabilities[name] === true);
  });
  return Object.fromEntries(named);
}
