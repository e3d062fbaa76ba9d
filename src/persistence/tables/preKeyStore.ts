// One-time pre-keys in ordered tables.
//
//   preKeys  [pool/kind, key id]  the key
//
// A take reads the first key and deletes it in one transaction; transactions of all processes run
// one after another, so two takers never see the same key.

import type { DeviceLife, EcPreKey, PreKeyPool, PreKeyStore, SignedPreKey } from '#ports';
import { decodeDocument, encodeDocument } from '../documents.ts';
import { lastOfEachId, poolName, poolsOf } from '../names.ts';
import type { Table, Tables } from './table.ts';

export class TablePreKeyStore implements PreKeyStore {
  readonly #tables: Tables;
  readonly #keys: Table;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#keys = tables.table('preKeys');
  }

  replaceEc(pool: PreKeyPool, keys: readonly EcPreKey[]) {
    return this.#replace(poolName(pool, 'ec'), keys);
  }

  replaceKem(pool: PreKeyPool, keys: readonly SignedPreKey[]) {
    return this.#replace(poolName(pool, 'kem'), keys);
  }

  takeEc(pool: PreKeyPool) {
    return this.#take<EcPreKey>(poolName(pool, 'ec'));
  }

  takeKem(pool: PreKeyPool) {
    return this.#take<SignedPreKey>(poolName(pool, 'kem'));
  }

  async count(pool: PreKeyPool) {
    return this.#tables.read(() => ({
      ec: this.#keys.getKeysCount(poolRange(poolName(pool, 'ec'))),
      kem: this.#keys.getKeysCount(poolRange(poolName(pool, 'kem'))),
    }));
  }

  async clear(life: DeviceLife, identity?: PreKeyPool['identity']) {
    await this.#tables.write(() => {
      for (const name of poolsOf(life, identity)) this.#empty(name);
    });
  }

  async #replace(name: string, keys: readonly EcPreKey[]) {
    const fresh = lastOfEachId(keys).map((key) => ({ id: key.keyId, bytes: encodeDocument(key) }));
    await this.#tables.write(() => {
      this.#empty(name);
      for (const { id, bytes } of fresh) this.#keys.put([name, id], bytes);
    });
  }

  async #take<Key extends EcPreKey>(name: string): Promise<Key | undefined> {
    const bytes = await this.#tables.write(() => {
      const [first] = Array.from(this.#keys.getRange({ ...poolRange(name), limit: 1 }));
      if (first) this.#keys.remove(first.key);
      return first?.value;
    });
    return bytes && decodeDocument<Key>(bytes, 'pre-key');
  }

  #empty(name: string): void {
    for (const key of Array.from(this.#keys.getKeys(poolRange(name)))) this.#keys.remove(key);
  }
}

function poolRange(name: string) {
  return { start: [name, 0], end: [name, Number.MAX_SAFE_INTEGER] };
}
