// What an operator asks of an account: how it stands, and that it stands otherwise. Nothing that
// its people have said or whom they know is told, since nobody here knows it.

import { auditNameOf } from '#crypto';
import { ok } from '#protocol';
import { answer, answered } from '../command.ts';
import type { Account } from './account.ts';
import type { Decision, RegisteredState } from './decision.ts';
import { accountCommand } from './decision.ts';
import type { DocumentEffect } from './document.ts';
import type { MembershipEffect } from './membership.ts';
import { evictedOnceMore, evicting } from './membership.ts';
import type { AccountStanding, GivenKind } from './standing.ts';
import { kindOf } from './standing.ts';

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
    ...(isNow && !former ? evictedOnceMore(rest) : {}),
  };
  const evictions = isNow
    ? account.devices.map((device) => evicting(device, 'account.suspended', account.evictions))
    : [];
  const result = ok(standingOf(account, nowMs));
  return {
    state: { ...state, account },
    effects: [{ type: 'replace', account }, ...evictions, { type: 'answerEvicted', result }],
  };
}

/** Names an account in the log of operators' acts. */
interface NameForAudit {
  /** Names it from now on, where nothing does yet. Shape: 32 random bytes. */
  readonly offeredKey: Uint8Array;
}

/** The key is on disk before anything is noted under it. */
function decideName(
  state: RegisteredState,
  { offeredKey }: NameForAudit,
): Decision<DocumentEffect, string> {
  const { auditKey } = state.account;
  if (auditKey) return answered(state, auditNameOf(auditKey, state.id));
  const account: Account = { ...state.account, auditKey: offeredKey.slice() };
  return {
    state: { ...state, account },
    effects: [{ type: 'replace', account }, answer(auditNameOf(offeredKey, state.id))],
  };
}

export const operatingCommands = [
  accountCommand({
    type: 'describeStanding',
    decide: (state, _command: object, nowMs): Decision<never, AccountStanding> =>
      answered(state, standingOf(state.account, nowMs)),
  }),
  accountCommand({ type: 'setStanding', decide: decideStanding }),
  accountCommand({ type: 'nameForAudit', decide: decideName }),
] as const;
