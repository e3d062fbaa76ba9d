// What a new device of an account is given of what was said before (proto/history.proto). Clients
// alone write and read it.

import { codec } from './codec.ts';
import * as field from './contentFields.ts';
import type { AccountId } from './ids.ts';
import { parseDeviceId } from './ids.ts';
import * as limits from './limits.ts';
import { milliseconds } from './numbers.ts';
import { aldis as wire } from './wire.js';

/** What somebody did to a message, as it was said. */
export interface HistoryDeed {
  readonly author: AccountId;
  readonly device: number;
  readonly sentAt: number;
  /** An encoded Content. */
  readonly content: Uint8Array;
}

export interface HistoryMessage {
  readonly conversation: string;
  readonly author: AccountId;
  readonly device: number;
  readonly sentAt: number;
  /** 0 where the server's time is not known. */
  readonly serverTimestamp: number;
  /** An encoded Content; absent where it was deleted. */
  readonly content?: Uint8Array;
  /** True where the author is the account that the archive belongs to. */
  readonly isOwn: boolean;
  readonly expiresAt?: number;
  readonly deeds: readonly HistoryDeed[];
}

interface HistoryTimer {
  readonly conversation: string;
  readonly seconds: number;
  readonly version: number;
}

/** A message, or the timer of a conversation. */
export type HistoryItem = HistoryMessage | HistoryTimer;

const conversationLettersMax = 64;

function readItem(read: wire.HistoryItem.$Properties): HistoryItem {
  const conversation = field.text(read.conversation, conversationLettersMax);
  if (read.timer) {
    const seconds = field.count(read.timer.seconds, limits.expireTimerSecondsMax);
    return { conversation, seconds, version: read.timer.version ?? 0 };
  }
  const expiresAt = milliseconds(read.expiresAt);
  return {
    conversation,
    ...readSaying(read),
    serverTimestamp: milliseconds(read.serverTimestamp),
    ...(read.content?.length ? { content: read.content } : {}),
    isOwn: read.isOwn ?? false,
    ...(expiresAt > 0 ? { expiresAt } : {}),
    deeds: (read.deeds ?? []).map((deed) => {
      if (!deed.content?.length) throw new field.ContentRefused('a deed of nothing');
      return { ...readSaying(deed), content: deed.content };
    }),
  };
}

function readSaying({ author, device, sentAt }: wire.HistoryDeed.$Properties) {
  const number = parseDeviceId(device);
  if (!number) throw new field.ContentRefused('a device that cannot be');
  return { author: field.account(author), device: number, sentAt: field.moment(sentAt) };
}

const itemCodec = codec(wire.HistoryItem, {
  shape: { 9: {}, 10: {} },
  fieldsMax: limits.historyFieldsMax,
  write: (item: HistoryItem) => {
    if (!('deeds' in item)) {
      const { conversation, ...timer } = item;
      return { conversation, timer };
    }
    const { content, expiresAt, deeds, ...rest } = item;
    return { ...rest, deeds: [...deeds], content: content ?? null, expiresAt: expiresAt ?? null };
  },
  read: readItem,
});
/** Throws on what is none. */
export const { encode: encodeHistoryItem, decode: decodeHistoryItem } = itemCodec;
