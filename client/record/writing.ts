// Makes the next change of the record: what this device has changed, sealed under keys that nothing
// was sealed under before, and the manifest that names all there is then.

import { encodeRecordContents, limits, parseDeviceId } from '#protocol';
import type { ClientBase } from '../clientBase.ts';
import type { RecordRow } from '../store/recordTable.ts';
import { newItemKey, sealPart } from './recordKeys.ts';
import type { SealedChange, SealedItem } from './recordRoutes.ts';

/** Items of one change: each may take another one's place. */
const itemsPerChangeMax = Math.floor(limits.recordChangesMax / 2);
/** The most that fits into one request, with the manifest and in base64. */
const bytesPerChangeMax = 256 * 1024;

export interface Change {
  readonly sealed: SealedChange;
  readonly generation: number;
  /** It is sealed with this one. */
  readonly masterKey: Uint8Array;
  /** What is written, each with its new key; none for what goes. */
  readonly rows: readonly (RecordRow & { readonly newKey: Uint8Array<ArrayBuffer> | undefined })[];
}

type Context = Pick<ClientBase, 'store' | 'account' | 'device'>;

/** The next change; nothing where all is there, or where there is no key to seal it with. */
export function nextChange({ store, account, device }: Context): Change | undefined {
  const head = store.record.head();
  const { masterKey } = head;
  const writer = parseDeviceId(device);
  const all = store.record.rows();
  if (!masterKey || !writer || !(head.isAnew || store.record.isChanged())) return undefined;
  const rows: Change['rows'][number][] = [];
  const insert: SealedItem[] = [];
  let bytes = 0;
  for (const row of store.record.changed(itemsPerChangeMax)) {
    const { value } = row;
    const newKey = value && newItemKey();
    if (newKey) {
      const sealed = sealPart(masterKey, account, { of: 'item', key: newKey }, value);
      bytes += sealed.length;
      if (bytes > bytesPerChangeMax) break;
      insert.push({ key: newKey, value: sealed });
    }
    rows.push({ ...row, newKey });
  }
  const now = new Map(rows.map(({ name, newKey }) => [name, newKey]));
  const keyed = all.map(({ name, itemKey }) => (now.has(name) ? now.get(name) : itemKey));
  const isPartial = all.some(({ name, base, itemKey }) => !now.has(name) && base && !itemKey);
  const generation = head.generation + 1;
  const version = head.version + 1;
  const keys = keyed.filter((key) => key !== undefined);
  const contents = encodeRecordContents({ generation, device: writer, keys, isPartial });
  const manifest = sealPart(masterKey, account, { of: 'manifest', version }, contents);
  const remove = head.isAnew ? [] : rows.flatMap(({ itemKey }) => itemKey ?? []);
  const clearAll = head.isAnew;
  return {
    sealed: { manifest: { version, value: manifest }, insert, remove, clearAll },
    generation,
    masterKey,
    rows,
  };
}

/** The server has the change; what was changed meanwhile is written next. */
export function written({ store }: Pick<ClientBase, 'store'>, change: Change): void {
  const { sealed, generation, masterKey, rows } = change;
  store.transaction(() => {
    for (const { name, value: base, newKey } of rows) {
      const value = store.record.row(name)?.value;
      store.record.setRow({ name, value, base, itemKey: newKey });
    }
    store.record.reached(sealed.manifest.version, generation, masterKey);
  });
}
