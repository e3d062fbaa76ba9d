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
import type { Door } from './guesses.ts';
import { codesHeldForMs, withGuess } from './guesses.ts';
import type { TellOwnerEffect } from './security.ts';
import { voiding } from './pendingRecovery.ts';
import { tellAll, tellOwner } from './security.ts';

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

/** A code as somebody shows it. */
export interface ShownCode {
  readonly code?: string;
  /** Of this try alone: whoever carries it out twice uses up, and counts, one code. */
  readonly attempt?: string;
}

/** Uses a code of the app or a backup code up. Refuses: totp.off, totp.invalid, totp.held. */
interface ProveTotp extends Vouched, ShownCode {
  readonly code: string;
}

/** What a code has come to. */
type UsedCode =
  | {
      readonly account: Account;
      readonly told: readonly TellOwnerEffect[];
      /** Codes are on, and this was one. */
      readonly hasCode: boolean;
    }
  | WrongCode;

/** Why it is none: what is refused for it. */
type WrongCode = Readonly<Parameters<typeof refuse>>;

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
  shown: ProveTotp,
  nowMs: number,
): Decision<TotpEffect, null> {
  if (!state.account.totp?.isOn) return refused(state, 'totp.off');
  const used = withCodeUsed(state.account, shown, 'device', nowMs);
  if (isWrongCode(used)) return refusedCode(state, used, { ...shown, door: 'device' }, nowMs);
  const { account, told } = used;
  if (account === state.account) return answered(state, null);
  return {
    state: { ...state, account },
    effects: [{ type: 'replace', account }, ...told, answer(null)],
  };
}

/**
 * The account with a code of the app, or a backup code, used up, and what its owner is told. As it
 * is where codes are off, and where this very attempt has used one up. Refuses: auth.fresh_proof
 * without a code, totp.invalid, totp.held.
 */
export function withCodeUsed(
  account: Account,
  { code, attempt }: ShownCode,
  door: Door,
  nowMs: number,
): UsedCode {
  const { totp } = account;
  if (!totp?.isOn) return { account, told: [], hasCode: false };
  if (code === undefined) return ['auth.fresh_proof'];
  if (attempt !== undefined && totp.usedBy === attempt) return { account, told: [], hasCode: true };
  if (attempt !== undefined && totp.guesses?.attempt === attempt) return ['totp.invalid'];
  const heldForMs = codesHeldForMs(account, door, nowMs);
  const usedBy = attempt === undefined ? {} : { usedBy: attempt };
  const period = heldForMs > 0 ? undefined : totpPeriod(totp.secret, code, nowMs, totp.lastPeriod);
  if (period !== undefined) {
    const next = { ...account, totp: { ...totp, lastPeriod: period, ...usedBy } };
    return { account: next, told: [], hasCode: true };
  }
  const left = withBackupCodeUsed(account, code);
  if (!left?.totp && heldForMs > 0) return ['totp.held', { retryAfterMs: heldForMs }];
  if (!left?.totp) return ['totp.invalid'];
  const marked = { ...left, totp: { ...left.totp, ...usedBy } };
  const told = tellOwner(marked, { kind: 'backup-code-used' }, nowMs);
  return { account: told.account, told: [told.effect], hasCode: true };
}

/** Whether it has come to nothing. */
export function isWrongCode(used: UsedCode): used is WrongCode {
  return Array.isArray(used);
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
 * Refuses somebody who has shown all but a right code, and counts what they have shown. The owner
 * is told once in a while, so that who tries on and on does not push out what else the owner is
 * told; and each time that no code is heard from then on.
 */
export function refusedCode(
  state: RegisteredState,
  refusal: WrongCode,
  shown: ShownCode & { readonly door: Door },
  nowMs: number,
): Decision<TotpEffect, never> {
  const [code, more] = refusal;
  const counted = shown.code === undefined ? state.account : withGuess(state.account, shown, nowMs);
  const isHeld = codesHeldForMs(state.account, shown.door, nowMs) > 0;
  const isHeldNow = !isHeld && codesHeldForMs(counted, shown.door, nowMs) > 0;
  const { security = [] } = counted;
  const last = security.findLast(({ kind }) => kind === 'code-refused');
  // A device that shows a wrong one is the owner's, as far as anybody knows.
  const isTold = shown.door === 'outside' && !(last && nowMs - last.at < refusedAgainMs);
  const left = isTold ? { ...counted, security: security.filter((one) => one !== last) } : counted;
  const happenings = [
    ...(isTold ? [{ kind: 'code-refused' } as const] : []),
    ...(isHeldNow ? [{ kind: 'codes-held' } as const] : []),
  ];
  const { account, effects } = tellAll(left, happenings, nowMs);
  if (account === state.account) return refused(state, code, more);
  return {
    state: { ...state, account },
    effects: [
      { type: 'replace', account },
      ...effects,
      { type: 'answer', result: refuse(code, more) },
    ],
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
  if (changedAtMs === undefined) return replaced(state, changed, []);
  const voided = voiding(changed, 'backup-code', undefined, changedAtMs);
  const happenings = [{ kind: 'totp-changed' } as const, ...voided.happenings];
  const { account, effects } = tellAll(voided.account, happenings, changedAtMs);
  return replaced(state, account, effects);
}

function replaced(
  state: RegisteredState,
  account: Account,
  told: readonly TellOwnerEffect[],
): Decision<TotpEffect, null> {
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
