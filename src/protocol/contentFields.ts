// The fields that contents are made of, each checked before it goes further: they come from
// anybody. All of them throw ContentRefused for what cannot be.

import type { AccountId } from './ids.ts';
import { accountFromBytes, parseAccountId } from './ids.ts';
import type { WireNumber } from './numbers.ts';
import { milliseconds } from './numbers.ts';

/** A content holds what cannot be. */
export class ContentRefused extends Error {
  override readonly name = 'ContentRefused';
}

/** How messages are called: by who wrote them and when; no server gives them a name. */
export interface MessageName {
  readonly author: AccountId;
  /** The author's clock. Unit: milliseconds since the epoch. */
  readonly sentAt: number;
}

export type WireBytes = Uint8Array | null | undefined;
type WireText = string | null | undefined;

/** Master keys, profile keys and the ids of groups. */
const keyBytes = 32;

/** An account's id in text. */
export function account(text: WireText): AccountId {
  const id = parseAccountId(text ?? '');
  if (id === undefined) throw new ContentRefused('an account that cannot be');
  return id;
}

/** An account's id in its 16 bytes. */
export function accountOfBytes(bytes: WireBytes): AccountId {
  const id = bytes && accountFromBytes(bytes);
  if (!id) throw new ContentRefused('an account of another length');
  return id;
}

/** A message named by its author and its time. A message was sent at some time: never 0. */
export function nameOf(author: AccountId, sentAt: WireNumber): MessageName {
  return { author, sentAt: moment(sentAt) };
}

/** When something was sent. Unit: milliseconds since the epoch, above 0. */
export function moment(value: WireNumber): number {
  const time = milliseconds(value);
  if (time === 0) throw new ContentRefused('a message without a time');
  return time;
}

/** A key of 32 bytes, or the id of a group. */
export function key(bytes: WireBytes): Uint8Array {
  if (!isKey(bytes)) throw new ContentRefused('a key of another length');
  return bytes;
}

export const isKey = (bytes: WireBytes): bytes is Uint8Array => bytes?.length === keyBytes;

/** Text of 1 to `bytesMax` bytes. */
export function text(value: WireText, bytesMax: number): string {
  const length = Buffer.byteLength(value ?? '');
  if (!value || length > bytesMax) throw new ContentRefused('a text that is empty or too long');
  return value;
}

/** A whole number up to `most`; an absent one is 0. */
export function count(value: number | null | undefined, most: number): number {
  const number = value ?? 0;
  if (number > most) throw new ContentRefused('a number above its limit');
  return number;
}

/** No list is longer than it may be. */
export function list<T>(values: readonly T[] | null | undefined, most: number): readonly T[] {
  if ((values?.length ?? 0) > most) throw new ContentRefused('a list that is too long');
  return values ?? [];
}
