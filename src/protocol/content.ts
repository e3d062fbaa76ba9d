// What is inside a ciphertext (proto/content.proto). Clients alone call this; the server has no
// key.

import { codec } from './codec.ts';
import type { Codec } from './codec.ts';
import type { CallContent, CallKeysContent } from './contentCall.ts';
import { callFromWire, callKeysFromWire, callKeysToWire, callToWire } from './contentCall.ts';
import type { DataContent } from './contentData.ts';
import { dataFromWire, dataToWire } from './contentData.ts';
import * as field from './contentFields.ts';
import type { CallPeerContent } from './contentPeer.ts';
import { callPeerFromWire, callPeerToWire } from './contentPeer.ts';
import type { SyncContent } from './contentSync.ts';
import { syncFromWire, syncToWire } from './contentSync.ts';
import { milliseconds } from './numbers.ts';
import { aldis as wire } from './wire.js';

export type * from './contentCall.ts';
export type { CallPeerContent, PeerEnd } from './contentPeer.ts';
export { peerCandidatesMax } from './contentPeer.ts';
export type { MessageName } from './contentFields.ts';
export type { Mention, Quote, SaidContent, Timer } from './contentData.ts';
export type { SyncContent } from './contentSync.ts';

/** What a receipt says of messages. */
export type ReceiptType = 'delivery' | 'read' | 'viewed';

/** Said by a client to clients, and shown to nobody. */
type QuietContent =
  | { readonly type: 'null' }
  | {
      readonly type: 'receipt';
      readonly receipt: ReceiptType;
      readonly timestamps: readonly number[];
    }
  | {
      readonly type: 'typing';
      readonly started: boolean;
      readonly timestamp: number;
      /** 32 bytes; absent outside of groups. */
      readonly groupId?: Uint8Array;
    }
  | { readonly type: 'decryptionError'; readonly message: Uint8Array }
  | { readonly type: 'unknown' };

/**
 * One decrypted content; `unknown` is something that a newer client speaks. Any of them may bring
 * the author's sender key of a group along: a serialized SenderKeyDistributionMessage.
 */
export type Content = (
  | DataContent
  | SyncContent
  | QuietContent
  | CallKeysContent
  | CallPeerContent
  | CallContent
) & {
  readonly senderKey?: Uint8Array;
};

const receipts: readonly ReceiptType[] = ['delivery', 'read', 'viewed'];

function toWire(content: Content): wire.Content.$Properties {
  const { senderKey } = content;
  return {
    ...kindToWire(content),
    ...(senderKey && { senderKeyDistributionMessage: senderKey }),
  };
}

function kindToWire(content: Content): wire.Content.$Properties {
  switch (content.type) {
    case 'receipt':
      return {
        receiptMessage: {
          type: receipts.indexOf(content.receipt),
          timestamp: [...content.timestamps],
        },
      };
    case 'typing': {
      const { timestamp, started, groupId } = content;
      return { typingMessage: { timestamp, action: started ? 0 : 1, ...(groupId && { groupId }) } };
    }
    case 'decryptionError':
      return { decryptionErrorMessage: content.message };
    case 'edit': {
      const { targetSentAt: targetSentTimestamp } = content;
      return { editMessage: { targetSentTimestamp, dataMessage: dataToWire(content) } };
    }
    case 'callKeys':
      return { callKeys: callKeysToWire(content) };
    case 'callPeer':
      return { callPeer: callPeerToWire(content) };
    case 'call':
      return { callMessage: callToWire(content) };
    case 'syncSent':
    case 'syncRead':
    case 'syncViewed':
    case 'syncFetch':
    case 'syncKeys':
    case 'syncRequest':
    case 'syncDevices':
    case 'syncHistory':
    case 'syncNumber':
      return { syncMessage: syncToWire(content) };
    case 'null':
    case 'newer':
    case 'unknown':
      return { nullMessage: {} };
    default:
      return { dataMessage: dataToWire(content) };
  }
}

function fromWire(read: wire.Content.$Properties): Content {
  const senderKey = read.senderKeyDistributionMessage;
  const content = kindFromWire(read);
  // What is kept as it came keeps it as well.
  if (!senderKey?.length || content.type === 'newer') return content;
  // A sender key may come alone. What a content hides is not spread.
  const whole: Content = content.type === 'unknown' ? { type: 'null' } : content;
  return Object.assign(whole, { senderKey });
}

function kindFromWire(read: wire.Content.$Properties): Content {
  if (read.dataMessage) return dataFromWire(read.dataMessage);
  if (read.editMessage) {
    const { targetSentTimestamp, dataMessage } = read.editMessage;
    return dataFromWire(dataMessage ?? {}, field.moment(targetSentTimestamp));
  }
  if (read.syncMessage) return syncFromWire(read.syncMessage) ?? { type: 'unknown' };
  if (read.receiptMessage) {
    const receipt = receipts[read.receiptMessage.type ?? 0];
    if (receipt === undefined) return { type: 'unknown' };
    return {
      type: 'receipt',
      receipt,
      timestamps: (read.receiptMessage.timestamp ?? []).map(milliseconds),
    };
  }
  if (read.typingMessage) {
    const { action, timestamp, groupId } = read.typingMessage;
    return {
      type: 'typing',
      started: (action ?? 0) === 0,
      timestamp: milliseconds(timestamp),
      ...(groupId?.length && { groupId: field.key(groupId) }),
    };
  }
  if (read.callKeys) return callKeysFromWire(read.callKeys);
  if (read.callPeer) return callPeerFromWire(read.callPeer) ?? { type: 'unknown' };
  if (read.callMessage) return callFromWire(read.callMessage) ?? { type: 'unknown' };
  if (read.decryptionErrorMessage?.length) {
    return { type: 'decryptionError', message: read.decryptionErrorMessage };
  }
  return read.nullMessage ? { type: 'null' } : { type: 'unknown' };
}

const data = {
  8: {},
  15: {},
  16: {},
  17: {},
  18: {},
  24: {},
  25: {},
  26: { 3: 'numbers' },
  27: {},
  28: {},
} as const;
const sync = { 1: {}, 4: {}, 5: {}, 12: {}, 13: {}, 16: {}, 18: {}, 101: { 2: {} } } as const;

const plain = codec(wire.Content, {
  shape: {
    1: data,
    2: sync,
    4: {},
    5: { 2: 'numbers' },
    6: {},
    11: { 2: data },
    100: { 4: {} },
    101: { 8: {} },
    102: {},
  },
  write: toWire,
  read: fromWire,
});

/**
 * A content that needs a higher version than limits.contentVersion is read as `newer`, with its
 * bytes, and written as it came.
 * Refuses, by throwing: ids and times that cannot be, lists and texts above their limits.
 */
export const contentCodec: Codec<Content> = {
  ...plain,
  encode: (content) => (content.type === 'newer' ? content.raw : plain.encode(content)),
  decode(bytes) {
    const content = plain.decode(bytes);
    return content.type === 'newer' ? { ...content, raw: new Uint8Array(bytes) } : content;
  },
};
export const { encode: encodeContent, decode: decodeContent } = contentCodec;
