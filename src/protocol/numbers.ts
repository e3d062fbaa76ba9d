// Numbers as the wire carries them, checked before they meet a store, a timer or a comparison: 64
// bits hold what neither JavaScript nor a database does.

import type { DeviceId } from './ids.ts';
import { parseDeviceId } from './ids.ts';
import { timestampMax } from './limits.ts';

/** A 64-bit field as protobufjs gives it. */
export type WireNumber = number | { toNumber(): number } | null | undefined;

/** A number that cannot be what its field says. */
export class NumberRefused extends Error {
  override readonly name = 'NumberRefused';
}

/** True for what may be a time or a wait. Unit: milliseconds, 0 to limits.timestampMax. */
export function isTime(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= timestampMax;
}

/** A time or a wait; an absent one is 0. Throws for what `isTime` says no to. */
export function milliseconds(value: WireNumber): number {
  const number = typeof value === 'object' ? (value?.toNumber() ?? 0) : (value ?? 0);
  if (isTime(number)) return number;
  throw new NumberRefused('a time that no clock shows');
}

/** A list of devices. Throws where one cannot be, or is named twice. */
export function deviceIds(values: readonly number[] | null | undefined): DeviceId[] {
  const devices = new Set((values ?? []).map(deviceId));
  if (devices.size === (values?.length ?? 0)) return [...devices];
  throw new NumberRefused('a device that is named twice');
}

function deviceId(value: number): DeviceId {
  const device = parseDeviceId(value);
  if (device === undefined) throw new NumberRefused('a device that cannot be');
  return device;
}
