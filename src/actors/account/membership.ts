// Decides who an account is: registration, take-over, credentials, deletion. Pure.

import type { SaltedTokenHash } from '#crypto';
import { isEcPublicKey, tokenMatches } from '#crypto';
import { ok, refuse } from '#protocol';
import type { Account, Device, IdentityKind } from './account.ts';
import { retiring } from './account.ts';
import type { AccountEffect, AccountState, Decision, KeyCheck } from './effects.ts';
import { answer, refused } from './effects.ts';
import { isKeyId, ownKey } from './keys.ts';
import type { Authenticate, Authorize, Register } from './messages.ts';

const KINDS: readonly IdentityKind[] = ['aci', 'pni'];

/** Compared with when there is no such device, so that the time taken does not tell. */
const NOBODY: SaltedTokenHash = { salt: '0'.repeat(32), hash: `2.${'0'.repeat(64)}` };

/** Registers, or takes the account over for the same number. A repeated command changes nothing. */
export function decideRegister(state: AccountState, command: Register, now: number): Decision {
  const former = state.account;
  if (former?.devices.some((device) => sameCredential(device, command.device))) {
    const repeated = ok({ id: former.id, pni: former.pni });
    return { state, effects: [{ type: 'answerEvicted', result: repeated }] };
  }
  if (former && (former.number === undefined || former.number !== command.number)) {
    return refused(state, 'registration.conflict');
  }
  const checks = keyChecks(command);
  if (!checks) return refused(state, 'key.malformed');
  const account: Account = {
    id: state.id,
    pni: former?.pni ?? command.pni,
    ...(command.number === undefined ? {} : { number: command.number }),
    identityKeys: {
      aci: command.identityKeys.aci.slice(),
      pni: command.identityKeys.pni.slice(),
    },
    devices: [ownDevice(command.device)],
    discoverableByNumber: command.discoverableByNumber,
    createdAtMs: former?.createdAtMs ?? now,
    queueKey: command.queueKey.slice(),
    ...(former ? { retired: retiring(former) } : {}),
  };
  const verify: AccountEffect = { type: 'verify', signed: checks, plain: [] };
  const write: readonly AccountEffect[] = former
    ? [
        { type: 'settle' },
        { type: 'replace', account },
        ...former.devices.map((device) => evicting(device, 'device.replaced')),
        { type: 'clear' },
      ]
    : [{ type: 'create', account }];
  const result = ok({ id: account.id, pni: account.pni });
  const done: AccountEffect = { type: former ? 'answerEvicted' : 'answer', result };
  return { state: { ...state, account }, effects: [verify, ...write, done] };
}

/** Checks a password; an unknown account or device takes as long and is answered alike. */
export function authenticate(account: Account | undefined, command: Authenticate): AccountEffect {
  const device = account?.devices.find((one) => one.id === command.device);
  const matches = tokenMatches(command.password, device?.credential ?? NOBODY);
  return account && device && matches ? authenticated(account, device, command.type) : invalid;
}

/** Checks that the credential of an access token is still the device's. */
export function authorize(account: Account | undefined, command: Authorize): AccountEffect {
  const device = account?.devices.find((one) => one.id === command.device);
  return account && device && device.credential.salt === command.credential
    ? authenticated(account, device, command.type)
    : invalid;
}

/**
 * Deletes everything. The document goes first, and with it the key of what waits; what is left in
 * its place names what is still to be cleared, so that a deletion cut short is ended later.
 */
export function decideDelete(state: AccountState): Decision {
  // Also where it is gone already: whoever asks again may be the first to be answered.
  const done: AccountEffect = { type: 'answerEvicted', result: ok(null) };
  const { account } = state;
  if (!account) return { state, effects: [done] };
  const nothing = new Uint8Array(0);
  const husk: Account = {
    id: account.id,
    pni: account.pni,
    identityKeys: { aci: nothing, pni: nothing },
    devices: [],
    discoverableByNumber: false,
    createdAtMs: account.createdAtMs,
    queueKey: nothing,
    retired: retiring(account),
    deleted: true,
  };
  return {
    state: { id: state.id, account: undefined, husk },
    effects: [
      { type: 'settle' },
      { type: 'bury', husk },
      ...account.devices.map((one) => evicting(one, 'account.deleted')),
      { type: 'clear' },
      done,
    ],
  };
}

const invalid: AccountEffect = { type: 'answer', result: refuse('auth.invalid') };

function authenticated(
  account: Account,
  device: Device,
  command: 'authenticate' | 'authorize',
): AccountEffect {
  return answer(command, {
    account: account.id,
    device: device.id,
    pni: account.pni,
    ...(account.number === undefined ? {} : { number: account.number }),
    credential: device.credential.salt,
  });
}

function evicting(device: Device, code: 'device.replaced' | 'account.deleted'): AccountEffect {
  return { type: 'evict', device: device.id, credential: device.credential.salt, code };
}

function sameCredential(one: Device, other: Device): boolean {
  return (
    one.id === other.id &&
    one.credential.salt === other.credential.salt &&
    one.credential.hash === other.credential.hash
  );
}

function keyChecks(command: Register): KeyCheck[] | undefined {
  const checks: KeyCheck[] = [];
  for (const kind of KINDS) {
    const identityKey = command.identityKeys[kind];
    if (!isEcPublicKey(identityKey)) return undefined;
    const { signedPreKey, lastResortPreKey } = command.device.identities[kind];
    if (!isKeyId(signedPreKey.keyId) || !isKeyId(lastResortPreKey.keyId)) return undefined;
    checks.push({ kind: 'ec', identityKey, key: signedPreKey });
    checks.push({ kind: 'kem', identityKey, key: lastResortPreKey });
  }
  return checks;
}

/** A device whose keys are its own bytes, not views that keep a whole frame in memory. */
function ownDevice(device: Device): Device {
  const own = (kind: IdentityKind) => {
    const { registrationId, signedPreKey, lastResortPreKey } = device.identities[kind];
    return {
      registrationId,
      signedPreKey: ownKey(signedPreKey),
      lastResortPreKey: ownKey(lastResortPreKey),
    };
  };
  return { ...device, identities: { aci: own('aci'), pni: own('pni') } };
}
