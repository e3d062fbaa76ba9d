// Whether what is sent to an account fits the devices that it has.

import type { DeviceContent, DeviceId } from '#protocol';
import { refused } from '../command.ts';
import type { Account, IdentityKind } from './account.ts';
import type { RegisteredState } from './decision.ts';

/** Refuses a send that does not fit. */
export function mismatched(state: RegisteredState, mismatch: Mismatch) {
  const code = mismatch.stale.length > 0 ? 'message.stale_devices' : 'message.mismatched_devices';
  return refused(state, code, { mismatchedDevices: mismatch });
}

type Mismatch = { missing: number[]; extra: number[]; stale: number[] };

/** A device as a send names it. */
type Named = Pick<DeviceContent, 'deviceId' | 'registrationId'>;

/** How the send differs from the list; a sender to its own account leaves its own device out. */
export function compareDevices(
  account: Account,
  identity: IdentityKind,
  named: readonly Named[],
  own?: DeviceId,
): Mismatch | undefined {
  const { devices } = account;
  const expected = own === undefined ? devices : devices.filter((device) => device.id !== own);
  const only = named[0];
  const first = expected[0];
  if (expected.length === 1 && named.length === 1 && first && only?.deviceId === first.id) {
    const current = first.identities[identity].registrationId === only.registrationId;
    return current ? undefined : { missing: [], extra: [], stale: [first.id] };
  }
  const given = new Map(named.map((one) => [one.deviceId, one]));
  const missing: number[] = [];
  const stale: number[] = [];
  for (const device of expected) {
    const content = given.get(device.id);
    if (!content) missing.push(device.id);
    else if (content.registrationId !== device.identities[identity].registrationId) {
      stale.push(device.id);
    }
    given.delete(device.id);
  }
  const extra = [...given.keys()];
  const fits = missing.length + extra.length + stale.length === 0;
  return fits ? undefined : { missing, extra, stale };
}
