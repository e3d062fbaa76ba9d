// The list of an account's devices: what its primary device signs, what everybody checks. The
// server can leave a device out of what it tells, which withholds mail; it can add none.
//
// Two keys stand behind a list. The list key signs each list and is held by the primary device
// alone; the account's identity key, which all of its devices hold, signs the list key.

import { codec } from './codec.ts';
import type { AccountId, DeviceId, RegistrationId } from './ids.ts';
import {
  accountFromBytes,
  accountToBytes,
  parseDeviceId,
  parseRegistrationId,
  primaryDevice,
} from './ids.ts';
import { milliseconds, NumberRefused } from './numbers.ts';
import { aldis as wire } from './wire.js';

/** One device of a list. */
export interface ListedDevice {
  readonly id: DeviceId;
  readonly registrationId: RegistrationId;
  readonly pniRegistrationId: RegistrationId;
  /** Milliseconds since the epoch on the primary device's clock. */
  readonly addedAt: number;
}

/** Shape: proto/devices.proto, DeviceList. */
export interface DeviceList {
  readonly account: AccountId;
  /** Unit: 1 and up. */
  readonly version: number;
  /** The primary is among them; no device is twice. */
  readonly devices: readonly ListedDevice[];
}

/** A list as it travels, with what proves it. */
export interface SignedDeviceList {
  /** The encoded DeviceList. */
  readonly list: Uint8Array;
  /** XEdDSA by the list key. Shape: 64 bytes. */
  readonly listSignature: Uint8Array;
  /** Curve25519. Shape: 33 bytes, 0x05 first. */
  readonly listKey: Uint8Array;
  /** XEdDSA by the account's ACI identity key. Shape: 64 bytes. */
  readonly listKeySignature: Uint8Array;
}

const deviceListCodec = codec(wire.DeviceList, {
  shape: { 3: {} },
  write: (list: DeviceList) => ({
    account: accountToBytes(list.account),
    version: list.version,
    devices: list.devices.map(({ id, registrationId, pniRegistrationId, addedAt }) => ({
      id,
      registrationId,
      pniRegistrationId,
      addedAt,
    })),
  }),
  // Throws for a list that cannot be, since whoever reads it decides by it whom mail is sealed for.
  read: (read): DeviceList => {
    const list = {
      account: accountOf(read.account),
      version: milliseconds(read.version),
      devices: read.devices.map(listedDevice),
    };
    const ids = new Set<number>(list.devices.map(({ id }) => id));
    if (list.version < 1) throw new NumberRefused('a list without a version');
    if (ids.size !== list.devices.length) throw new NumberRefused('a device that is named twice');
    if (!ids.has(primaryDevice)) throw new NumberRefused('a list without the primary device');
    return list;
  },
});

export const { encode: encodeDeviceList, decode: decodeDeviceList } = deviceListCodec;

/** What the list key signs: `aldis device list`, a zero byte, the encoded list. */
export function deviceListMessage(list: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from('aldis device list\0'), list]);
}

/** What the identity key signs: `aldis device list key`, a zero byte, the list key. */
export function listKeyMessage(listKey: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from('aldis device list key\0'), listKey]);
}

/** True when two are the same in every byte. */
export function isSameDeviceList(one: SignedDeviceList, other: SignedDeviceList): boolean {
  return (['list', 'listSignature', 'listKey', 'listKeySignature'] as const).every(
    (field) => Buffer.compare(one[field], other[field]) === 0,
  );
}

function accountOf(bytes: Uint8Array): AccountId {
  const account = accountFromBytes(bytes);
  if (!account) throw new NumberRefused('an account that cannot be');
  return account;
}

function listedDevice(read: wire.DeviceListEntry.$Properties): ListedDevice {
  const id = parseDeviceId(read.id);
  const registrationId = parseRegistrationId(read.registrationId);
  const pniRegistrationId = parseRegistrationId(read.pniRegistrationId);
  if (id === undefined || registrationId === undefined || pniRegistrationId === undefined) {
    throw new NumberRefused('a device that cannot be');
  }
  return { id, registrationId, pniRegistrationId, addedAt: milliseconds(read.addedAt) };
}
