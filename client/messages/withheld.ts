// Which receipts are not sent: those that would say by name to somebody who is not accepted that
// something has come.

import type { AccountId } from '#protocol';
import type { ClientContext } from '../clientContext.ts';

/** True where a receipt would go by name to somebody who is not accepted. */
export function isWithheld(
  { account: self, contacts, sealed }: Pick<ClientContext, 'account' | 'contacts' | 'sealed'>,
  account: AccountId,
): boolean {
  return account !== self && !contacts.isAccepted(account) && sealed.isUncovered(account);
}
