// One-time codes of an account: begun with a secret, on once the first code was shown, used up one
// period after the other; and backup codes, each good once, for whoever has lost the app.

import type { SaltedTokenHash } from '#crypto';
import { backupCodeOf, tokenMatches, totpPeriod } from '#crypto';
import { answer, answered, refused } from '../command.ts';
import type { Account, Totp } from './account.ts';
import type { Decision, RegisteredState, Vouched } from './decision.ts';
import { accountCommand } from './decision.ts';
import type { DocumentEffect } from './document.ts';
import type { TellOwnerEffect } from './security.ts';
import { tellOwner } from './security.ts';

type TotpEffect = DocumentEffect | TellOwnerEffect;

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
  const { account } = state;
  const { totp } = account;
  if (!totp?.isOn) return refused(state, 'totp.off');
  const period = totpPeriod(totp.secret, code, nowMs, totp.lastPeriod);
  if (period !== undefined) {
    return written(state, { ...account, totp: { ...totp, lastPeriod: period } });
  }
  const backup = backupCodeOf(code);
  const used = backup && totp.backupCodes.find((one) => tokenMatches(backup, one));
  if (!used) return refused(state, 'totp.invalid');
  const backupCodes = totp.backupCodes.filter((one) => one !== used);
  const told = tellOwner(
    { ...account, totp: { ...totp, backupCodes } },
    { kind: 'backup-code-used' },
    nowMs,
  );
  return {
    state: { ...state, account: told.account },
    effects: [{ type: 'replace', account: told.account }, told.effect, answer(null)],
  };
}

/** `changedAtMs`: codes were turned on or off, or made anew, of which the owner is told. */
function written(
  state: RegisteredState,
  account: Account,
  changedAtMs?: number,
): Decision<TotpEffect, null> {
  const told =
    changedAtMs === undefined
      ? undefined
      : tellOwner(account, { kind: 'totp-changed' }, changedAtMs);
  const next = told?.account ?? account;
  return {
    state: { ...state, account: next },
    effects: [{ type: 'replace', account: next }, ...(told ? [told.effect] : []), answer(null)],
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
