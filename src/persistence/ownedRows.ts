// Rows of a store with whose they are, for backups: what is an account's stands under its own key
// there. A row that names two belongs to both.

import type { AccountId } from '#protocol';

/** A row as the store has it; of MongoDB the value is the document, and there is no key. */
export interface OwnedRow {
  /** Its table; nothing of a document. */
  readonly shelf: string;
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  /** Nobody's: what names no account. */
  readonly owners: readonly AccountId[];
}

/** Rows as they are read and written: many at a time, as one by one each costs as much again. */
export type Pages<T> = AsyncIterable<readonly T[]>;

const idForm = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** The accounts that a name names, such as a queue's. */
export function accountsIn(...names: readonly unknown[]): AccountId[] {
  const found = names.flatMap((name) =>
    typeof name === 'string' ? (name.match(idForm) ?? []) : [],
  );
  return [...new Set(found)] as AccountId[];
}
