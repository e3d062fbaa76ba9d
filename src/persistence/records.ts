// What the twins of the record's store share: names of items, and whether a change still fits.

import { limits } from '#protocol';
import type { RecordChange } from '#ports';

/** What a record holds besides its manifest. */
export interface RecordSize {
  readonly items: number;
  /** Bytes of all the items' values. */
  readonly bytes: number;
}

export const emptyRecord: RecordSize = { items: 0, bytes: 0 };

/** The version a change is made from; 0: there is no record yet. */
export const versionBefore = ({ manifest }: RecordChange): number => manifest.version - 1;

/** An item's key as a name in a store: hex. */
export const itemName = (key: Uint8Array): string => Buffer.from(key).toString('hex');

/** The key of an item of that name. */
export const itemKey = (name: string): Uint8Array => Uint8Array.from(Buffer.from(name, 'hex'));

/** What a change makes of the items that it names: the new value, or nothing where one goes. */
export function touchedBy({ insert, remove }: RecordChange): Map<string, Uint8Array | undefined> {
  const touched = new Map<string, Uint8Array | undefined>();
  for (const key of remove) touched.set(itemName(key), undefined);
  for (const { key, value } of insert) touched.set(itemName(key), value);
  return touched;
}

/** The size afterwards. `lengthOf`: an item's length as it is stored, if it is. */
export function sizeAfter(
  before: RecordSize,
  touched: ReadonlyMap<string, Uint8Array | undefined>,
  lengthOf: (name: string) => number | undefined,
): RecordSize {
  let { items, bytes } = before;
  for (const [name, value] of touched) {
    const former = lengthOf(name);
    items += (value ? 1 : 0) - (former === undefined ? 0 : 1);
    bytes += (value?.length ?? 0) - (former ?? 0);
  }
  return { items, bytes };
}

export function fits({ items, bytes }: RecordSize): boolean {
  return items <= limits.recordItemsMax && bytes <= limits.recordBytesMax;
}
