// What a person has agreed to: which document, in which version, from when until when. Nothing is
// assumed: a record is there because somebody has said so, and stays when it is withdrawn.

import { limits, ok } from '#protocol';
import { answer, answered } from '../command.ts';
import type { Account, Consent } from './account.ts';
import { isInForce } from './agreed.ts';
import type { Decision, RegisteredState, Vouched } from './decision.ts';
import { accountCommand } from './decision.ts';
import type { DocumentEffect } from './document.ts';
import type { MembershipEffect } from './membership.ts';
import { evictedOnceMore, evicting } from './membership.ts';

/** The operator asks for that version; its door has looked. */
interface GiveConsent extends Vouched {
  readonly document: string;
  readonly version: string;
}

interface WithdrawConsent extends Vouched {
  readonly document: string;
  /** Without it nobody is connected: the devices' sockets end. */
  readonly isRequired?: boolean;
}

/** The records with what of a document is in force ended. */
function ended(all: readonly Consent[], document: string, nowMs: number): Consent[] {
  return all.map((one) =>
    one.document === document && isInForce(one) ? { ...one, withdrawnAtMs: nowMs } : one,
  );
}

/** Of as many as there may be what ended first goes. */
function fitted(all: readonly Consent[]): readonly Consent[] {
  const over = all.length - limits.consentsMax;
  if (over <= 0) return all;
  const gone = all.filter((one) => !isInForce(one)).slice(0, over);
  return all.filter((one) => !gone.includes(one));
}

function changed(
  state: RegisteredState,
  consents: readonly Consent[],
): Decision<DocumentEffect, readonly Consent[]> {
  const account: Account = { ...state.account, consents };
  return {
    state: { ...state, account },
    effects: [{ type: 'replace', account }, answer(consents)],
  };
}

function decideGive(
  state: RegisteredState,
  { document, version }: GiveConsent,
  nowMs: number,
): Decision<DocumentEffect, readonly Consent[]> {
  const { consents = [] } = state.account;
  const isThere = (one: Consent) =>
    one.document === document && one.version === version && isInForce(one);
  if (consents.some(isThere)) return answered(state, consents);
  const fresh = { document, version, givenAtMs: nowMs };
  return changed(state, fitted([...ended(consents, document, nowMs), fresh]));
}

function decideWithdraw(
  state: RegisteredState,
  { document, isRequired = false }: WithdrawConsent,
  nowMs: number,
): Decision<DocumentEffect | MembershipEffect, readonly Consent[]> {
  const { consents = [] } = state.account;
  const isThere = consents.some((one) => one.document === document && isInForce(one));
  const left = ended(consents, document, nowMs);
  if (!isRequired) return isThere ? changed(state, left) : answered(state, consents);
  // Said again it ends sockets again: a write without an answer may have been carried out.
  const account: Account = {
    ...state.account,
    consents: left,
    ...(isThere ? evictedOnceMore(state.account) : {}),
  };
  const evictions = account.devices.map((device) =>
    evicting(device, 'consent.required', account.evictions),
  );
  const done: MembershipEffect = { type: 'answerEvicted', result: ok(left) };
  return {
    state: { ...state, account },
    effects: [...(isThere ? [{ type: 'replace', account } as const] : []), ...evictions, done],
  };
}

export const consentCommands = [
  accountCommand({ type: 'giveConsent', decide: decideGive }),
  accountCommand({ type: 'withdrawConsent', decide: decideWithdraw }),
  accountCommand({
    type: 'describeConsents',
    decide: (state, _command: Vouched): Decision<never, readonly Consent[]> =>
      answered(state, state.account.consents ?? []),
  }),
] as const;
