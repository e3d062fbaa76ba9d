// One-time pre-keys in memory: one map a pool, and a take is a delete.

import type { DeviceLife, EcPreKey, PreKeyPool, PreKeyStore, SignedPreKey } from '#ports';
import type { PreKeyKind } from '../names.ts';
import { poolName, poolsOf } from '../names.ts';

export class MemoryPreKeyStore implements PreKeyStore {
  readonly #ec = new Map<string, Map<number, EcPreKey>>();
  readonly #kem = new Map<string, Map<number, SignedPreKey>>();

  async replaceEc(pool: PreKeyPool, keys: readonly EcPreKey[]) {
    this.#ec.set(poolName(pool, 'ec'), poolFrom(keys));
  }

  async replaceKem(pool: PreKeyPool, keys: readonly SignedPreKey[]) {
    this.#kem.set(poolName(pool, 'kem'), poolFrom(keys));
  }

  async takeEc(pool: PreKeyPool) {
    return takeFirst(this.#ec.get(poolName(pool, 'ec')));
  }

  async takeKem(pool: PreKeyPool) {
    return takeFirst(this.#kem.get(poolName(pool, 'kem')));
  }

  async count(pool: PreKeyPool) {
    const size = (kind: PreKeyKind) =>
      (kind === 'ec' ? this.#ec : this.#kem).get(poolName(pool, kind))?.size ?? 0;
    return { ec: size('ec'), kem: size('kem') };
  }

  async clear(life: DeviceLife) {
    for (const name of poolsOf(life)) {
      this.#ec.delete(name);
      this.#kem.delete(name);
    }
  }
}

function poolFrom<Key extends EcPreKey>(keys: readonly Key[]): Map<number, Key> {
  return new Map(keys.map((key) => [key.keyId, structuredClone(key)]));
}

function takeFirst<Key extends EcPreKey>(keys: Map<number, Key> | undefined): Key | undefined {
  const first = keys?.values().next().value;
  if (first) keys?.delete(first.keyId);
  return first;
}
