// What becomes of an invitation: those of accepted people stand in the account's record, those of
// strangers are requests, of which a few are kept on this device alone, and those of blocked people
// are not seen.

import type { AccountId } from '#protocol';
import type { ClientContext } from '../clientContext.ts';
import { invitationOf } from './changing.ts';
import type { SealedGroup } from './sealedGroup.ts';
import type { GroupSecrets } from './secrets.ts';

/** Of strangers, at a time; who waits for no answer of ours makes as many as they like. */
export const invitationRequestsMax = 50;

export interface Invitation {
  /** Absent: who invited is nobody's name. */
  readonly by: AccountId | undefined;
  /** Whoever invited was never accepted. */
  readonly isRequest: boolean;
  /** Whoever invited is blocked. */
  readonly isUnseen: boolean;
}

/** The invitation of this account to a group; nothing where there is none. */
export function invitationTo(
  { contacts, account }: Pick<ClientContext, 'contacts' | 'account'>,
  secrets: GroupSecrets,
  group: SealedGroup,
): Invitation | undefined {
  const invitation = invitationOf(group, secrets.nameOf(account));
  if (!invitation) return undefined;
  const by = secrets.knownAs(invitation.invitedBy);
  return {
    by,
    isRequest: by === undefined || !contacts.isAccepted(by),
    isUnseen: by !== undefined && contacts.isBlocked(by),
  };
}

/** False for one that is to leave nothing here: a blocked person's, or a stranger's too many. */
export function mayKeep(
  context: Pick<ClientContext, 'store' | 'record' | 'events'>,
  { isRequest, isUnseen }: Invitation,
): boolean {
  if (isUnseen) return false;
  if (!isRequest || hasRoom(context)) return true;
  context.events.emit('rejected', { reason: 'tooMany' });
  return false;
}

/** True while another stranger's may be kept. */
function hasRoom({ store, record }: Pick<ClientContext, 'store' | 'record'>): boolean {
  const requests = store.groups
    .all()
    .filter(({ masterKey, standing }) => standing === 'invited' && !record.group(masterKey));
  return requests.length < invitationRequestsMax;
}
