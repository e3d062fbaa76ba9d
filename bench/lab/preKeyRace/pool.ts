// What all processes of the pre-key race agree on: the pool, its keys, and a sealer.

import { createSealer } from '#crypto';
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

/** The same in each process; public pre-keys are not sealed, so nothing rests on its key. */
export function raceSealer() {
  const key = Buffer.alloc(32, 1).toString('base64');
  const secrets = {
    version: 1 as const,
    sealing: [{ id: 1, key, madeAtMs: 0 }],
    indexKey: key,
    tokenKey: '',
    operatorToken: 'x'.repeat(32),
  };
  return createSealer(secrets, () => secrets);
}
