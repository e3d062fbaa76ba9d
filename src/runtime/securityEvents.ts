// What an operator should hear of, counted by kind: a few a day are people who mistype, a few a
// second are somebody who tries. Nobody is named.

import { metrics } from './metrics.ts';

/** Kinds of events, and what each is. */
const kinds = {
  login_failed: 'A wrong password, of a device or of a login by name.',
  token_forged: 'An access token that was never signed here, or of a credential that is gone.',
  operator_refused: "A wrong operators' token, at a route or at the console.",
  keys_refused: 'Keys asked for by who may not have them.',
  device_evicted: 'A device that was removed, or whose account was recovered.',
  device_replaced: 'A device that was replaced: by a registration of the same number, or a login.',
  challenge_asked: 'Somebody who has to solve a challenge before they go on.',
  challenge_failed: 'A solution that was none.',
  registration_burst: 'A registration beyond what one network, or all, may make in a burst.',
  network_denied: 'A request from a network that the operator keeps out.',
} as const;

export type SecurityEventKind = keyof typeof kinds;

/** All kinds, in the order of the list. */
const kindNames = Object.keys(kinds) as SecurityEventKind[];

/** Begins every kind at 0: the first of a kind is no increase of what was not there. */
export function beginSecurityEvents(): void {
  for (const kind of kindNames) metrics.securityEvents.inc({ kind }, 0);
}

/** Counts one. */
export function noteSecurity(kind: SecurityEventKind): void {
  metrics.securityEvents.inc({ kind });
}
