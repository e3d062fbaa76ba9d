// Tells who is concerned that a group has changed: its members by what is said in it, and whoever
// was invited, or is a member no more, each alone. They read the change from the server.

import { encodeContent } from '#protocol';
import type { AccountId } from '#protocol';
import { own } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import type { ClientContext } from '../clientContext.ts';
import { hasSiblings, tellSiblings } from '../devices/siblings.ts';
import { isBlocked } from '../record/blocks.ts';
import { memberNamed } from './changing.ts';
import type { SealedGroup } from './sealedGroup.ts';
import type { GroupSecrets } from './secrets.ts';

/** Puts it into the outboxes, inside the caller's transaction. */
export function announce(
  context: ClientContext,
  secrets: GroupSecrets,
  before: SealedGroup | undefined,
  after: SealedGroup,
): void {
  const { store, clock, account: self } = context;
  const now = clock.now();
  const timestamp = store.profile.nextTimestamp(now);
  const group = { masterKey: secrets.masterKey, revision: after.version };
  const isMember = memberNamed(after, secrets.nameOf(self)) !== undefined;
  const members = after.members.map(({ userId }) => userId);
  // Who is not of the group cannot write in it: then its members are told one by one.
  const others = isMember ? outsiders(before, after) : members;
  const isKept = hasBlocked(context, secrets, [...members, ...others]);
  const profileKey = isKept ? {} : { profileKey: store.sealed.profileKey() };
  const content = own(encodeContent({ type: 'groupChanged', timestamp, group, ...profileKey }));
  if (isMember) {
    store.groupOutbox.add({ group: secrets.id, kind: 'deed', content, timestamp }, now);
  } else if (hasSiblings(context)) {
    tellSiblings(context, { type: 'syncSent', sentAt: timestamp, content, serverTimestamp: 0 });
  }
  for (const account of accountsOf(secrets, others)) {
    if (account !== self) store.outbox.add({ account, kind: 'group', content, timestamp }, now);
  }
}

/** True where somebody blocked is among these: then none of them is told the profile key. */
export function hasBlocked(
  { store }: Pick<ClientBase, 'store'>,
  secrets: GroupSecrets,
  names: readonly string[],
): boolean {
  const blocked = store.record.contacts().filter(isBlocked);
  return blocked.some(({ account }) => names.includes(secrets.nameOf(account)));
}

/** Who was invited by it, and who is no longer what it was. */
function outsiders(before: SealedGroup | undefined, after: SealedGroup): string[] {
  const invited = after.invited.filter(({ userId }) => {
    return !before?.invited.some((one) => one.userId === userId);
  });
  const there = [...after.members, ...after.invited, ...after.requesting];
  const were = [...(before?.members ?? []), ...(before?.invited ?? [])];
  const gone = [...were, ...(before?.requesting ?? [])].filter(({ userId }) => {
    return !there.some((one) => one.userId === userId);
  });
  return [...invited, ...gone].map(({ userId }) => userId);
}

function accountsOf(secrets: GroupSecrets, names: readonly string[]): AccountId[] {
  // A name that nobody has: whoever put it there fools themselves.
  return [...new Set(names)].flatMap((name) => secrets.knownAs(name) ?? []);
}
