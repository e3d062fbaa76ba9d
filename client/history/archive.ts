// The archive of what was said: made of the store page by page, and read item by item.

import { decodeHistoryItem, encodeContent, encodeHistoryItem, limits } from '#protocol';
import type { AccountId, HistoryItem, HistoryMessage } from '#protocol';
import { damaged } from '../blobs/sealing.ts';
import { turn } from '../clock.ts';
import type { MessageRow } from '../store/messageTable.ts';
import type { Store } from '../store/store.ts';
import { retold } from './retelling.ts';

/** Rows that are read in one turn of the event loop. */
const pageItems = 200;
/** Before an item. */
const lengthBytes = 4;
const itemBytesMax = 1024 * 1024;
/** An archive has to find room in a blob. */
const archiveBytesMax = Math.floor(limits.blobBytesMax / 1.1);

export interface Archive {
  readonly bytes: Uint8Array;
  readonly messages: number;
}

interface Parts {
  readonly store: Store;
  readonly account: AccountId;
}

/** The newest messages; where they are too many for a blob, the newest of them. */
export async function makeArchive(parts: Parts, now: number): Promise<Archive> {
  const { store } = parts;
  const ids = store.history.newest(now, limits.historyMessagesMax);
  const frames: Uint8Array[][] = [];
  let [bytes, messages] = [0, 0];
  const timers = store.history.timers().map(framed);
  bytes += timers.reduce((sum, one) => sum + one.length, 0);
  for (let end = ids.length; end > 0 && bytes < archiveBytesMax; end -= pageItems) {
    const page = ids.slice(Math.max(end - pageItems, 0), end).flatMap((id) => {
      const item = itemOf(parts, id);
      return item ? [framed(item)] : [];
    });
    const size = page.reduce((sum, one) => sum + one.length, 0);
    if (bytes + size > archiveBytesMax) break;
    frames.push(page);
    bytes += size;
    messages += page.length;
    await turn();
  }
  const inOrder = [...timers, ...frames.reverse().flat()];
  return { bytes: new Uint8Array(Buffer.concat(inOrder)), messages };
}

/** Throws ClientError blob.damaged for what is no archive. */
export async function* readArchive(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<HistoryItem> {
  let held = Buffer.alloc(0);
  for await (const piece of bytes) {
    held = Buffer.concat([held, piece]);
    let at = 0;
    while (held.length - at >= lengthBytes) {
      const length = held.readUInt32BE(at);
      if (length > itemBytesMax) throw damaged();
      const end = at + lengthBytes + length;
      if (held.length < end) break;
      yield readItem(held.subarray(at + lengthBytes, end));
      at = end;
    }
    held = held.subarray(at);
  }
  if (held.length > 0) throw damaged();
}

function readItem(bytes: Uint8Array): HistoryItem {
  try {
    return decodeHistoryItem(bytes);
  } catch {
    throw damaged();
  }
}

function itemOf({ store, account }: Parts, id: number): HistoryMessage | undefined {
  const row = store.messages.get(id);
  if (!row || row.isGone || row.content?.type === 'unknown') return undefined;
  const { conversation, author, device, sentAt, serverTimestamp, expiresAt } = row;
  return {
    ...{ conversation, author, device, sentAt, serverTimestamp },
    isOwn: author === account,
    ...contentOf(row),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    deeds: retold(store.deeds.get(conversation, row), { author, sentAt }, account),
  };
}

const contentOf = ({ content }: MessageRow) => (content ? { content: encodeContent(content) } : {});

function framed(item: HistoryItem): Uint8Array {
  const encoded = encodeHistoryItem(item);
  const frame = Buffer.alloc(lengthBytes + encoded.length);
  frame.writeUInt32BE(encoded.length);
  frame.set(encoded, lengthBytes);
  return frame;
}
