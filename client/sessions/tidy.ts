// The end of a session's life: what was not used for long expires, and what is over is deleted.
// Old guids, reports and receipts in the log go at the same time.

import { limits } from '#protocol';
import { wipe } from '../bytes.ts';
import type { Store } from '../store/store.ts';
import { readSession } from './unitOfWork.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** A session nobody used for this long is put away. */
const sessionIdleMaxMs = 180 * dayMs;
/** A sender key that nobody used for this long is forgotten. */
const senderKeyIdleMaxMs = 180 * dayMs;
/** What is put away can still read messages under way, until this. */
const sessionGraceMs = limits.envelopeLifetimeMs;
/** Lines of a session's life. */
const lifeKeptMs = 365 * dayMs;

export function tidySessions(store: Store, now: number): void {
  store.transaction(() => {
    for (const one of store.sessions.all()) {
      const { account, device } = one;
      const over = one.state === 'expired' || one.state === 'closed' || one.state === 'suspended';
      if (over && one.changedAt < now - sessionGraceMs) {
        store.sessions.remove(account, device, 'over for long', now);
      } else if (!over && one.usedAt < now - sessionIdleMaxMs) {
        putAway(store, account, device, { state: 'expired', reason: 'not used', now });
      }
    }
    store.sessions.prune(now - lifeKeptMs);
    store.arrivals.prune(now - 2 * limits.envelopeLifetimeMs, now - dayMs);
    store.messages.prune(now - 2 * limits.envelopeLifetimeMs);
    store.deeds.prune(now - limits.envelopeLifetimeMs);
    store.outbox.prune(now - limits.envelopeLifetimeMs);
    store.held.prune(now - limits.envelopeLifetimeMs);
    store.sealed.prune();
    store.groupOutbox.prune(now - limits.envelopeLifetimeMs);
    store.senderKeys.prune(now - senderKeyIdleMaxMs);
  });
}

/** Nothing is sealed through the session any more; what is under way can still be read. */
export function putAway(
  store: Store,
  account: string,
  device: number,
  life: Parameters<Store['sessions']['save']>[3],
): void {
  const bytes = store.sessions.record(account, device);
  if (!bytes) return;
  const record = readSession(bytes);
  if (!record) {
    store.sessions.remove(account, device, 'unreadable', life.now);
    return;
  }
  record.archiveCurrentState();
  const serialized = record.serialize();
  store.sessions.save(account, device, serialized, life);
  wipe(serialized);
}
