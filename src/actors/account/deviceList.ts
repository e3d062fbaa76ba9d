// Which devices an account has, by the word of its primary: a list that only the primary can sign.
// What a list does not name is removed; a linked device may go by itself.

import { isDeviceListSigned } from '#crypto';
import type { AccountId, DeviceId, DeviceList, Result, SignedDeviceList } from '#protocol';
import { decodeDeviceList, isSameDeviceList, ok, primaryDevice, refuse } from '#protocol';
import { refused } from '../command.ts';
import type { Account, Device } from './account.ts';
import { deviceOf, retiring } from './account.ts';
import type { Decision, RegisteredState, Vouched } from './decision.ts';
import { accountCommand } from './decision.ts';
import type { DocumentEffect } from './document.ts';
import type { MembershipEffect } from './membership.ts';
import { evicting } from './membership.ts';
import type { NotifyEffect } from './sending.ts';

export type RemovalEffect = DocumentEffect | MembershipEffect | NotifyEffect;

/**
 * Sets the list; devices that it does not name are removed. Answered once nothing can be done or
 * heard in their names.
 * Refuses: auth.forbidden to all but the primary, devices.list_invalid, devices.list_stale.
 */
interface SetDeviceList extends Vouched {
  readonly device: DeviceId;
  readonly signed: SignedDeviceList;
}

/** A linked device goes. Refuses: auth.forbidden to the primary. Answered like a list. */
interface UnlinkDevice extends Vouched {
  readonly device: DeviceId;
}

/** A list that was read, is signed, and is the account's next. */
interface NextList {
  readonly list: DeviceList;
  readonly signed: SignedDeviceList;
}

/** Checks all that needs no look at the devices. */
export function checkNextList(account: Account, signed: SignedDeviceList): Result<NextList> {
  const former = account.deviceList;
  const list = readList(signed);
  if (!list || list.account !== account.id) return refuse('devices.list_invalid');
  if (!isDeviceListSigned(account.identityKeys.aci, signed)) return refuse('devices.list_invalid');
  if (former) {
    // Only a new identity key, which begins without a list, may bring a new list key.
    if (Buffer.compare(former.listKey, signed.listKey) !== 0) return refuse('devices.list_invalid');
    const currentVersion = decodeDeviceList(former.list).version;
    if (list.version <= currentVersion) return refuse('devices.list_stale', { currentVersion });
  }
  return ok({ list, signed: ownList(signed) });
}

/** True when every device of the list is one of these. */
export function namesOnly(
  { devices }: Pick<DeviceList, 'devices'>,
  known: readonly Device[],
): boolean {
  return devices.every((listed) => {
    const device = known.find(({ id }) => id === listed.id);
    return (
      device?.identities.aci.registrationId === listed.registrationId &&
      device.identities.pni.registrationId === listed.pniRegistrationId
    );
  });
}

/** False for a device that the account's list names with other registration ids. */
export function isAsListed({ deviceList }: Account, device: Device): boolean {
  const listed = deviceList
    ? decodeDeviceList(deviceList.list).devices.filter(({ id }) => id === device.id)
    : [];
  return namesOnly({ devices: listed }, [device]);
}

function decideSetList(
  state: RegisteredState,
  { device, signed }: SetDeviceList,
): Decision<RemovalEffect, null> {
  const { account } = state;
  if (device !== primaryDevice) return refused(state, 'auth.forbidden');
  if (account.deviceList && isSameDeviceList(account.deviceList, signed)) {
    return { state, effects: [{ type: 'answerEvicted', result: ok(null) }] };
  }
  const next = checkNextList(account, signed);
  if (!next.ok) return { state, effects: [{ type: 'answer', result: next }] };
  const { list } = next.value;
  if (!namesOnly(list, account.devices)) return refused(state, 'devices.list_invalid');
  const named = new Set(list.devices.map(({ id }) => id));
  const gone = account.devices.filter(({ id }) => !named.has(id));
  // What was announced by an older list is void.
  const { pendingLink: _void, ...rest } = account;
  const changed = { ...rest, deviceList: next.value.signed };
  return decideRemoval(state, changed, gone, 'devices.changed');
}

function decideUnlink(
  state: RegisteredState,
  { device: id }: UnlinkDevice,
): Decision<RemovalEffect, null> {
  const device = deviceOf(state.account, id);
  if (id === primaryDevice) return refused(state, 'auth.forbidden');
  if (!device) return { state, effects: [{ type: 'answerEvicted', result: ok(null) }] };
  return decideRemoval(state, state.account, [device], 'device.unlinked');
}

/** Removes devices; answered once nothing can be done or heard in their names. */
function decideRemoval(
  state: RegisteredState,
  account: Account,
  gone: readonly Device[],
  notice: 'devices.changed' | 'device.unlinked',
): Decision<RemovalEffect, null> {
  const removed = removal(state, account, gone, notice);
  const done: MembershipEffect = { type: 'answerEvicted', result: ok(null) };
  return { state: removed.state, effects: [...removed.effects, done] };
}

/** Writes the account without some of its devices, then ends all that they could do. */
export function removal(
  state: RegisteredState,
  account: Account,
  gone: readonly Device[],
  notice: 'devices.changed' | 'device.unlinked',
): { readonly state: RegisteredState; readonly effects: readonly RemovalEffect[] } {
  const next: Account = {
    ...account,
    devices: account.devices.filter((one) => !gone.includes(one)),
    ...(gone.length > 0 ? { retired: retiring(account, gone) } : {}),
  };
  const clear: readonly DocumentEffect[] =
    gone.length > 0 ? [{ type: 'clear', account: next }] : [];
  return {
    state: { ...state, account: next },
    effects: [
      { type: 'settle' },
      { type: 'replace', account: next },
      ...gone.map((one) => evicting(one, 'device.removed')),
      noticeOf(account.id, notice),
      ...clear,
    ],
  };
}

/** Tells the account's connected devices about themselves. */
export function noticeOf(account: AccountId, kind: string): NotifyEffect {
  return { type: 'notify', notice: { kind, account } };
}

function readList({ list }: SignedDeviceList): DeviceList | undefined {
  try {
    return decodeDeviceList(list);
  } catch {
    return undefined;
  }
}

/** In bytes of its own, not views that keep a whole frame in memory. */
function ownList({ list, listSignature, listKey, listKeySignature }: SignedDeviceList) {
  return {
    list: list.slice(),
    listSignature: listSignature.slice(),
    listKey: listKey.slice(),
    listKeySignature: listKeySignature.slice(),
  };
}

export const deviceListCommands = [
  accountCommand({ type: 'setDeviceList', decide: decideSetList }),
  accountCommand({ type: 'unlinkDevice', decide: decideUnlink }),
] as const;
