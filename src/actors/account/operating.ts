// What an operator asks of an account: how it stands, and that it stands otherwise. Nothing that
// its people have said or whom they know is told, since nobody here knows it.

import type { DeviceId } from '#protocol';
import { ok } from '#protocol';
import { answered } from '../command.ts';
import type { Account } from './account.ts';
import type { Decision, RegisteredState } from './decision.ts';
import { accountCommand } from './decision.ts';
import type { DocumentEffect } from './document.ts';
import type { MembershipEffect } from './membership.ts';
import { evicting } from './membership.ts';
import type { AccountKind, GivenKind } from './standing.ts';
import { kindOf } from './standing.ts';

/** What is known of an account, as an operator sees it. */
export interface AccountStanding {
  readonly createdAtMs: number;
  readonly kind: AccountKind;
  /** An operator has said it. */
  readonly isKindGiven: boolean;
  readonly suspendedAtMs?: number;
  readonly hasNumber: boolean;
  readonly devices: readonly {
    readonly id: DeviceId;
    readonly createdAtMs: number;
    /** Unit: days since the epoch. */
    readonly seenOnDay?: number;
  }[];
}

/** What is said anew; absent: as it was. */
interface SetStanding {
  /** `age`: as its age says. */
  readonly kind?: GivenKind | 'age';
  readonly isSuspended?: boolean;
}

function standingOf(account: Account, nowMs: number): AccountStanding {
  const { createdAtMs, suspended, number, devices } = account;
  return {
    createdAtMs,
    kind: kindOf(account, nowMs),
    isKindGiven: account.kind !== undefined,
    ...(suspended ? { suspendedAtMs: suspended.atMs } : {}),
    hasNumber: number !== undefined,
    devices: devices.map(({ id, createdAtMs: atMs, seenOnDay }) => ({
      id,
      createdAtMs: atMs,
      ...(seenOnDay === undefined ? {} : { seenOnDay }),
    })),
  };
}

/**
 * Suspended, an account is let in nowhere by name and its devices are gone from their sockets when
 * it is answered; what is for them waits. Said again, nothing changes.
 */
function decideStanding(
  state: RegisteredState,
  { kind, isSuspended }: SetStanding,
  nowMs: number,
): Decision<DocumentEffect | MembershipEffect, AccountStanding> {
  const { kind: formerKind, suspended: former, ...rest } = state.account;
  const nextKind = kind === 'age' ? undefined : (kind ?? formerKind);
  const isNow = isSuspended ?? former !== undefined;
  const suspended = isNow ? (former ?? { atMs: nowMs }) : undefined;
  const account: Account = {
    ...rest,
    ...(nextKind ? { kind: nextKind } : {}),
    ...(suspended ? { suspended } : {}),
  };
  const evictions = isNow
    ? account.devices.map((device) => evicting(device, 'account.suspended'))
    : [];
  const result = ok(standingOf(account, nowMs));
  return {
    state: { ...state, account },
    effects: [{ type: 'replace', account }, ...evictions, { type: 'answerEvicted', result }],
  };
}

export const operatingCommands = [
  accountCommand({
    type: 'describeStanding',
    decide: (state, _command: object, nowMs): Decision<never, AccountStanding> =>
      answered(state, standingOf(state.account, nowMs)),
  }),
  accountCommand({ type: 'setStanding', decide: decideStanding }),
] as const;
