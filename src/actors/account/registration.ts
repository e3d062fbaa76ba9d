// Who an account is: registration, take-over, what it says of itself, deletion.

import type {
  AccountId,
  DeviceId,
  PhoneIdentityId,
  RegistrationId,
  SignedDeviceList,
} from '#protocol';
import { ok, primaryDevice } from '#protocol';
import type { AccessChange } from './access.ts';
import { withAccess } from './access.ts';
import type { Account, Device, PushKind } from './account.ts';
import { deviceOf, retiring, withDevice } from './account.ts';
import type { AccountState, Decision, IsConnected, RegisteredState, Vouched } from './decision.ts';
import { answer, answered, refused } from '../command.ts';
import { accountCommand, openCommand } from './decision.ts';
import { isAsListed } from './deviceList.ts';
import type { DocumentEffect } from './document.ts';
import type { LockEffect, ShownToken } from './lock.ts';
import { lockAfter, lockedOut } from './lock.ts';
import type { MembershipEffect } from './membership.ts';
import { evicting } from './membership.ts';
import type { ProvenIdentity } from './newDevice.ts';
import { ownDevice } from './newDevice.ts';
import type { TellOwnerEffect } from './security.ts';
import type { ShownAtTakeOver } from './takeOver.ts';
import { barOf, codesAfter, stayingOf, tellTakeOver, wayOf } from './takeOver.ts';
import { refusedCode } from './totp.ts';

const dayMs = 24 * 60 * 60 * 1000;

type RegistrationEffect = DocumentEffect | LockEffect | MembershipEffect | TellOwnerEffect;

/**
 * Creates the account, or takes it over for the same number: the former device and its mail go.
 * Refuses: registration.conflict; registration.locked, registration.totp and totp.held, with the
 * time that they still hold.
 */
interface Register extends AccessChange, ShownAtTakeOver {
  readonly pni: PhoneIdentityId;
  readonly keys: ProvenIdentity;
  readonly device: Omit<Device, 'identities'>;
  readonly discoverableByNumber: boolean;
  readonly queueKey: Account['queueKey'];
  readonly shown?: ShownToken;
}

interface Registered {
  readonly id: AccountId;
  readonly pni: PhoneIdentityId;
  readonly number?: string;
}

interface SetAttributes extends Vouched, AccessChange {
  readonly device: DeviceId;
  readonly registrationId: RegistrationId;
  readonly pniRegistrationId: RegistrationId;
  readonly capabilities: Readonly<Record<string, boolean>>;
  readonly name?: string;
  readonly discoverableByNumber: boolean;
}

interface SetName extends Vouched {
  readonly device: DeviceId;
  /** Encrypted by the client. */
  readonly name: string;
}

/** Refuses: auth.forbidden to all devices but the primary. */
interface DeleteAccount extends Vouched {
  /** Whose wish it is. */
  readonly device?: DeviceId;
}

/** Source: Signal-Server, whoami. */
interface AccountView {
  readonly id: AccountId;
  readonly pni: PhoneIdentityId;
  readonly number?: string;
  readonly discoverableByNumber: boolean;
  readonly identityKeys: Account['identityKeys'];
  readonly devices: readonly {
    readonly id: DeviceId;
    readonly name?: string;
    readonly registrationId: number;
    readonly pniRegistrationId: number;
    readonly createdAtMs: number;
    /** The start of the day on which it connected last. */
    readonly seenAtMs?: number;
    /** How it is woken, if it is. */
    readonly pushKind?: PushKind;
  }[];
  readonly deviceList?: SignedDeviceList;
}

const registered = ({ id, pni, number }: Account): Registered => ({
  id,
  pni,
  ...(number === undefined ? {} : { number }),
});

/** Registers, or takes the account over for the same number. A repeated command changes nothing. */
function decideRegister(
  state: AccountState,
  command: Register,
  nowMs: number,
  isConnected?: IsConnected,
): Decision<RegistrationEffect, Registered> {
  const former = state.account;
  const way = wayOf(command);
  const bar = barOf(former, command, nowMs);
  // Whoever has shown nothing of it hears what they would of any other.
  if (former?.suspended) return refused(state, ...(bar ?? (['account.suspended'] as const)));
  if (former && isRepeated(former, command)) {
    const repeated = ok(registered(former));
    return { state, effects: [{ type: 'answerEvicted', result: repeated }] };
  }
  if (bar) return refused(state, ...bar);
  // Who logs in, or recovers, has shown more than the number.
  const lock = way === 'number' ? lockAfter(former, command.shown, nowMs, isConnected) : {};
  if (former && 'shutForMs' in lock) return lockedOut(state, former, lock.shutForMs, nowMs);
  const codes = codesAfter(former, command, nowMs, isConnected);
  if (former && 'shut' in codes) {
    const shown = { ...command, door: 'outside' } as const;
    return refusedCode({ ...state, account: former }, codes.shut, shown, nowMs);
  }
  const number = way === 'number' ? command.number : former?.number;
  const { identityKeys, identities } = command.keys;
  const fresh: Account = {
    ...(former ? stayingOf(former, way) : {}),
    id: state.id,
    pni: former?.pni ?? command.pni,
    ...(number === undefined ? {} : { number }),
    identityKeys: {
      aci: identityKeys.aci.slice(),
      pni: identityKeys.pni.slice(),
    },
    devices: [ownDevice({ ...command.device, identities })],
    discoverableByNumber: command.discoverableByNumber,
    createdAtMs: former?.createdAtMs ?? nowMs,
    queueKey: command.queueKey.slice(),
    ...lock,
    ...('totp' in codes ? { totp: codes.totp } : {}),
    ...(former ? { retired: retiring(former) } : {}),
  };
  const made = withAccess(fresh, command);
  const { account, told } = former
    ? tellTakeOver(former, made, way, 'isBackup' in codes, nowMs)
    : { account: made, told: [] };
  const write: readonly RegistrationEffect[] = former
    ? [
        { type: 'settle' },
        { type: 'replace', account },
        ...told,
        ...former.devices.map((device) => evicting(device, 'device.replaced')),
        { type: 'clear', account },
      ]
    : [{ type: 'create', account }];
  const result = ok(registered(account));
  const done = { type: former ? 'answerEvicted' : 'answer', result } as const;
  return { state: { ...state, account }, effects: [...write, done] };
}

/**
 * Deletes everything. The document goes first, and with it the key of what waits; what is left in
 * its place names what is still to be cleared, so that a deletion cut short is ended later.
 */
function decideDelete(
  state: AccountState,
  { device }: DeleteAccount,
): Decision<RegistrationEffect, null> {
  if (device !== undefined && device !== primaryDevice) return refused(state, 'auth.forbidden');
  // Also where it is gone already: whoever asks again may be the first to be answered.
  const done: MembershipEffect = { type: 'answerEvicted', result: ok(null) };
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
      { type: 'replace', account: husk },
      ...account.devices.map((one) => evicting(one, 'account.deleted')),
      { type: 'clear', account: husk },
      done,
    ],
  };
}

function describe(state: RegisteredState, _command: Vouched): Decision<never, AccountView> {
  const { account } = state;
  const view: AccountView = {
    id: account.id,
    pni: account.pni,
    ...(account.number === undefined ? {} : { number: account.number }),
    discoverableByNumber: account.discoverableByNumber,
    identityKeys: account.identityKeys,
    devices: account.devices.map((device) => ({
      id: device.id,
      ...(device.name === undefined ? {} : { name: device.name }),
      registrationId: device.identities.aci.registrationId,
      pniRegistrationId: device.identities.pni.registrationId,
      createdAtMs: device.createdAtMs,
      ...(device.seenOnDay === undefined ? {} : { seenAtMs: device.seenOnDay * dayMs }),
      ...(device.push ? { pushKind: device.push.kind } : {}),
    })),
    ...(account.deviceList ? { deviceList: account.deviceList } : {}),
  };
  return answered(state, view);
}

function decideAttributes(
  state: RegisteredState,
  command: SetAttributes,
): Decision<DocumentEffect, null> {
  const { account } = state;
  const { registrationId, pniRegistrationId } = command;
  const device = deviceOf(account, command.device);
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
  // Others know it by the list, and would write to none of the account's devices.
  if (!isAsListed(account, next)) return refused(state, 'devices.list_invalid');
  // What is of the account, not of a device, the primary says.
  const isPrimary = device.id === primaryDevice;
  const { discoverableByNumber } = isPrimary ? command : account;
  const said = { ...withDevice(account, next), discoverableByNumber };
  // Whichever device blocks somebody changes the access key at once.
  const { unidentifiedAccessKey: key } = command;
  const changed = withAccess(
    said,
    isPrimary ? command : key === undefined ? {} : { unidentifiedAccessKey: key },
  );
  return {
    state: { ...state, account: changed },
    effects: [{ type: 'replace', account: changed }, answer(null)],
  };
}

function decideName(
  state: RegisteredState,
  { device: id, name }: SetName,
): Decision<DocumentEffect, null> {
  const device = deviceOf(state.account, id);
  if (!device) return refused(state, 'device.not_found');
  const account = withDevice(state.account, { ...device, name });
  return {
    state: { ...state, account },
    effects: [{ type: 'replace', account }, answer(null)],
  };
}

/** It was carried out, and whoever asked has not heard of it. */
function isRepeated({ devices, identityKeys }: Account, { device, keys }: Register): boolean {
  const { aci } = keys.identityKeys;
  if (Buffer.compare(identityKeys.aci, aci) !== 0) return false;
  return devices.some(
    ({ id, credential: { salt, hash } }) =>
      id === device.id && salt === device.credential.salt && hash === device.credential.hash,
  );
}

export const registrationCommands = [
  openCommand({ type: 'register', decide: decideRegister }),
  accountCommand({ type: 'describe', decide: describe }),
  accountCommand({ type: 'setAttributes', decide: decideAttributes }),
  accountCommand({ type: 'setName', decide: decideName }),
  openCommand({ type: 'deleteAccount', decide: decideDelete }),
] as const;
