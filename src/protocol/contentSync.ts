// What the devices of one account tell each other, so that a person finds the same on each of
// them. None of it is meant for anybody else: whoever gets it from another account throws it away.

import type { BlobPointer } from './blobPointer.ts';
import { pointerFromWire, pointerToWire } from './blobPointer.ts';
import type { MessageName } from './contentFields.ts';
import * as field from './contentFields.ts';
import type { AccountId, DeviceId } from './ids.ts';
import { parseDeviceId } from './ids.ts';
import * as limits from './limits.ts';
import { milliseconds } from './numbers.ts';
import type { aldis as wire } from './wire.js';

export type SyncContent =
  | {
      readonly type: 'syncSent';
      /** Whom it went to; absent for a group, which the content names. */
      readonly destination?: AccountId;
      readonly sentAt: number;
      /** The content as it went to the other side, encoded. */
      readonly content: Uint8Array;
      /** 0 where the server's time is not known. */
      readonly serverTimestamp: number;
    }
  | { readonly type: 'syncRead' | 'syncViewed'; readonly messages: readonly MessageName[] }
  /** Something changed that is to be fetched from the server. */
  | { readonly type: 'syncFetch'; readonly what: 'profile' | 'storage' }
  /** 32 bytes that the keys of the account's record derive from. */
  | { readonly type: 'syncKeys'; readonly master: Uint8Array }
  /** Asks the first device for those keys. */
  | { readonly type: 'syncRequest'; readonly what: 'keys' }
  | { readonly type: 'syncDevices'; readonly list: Uint8Array }
  | {
      readonly type: 'syncHistory';
      /** Whom it is for. */
      readonly device: DeviceId;
      /** How many messages there are in it. */
      readonly messages: number;
      /** Absent where there is none to have. */
      readonly archive?: BlobPointer;
    };

/** What may be fetched, by its number on the wire. */
const fetched = [undefined, 'profile', 'storage'] as const;
const keysRequest = 5;

export function syncToWire(content: SyncContent): wire.SyncMessage.$Properties {
  switch (content.type) {
    case 'syncSent': {
      const { destination, sentAt: timestamp, content: inside, serverTimestamp } = content;
      const to = destination && { destinationServiceId: destination };
      return { sent: { ...to, timestamp, content: inside, serverTimestamp } };
    }
    case 'syncRead':
      return { read: content.messages.map(markToWire) };
    case 'syncViewed':
      return { viewed: content.messages.map(markToWire) };
    case 'syncFetch':
      return { fetchLatest: { type: fetched.indexOf(content.what) } };
    case 'syncKeys':
      return { keys: { master: content.master } };
    case 'syncRequest':
      return { request: { type: keysRequest } };
    case 'syncDevices':
      return { deviceList: content.list };
    case 'syncHistory': {
      const archive = content.archive && { archive: pointerToWire(content.archive) };
      return { history: { deviceId: content.device, messages: content.messages, ...archive } };
    }
  }
}

/** `undefined` for what a newer device says. Throws for what cannot be. */
export function syncFromWire(read: wire.SyncMessage.$Properties): SyncContent | undefined {
  if (read.sent) return sentFromWire(read.sent);
  if (read.read?.length) return { type: 'syncRead', messages: marks(read.read) };
  if (read.viewed?.length) return { type: 'syncViewed', messages: marks(read.viewed) };
  if (read.fetchLatest) {
    const what = fetched[read.fetchLatest.type ?? 0];
    return what && { type: 'syncFetch', what };
  }
  if (read.request) {
    return read.request.type === keysRequest ? { type: 'syncRequest', what: 'keys' } : undefined;
  }
  if (read.keys) return { type: 'syncKeys', master: field.key(read.keys.master) };
  if (read.history) return historyFromWire(read.history);
  return read.deviceList?.length ? { type: 'syncDevices', list: read.deviceList } : undefined;
}

function sentFromWire(sent: wire.SyncMessage.Sent.$Properties): SyncContent {
  const { destinationServiceId: to, timestamp, content, serverTimestamp } = sent;
  if (!content?.length) throw new field.ContentRefused('a transcript of nothing');
  return {
    type: 'syncSent',
    ...(to && { destination: field.account(to) }),
    sentAt: field.moment(timestamp),
    content,
    serverTimestamp: milliseconds(serverTimestamp),
  };
}

function historyFromWire(read: wire.SyncMessage.History.$Properties): SyncContent {
  const device = parseDeviceId(read.deviceId);
  if (!device) throw new field.ContentRefused('a history for no device');
  const messages = field.count(read.messages, limits.historyMessagesMax);
  const archive = read.archive && { archive: pointerFromWire(read.archive) };
  return { type: 'syncHistory', device, messages, ...archive };
}

const markToWire = ({ author: senderAci, sentAt: timestamp }: MessageName) => ({
  senderAci,
  timestamp,
});

function marks(read: readonly wire.SyncMessage.Mark.$Properties[]): MessageName[] {
  return field
    .list(read, limits.syncMarksMax)
    .map((one) => field.nameOf(field.account(one.senderAci), one.timestamp));
}
