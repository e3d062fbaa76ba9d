// What is inside a ciphertext (proto/content.proto). Clients alone call this; the server has no
// key.

import { codec } from './codec.ts';
import { milliseconds } from './numbers.ts';
import { aldis as wire } from './wire.js';

export type ReceiptType = 'delivery' | 'read' | 'viewed';

/** One decrypted content; `unknown` is something a newer client speaks. */
export type Content =
  | { readonly type: 'text'; readonly body: string; readonly timestamp: number }
  | { readonly type: 'null' }
  | {
      readonly type: 'receipt';
      readonly receipt: ReceiptType;
      readonly timestamps: readonly number[];
    }
  | { readonly type: 'typing'; readonly started: boolean; readonly timestamp: number }
  | { readonly type: 'decryptionError'; readonly message: Uint8Array }
  | { readonly type: 'unknown' };

const RECEIPTS: readonly ReceiptType[] = ['delivery', 'read', 'viewed'];

function toWire(content: Content): wire.Content.$Properties {
  switch (content.type) {
    case 'text':
      return { dataMessage: { body: content.body, timestamp: content.timestamp } };
    case 'receipt':
      return {
        receiptMessage: {
          type: RECEIPTS.indexOf(content.receipt),
          timestamp: [...content.timestamps],
        },
      };
    case 'typing':
      return { typingMessage: { timestamp: content.timestamp, action: content.started ? 0 : 1 } };
    case 'decryptionError':
      return { decryptionErrorMessage: content.message };
    default:
      return { nullMessage: {} };
  }
}

function fromWire(read: wire.Content.$Properties): Content {
  if (read.dataMessage) {
    return {
      type: 'text',
      body: read.dataMessage.body ?? '',
      timestamp: milliseconds(read.dataMessage.timestamp),
    };
  }
  if (read.receiptMessage) {
    const receipt = RECEIPTS[read.receiptMessage.type ?? 0];
    if (receipt === undefined) return { type: 'unknown' };
    return {
      type: 'receipt',
      receipt,
      timestamps: (read.receiptMessage.timestamp ?? []).map(milliseconds),
    };
  }
  if (read.typingMessage) {
    return {
      type: 'typing',
      started: (read.typingMessage.action ?? 0) === 0,
      timestamp: milliseconds(read.typingMessage.timestamp),
    };
  }
  if (read.decryptionErrorMessage?.length) {
    return { type: 'decryptionError', message: read.decryptionErrorMessage };
  }
  return read.nullMessage ? { type: 'null' } : { type: 'unknown' };
}

export const contentCodec = codec(wire.Content, {
  shape: { 1: {}, 4: {}, 5: { 2: 'numbers' }, 6: {} },
  write: toWire,
  read: fromWire,
});
export const { encode: encodeContent, decode: decodeContent } = contentCodec;
