// One-time codes of an account: begun with a secret, on once the first code was shown, used up one
// period after the other; and backup codes, each good once, for whoever has lost the app.

import type { SaltedTokenHash } from '#crypto';
import { backupCodeOf, tokenMatches, totpPeriod } from '#crypto';
import { refuse } from '#protocol';
import { answer, answered, refused } from '../command.ts';
import type { Account, Totp } from './account.ts';
import type { Decision, RegisteredState, Vouched } from './decision.ts';
import { accountCommand } from './decision.ts';
import type { DocumentEffect } from './document.ts';
import type { TellOwnerEffect } from './security.ts';
import { voiding } from './pendingRecovery.ts';
import { tellOwner } from './security.ts';

type TotpEffect = DocumentEffect | TellOwnerEffect;

/** Of codes that were refused the owner is told no more often. */
const refusedAgainMs = 60 * 60 * 1000;

/** Begins anew with that secret. Refuses: totp.on. */
interface BeginTotp extends Vouched {
  readonly secret: Uint8Array;
}

/** Turns them on. Refuses: totp.on, totp.off, totp.invalid. */
interface ConfirmTotp extends Vouched {
  readonly code: string;
  readonly backupCodes: readonly SaltedTokenHash[];
}

/** Replaces the backup codes. Refuses: totp.off. */
interface RenewBackupCodes extends Vouched {
  readonly backupCodes: readonly SaltedTokenHash[];
}

/** Uses a code of the app or a backup code up. Refuses: totp.off, totp.invalid. */
interface ProveTotp extends Vouched {
  readonly code: string;
}

/** What a code has come to. */
type UsedCode =
  | { readonly account: Account; readonly told: readonly TellOwnerEffect[] }
  | 'auth.fresh_proof'
  | 'totp.invalid';

interface TotpView {
  readonly isOn: boolean;
  readonly backupCodesLeft: number;
}

function decideBegin(state: RegisteredState, { secret }: BeginTotp): Decision<TotpEffect, null> {
  const { account } = state;
  if (account.totp?.isOn) return refused(state, 'totp.on');
  const totp: Totp = { secret: secret.slice(), isOn: false, lastPeriod: 0, backupCodes: [] };
  return written(state, { ...account, totp });
}

function decideConfirm(
  state: RegisteredState,
  { code, backupCodes }: ConfirmTotp,
  nowMs: number,
): Decision<TotpEffect, null> {
  const { account } = state;
  const { totp } = account;
  if (totp?.isOn) return refused(state, 'totp.on');
  if (!totp) return refused(state, 'totp.off');
  const period = totpPeriod(totp.secret, code, nowMs, totp.lastPeriod);
  if (period === undefined) return refused(state, 'totp.invalid');
  const next: Totp = { ...totp, isOn: true, lastPeriod: period, backupCodes };
  return written(state, { ...account, totp: next }, nowMs);
}

function decideRenew(
  state: RegisteredState,
  { backupCodes }: RenewBackupCodes,
  nowMs: number,
): Decision<TotpEffect, null> {
  const { account } = state;
  if (!account.totp?.isOn) return refused(state, 'totp.off');
  return written(state, { ...account, totp: { ...account.totp, backupCodes } }, nowMs);
}

function decideEnd(
  state: RegisteredState,
  _command: Vouched,
  nowMs: number,
): Decision<TotpEffect, null> {
  const { totp, ...account } = state.account;
  if (!totp) return answered(state, null);
  return written(state, account, totp.isOn ? nowMs : undefined);
}

function decideProve(
  state: RegisteredState,
  { code }: ProveTotp,
  nowMs: number,
): Decision<TotpEffect, null> {
  if (!state.account.totp?.isOn) return refused(state, 'totp.off');
  const used = withCodeUsed(state.account, code, nowMs);
  if (typeof used === 'string') return refused(state, used);
  const { account, told } = used;
  return {
    state: { ...state, account },
    effects: [{ type: 'replace', account }, ...told, answer(null)],
  };
}

/**
 * The account with a code of the app, or a backup code, used up, and what its owner is told. As it
 * is where codes are off. Refuses: auth.fresh_proof without a code, totp.invalid.
 */
export function withCodeUsed(account: Account, code: string | undefined, nowMs: number): UsedCode {
  const { totp } = account;
  if (!totp?.isOn) return { account, told: [] };
  if (code === undefined) return 'auth.fresh_proof';
  const period = totpPeriod(totp.secret, code, nowMs, totp.lastPeriod);
  if (period !== undefined) {
    return { account: { ...account, totp: { ...totp, lastPeriod: period } }, told: [] };
  }
  const left = withBackupCodeUsed(account, code);
  if (!left) return 'totp.invalid';
  const told = tellOwner(left, { kind: 'backup-code-used' }, nowMs);
  return { account: told.account, told: [told.effect] };
}

/** The account without a backup code that it has; undefined where it is none of them. */
export function withBackupCodeUsed(account: Account, code: string): Account | undefined {
  const { totp } = account;
  const backup = backupCodeOf(code);
  const used =
    totp?.isOn && backup ? totp.backupCodes.find((one) => tokenMatches(backup, one)) : undefined;
  if (!totp || !used) return undefined;
  const backupCodes = totp.backupCodes.filter((one) => one !== used);
  return { ...account, totp: { ...totp, backupCodes } };
}

/**
 * Refuses somebody who has shown all but a right code. The owner is told, once in a while: who
 * tries on and on does not push out what else the owner is told.
 */
export function refusedCode(
  state: RegisteredState,
  refusal: Parameters<typeof refuse>,
  nowMs: number,
): Decision<TotpEffect, never> {
  const { security = [] } = state.account;
  const last = security.findLast(({ kind }) => kind === 'code-refused');
  if (last && nowMs - last.at < refusedAgainMs) return refused(state, ...refusal);
  const kept = { ...state.account, security: security.filter((one) => one !== last) };
  const { account, effect } = tellOwner(kept, { kind: 'code-refused' }, nowMs);
  return {
    state: { ...state, account },
    effects: [{ type: 'replace', account }, effect, { type: 'answer', result: refuse(...refusal) }],
  };
}

/**
 * `changedAtMs`: codes were turned on or off, or made anew, of which the owner is told. What
 * somebody has begun by a backup code of before ends with it: it may be another's who had the code.
 */
function written(
  state: RegisteredState,
  changed: Account,
  changedAtMs?: number,
): Decision<TotpEffect, null> {
  let account = changed;
  const told: TellOwnerEffect[] = [];
  if (changedAtMs !== undefined) {
    const voided = voiding(changed, 'backup-code', undefined, changedAtMs);
    account = voided.account;
    for (const happening of [{ kind: 'totp-changed' } as const, ...voided.happenings]) {
      const one = tellOwner(account, happening, changedAtMs);
      account = one.account;
      told.push(one.effect);
    }
  }
  return {
    state: { ...state, account },
    effects: [{ type: 'replace', account }, ...told, answer(null)],
  };
}

const describeTotp = accountCommand({
  type: 'describeTotp',
  decide(state, _command: Vouched): Decision<never, TotpView> {
    const { isOn = false, backupCodes = [] } = state.account.totp ?? {};
    return answered(state, { isOn, backupCodesLeft: backupCodes.length });
  },
});

export const totpCommands = [
  accountCommand({ type: 'beginTotp', decide: decideBegin }),
  accountCommand({ type: 'confirmTotp', decide: decideConfirm }),
  accountCommand({ type: 'renewBackupCodes', decide: decideRenew }),
  accountCommand({ type: 'endTotp', decide: decideEnd }),
  accountCommand({ type: 'proveTotp', decide: decideProve }),
  describeTotp,
] as const;
