// Takes what other devices of the account have written: opens the manifest and the items that are
// new, checks that nothing of it is older than what was seen, and merges it with what this device
// has changed since.

import { decodeRecordContents, encodeRecordItem } from '#protocol';
import type { DeviceId, RecordContents, RecordItem } from '#protocol';
import { own, same } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import { ClientError } from '../clientError.ts';
import { itemNameOf, readItem } from '../store/recordTable.ts';
import type { RecordRow, RecordTable } from '../store/recordTable.ts';
import { isSameItem, mergeItem } from './merge.ts';
import { openPart } from './recordKeys.ts';
import type { SealedManifest } from './recordRoutes.ts';
import { readItems } from './recordRoutes.ts';

/** What other devices have made of an item; it may be as it was here, where both changed it. */
export interface ItemChange {
  readonly name: string;
  readonly before: RecordItem | undefined;
  readonly after: RecordItem | undefined;
  /** This device had changed it as well, in another way. */
  readonly isConflict: boolean;
}

export type Taken =
  | {
      readonly outcome: 'taken';
      readonly changes: readonly ItemChange[];
      readonly by: DeviceId;
    }
  /** It was not written with any key that this device knows. */
  | { readonly outcome: 'closed' }
  /** It is older than one that was seen. */
  | { readonly outcome: 'old' };

type Context = Pick<ClientBase, 'store' | 'transport' | 'account'>;

interface Opened extends RecordContents {
  readonly masterKey: Uint8Array;
}

interface TheirItem {
  readonly key: Uint8Array<ArrayBuffer>;
  readonly value: Uint8Array<ArrayBuffer>;
}

/**
 * Takes a manifest and what it names. `heed` runs in the transaction that keeps it. Throws
 * NoAnswer. Refuses: record.unreadable where the server does not show what the manifest names.
 */
export async function take(
  context: Context,
  manifest: SealedManifest,
  heed: (changes: readonly ItemChange[]) => void,
): Promise<Taken> {
  const { store, transport, account } = context;
  const opened = openManifest(context, manifest);
  if (!opened) return { outcome: 'closed' };
  if (opened.generation <= store.record.head().generation) return { outcome: 'old' };
  const fresh = new Map<string, TheirItem>();
  const read = new Set<string | undefined>();
  // What this device forgets to have, while it reads, is read as well.
  for (;;) {
    const known = new Set(store.record.rows().map(({ itemKey }) => hex(itemKey)));
    const lacking = opened.keys.filter((key) => !known.has(hex(key)) && !read.has(hex(key)));
    if (lacking.length === 0) break;
    const items = await readItems(transport, lacking);
    for (const key of lacking) {
      read.add(hex(key));
      const sealed = items.find((one) => same(one.key, key));
      const part = { of: 'item', key } as const;
      const value = sealed && openPart(opened.masterKey, account, part, sealed.value);
      if (!value) throw unshown();
      const item = readItem(value);
      const name = item.type === 'unknown' ? `unknown:${hex(key)}` : itemNameOf(item);
      fresh.set(name, { key: own(key), value: own(value) });
    }
  }
  return store.transaction(() => {
    const changes = keep(store.record, opened, fresh);
    store.record.reached(manifest.version, opened.generation, opened.masterKey);
    heed(changes);
    return { outcome: 'taken', changes, by: opened.device };
  });
}

function openManifest({ store, account }: Context, manifest: SealedManifest): Opened | undefined {
  const { masterKey: present, formerKey } = store.record.head();
  const part = { of: 'manifest', version: manifest.version } as const;
  for (const masterKey of [present, formerKey]) {
    const value = masterKey && openPart(masterKey, account, part, manifest.value);
    if (!masterKey || !value) continue;
    try {
      return { ...decodeRecordContents(value), masterKey };
    } catch {
      return undefined;
    }
  }
  return undefined;
}

/** Merges item by item; runs in a transaction. */
function keep(
  table: RecordTable,
  { keys, isPartial }: RecordContents,
  fresh: ReadonlyMap<string, TheirItem>,
): ItemChange[] {
  const there = new Set(keys.map(hex));
  const rows = new Map(table.rows().map((row) => [row.name, row]));
  const changes: ItemChange[] = [];
  for (const name of new Set([...rows.keys(), ...fresh.keys()])) {
    const row = rows.get(name) ?? { name, value: undefined, base: undefined, itemKey: undefined };
    const theirs = fresh.get(name);
    // It stands there as it did.
    if (!theirs && (!row.base || (row.itemKey && there.has(hex(row.itemKey))))) continue;
    if (!theirs && isPartial) {
      table.setRow({ ...row, itemKey: undefined });
      continue;
    }
    const change = keepOne(table, row, theirs);
    if (change) changes.push(change);
  }
  return changes;
}

function keepOne(
  table: RecordTable,
  row: RecordRow,
  theirs: TheirItem | undefined,
): ItemChange | undefined {
  const { name } = row;
  const [base, mine, other] = [row.base, row.value, theirs?.value].map(
    (value) => value && readItem(value),
  );
  const merged = mergeItem(base, mine, other);
  const isTheirs = isSameItem(merged, other);
  const value = isTheirs ? theirs?.value : merged && own(encodeRecordItem(merged));
  table.setRow({ name, value, base: theirs?.value, itemKey: theirs?.key });
  const isConflict =
    ![base, other].some((one) => isSameItem(one, mine)) && !isSameItem(base, other);
  if (isSameItem(mine, merged) && !isConflict) return undefined;
  return { name, before: mine, after: merged, isConflict };
}

const hex = (bytes: Uint8Array | undefined): string | undefined =>
  bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');

const unshown = () =>
  new ClientError(
    'record.unreadable',
    'The server does not show what stands in the account record, or shows something else.',
  );
