// What an account says of itself to those who have its profile key: a name, some words, sealed by
// its clients. There is one profile for each key, named by a version that follows from the key, and
// nothing here tells the key. They belong to the present life of the primary: who registers again
// begins without any.

import { accessKeyChecksum } from '#crypto';
import type { AccountId } from '#protocol';
import { ok, primaryDevice } from '#protocol';
import type { Ask } from '../ask.ts';
import { answer, refused } from '../command.ts';
import type { EffectOf, Ended } from '../effects.ts';
import type { DeviceLife, Profile } from '../ports.ts';
import type { Services, ShardScope } from '../scope.ts';
import type { ByAccess } from './access.ts';
import { accessCommand } from './access.ts';
import type { Account } from './account.ts';
import { deviceOf } from './account.ts';
import type { Decision, RegisteredState, Vouched } from './decision.ts';
import { accountCommand } from './decision.ts';
import type { Pipeline } from './pipeline.ts';

/** Deletes the profiles of a life, with their avatars. May run late, and again. */
export async function clearProfiles(
  { profiles, avatars }: Pick<Services, 'profiles' | 'avatars'>,
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
      // Not released: a newer owner may have been asked the same, and have written its name.
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
