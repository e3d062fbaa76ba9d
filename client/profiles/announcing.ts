// Tells those who have our profile key, and our other devices, that the profile has changed. What
// it says they fetch themselves.

import { encodeContent } from '#protocol';
import type { AccountId } from '#protocol';
import { own } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import { hasSiblings, tellSiblings } from '../devices/siblings.ts';
import { isBlocked } from '../record/blocks.ts';

/** Puts it into the outbox; returns for whom something waits there now. */
export function announce(context: Pick<ClientBase, 'store' | 'clock' | 'account'>): AccountId[] {
  const { store, clock, account: self } = context;
  return store.transaction(() => {
    const now = clock.now();
    const contacts = store.record.contacts().filter((one) => one.accepted && !isBlocked(one));
    const holders = contacts.map(({ account }) => account);
    const timestamp = store.profile.nextTimestamp(now);
    const profileKey = store.sealed.profileKey();
    const content = own(encodeContent({ type: 'profileKey', timestamp, profileKey }));
    for (const account of holders) {
      store.outbox.add({ account, kind: 'profile', content, timestamp }, now);
    }
    if (!hasSiblings(context)) return holders;
    tellSiblings(context, { type: 'syncFetch', what: 'profile' });
    return [...holders, self];
  });
}
