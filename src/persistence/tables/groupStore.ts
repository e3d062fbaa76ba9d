// Groups in ordered tables.
//
//   groups        group id            the sealed group
//   groupFences   group id            {fence}
//   groupChanges  [group id, version] the sealed change

import type { Sealer } from '#crypto';
import type { FencingToken, GroupId } from '#protocol';
import { limits } from '#protocol';
import type { Group, GroupChange, GroupStore } from '#ports';
import { decodeDocument, encodeDocument, SealedDocuments } from '../documents.ts';
import { changeName, PageOfChanges } from '../groups.ts';
import { StoreError } from '../storeError.ts';
import type { Table, Tables } from './table.ts';

export class TableGroupStore implements GroupStore {
  readonly #tables: Tables;
  readonly #groups: Table;
  readonly #fences: Table;
  readonly #changes: Table;
  readonly #documents: SealedDocuments<Group>;
  readonly #entries: SealedDocuments<GroupChange>;

  constructor(tables: Tables, sealer: Sealer | undefined) {
    this.#tables = tables;
    this.#groups = tables.table('groups');
    this.#fences = tables.table('groupFences');
    this.#changes = tables.table('groupChanges');
    this.#documents = new SealedDocuments(sealer, 'group');
    this.#entries = new SealedDocuments(sealer, 'groupChange');
  }

  async claim(id: GroupId, fence: FencingToken) {
    const sealed = await this.#tables.write(() => {
      const refused = this.#refusal(id, fence);
      if (refused) return refused;
      const bytes = this.#groups.get(id);
      if (!bytes) throw new StoreError('A stored group has a fence and no document.');
      this.#fences.put(id, encodeDocument({ fence }));
      return bytes;
    });
    return typeof sealed === 'string' ? sealed : this.#documents.open(id, sealed);
  }

  async create(group: Group, fence: FencingToken) {
    const sealed = this.#documents.seal(group.id, group);
    return this.#tables.write(() => {
      if (this.#fences.doesExist(group.id)) return 'taken' as const;
      this.#fences.put(group.id, encodeDocument({ fence }));
      this.#groups.put(group.id, sealed);
      return 'created' as const;
    });
  }

  async change(group: Group, change: GroupChange, fence: FencingToken) {
    const { id, version } = group;
    const sealed = this.#documents.seal(id, group);
    const entry = this.#entries.seal(changeName(id, version), change);
    return this.#tables.write(() => {
      const refused = this.#refusal(id, fence);
      if (refused) return refused;
      this.#fences.put(id, encodeDocument({ fence }));
      this.#groups.put(id, sealed);
      this.#changes.put([id, version], entry);
      const keptFrom = group.members.length === 0 ? version + 1 : version - limits.groupLogMax + 1;
      const old = { start: [id, 0], end: [id, keptFrom] };
      if (keptFrom > 0) {
        for (const key of Array.from(this.#changes.getKeys(old))) this.#changes.remove(key);
      }
      return 'changed' as const;
    });
  }

  async log(id: GroupId, fromVersion: number, limit: number) {
    const range = { start: [id, fromVersion], end: [id, limits.groupVersionMax + 1], limit };
    const page = new PageOfChanges();
    const sealed = this.#tables.read(() => {
      const rows: { version: number; value: Uint8Array }[] = [];
      for (const { key, value } of this.#changes.getRange(range)) {
        if (!page.takes(value)) break;
        const version = Number((key as readonly (string | number)[])[1]);
        rows.push({ version, value: Uint8Array.from(value) });
      }
      return rows;
    });
    return sealed.map(({ version, value }) => this.#entries.open(changeName(id, version), value));
  }

  #refusal(id: GroupId, fence: FencingToken): 'missing' | 'fenced' | undefined {
    const bytes = this.#fences.get(id);
    if (!bytes) return 'missing';
    const stored = decodeDocument<{ fence: FencingToken }>(bytes, 'group fence');
    return fence >= stored.fence ? undefined : 'fenced';
  }
}
