// What the devices of an account keep together (proto/record.proto). Clients alone write and read
// it; the server carries it sealed.

import { codec } from './codec.ts';
import type { AccountId, DeviceId } from './ids.ts';
import { accountFromBytes, accountToBytes, parseDeviceId } from './ids.ts';
import type { WireNumber } from './numbers.ts';
import { NumberRefused, milliseconds } from './numbers.ts';
import { aldis as wire } from './wire.js';

/** Keys of items, master keys and profile keys. Unit: bytes. */
const itemKeyBytes = 16;
const keyBytes = 32;

/** What a manifest says, once it is opened. */
export interface RecordContents {
  /** Grows with every change, whatever version the server counts. */
  readonly generation: number;
  /** The device that wrote it. */
  readonly device: DeviceId;
  /** Shape: 16 bytes each. */
  readonly keys: readonly Uint8Array[];
  /** It is being written anew: what is not in it yet is not gone. */
  readonly isPartial: boolean;
}

interface RecordOwn {
  readonly type: 'own';
  /** Shape: 32 bytes; empty where there is none. */
  readonly profileKey: Uint8Array;
}

export interface RecordSettings {
  readonly type: 'settings';
  readonly readReceipts: boolean;
  readonly viewedReceipts: boolean;
  readonly typing: boolean;
  /** The account's devices show themselves to friends. */
  readonly presence: boolean;
  /** Whoever has the phone number may find the account. */
  readonly foundByNumber: boolean;
  /** Media of calls go by relays alone: nobody beyond one sees the address of a device. */
  readonly relayCalls: boolean;
}

/** What holds as long as nobody has said anything. */
export const firstSettings: RecordSettings = {
  type: 'settings',
  readReceipts: true,
  viewedReceipts: true,
  typing: true,
  presence: false,
  foundByNumber: false,
  relayCalls: false,
};

export interface RecordContact {
  readonly type: 'contact';
  readonly account: AccountId;
  /** Was written to, or accepted. */
  readonly accepted: boolean;
  /**
   * When it was blocked, and when heard again, by the server's clock; the last of both holds.
   * Shape: both ascending. Unit: milliseconds since the epoch.
   */
  readonly blockedAt: readonly number[];
  readonly unblockedAt: readonly number[];
  /** Empty where it has none. */
  readonly name: string;
  readonly note: string;
  /** Shape: 32 bytes; empty where it is not known. */
  readonly profileKey: Uint8Array;
  /** What it sent up to then was thrown away unanswered. Unit: milliseconds since the epoch. */
  readonly clearedUntil: number;
}

export interface RecordGroup {
  readonly type: 'group';
  /** Shape: 32 bytes. */
  readonly masterKey: Uint8Array;
  readonly blocked: boolean;
  readonly muted: boolean;
}

/** The user name that the account took last, and the link to it; both empty: it has none. */
interface RecordUsername {
  readonly type: 'username';
  readonly username: string;
  readonly link: string;
}

export type RecordItem =
  | RecordOwn
  | RecordSettings
  | RecordContact
  | RecordGroup
  | RecordUsername
  /** An item that only a newer version knows. */
  | { readonly type: 'unknown' };

const none = new Uint8Array(0);

function keysOf(bytes: Uint8Array): Uint8Array[] {
  if (bytes.length % itemKeyBytes !== 0) throw new NumberRefused('keys of another length');
  const keys: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += itemKeyBytes) {
    keys.push(bytes.slice(at, at + itemKeyBytes));
  }
  return keys;
}

const contentsCodec = codec(wire.RecordContents, {
  write: ({ generation, device, keys, isPartial }: RecordContents) => ({
    generation,
    device,
    keys: Buffer.concat(keys),
    isPartial,
  }),
  read: (read): RecordContents => {
    const device = parseDeviceId(read.device);
    if (!device) throw new NumberRefused('a device that cannot be');
    const generation = milliseconds(read.generation);
    const keys = keysOf(read.keys ?? none);
    return { generation, device, keys, isPartial: read.isPartial === true };
  },
});
export const { encode: encodeRecordContents, decode: decodeRecordContents } = contentsCodec;

function itemToWire(item: RecordItem): wire.RecordItem.$Properties {
  switch (item.type) {
    case 'own':
      return { own: { profileKey: item.profileKey } };
    case 'settings':
      return {
        settings: {
          noReadReceipts: !item.readReceipts,
          noViewedReceipts: !item.viewedReceipts,
          noTyping: !item.typing,
          presence: item.presence,
          foundByNumber: item.foundByNumber,
          relayCalls: item.relayCalls,
        },
      };
    case 'contact':
      return { contact: contactToWire(item) };
    case 'group':
      return { group: item };
    case 'username':
      return { username: { username: item.username, link: item.link } };
    case 'unknown':
      return {};
  }
}

function itemFromWire(item: wire.RecordItem.$Properties): RecordItem {
  const { own, settings, contact, group, username } = item;
  if (own) return { type: 'own', profileKey: keyOrNone(own.profileKey) };
  if (settings) {
    return {
      type: 'settings',
      readReceipts: settings.noReadReceipts !== true,
      viewedReceipts: settings.noViewedReceipts !== true,
      typing: settings.noTyping !== true,
      presence: settings.presence === true,
      foundByNumber: settings.foundByNumber === true,
      relayCalls: settings.relayCalls === true,
    };
  }
  if (contact) return contactFromWire(contact);
  if (username) {
    return { type: 'username', username: username.username ?? '', link: username.link ?? '' };
  }
  if (!group) return { type: 'unknown' };
  const { blocked, muted } = group;
  const masterKey = keyOrNone(group.masterKey);
  if (masterKey.length === 0) throw new NumberRefused('a group without its key');
  return { type: 'group', masterKey, blocked: blocked === true, muted: muted === true };
}

function contactToWire(contact: RecordContact): wire.RecordContact.$Properties {
  const { account, blockedAt, unblockedAt, ...rest } = contact;
  const blocked = Math.max(...blockedAt) >= Math.max(...unblockedAt, 0);
  const at = { blockedAt: [...blockedAt], unblockedAt: [...unblockedAt] };
  return { ...rest, ...at, blocked, account: accountToBytes(account) };
}

function contactFromWire(contact: wire.RecordContact.$Properties): RecordContact {
  const account = accountFromBytes(contact.account ?? none);
  if (!account) throw new NumberRefused('an account that cannot be');
  // Items written before these times were kept have none.
  const blockedAt = times(contact.blockedAt);
  return {
    type: 'contact',
    account,
    accepted: contact.accepted === true,
    blockedAt: blockedAt.length === 0 && contact.blocked === true ? [0] : blockedAt,
    unblockedAt: times(contact.unblockedAt),
    name: contact.name ?? '',
    note: contact.note ?? '',
    profileKey: keyOrNone(contact.profileKey),
    clearedUntil: milliseconds(contact.clearedUntil),
  };
}

const times = (all: readonly WireNumber[] | null | undefined): number[] =>
  (all ?? []).map(milliseconds).sort((one, other) => one - other);

function keyOrNone(bytes: Uint8Array | null | undefined): Uint8Array {
  if (!bytes?.length) return none;
  if (bytes.length !== keyBytes) throw new NumberRefused('a key of another length');
  return bytes;
}

const itemCodec = codec(wire.RecordItem, {
  shape: { 1: {}, 2: {}, 3: { 8: 'numbers', 9: 'numbers' }, 4: {}, 5: {} },
  write: itemToWire,
  read: itemFromWire,
});
export const { encode: encodeRecordItem, decode: decodeRecordItem } = itemCodec;
