// What a column of a row is read as.

import type { AccountId } from '#protocol';
import { parseAccountId } from '#protocol';
import type { SqlValue } from './clientStore.ts';

/** A column that holds bytes, as an owned copy. */
export function bytesOf(value: SqlValue | undefined): Uint8Array<ArrayBuffer> {
  if (!(value instanceof Uint8Array)) throw new Error('A column of bytes holds none.');
  return new Uint8Array(value);
}

/** The number in a column that may hold none. */
export function numberOf(value: SqlValue | undefined): number | undefined {
  return value === null || value === undefined ? undefined : Number(value);
}

/** The account that a column names. */
export function accountOf(value: SqlValue | undefined): AccountId {
  const account = parseAccountId(String(value));
  if (account === undefined) throw new Error('A column of accounts holds none.');
  return account;
}

/** One of the words that a column may hold. */
export function wordOf<Word extends string>(
  words: readonly Word[],
  value: SqlValue | undefined,
): Word {
  const word = words.find((one) => one === value);
  if (word === undefined) throw new Error('A column of words holds none that is known.');
  return word;
}
