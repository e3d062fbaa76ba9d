// What a client says by itself, and not by name to somebody who is not accepted: that something has
// come.

import type { AccountId } from '#protocol';
import type { ClientContext } from '../clientContext.ts';

const unasked: readonly string[] = ['receipt', 'null'];

/** True for what says of itself that something has come: a receipt, or the way to a new session. */
export const isUnasked = (kind: string): boolean => unasked.includes(kind);

/** True where such a thing would go by name to somebody who is not accepted. */
export function isWithheld(
  { account: self, contacts, sealed }: Pick<ClientContext, 'account' | 'contacts' | 'sealed'>,
  account: AccountId,
): boolean {
  return account !== self && !contacts.isAccepted(account) && sealed.isUncovered(account);
}
