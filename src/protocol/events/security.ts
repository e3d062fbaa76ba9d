// `security`: the owner is told of what touched the security of the account.

import { codec } from '../codec.ts';
import type { DeviceId } from '../ids.ts';
import { parseDeviceId } from '../ids.ts';
import { milliseconds } from '../numbers.ts';
import { printable } from '../printable.ts';
import { aldis as wire } from '../wire.js';
import { defineServerEvent } from './define.ts';

/** What may have happened, each with a sentence for people. */
export const securityKinds = {
  'session-began': 'A program logged in and was given tokens.',
  'refresh-reused': 'A refresh token was shown twice: its session was ended.',
  'totp-changed': 'One-time codes were turned on or off, or backup codes were made anew.',
  'backup-code-used': 'A backup code was used.',
  'code-refused': 'Somebody had the password or the number, but no right one-time code.',
  'codes-held': 'Too many wrong one-time codes: for a while backup codes alone are taken.',
  'login-changed': 'The name or the password of the account was changed.',
  'credential-renewed': 'A device logged in by name and password, and has another credential.',
  'login-failed': 'Somebody tried to log in with a wrong password.',
  'locked-out': 'Somebody tried to register this number and was stopped by its lock.',
  'lock-changed': 'The registration lock was set or taken away.',
  'number-changed': 'The account has another phone number.',
  'number-lost': 'Another account has proved the phone number: this one has it no more.',
  'recovery-key-changed': 'The recovery key was made anew, or taken away.',
  'recovery-began': 'Somebody began to recover the account.',
  'recovery-ended': 'The recovery of the account was carried out or stopped.',
  'device-linked': 'A device was linked.',
  'data-exported': 'All that is held of the account was exported.',
} as const;

export type SecurityKind = keyof typeof securityKinds;

/** Something that touched the security of an account. */
export interface SecurityEvent<Kind extends string = SecurityKind> {
  readonly kind: Kind;
  /** By the server; grows with each of an account. Unit: milliseconds since the epoch. */
  readonly at: number;
  readonly device?: DeviceId;
}

/** A newer server may tell of kinds that are not known here. */
export type HeardSecurityEvent = SecurityEvent<string>;

export const securityEvent = defineServerEvent({
  name: 'security',
  tag: 27,
  who: ['device'],
  summary:
    'Something touched the security of the own account: kind, time and, where it is about one, ' +
    `the device. Kinds: ${Object.keys(securityKinds)
      .map((kind) => `\`${kind}\``)
      .join(', ')}.`,
  guarantee:
    'At least once to each device that connects while it is among the 32 kept: to those who ' +
    'are connected at once, and all that are kept after each connection. The time names it.',
  body: codec(wire.Security, {
    shape: { 1: {} },
    write: (events: readonly HeardSecurityEvent[]) => ({
      events: events.map(({ kind, at, device }) => ({ kind, at, device: device ?? 0 })),
    }),
    read: ({ events }): readonly HeardSecurityEvent[] =>
      (events ?? []).map(({ kind, at, device }) => {
        const about = parseDeviceId(device ?? 0);
        return {
          kind: printable(kind ?? ''),
          at: milliseconds(at),
          ...(about === undefined ? {} : { device: about }),
        };
      }),
  }),
});

export const { encode: encodeSecurity } = securityEvent.body;
