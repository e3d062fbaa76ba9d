// The identities everyone shares: branded primitives with validating constructors, so that an id of
// one kind is never taken for another's and no unchecked string goes further than the door.

declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** An account's ACI: a lower-case UUID. Source: Signal's service ids. */
export type AccountId = Branded<string, 'AccountId'>;
/** An account's phone-number identity: a lower-case UUID, written `PNI:<uuid>` on the wire. */
export type PhoneIdentityId = Branded<string, 'PhoneIdentityId'>;
/** A device of an account. Unit: 1 to 127; 1 is the primary. */
export type DeviceId = Branded<number, 'DeviceId'>;
/** Detects a re-install under the same device id. Unit: 1 to 0x3FFF. */
export type RegistrationId = Branded<number, 'RegistrationId'>;
/** One of the cluster's fixed buckets of entities, counted from 0; see shard.ts for how many. */
export type ShardId = Branded<number, 'ShardId'>;
/** Grows at each grant of a shard's lease; the stores reject older ones. */
export type FencingToken = Branded<number, 'FencingToken'>;
/** One worker process for as long as it lives; never reused. Shape: `[a-z0-9-]{4,40}`. */
export type MemberId = Branded<string, 'MemberId'>;
/** One socket, on one worker, for as long as it is open. */
export type ConnectionId = Branded<string, 'ConnectionId'>;
/** Names one envelope in one device's queue. Shape: 32 lower-case hex digits (16 bytes). */
export type EnvelopeGuid = Branded<string, 'EnvelopeGuid'>;

/**
 * One life of a device's queue: random, so that a queue begun anew shares nothing with the one
 * before. Shape: 12 base64url characters (9 random bytes).
 */
export type QueueGeneration = Branded<string, 'QueueGeneration'>;

/** A topic; its id says its policy. Shape: `presence/<ACI>`. */
export type TopicId = Branded<string, 'TopicId'>;

/** A group; only its members know who is in it. Shape: 64 lower-case hex digits (32 bytes). */
export type GroupId = Branded<string, 'GroupId'>;

/** A call; what it is made of see callOfGroup. Shape: 64 lower-case hex digits (32 bytes). */
export type CallId = Branded<string, 'CallId'>;

/** A device in a call, which never has two of the same. Unit: 1 to 2^32-1, small ones first. */
export type MediaId = Branded<number, 'MediaId'>;

/** A blob: whoever knows its key may read it. Shape: 20 base64url characters (15 random bytes). */
export type BlobKey = Branded<string, 'BlobKey'>;

export const deviceIdMax = 127;
export const registrationIdMax = 0x3fff;
export const primaryDevice = 1 as DeviceId;

/** What a delivery names that is for a worker, and for no connection of it. */
export const noConnection = '' as ConnectionId;
const uint32Max = 0xffff_ffff;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const guidForm = /^[0-9a-f]{32}$/;
const queueGeneration = /^[A-Za-z0-9_-]{12}$/;
const presence = 'presence/';
export const blobKeyForm = /^[A-Za-z0-9_-]{20}$/;
const bytes32 = /^[0-9a-f]{64}$/;
const member = /^[a-z0-9-]{4,40}$/;

/** Parses an ACI of either case, or says `undefined`. */
export function parseAccountId(text: string): AccountId | undefined {
  const lower = text.toLowerCase();
  return uuid.test(lower) ? (lower as AccountId) : undefined;
}

/** The 16 bytes of an account's id. */
export function accountToBytes(account: AccountId): Uint8Array {
  const [low, middle, high] = [account.slice(0, 8), account.slice(9, 13), account.slice(14, 18)];
  return Buffer.from(low + middle + high + account.slice(19, 23) + account.slice(24), 'hex');
}

/** Takes the 16 bytes of an account's id, or says `undefined` for any other length. */
export function accountFromBytes(bytes: Uint8Array): AccountId | undefined {
  if (bytes.length !== 16) return undefined;
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
  const [low, middle, high] = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16)];
  return `${low}-${middle}-${high}-${hex.slice(16, 20)}-${hex.slice(20)}` as AccountId;
}

/** The topic of an account's presence: its own devices publish there, its friends may hear. */
export function presenceTopic(account: AccountId): TopicId {
  return `${presence}${account}` as TopicId;
}

/** Parses a topic's id, or says `undefined`. */
export function parseTopicId(text: string): TopicId | undefined {
  if (!text.startsWith(presence)) return undefined;
  const owner = parseAccountId(text.slice(presence.length));
  return owner && presenceTopic(owner);
}

/** The account that a topic belongs to. */
export function ownerOfTopic(topic: TopicId): AccountId {
  return topic.slice(presence.length) as AccountId;
}

/** Parses `PNI:<uuid>`, or says `undefined`. */
export function parsePhoneIdentityId(text: string): PhoneIdentityId | undefined {
  const lower = text.toLowerCase();
  if (!lower.startsWith('pni:') || !uuid.test(lower.slice(4))) return undefined;
  return lower.slice(4) as PhoneIdentityId;
}

/** Parses a group's id. */
export function parseGroupId(text: string): GroupId | undefined {
  return bytes32.test(text) ? (text as GroupId) : undefined;
}

/** Parses a call's id. */
export function parseCallId(text: string): CallId | undefined {
  return bytes32.test(text) ? (text as CallId) : undefined;
}

/** Takes the 32 bytes of a call's id, or says `undefined` for any other length. */
export function callFromBytes(bytes: Uint8Array): CallId | undefined {
  return parseCallId(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex'));
}

/** The 32 bytes of a call's id. */
export function callToBytes(call: CallId): Uint8Array {
  return Buffer.from(call, 'hex');
}

/** What the id of a group's call is the SHA-256 of: a group has one call at a time. */
export function callOfGroup(group: GroupId): Uint8Array {
  return Buffer.concat([Buffer.from('aldis group call'), Buffer.from(group, 'hex')]);
}

/** What the id of a call by secret is the SHA-256 of. */
export function callOfSecret(secret: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from('aldis call'), secret]);
}

/** Parses a device's number in a call. */
export function parseMediaId(value: unknown): MediaId | undefined {
  const isOne = Number.isInteger(value) && (value as number) >= 1 && (value as number) <= uint32Max;
  return isOne ? (value as MediaId) : undefined;
}

/** Parses a blob's key. */
export function parseBlobKey(text: string): BlobKey | undefined {
  return blobKeyForm.test(text) ? (text as BlobKey) : undefined;
}

/** Parses a device id given as a number or in decimal digits. */
export function parseDeviceId(value: unknown): DeviceId | undefined {
  return wholeNumber(value, 1, deviceIdMax) as DeviceId | undefined;
}

/** Parses a registration id given as a number or in decimal digits. */
export function parseRegistrationId(value: unknown): RegistrationId | undefined {
  return wholeNumber(value, 1, registrationIdMax) as RegistrationId | undefined;
}

/** Parses a member id. */
export function parseMemberId(text: string): MemberId | undefined {
  return member.test(text) ? (text as MemberId) : undefined;
}

/**
 * Turns the 16 bytes of a wire guid into its key form, or says `undefined` for any other length.
 */
export function guidFromBytes(bytes: Uint8Array): EnvelopeGuid | undefined {
  if (bytes.length !== 16) return undefined;
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, 16);
  return buffer.toString('hex') as EnvelopeGuid;
}

/** Parses 32 hex digits. */
export function parseGuid(text: string): EnvelopeGuid | undefined {
  return guidForm.test(text) ? (text as EnvelopeGuid) : undefined;
}

/** Parses a queue's generation. */
export function parseQueueGeneration(text: string): QueueGeneration | undefined {
  return queueGeneration.test(text) ? (text as QueueGeneration) : undefined;
}

/** The 16 bytes of a guid as the wire carries them. */
export function guidToBytes(guid: EnvelopeGuid): Uint8Array {
  return Buffer.from(guid, 'hex');
}

function wholeNumber(value: unknown, least: number, most: number): number | undefined {
  const number =
    typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number.parseInt(value, 10) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) return undefined;
  return number >= least && number <= most ? number : undefined;
}
