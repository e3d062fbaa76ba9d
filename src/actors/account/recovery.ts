// Recovery: whoever shows two of the things that only the owner should have, and has waited, may
// take the account over with new keys (registration.ts). The owner is told on all devices when it
// begins, and stops it from any of them.

import type { DeviceId, RecoveryFactor } from '#protocol';
import { limits, primaryDevice } from '#protocol';
import { answer, answered, refused } from '../command.ts';
import type { Account, Recovery } from './account.ts';
import type { Decision, RegisteredState, Vouched } from './decision.ts';
import { accountCommand } from './decision.ts';
import type { DocumentEffect } from './document.ts';
import type { Happening, TellOwnerEffect } from './security.ts';
import { hasApproved, pendingOf, voiding } from './pendingRecovery.ts';
import { tellAll } from './security.ts';
import { refusedCode, withBackupCodeUsed } from './totp.ts';

/** What of the owner's has to be shown. */
const factorsMin = 2;

/** What somebody shows, each checked where it can be: a number, by its session. */
interface ShownFactors {
  readonly number?: string;
  /** SHA-256 of the recovery key, hex. */
  readonly keyHash?: string;
  /** A device that has approved, and `salt` of its credential then. */
  readonly approval?: { readonly device: DeviceId; readonly credential: string };
  /** However it was typed. It is used up by the recovery that it begins. */
  readonly backupCode?: string;
}

/**
 * Begins to wait; the same again changes nothing.
 * Refuses: auth.invalid unless two are shown and all that are shown hold; recovery.pending while
 * another one waits.
 */
interface BeginRecovery {
  readonly shown: ShownFactors;
  /** SHA-256 of what whoever begins it shows at its end, hex. */
  readonly tokenHash: string;
  readonly waitMs: number;
}

/** Sets the recovery key, another in its place, or none. Refuses: auth.forbidden to all others. */
interface SetRecoveryKey extends Vouched {
  /** The primary. */
  readonly device: DeviceId;
  readonly keyHash?: string;
}

/** Ends one that waits, for any device; where none does it changes nothing. */
interface StopRecovery extends Vouched {
  readonly device: DeviceId;
}

/** How the recovery of an account stands. */
interface RecoveryView {
  readonly hasKey: boolean;
  readonly pending?: Pick<NonNullable<Recovery['pending']>, 'factors' | 'begunAtMs' | 'readyAtMs'>;
}

type Change = Decision<DocumentEffect | TellOwnerEffect, null>;

/** What of the shown is this account's. */
function heldBy(account: Account, shown: ShownFactors): RecoveryFactor[] {
  const { number, keyHash, approval, backupCode } = shown;
  const others: RecoveryFactor[] = [
    ...(number !== undefined && number === account.number ? (['number'] as const) : []),
    ...(keyHash !== undefined && keyHash === account.recovery?.keyHash ? (['key'] as const) : []),
    ...(approval && hasApproved(account, approval) ? (['device'] as const) : []),
  ];
  // Alone it begins nothing: whoever has nothing else learns by no time whether codes are on.
  const isTried = backupCode !== undefined && others.length > 0;
  return isTried && withBackupCodeUsed(account, backupCode) ? [...others, 'backup-code'] : others;
}

/** Whether whoever shows this token may take the account over now, or when. */
export function recoveredBy(
  account: Account | undefined,
  tokenHash: string | undefined,
  nowMs: number,
): 'now' | 'never' | { readonly retryAfterMs: number } {
  const pending = account && pendingOf(account, nowMs);
  if (!pending || pending.tokenHash !== tokenHash) return 'never';
  const leftMs = pending.readyAtMs - nowMs;
  return leftMs > 0 ? { retryAfterMs: leftMs } : 'now';
}

function decideBegin(
  state: RegisteredState,
  { shown, tokenHash, waitMs }: BeginRecovery,
  nowMs: number,
): Decision<DocumentEffect | TellOwnerEffect, { readonly readyAtMs: number }> {
  const { account } = state;
  const waiting = pendingOf(account, nowMs);
  if (waiting?.tokenHash === tokenHash) return answered(state, { readyAtMs: waiting.readyAtMs });
  const factors = heldBy(account, shown);
  const isWrong = factors.length < Object.keys(shown).length;
  if (factors.length < factorsMin || isWrong) {
    // Behind something else that holds a wrong code is a guess.
    const code = factors.length > 0 ? shown.backupCode : undefined;
    const guess = {
      ...(code === undefined ? {} : { code, attempt: tokenHash }),
      door: 'outside',
    } as const;
    return isWrong && code !== undefined
      ? refusedCode(state, ['auth.invalid'], guess, nowMs)
      : refused(state, 'auth.invalid');
  }
  if (waiting) return refused(state, 'recovery.pending');
  const { approval, backupCode } = shown;
  const readyAtMs = nowMs + waitMs;
  const pending = {
    tokenHash,
    factors,
    ...(approval ? { approval } : {}),
    begunAtMs: nowMs,
    readyAtMs,
    untilMs: readyAtMs + limits.recoveryReadyMs,
  };
  const used = backupCode === undefined ? undefined : withBackupCodeUsed(account, backupCode);
  const left = used ?? account;
  const begun = { ...left, recovery: { ...left.recovery, pending } };
  const happenings: readonly Happening[] = [
    ...(used ? [{ kind: 'backup-code-used' } as const] : []),
    { kind: 'recovery-began' },
  ];
  const told = tellAll(begun, happenings, nowMs);
  return {
    state: { ...state, account: told.account },
    effects: [{ type: 'replace', account: told.account }, ...told.effects, answer({ readyAtMs })],
  };
}

function decideStop(state: RegisteredState, { device }: StopRecovery, nowMs: number): Change {
  const { account } = state;
  const { pending, ...kept } = account.recovery ?? {};
  if (!pending) return answered(state, null);
  const ended = { kind: 'recovery-ended', device } as const;
  return written(state, { ...account, recovery: kept }, [ended], nowMs);
}

function decideKey(
  state: RegisteredState,
  { device, keyHash }: SetRecoveryKey,
  nowMs: number,
): Change {
  if (device !== primaryDevice) return refused(state, 'auth.forbidden');
  const { account } = state;
  if (account.recovery?.keyHash === keyHash) return answered(state, null);
  // Whoever makes a key void may know that another has it, who has begun by it.
  const voided = voiding(account, 'key', device, nowMs);
  const { keyHash: _former, ...kept } = voided.account.recovery ?? {};
  const recovery = { ...kept, ...(keyHash === undefined ? {} : { keyHash }) };
  const happenings = [{ kind: 'recovery-key-changed', device } as const, ...voided.happenings];
  return written(state, { ...account, recovery }, happenings, nowMs);
}

function written(
  state: RegisteredState,
  changed: Account,
  happenings: readonly Happening[],
  nowMs: number,
): Change {
  const { account, effects } = tellAll(changed, happenings, nowMs);
  return {
    state: { ...state, account },
    effects: [{ type: 'replace', account }, ...effects, answer(null)],
  };
}

function describe(
  state: RegisteredState,
  _command: Vouched,
  nowMs: number,
): Decision<never, RecoveryView> {
  const pending = pendingOf(state.account, nowMs);
  return answered(state, {
    hasKey: state.account.recovery?.keyHash !== undefined,
    ...(pending
      ? {
          pending: {
            factors: pending.factors,
            begunAtMs: pending.begunAtMs,
            readyAtMs: pending.readyAtMs,
          },
        }
      : {}),
  });
}

export const recoveryCommands = [
  accountCommand({ type: 'beginRecovery', decide: decideBegin }),
  accountCommand({ type: 'stopRecovery', decide: decideStop }),
  accountCommand({ type: 'setRecoveryKey', decide: decideKey }),
  accountCommand({ type: 'describeRecovery', decide: describe }),
] as const;
