// What an operator's work needs of the stores in ordered tables.

import type { AccountId } from '#protocol';
import type { StoreUpkeep } from '../upkeep.ts';
import type { Tables } from './table.ts';

/** Deletions of one transaction. */
const removalsPerWriteMax = 5000;
/** Behind every id. */
const behindAll = '\uffff';

export class TableStoreUpkeep implements StoreUpkeep {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  async accountsAfter(after: AccountId | undefined, limit: number) {
    const accounts = this.#tables.table('accounts');
    const start = after === undefined ? '' : `${after}!`;
    return this.#tables.read(
      () => [...accounts.getKeys({ start, end: behindAll, limit })] as AccountId[],
    );
  }

  async voidPreKeys() {
    const keys = this.#tables.table('preKeys');
    const range = { start: [''], end: [behindAll], limit: removalsPerWriteMax };
    for (let removed = removalsPerWriteMax; removed === removalsPerWriteMax; ) {
      removed = await this.#tables.write(() => {
        const found = Array.from(keys.getKeys(range));
        for (const key of found) keys.remove(key);
        return found.length;
      });
    }
  }

  /** A file has no replicas. */
  async replication() {
    return undefined;
  }
}
