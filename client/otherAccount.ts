// Whom a program means by an account id.

import { parseAccountId } from '#protocol';
import type { AccountId } from '#protocol';
import { ClientError } from './clientError.ts';

/** Somebody else's account. Refuses: account.unreadable, relation.self. */
export function otherAccount(self: AccountId, text: string): AccountId {
  const account = parseAccountId(text);
  if (!account) {
    const message = 'That is no account id (a UUID such as the one `aldis whoami` prints).';
    throw new ClientError('account.unreadable', message);
  }
  if (account === self) throw new ClientError('relation.self', 'That is your own account.');
  return account;
}
