// What an operator should hear of, counted by kind: a few a day are people who mistype, a few a
// second are somebody who tries. Nobody is named.

import { metrics } from './metrics.ts';

/** A kind of event: what it is, and the alert that says when it is much. */
export interface SecurityEvent {
  readonly what: string;
  readonly alert?: { readonly name: string; readonly aboveIn10Min: number };
}

const aSecond = 600;
const guesses = { name: 'AldisGuesses', aboveIn10Min: aSecond };
const takeOvers = { name: 'AldisTakeOvers', aboveIn10Min: aSecond };

const kinds = {
  login_failed: {
    what: 'A wrong password, of a device or of a login by name.',
    alert: guesses,
  },
  token_forged: {
    what: 'An access token that was never signed here, or of a credential that is gone.',
    alert: guesses,
  },
  code_wrong: {
    what: 'A wrong verification code, or a wrong one-time code beside a good password.',
    alert: guesses,
  },
  operator_refused: {
    what: "A wrong operators' token, at a route or at the console.",
    alert: { name: 'AldisOperatorGuessed', aboveIn10Min: 10 },
  },
  keys_refused: {
    what: 'Keys asked for by who may not have them.',
    alert: { name: 'AldisKeysProbed', aboveIn10Min: aSecond },
  },
  device_evicted: {
    what: 'A device that was removed, or whose account was recovered.',
    alert: takeOvers,
  },
  device_replaced: {
    what: 'A device that was replaced: by a registration of the same number, or a login.',
    alert: takeOvers,
  },
  number_lost: {
    what: 'An account whose phone number another account has proved.',
    alert: takeOvers,
  },
  challenge_asked: {
    what: 'Somebody who has to solve a challenge before they go on, for what was used up.',
    alert: { name: 'AldisChallenged', aboveIn10Min: aSecond },
  },
  challenge_failed: {
    what: 'A solution that was none.',
    alert: { name: 'AldisChallengesGuessed', aboveIn10Min: 60 },
  },
  account_reported: { what: 'An account that somebody has reported whom it had written to.' },
  report_unproved: { what: 'A report without the token of an envelope.' },
  registration_burst: {
    what: 'A registration beyond what one network, or all, may make in a burst.',
    alert: { name: 'AldisRegistrationBurst', aboveIn10Min: 10 },
  },
  network_denied: {
    what: 'A request from a network that the operator keeps out.',
    alert: { name: 'AldisNetworksDenied', aboveIn10Min: aSecond },
  },
} as const satisfies Readonly<Record<string, SecurityEvent>>;

export type SecurityEventKind = keyof typeof kinds;

/** All kinds, in the order of the list. */
export const securityEvents: Readonly<Record<SecurityEventKind, SecurityEvent>> = kinds;

/** Begins every kind at 0: the first of a kind is no increase of what was not there. */
export function beginSecurityEvents(): void {
  for (const kind of Object.keys(kinds)) metrics.securityEvents.inc({ kind }, 0);
}

/** Counts one. */
export function noteSecurity(kind: SecurityEventKind): void {
  metrics.securityEvents.inc({ kind });
}
