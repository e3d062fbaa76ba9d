// What the devices of one account tell each other, so that a person finds the same on each of
// them. None of it is meant for anybody else: whoever gets it from another account throws it away.

import type { BlobPointer } from './blobPointer.ts';
import { pointerFromWire, pointerToWire } from './blobPointer.ts';
import type { MessageName } from './contentFields.ts';
import * as field from './contentFields.ts';
import type { AccountId, DeviceId, RegistrationId } from './ids.ts';
import { parseDeviceId, parseRegistrationId } from './ids.ts';
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
      readonly type: 'syncNumber';
      /** E.164 */
      readonly number: string;
      /** Of the new PNI, and what this device has under it, as libsignal serializes them. */
      readonly identityKeyPair: Uint8Array;
      readonly registrationId: RegistrationId;
      readonly signedPreKey: Uint8Array;
      readonly lastResortPreKey: Uint8Array;
    }
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
    case 'syncNumber':
      return {
        pniChangeNumber: {
          identityKeyPair: content.identityKeyPair,
          signedPreKey: content.signedPreKey,
          registrationId: content.registrationId,
          newE164: content.number,
          lastResortKyberPreKey: content.lastResortPreKey,
        },
      };
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
  if (read.pniChangeNumber) return numberFromWire(read.pniChangeNumber);
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

const numberForm = /^\+[1-9]\d{6,14}$/;

function numberFromWire(read: wire.SyncMessage.PniChangeNumber.$Properties): SyncContent {
  const { newE164: number, identityKeyPair, signedPreKey, lastResortKyberPreKey } = read;
  const registrationId = parseRegistrationId(read.registrationId);
  const isWhole = identityKeyPair?.length && signedPreKey?.length && lastResortKyberPreKey?.length;
  if (!isWhole || !number || !numberForm.test(number) || !registrationId) {
    throw new field.ContentRefused('a change of number that cannot be');
  }
  const lastResortPreKey = lastResortKyberPreKey;
  const keys = { identityKeyPair, registrationId, signedPreKey, lastResortPreKey };
  return { type: 'syncNumber', number, ...keys };
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
