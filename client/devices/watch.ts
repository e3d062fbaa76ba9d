// Whom a text for an account is sealed for: devices of the newest signed list that was seen. The
// server can leave devices out of what it tells, which withholds; it can add none, bring none back,
// and sign nothing itself.

import type { AccountId, DeviceList, SignedDeviceList } from '#protocol';
import { decodeDeviceList } from '#protocol';
import { same } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import type { FetchedBundle } from '../sessions/bundle.ts';
import { putAway } from '../sessions/tidy.ts';
import { identityChanged, suspect } from '../sessions/trust.ts';
import type { PinnedList } from '../store/deviceListTable.ts';
import type { Store } from '../store/store.ts';
import { listInvalid, openList } from './signedList.ts';

interface OpenedList {
  readonly signed: SignedDeviceList;
  readonly list: DeviceList;
}

/**
 * Takes the newest of the lists that came with bundles of an account, and checks that the bundles
 * are of its devices. Runs under the account's lock.
 * Refuses: devices.list_invalid; identity.changed where the list key did.
 */
export function heedLists(
  context: ClientBase,
  account: AccountId,
  identityKey: Uint8Array,
  bundles: readonly FetchedBundle[],
): void {
  const lists = bundles.map((one) => one.list);
  heedNewest(context, account, identityKey, lists);
  const devices = listedDevices(context.store, account, identityKey);
  if (!devices) return;
  for (const { device, registrationId } of bundles) {
    if (isListed({ devices }, device, registrationId)) continue;
    throw listInvalid('it does not name a device whose keys were shown with it');
  }
}

/** Takes one list of an account, as `heedLists` does. */
export function heedList(
  context: ClientBase,
  account: AccountId,
  identityKey: Uint8Array,
  signed: SignedDeviceList | undefined,
): DeviceList | undefined {
  return heedNewest(context, account, identityKey, [signed]);
}

/**
 * The devices of the newest list seen, but for those that were gone by then; `undefined` for an
 * account that has signed none.
 */
export function listedDevices(
  store: Store,
  account: AccountId,
  identityKey: Uint8Array,
): DeviceList['devices'] | undefined {
  const pinned = store.deviceLists.pinned(account, identityKey);
  if (!pinned) return undefined;
  if (pinned.version === 0) return [];
  const { devices, version } = decodeDeviceList(pinned.list);
  return devices.filter(({ id }) => !store.deviceLists.isGone(account, id, version));
}

/** The server says that an account has a device no more. */
export function forgetGone({ store, clock }: ClientBase, account: AccountId, device: number) {
  const key = store.identities.get(account)?.key;
  const pinned = key && store.deviceLists.pinned(account, key);
  if (pinned) store.deviceLists.gone(account, device, pinned.version);
  forgetDevice(store, account, device, 'device gone', clock.now());
}

/** Ends what there is with a device; what is under way can still be read. */
export function forgetDevice(
  store: Store,
  account: AccountId,
  device: number,
  reason: string,
  now: number,
): void {
  putAway(store, account, device, { state: 'closed', reason, now });
  store.sessions.removeDevice(account, device);
}

/** False for a device that the newest list seen does not name; true where none was signed. */
export function isNamed(store: Store, account: AccountId, device: number): boolean {
  const key = store.identities.get(account)?.key;
  const listed = key && listedDevices(store, account, key);
  return !listed || listed.some(({ id }) => id === device);
}

export function isListed(
  { devices }: Pick<DeviceList, 'devices'>,
  device: number,
  registrationId: number,
): boolean {
  return devices.some((one) => one.id === device && one.registrationId === registrationId);
}

function heedNewest(
  context: ClientBase,
  account: AccountId,
  identityKey: Uint8Array,
  lists: readonly (SignedDeviceList | undefined)[],
): DeviceList | undefined {
  const { store, clock } = context;
  const pinned = store.deviceLists.pinned(account, identityKey);
  const opened = lists.flatMap((signed) =>
    signed ? [{ signed, list: openList(signed, account, identityKey) }] : [],
  );
  const [first] = opened;
  if (opened.length < lists.length && (pinned ?? first)) throw listInvalid('it is not signed');
  if (!first) return undefined;
  const listKey = pinned?.listKey.length ? pinned.listKey : first.signed.listKey;
  const other = opened.find((one) => !same(one.signed.listKey, listKey));
  if (other && account === context.account) throw listInvalid('another key has signed it');
  if (other) {
    suspect(context, account, identityKey)();
    throw identityChanged();
  }
  const newest = opened.reduce((one, two) => (two.list.version > one.list.version ? two : one));
  if (!isNewer(newest, pinned)) return newest.list;
  store.transaction(() => {
    store.deviceLists.pin(account, identityKey, newest.list.version, newest.signed);
    forgetUnlisted(store, newest.list, clock.now());
    // What waits is sealed anew, for whom this list names.
    store.outbox.clearFrames(account);
  });
  return newest.list;
}

/** False for the list that is pinned. Refuses: devices.list_invalid for what is older. */
function isNewer({ signed, list }: OpenedList, pinned: PinnedList | undefined): boolean {
  if (!pinned || list.version > pinned.version) return true;
  if (list.version < pinned.version) throw listInvalid('it is older than one that was seen');
  if (same(signed.list, pinned.list)) return false;
  throw listInvalid('it is another one than was seen with its number');
}

/** Ends what there is with devices that the account has no more. */
function forgetUnlisted(store: Store, { account, devices }: DeviceList, now: number): void {
  for (const [device] of store.sessions.devices(account)) {
    if (devices.some((one) => one.id === device)) continue;
    forgetDevice(store, account, device, 'not in the device list', now);
  }
}
