// Which label each shard is of, as the cluster has it, in ordered tables.
//
//   labels  'shards'  {labels}   the label of each shard, from the first on

import { decodeDocument, encodeDocument } from '../documents.ts';
import type { LabelStore } from '../residency.ts';
import { areSame } from '../residency.ts';
import type { Table, Tables } from './table.ts';

const key = 'shards';

export class TableLabelStore implements LabelStore {
  readonly #tables: Tables;
  readonly #rows: Table;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#rows = tables.table('labels');
  }

  async load() {
    return this.#tables.read(() => this.#get());
  }

  async replace(expected: readonly string[] | undefined, next: readonly string[]) {
    return this.#tables.write(() => {
      if (!areSame(this.#get(), expected)) return false;
      this.#rows.put(key, encodeDocument({ labels: next }));
      return true;
    });
  }

  #get(): readonly string[] | undefined {
    const bytes = this.#rows.get(key);
    return bytes && decodeDocument<{ labels: string[] }>(bytes, 'labels').labels;
  }
}
