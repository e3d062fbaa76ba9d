// What the client itself refuses of groups.

import { ClientError } from '../clientError.ts';

export const unknownGroup = () =>
  new ClientError('group.not_found', 'There is no such group here.');

export const notMember = () =>
  new ClientError('group.not_member', 'Only members of the group may do this.');

/** What a server shows of a group contradicts what it has shown, or what can be. */
export const untrue = (what: string, cause?: unknown) =>
  new ClientError('group.untrue', `What the server shows of the group does not hold: ${what}.`, {
    cause,
  });
