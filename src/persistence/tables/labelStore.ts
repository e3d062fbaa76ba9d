// Which label each shard is of, as the cluster has it, in ordered tables.
//
//   labels  'shards'  {labels, served?}   the label of each shard, from the first on

import { decodeDocument, encodeDocument } from '../documents.ts';
import type { LabelStore, NotedLabels } from '../residency.ts';
import { areSame } from '../residency.ts';
import type { Table, Tables } from './table.ts';

const key = 'shards';
/** An earlier version counted nobody. */
type Noted = Pick<NotedLabels, 'labels'> & Partial<NotedLabels>;

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

  async replace(expected: NotedLabels | undefined, next: NotedLabels) {
    return this.#tables.write(() => {
      const noted = this.#get();
      if (!areSame(noted?.labels, expected?.labels)) return false;
      if (noted?.served !== expected?.served) return false;
      this.#rows.put(key, encodeDocument(next));
      return true;
    });
  }

  #get(): NotedLabels | undefined {
    const bytes = this.#rows.get(key);
    return bytes && { served: 0, ...decodeDocument<Noted>(bytes, 'labels') };
  }
}
