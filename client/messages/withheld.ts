// What a client says by itself, and not by name to somebody who is not accepted: that something has
// come.

import type { AccountId } from '#protocol';
import { decodeContent } from '#protocol';
import type { ClientBase } from '../clientBase.ts';
import type { ClientContext } from '../clientContext.ts';
import type { OutboxRow } from '../store/outboxTable.ts';

const unasked: readonly string[] = ['receipt', 'null'];

/** True for what says of itself that something has come: a receipt, or the way to a new session. */
export const isUnasked = (kind: string): boolean => unasked.includes(kind);

type Context = Pick<ClientContext, 'account' | 'contacts' | 'sealed'>;

/** True where such a thing would go by name to somebody who is not accepted. */
export function isWithheld(context: Context, account: AccountId): boolean {
  return isByNameWithheld(context, account) && context.sealed.isUncovered(account);
}

/** True for somebody who is not accepted, to whom such a thing goes sealed or not at all. */
export function isByNameWithheld(
  { account: self, contacts, sealed }: Context,
  account: AccountId,
): boolean {
  return account !== self && !contacts.isAccepted(account) && sealed.isOffered;
}

/** A receipt is owed as before: it goes once the account is accepted, or has told its key. */
export function oweAgain(store: ClientBase['store'], row: OutboxRow): void {
  const content = row.kind === 'receipt' ? decodeContent(row.content) : undefined;
  if (content?.type !== 'receipt') return;
  for (const timestamp of content.timestamps) {
    store.arrivals.owe(row.account, content.receipt, timestamp);
  }
}
