// Name and password of an account, as the server keeps them, and what a login by them brings: a
// device that is one of the account's already has its credential renewed. Who has no device takes
// the account over (registration.ts).

import type { SaltedTokenHash } from '#crypto';
import type { DeviceId, RegistrationId } from '#protocol';
import { ok, primaryDevice } from '#protocol';
import { answer, answered, refused } from '../command.ts';
import type { Account, Login } from './account.ts';
import { deviceOf, withDevice } from './account.ts';
import type { Decision, RegisteredState, Vouched } from './decision.ts';
import { accountCommand } from './decision.ts';
import type { DocumentEffect } from './document.ts';
import type { MembershipEffect } from './membership.ts';
import { evicting } from './membership.ts';
import type { TellOwnerEffect } from './security.ts';
import { tellOwner } from './security.ts';
import type { ShownCode } from './totp.ts';
import { isWrongCode, refusedCode, withCodeUsed } from './totp.ts';

/**
 * Sets name and password, or others in their place.
 * Refuses: auth.forbidden to all but the primary, login.name_taken.
 */
interface SetLogin extends Vouched {
  readonly device: DeviceId;
  readonly login: Login;
}

/** Refuses: auth.forbidden to all but the primary. */
interface RemoveLogin extends Vouched {
  readonly device: DeviceId;
}

/** Refuses: login.none. */
interface ReadLogin extends Vouched {
  readonly device: DeviceId;
}

/**
 * Whoever has shown the password shows the rest, and uses the code up.
 * Refuses: login.over when the password is another by now; where one-time codes are on
 * auth.fresh_proof without one, totp.invalid, totp.held.
 */
interface ProveLogin extends ShownCode {
  readonly loginMark: string;
}

/**
 * Gives a device that has logged in another credential. Its mail stays. Answered once nobody can
 * act under the former one; the same again changes nothing.
 * Refuses: login.device, and as ProveLogin: a code is used up by what it brings alone.
 */
interface RenewCredential extends ProveLogin {
  readonly device: DeviceId;
  readonly registrationId: RegistrationId;
  /** The account's ACI identity key, by which the device has signed. */
  readonly identityKey: Uint8Array;
  readonly next: SaltedTokenHash;
}

type Change = Decision<DocumentEffect | TellOwnerEffect, null>;

function decideSet(state: RegisteredState, { device, login }: SetLogin, nowMs: number): Change {
  if (device !== primaryDevice) return refused(state, 'auth.forbidden');
  const own = { ...login, salt: login.salt.slice(), verifier: login.verifier.slice() };
  return written(state, { ...state.account, login: own }, device, nowMs);
}

function decideRemove(state: RegisteredState, { device }: RemoveLogin, nowMs: number): Change {
  if (device !== primaryDevice) return refused(state, 'auth.forbidden');
  const { login, ...account } = state.account;
  return login ? written(state, account, device, nowMs) : answered(state, null);
}

function decideRead(
  state: RegisteredState,
  _command: ReadLogin,
): Decision<never, Pick<Login, 'name' | 'setAtMs'>> {
  const { login } = state.account;
  if (!login) return refused(state, 'login.none');
  return answered(state, { name: login.name, setAtMs: login.setAtMs });
}

function decideProve(
  state: RegisteredState,
  { loginMark, ...shown }: ProveLogin,
  nowMs: number,
): Decision<DocumentEffect | TellOwnerEffect, { readonly hasCode: boolean }> {
  const { account } = state;
  if (account.login?.mark !== loginMark) return refused(state, 'login.over');
  const used = withCodeUsed(account, shown, 'outside', nowMs);
  if (isWrongCode(used)) return withoutCode(state, used, shown, nowMs);
  const { hasCode } = used;
  if (used.account === account) return answered(state, { hasCode });
  return {
    state: { ...state, account: used.account },
    effects: [{ type: 'replace', account: used.account }, ...used.told, answer({ hasCode })],
  };
}

function withoutCode(
  state: RegisteredState,
  refusal: Parameters<typeof refusedCode>[1],
  { code, attempt }: ShownCode,
  nowMs: number,
): Decision<DocumentEffect | TellOwnerEffect, never> {
  // Everybody who does not know that codes are on is asked for one.
  if (code === undefined) return refused(state, 'auth.fresh_proof', { detail: 'Needs: otp.' });
  const shown = { code, door: 'outside', ...(attempt === undefined ? {} : { attempt }) } as const;
  return refusedCode(state, refusal, shown, nowMs);
}

function decideRenew(
  state: RegisteredState,
  { loginMark, device: id, registrationId, identityKey, next, ...shown }: RenewCredential,
  nowMs: number,
): Decision<DocumentEffect | MembershipEffect | TellOwnerEffect, null> {
  const { account } = state;
  if (account.login?.mark !== loginMark) return refused(state, 'login.over');
  const device = deviceOf(account, id);
  const isOurs = Buffer.compare(account.identityKeys.aci, identityKey) === 0;
  if (!device || !isOurs || device.identities.aci.registrationId !== registrationId) {
    return refused(state, 'login.device');
  }
  const done: MembershipEffect = { type: 'answerEvicted', result: ok(null) };
  if (device.credential.hash === next.hash) return { state, effects: [done] };
  const used = withCodeUsed(account, shown, 'outside', nowMs);
  if (isWrongCode(used)) return withoutCode(state, used, shown, nowMs);
  const renewed = withDevice(used.account, { ...device, credential: next });
  const told = tellOwner(renewed, { kind: 'credential-renewed', device: id }, nowMs);
  return {
    state: { ...state, account: told.account },
    effects: [
      { type: 'settle' },
      { type: 'replace', account: told.account },
      ...used.told,
      told.effect,
      evicting(device, 'device.replaced'),
      done,
    ],
  };
}

/** The owner hears of it on all devices. */
function written(
  state: RegisteredState,
  changed: Account,
  device: DeviceId,
  nowMs: number,
): Change {
  const { account, effect } = tellOwner(changed, { kind: 'login-changed', device }, nowMs);
  return {
    state: { ...state, account },
    effects: [{ type: 'replace', account }, effect, answer(null)],
  };
}

export const loginCommands = [
  accountCommand({ type: 'setLogin', decide: decideSet }),
  accountCommand({ type: 'removeLogin', decide: decideRemove }),
  accountCommand({ type: 'readLogin', decide: decideRead }),
  accountCommand({ type: 'proveLogin', decide: decideProve }),
  accountCommand({ type: 'renewCredential', decide: decideRenew }),
] as const;
