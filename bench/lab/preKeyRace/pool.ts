// What all processes of the pre-key race agree on: the pool and its keys.

import type { PreKeyPool } from '#ports';
import type { QueueGeneration } from '#protocol';
import { parseDeviceAddress } from '#protocol';

const ecKeyBytes = 33;

/** The EC pool of the account's first device. */
export function poolOf(account: string): PreKeyPool {
  const device = parseDeviceAddress(account);
  if (!device) throw new Error('not an account id');
  return { ...device, generation: 'theRaceToTake' as QueueGeneration, identity: 'aci' };
}

/** Keys 1 to `count`. */
export function keysOf(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    keyId: index + 1,
    publicKey: new Uint8Array(ecKeyBytes).fill(index),
  }));
}
