// What the devices of one account tell each other: a text that one of them has sent, and the list
// that the primary one has signed.

import { decodeSignedDeviceList, encodeContent, encodeSignedDeviceList } from '#protocol';
import type { SignedDeviceList, SyncContent } from '#protocol';
import { own } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import type { OutboxRow } from '../store/outboxTable.ts';
import { heedList, listedDevices } from './watch.ts';

type Own = Pick<ClientBase, 'store' | 'account'>;

/** The account's devices by its newest list; none where none was signed yet. */
export function ownDevices({ store, account }: Own): number[] {
  const key = store.profile.identity('aci').publicKey.serialize();
  return (listedDevices(store, account, key) ?? []).map(({ id }) => id);
}

/** True when the account has other devices, by its newest list. */
export function hasSiblings(own: Own): boolean {
  return ownDevices(own).length > 1;
}

/** Puts a content for the account's other devices into the outbox. */
export function tellSiblings(
  { store, clock, account }: Own & Pick<ClientBase, 'clock'>,
  content: SyncContent,
): void {
  store.transaction(() => {
    const now = clock.now();
    const timestamp = store.profile.nextTimestamp(now);
    store.outbox.add(
      { account, kind: 'sync', content: own(encodeContent(content)), timestamp },
      now,
    );
  });
}

/** Lets the others know of a text, in the transaction that notes it as sent. */
export function tellSent(context: ClientBase, row: OutboxRow, serverTimestamp: number): void {
  const { account: destination, timestamp: sentAt, content } = row;
  tellSiblings(context, { type: 'syncSent', destination, sentAt, content, serverTimestamp });
}

export function tellList(context: ClientBase, signed: SignedDeviceList): void {
  tellSiblings(context, { type: 'syncDevices', list: encodeSignedDeviceList(signed) });
}

/**
 * Keeps a list that another device of the account has sent, inside the caller's transaction;
 * returns what tells of it.
 */
export function keepList(context: ClientBase, list: Uint8Array): () => void {
  const { store, account, chores } = context;
  try {
    const key = store.profile.identity('aci').publicKey.serialize();
    heedList(context, account, key, decodeSignedDeviceList(list));
    return () => {};
  } catch (error) {
    return () => chores.failed(error);
  }
}
