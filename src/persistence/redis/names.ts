// What the queue keeps in Redis ({a.d}: ACI and device). All names of one device carry the same
// hash tag, so that every script stays in one slot. `order` and `sealed` end with their last
// envelope, which is moved, fetched or purged; the others end nameTtlMs after their last use.
//
//   aldis:queue:{a.d}:order       sorted set  guid by position   what waits in Redis
//   aldis:queue:{a.d}:sealed      hash        guid → envelope    the same, sealed
//   aldis:queue:{a.d}:archived    sorted set  guid by position   what the durable store holds
//   aldis:queue:{a.d}:seen        sorted set  guid by ms         deleted of late: no retry is new
//   aldis:queue:{a.d}:last        string      position           the last one given
//   aldis:queue:{a.d}:unreadable  list        guid ‖ envelope    what did not open, newest first
//   aldis:bucket:{keyed hash}     string      µs                 a bucket: when it is full
//
// A position is the time of the insert by Redis's clock in microseconds, or one more than the
// position before it where that is greater: it grows when the clock goes back, and when every name
// but the time is lost.
//
// `archived` decides what of the durable store still counts: a guid is put there before it is
// copied and taken off when it is deleted, so that a copy left behind by a crash is never delivered
// again.

import { hash } from 'node:crypto';
import type { DeviceAddress } from '#protocol';
import { formatDeviceAddress, parseDeviceAddress } from '#protocol';

const DAY_MS = 24 * 60 * 60 * 1000;
/** A queue nobody touches is gone after this. */
export const nameTtlMs = 46 * DAY_MS;

const PREFIX = 'aldis:queue:';
/** Finds every name of every queue. */
export const queueNamePattern = `${PREFIX}{*}:*`;

/** Finds what is in a queue, in Redis or in the durable store. */
export const pendingNamePattern = `${PREFIX}{*}:[oa]r*`;

export type QueueName = 'order' | 'sealed' | 'archived' | 'seen' | 'last' | 'unreadable';

/** The name of one part of a device's queue. */
export function queueName(device: DeviceAddress, part: QueueName): string {
  return `${PREFIX}{${formatDeviceAddress(device)}}:${part}`;
}

/** The names of several parts, in the order a script declares them. */
export function queueNames(device: DeviceAddress, ...parts: QueueName[]): string[] {
  const tag = `${PREFIX}{${formatDeviceAddress(device)}}:`;
  return parts.map((part) => tag + part);
}

/** The device whose `order` or `archived` this is, or undefined. */
export function deviceOfName(name: string): DeviceAddress | undefined {
  const address = /^aldis:queue:\{([^}]+)\}:(?:order|archived)$/.exec(name)?.[1];
  return address === undefined ? undefined : parseDeviceAddress(address);
}

/**
 * The name of a bucket. Addresses and phone numbers are few enough to try them all, so that a hash
 * alone would tell them: `key`, 64 characters, fills the first block, and of the digest only a part
 * is shown. (AMAC: as good as HMAC, at the price of one hash; a name is made for most messages.)
 */
export function bucketName(key: string, limit: string, subject: string): string {
  const digest = hash('sha256', `${key}${limit}\0${subject}`, 'base64url');
  return `aldis:bucket:{${digest.slice(0, 27)}}`;
}
