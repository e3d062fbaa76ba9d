// What a device list may say, and what is signed of it.

import { describe, expect, it } from 'vitest';
import type { DeviceList } from '#protocol';
import {
  decodeDeviceList,
  deviceListMessage,
  encodeDeviceList,
  limits,
  listKeyMessage,
} from '#protocol';
import { newAccountId } from '../../support/accounts.ts';
import { listed } from '../../support/deviceLists.ts';

const account = newAccountId();
const list: DeviceList = { account, version: 3, devices: [listed(1), listed(2, 31, 32)] };
const made = (change: object) => encodeDeviceList({ ...list, ...change });

describe('a device list', () => {
  it('reads as it was written', () => {
    expect(decodeDeviceList(encodeDeviceList(list))).toEqual(list);
  });

  it('has room for every device that can be', () => {
    const devices = Array.from({ length: 127 }, (_, at) => listed(at + 1, 0x3fff, 0x3fff));
    const bytes = made({ devices });
    expect(bytes.length).toBeLessThanOrEqual(limits.deviceListBytesMax);
    expect(decodeDeviceList(bytes).devices).toEqual(devices);
  });

  it.each<[string, object]>([
    ['no version', { version: 0 }],
    ['a version that no number holds', { version: 2 ** 60 }],
    ['no device', { devices: [] }],
    ['no primary device', { devices: [listed(2)] }],
    ['a device twice', { devices: [listed(1), listed(1, 5)] }],
    ['a device 128', { devices: [listed(1), listed(128)] }],
    ['a device 0', { devices: [listed(1), listed(0)] }],
    ['a registration id of 0', { devices: [listed(1, 0)] }],
    ['a PNI registration id above 14 bits', { devices: [listed(1, 5, 0x4000)] }],
    ['an account of 15 bytes', { account: account.slice(0, -2) }],
  ])('with %s is read by nobody', (_, change) => {
    const bytes = made(change);
    expect(() => decodeDeviceList(bytes)).toThrow();
  });

  it('is signed under a text of its own, and so is its key', () => {
    const message = Buffer.from(deviceListMessage(new Uint8Array([1, 2])));
    expect(message.toString('latin1')).toBe('aldis device list\0\x01\x02');
    const key = Buffer.from(listKeyMessage(new Uint8Array([5])));
    expect(key.toString('latin1')).toBe('aldis device list key\0\x05');
  });
});
