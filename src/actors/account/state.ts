// Decides what an account does about a command. Pure: no clock, randomness, log or await.

import type { DeviceId } from '#protocol';
import { parseRegistrationId, refuse } from '#protocol';
import type { Account } from './account.ts';
import { queueOf } from './account.ts';
import type { AccountEffect, AccountState, Decision } from './effects.ts';
import { answer, only, refused } from './effects.ts';
import { decideCheck, decideCount, decidePutKeys, decideTake } from './keys.ts';
import type { AccountCommand, Describe, Permit, SetAttributes } from './messages.ts';
import { authenticate, authorize, decideDelete, decideRegister } from './membership.ts';
import { decideSend } from './sending.ts';

export type { AccountEffect, AccountState, Decision } from './effects.ts';

/** Decides about one command of an account that was loaded. */
export function decide(state: AccountState, command: AccountCommand, now: number): Decision {
  if (!vouches(state.account, command)) return refused(state, 'auth.invalid');
  switch (command.type) {
    case 'register':
      return decideRegister(state, command, now);
    case 'authenticate':
      return only(state, authenticate(state.account, command));
    case 'authorize':
      return only(state, authorize(state.account, command));
    case 'permit':
      return only(state, permit(state.account, command));
    case 'evicted':
      return only(state, answer('evicted', null));
    case 'deleteAccount':
      return decideDelete(state);
    default:
      return state.account === undefined
        ? refused(state, 'account.not_found')
        : decideRegistered(state, state.account, command);
  }
}

type Unregistered =
  | 'register'
  | 'authenticate'
  | 'authorize'
  | 'permit'
  | 'evicted'
  | 'deleteAccount';

/** True unless the command names a credential that is no device's of the account. */
function vouches(account: Account | undefined, command: AccountCommand): boolean {
  if (!account || command.type === 'evicted') return true;
  const credential = 'credential' in command ? command.credential : undefined;
  if (credential === undefined) return true;
  const id = 'device' in command ? command.device : undefined;
  return account.devices.some(
    (device) => device.credential.salt === credential && (id === undefined || device.id === id),
  );
}

function permit(account: Account | undefined, command: Permit): AccountEffect {
  const device = account?.devices.find((one) => one.id === command.device);
  if (device?.credential.salt !== command.credential) {
    return { type: 'answer', result: refuse('auth.invalid') };
  }
  const { member, credential } = command;
  return { type: 'permit', member, device: device.id, credential };
}

function decideRegistered(
  state: AccountState,
  account: Account,
  command: Exclude<AccountCommand, { type: Unregistered }>,
): Decision {
  // biome-ignore lint/nursery/useExhaustiveSwitchCases: it does not read Exclude; all are here.
  switch (command.type) {
    case 'send':
      return decideSend(state, account, command);
    case 'check':
      return refused(state, 'device.not_found');
    case 'attach':
    case 'detach':
    case 'acknowledge':
      return only(state, handOn(account, command.device));
    case 'notify':
      return only(state, { type: 'notify', notice: command.notice }, answer('notify', null));
    case 'describe':
      return only(state, describe(account, command));
    case 'setAttributes':
      return decideAttributes(state, account, command);
    case 'putKeys':
      return decidePutKeys(state, account, command);
    case 'countKeys':
      return decideCount(state, account, command);
    case 'checkKeys':
      return decideCheck(state, account, command);
    case 'takeBundles':
      return decideTake(state, account, command);
  }
}

function handOn(account: Account, id: DeviceId): AccountEffect {
  const device = account.devices.find((one) => one.id === id);
  if (!device) return { type: 'answer', result: refuse('device.not_found') };
  return { type: 'handOn', to: queueOf(account, device), credential: device.credential.salt };
}

function describe(account: Account, _command: Describe): AccountEffect {
  return answer('describe', {
    id: account.id,
    pni: account.pni,
    ...(account.number === undefined ? {} : { number: account.number }),
    discoverableByNumber: account.discoverableByNumber,
    identityKeys: account.identityKeys,
    devices: account.devices.map((device) => ({
      id: device.id,
      ...(device.name === undefined ? {} : { name: device.name }),
      registrationId: device.identities.aci.registrationId,
      createdAtMs: device.createdAtMs,
    })),
  });
}

function decideAttributes(state: AccountState, account: Account, command: SetAttributes): Decision {
  const registrationId = parseRegistrationId(command.registrationId);
  const pniRegistrationId = parseRegistrationId(command.pniRegistrationId);
  if (registrationId === undefined || pniRegistrationId === undefined) {
    return refused(state, 'request.invalid', { detail: 'registrationId' });
  }
  const device = account.devices.find((one) => one.id === command.device);
  if (!device) return refused(state, 'device.not_found');
  const { name: _former, ...rest } = device;
  const next = {
    ...rest,
    identities: {
      aci: { ...device.identities.aci, registrationId },
      pni: { ...device.identities.pni, registrationId: pniRegistrationId },
    },
    capabilities: command.capabilities,
    ...(command.name === undefined ? {} : { name: command.name }),
  };
  const changed: Account = {
    ...account,
    discoverableByNumber: command.discoverableByNumber,
    devices: account.devices.map((one) => (one.id === next.id ? next : one)),
  };
  return {
    state: { ...state, account: changed },
    effects: [{ type: 'replace', account: changed }, answer('setAttributes', null)],
  };
}
