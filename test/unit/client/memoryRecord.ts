// The part of the server in memory that keeps the accounts' records: a manifest with a version and
// items, as they were sealed. A test can put an older record back.

import type { HttpAnswer, HttpAsk } from '#client';
import { limits } from '#protocol';
import { answer } from './memoryDevices.ts';

export interface KeptRecord {
  manifest: { version: number; value: string } | null;
  items: Map<string, string>;
}

interface Change {
  manifest: { version: number; value: string };
  insertItem: { key: string; value: string }[];
  deleteKey: string[];
  clearAll: boolean;
}

export class MemoryRecords {
  readonly kept = new Map<string, KeptRecord>();
  /** Changes that were taken, in order. */
  readonly changes: Change[] = [];

  of(account: string): KeptRecord {
    const known = this.kept.get(account) ?? { manifest: null, items: new Map() };
    this.kept.set(account, known);
    return known;
  }

  copy(account: string): KeptRecord {
    const { manifest, items } = this.of(account);
    return { manifest, items: new Map(items) };
  }

  request(account: string, ask: HttpAsk, path: string): HttpAnswer | undefined {
    const { manifest, items } = this.of(account);
    const known = /^\/v1\/storage\/manifest\/version\/(\d+)$/.exec(path)?.[1];
    if (known !== undefined) {
      const isSame = (manifest?.version ?? 0) === Number(known);
      return isSame ? answer(204) : answer(200, { manifest });
    }
    if (`${ask.verb} ${path}` === 'PUT /v1/storage/read') {
      const { keys } = ask.body as { keys: string[] };
      if (keys.length > limits.recordReadMax) return answer(422, { code: 'request.invalid' });
      const read = keys.flatMap((key) => {
        const value = items.get(key);
        return value === undefined ? [] : [{ key, value }];
      });
      return answer(200, { items: read });
    }
    return path === '/v1/storage' ? this.#write(account, ask.body as Change) : undefined;
  }

  #write(account: string, change: Change): HttpAnswer {
    const record = this.of(account);
    const { manifest, insertItem, deleteKey, clearAll } = change;
    if (insertItem.length + deleteKey.length > limits.recordChangesMax) {
      return answer(422, { code: 'request.invalid' });
    }
    if (manifest.version !== (record.manifest?.version ?? 0) + 1) {
      return answer(409, { manifest: record.manifest });
    }
    if (clearAll) record.items.clear();
    for (const key of deleteKey) record.items.delete(key);
    for (const { key, value } of insertItem) record.items.set(key, value);
    record.manifest = manifest;
    this.changes.push(change);
    return answer(204);
  }
}
