// One item of the record that two devices have changed, each by itself. Pure. Field by field: what
// one has changed holds; where both have, the greater of the two does, so that it does not matter
// who merges. What one has removed and the other changed stays.

import { firstSettings } from '#protocol';
import type { RecordItem } from '#protocol';
import { same } from '../bytes.ts';
import { joined } from './blocks.ts';

type Value = string | number | boolean | Uint8Array | readonly number[];

/** `undefined`: it is not there. `base`: what both began with. */
export function mergeItem(
  base: RecordItem | undefined,
  mine: RecordItem | undefined,
  theirs: RecordItem | undefined,
): RecordItem | undefined {
  if (isSameItem(base, mine)) return theirs;
  if (isSameItem(base, theirs) || isSameItem(mine, theirs)) return mine;
  if (!mine || !theirs) return mine ?? theirs;
  if (mine.type !== theirs.type) return theirs;
  if (mine.type === 'username' && theirs.type === 'username') {
    // A link leads to its own name alone.
    return isGreater(mine.username, theirs.username) ? mine : theirs;
  }
  const before = base?.type === mine.type ? base : beginning(mine);
  const merged: Record<string, Value> = { ...theirs };
  for (const field of Object.keys(mine)) {
    merged[field] = mergeValue(at(before, field), at(mine, field), at(theirs, field));
  }
  const item = merged as unknown as RecordItem;
  // Nothing of these is taken back, and what both have added holds.
  const isContact = mine.type === 'contact' && theirs.type === 'contact';
  return isContact ? ({ ...item, ...joined(mine, theirs) } as RecordItem) : item;
}

export function isSameItem(one: RecordItem | undefined, other: RecordItem | undefined): boolean {
  if (!one || !other || one.type !== other.type) return one === other;
  return Object.keys(one).every((field) => isSame(at(one, field), at(other, field)));
}

function mergeValue(base: Value, mine: Value, theirs: Value): Value {
  if (isSame(base, mine)) return theirs;
  return isSame(base, theirs) || isGreater(mine, theirs) ? mine : theirs;
}

/** The item as it was before anybody said anything: switches are at what they are by themselves. */
function beginning(item: RecordItem): RecordItem {
  if (item.type === 'settings') return firstSettings;
  const fields = Object.entries(item).map(([field, value]) => {
    if (typeof value === 'boolean') return [field, false];
    if (typeof value === 'number') return [field, 0];
    if (Array.isArray(value)) return [field, []];
    return [field, typeof value === 'string' ? '' : new Uint8Array(0)];
  });
  return Object.fromEntries(fields) as RecordItem;
}

const at = (item: RecordItem, field: string): Value =>
  (item as unknown as Record<string, Value>)[field] ?? '';

function isSame(one: Value, other: Value): boolean {
  if (one instanceof Uint8Array && other instanceof Uint8Array) return same(one, other);
  return Array.isArray(one) ? String(one) === String(other) : one === other;
}

function isGreater(one: Value, other: Value): boolean {
  if (one instanceof Uint8Array && other instanceof Uint8Array) {
    return Buffer.compare(one, other) > 0;
  }
  return one > other;
}
