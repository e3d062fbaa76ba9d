// The profile keys of members as a group keeps them. Whoever changes theirs puts the new one into
// each of their groups, one after the other; the others take it from there.

import type { AccountId } from '#protocol';
import { same } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import type { ClientContext } from '../clientContext.ts';
import { memberNamed } from './changing.ts';
import type { SealedGroup } from './sealedGroup.ts';
import type { GroupSecrets } from './secrets.ts';

/** Whoever is a member lets members write without a name. */
export function learnProfileKeys(
  { store, clock }: Pick<ClientBase, 'store' | 'clock'>,
  secrets: GroupSecrets,
  group: SealedGroup,
  accounts: readonly AccountId[],
): void {
  for (const account of accounts) {
    if (store.sealed.of(account)) continue;
    const sealed = memberNamed(group, secrets.nameOf(account))?.profileKey;
    const key = sealed && secrets.openProfileKey(sealed, account);
    if (key) store.sealed.learn(account, key, clock.now());
  }
}

/** Takes the new keys of members from a change, inside the caller's transaction. */
export function takeProfileKeys(
  { store, profiles, account: self }: ClientContext,
  secrets: GroupSecrets,
  before: SealedGroup,
  after: SealedGroup,
): void {
  if (before.members === after.members) return;
  const former = new Map(before.members.map((one) => [one.userId, one.profileKey]));
  for (const { userId, profileKey } of after.members) {
    const was = former.get(userId);
    const account = was !== profileKey && was ? secrets.knownAs(userId) : undefined;
    if (!account || !was || account === self) continue;
    // What they have told us themselves since is newer.
    const known = store.sealed.of(account)?.key;
    const isOfBefore = known && isKey(secrets, was, account, known);
    const key = isOfBefore && secrets.openProfileKey(profileKey, account);
    if (key) profiles.learned(account, key);
  }
}

function isKey(
  secrets: GroupSecrets,
  sealed: string,
  account: AccountId,
  key: Uint8Array,
): boolean {
  const opened = secrets.openProfileKey(sealed, account);
  return opened !== undefined && same(opened, key);
}
