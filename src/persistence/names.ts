// What things are called inside the durable stores, the same in every twin.

import { createHash } from 'node:crypto';
import type { AccountId } from '#protocol';
import { formatDeviceAddress } from '#protocol';
import type { DeviceLife, EcPreKey, PreKeyPool } from '#ports';

export type PreKeyKind = 'ec' | 'kem';

/** One kind of key of one pool. */
export function poolName(pool: PreKeyPool, kind: PreKeyKind): string {
  return `${queueName(pool)}/${pool.identity}/${kind}`;
}

/** One life of a device, and its queue: `account.device.generation`. */
export function queueName(life: DeviceLife): string {
  return `${formatDeviceAddress(life)}.${life.generation}`;
}

/** The pools of a device's life, or of one of its identities, and those that were named without. */
export function poolsOf(life: DeviceLife, identity?: PreKeyPool['identity']): string[] {
  const identities = identity ? [identity] : ['aci', 'pni'];
  return [queueName(life), formatDeviceAddress(life)].flatMap((name) =>
    identities.flatMap((one) => ['ec', 'kem'].map((kind) => `${name}/${one}/${kind}`)),
  );
}

/** A bearer's secret as the stores know it: what is read in a store opens no session. */
export function secretName(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Both of a pair, smaller first, so that a pair has one document whoever asks. */
export function pairOf(a: AccountId, b: AccountId): { low: AccountId; high: AccountId } {
  return a < b ? { low: a, high: b } : { low: b, high: a };
}

/** An upload that names a key id twice keeps the last. */
export function lastOfEachId<Key extends EcPreKey>(keys: readonly Key[]): Key[] {
  return [...new Map(keys.map((key) => [key.keyId, key])).values()];
}
