// What a terminal says of calls.

import type { Participant } from '../calls/roster.ts';
import type { ClientEvents } from '../events.ts';
import type { Names } from './names.ts';
import { plain } from './plain.ts';
import type { Plain } from './plain.ts';

const ends: Readonly<Record<string, string>> = {
  hungUp: 'You have left the call.',
  ended: 'The call has ended.',
  declined: 'The call was declined.',
  busy: 'They are in another call.',
  unanswered: 'Nobody answered.',
  answeredElsewhere: 'Answered on another device.',
  declinedElsewhere: 'Declined on another device.',
  missed: 'The call was missed.',
  lost: 'The call was lost.',
  'call.removed': 'You were removed from the call.',
  'call.no_relays': 'Your calls go by relays alone (aldis privacy), and the server has none.',
};

export const callEndWords = (why: string): string => ends[why] ?? `The call has ended (${why}).`;

/** People whose names are known, without this device; each once. */
export const membersOf = (members: readonly Participant[]): string[] => [
  ...new Set(members.flatMap(({ isSelf, account }) => (isSelf || !account ? [] : [account]))),
];

type Told = 'callRinging' | 'callBegun' | 'callMissed';
export const callsTold = ['callRinging', 'callBegun', 'callMissed'] as const;

/** A line for whoever is at a terminal meanwhile. */
export function callLine(
  told: Told,
  { account, group }: Pick<ClientEvents[Told], 'account' | 'group'>,
  names: Pick<Names, 'nameOf'>,
): Plain {
  const who = names.nameOf(account);
  const where = group === undefined ? '' : ` ${names.nameOf(group)}`;
  if (told === 'callRinging') return plain`☎ ${who} calls${where}: aldis calls --answer, --decline`;
  if (told === 'callBegun') return plain`☎ ${who} has begun a call of${where}`;
  return plain`☎ missed: ${who} called${where}`;
}
