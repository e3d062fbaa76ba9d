// What the queue keeps in Redis. All names of a shard carry one hash tag, {s}, so that one call
// carries all of a batch for it; D is `account.device.generation`.
//
//   aldis:{s}:meta            string      packed (shard.lua)  the fence, and what goes with it
//   aldis:{s}:q:D             sorted set  guid ‖ sealed envelope by position: what waits in Redis
//   aldis:{s}:v:D             sorted set  guid ‖ payload ‖ sealed view by position: shared ones
//   aldis:{s}:m:<payload>     string      what the views of it have in common, sealed
//   aldis:{s}:views           hash        payload → how many views of it wait
//   aldis:{s}:due             sorted set  D by the time from which something may wait
//   aldis:{s}:archived        hash        D → horizon: where its copies in the durable store end
//   aldis:{s}:seen:<w>:<n>    set         integers: what was accepted in a window of 24 hours
//   aldis:{s}:unreadable      list        guid ‖ envelope: what did not open, newest first
//   aldis:{s}:upkeep          string      which process moves what waits, until it expires
//   aldis:{s}:never           nothing     named by every script: see shardKeys
//   aldis:layout              string      the version of all this
//   aldis:backups             hash        when it was backed up and restored: backupRecord.ts
//   aldis:jobs                hash        the last run of each job: jobRuns.ts
//   aldis:history             hash        when an account was deleted last: history.ts
//   aldis:{reports}:…         various     who was reported, by how many: reports.ts
//   aldis:bucket:{keyed hash} string      µs: a token bucket: when it is full
//
// A position is the time of the insert by Redis's clock in microseconds, or one more than the
// position before it where that is greater. It is unique in its shard.
//
// A queue ends by itself with its last envelope; a payload is deleted with its last view. `due` is
// named by whoever writes first and struck by the upkeep. `seen` and `unreadable` expire. A horizon
// goes when a page or the purge finds nothing below it.

import { hash } from 'node:crypto';
import type { DeviceLife } from '#ports';
import { parseDeviceAddress, parseQueueGeneration } from '#protocol';

/** What all names of a shard begin with. */
export function shardPrefix(shard: number): string {
  return `aldis:{${shard}}:`;
}

/**
 * The names every script of a shard declares. One never exists, so that a cluster that is moving
 * the slot has the script tried again afterwards: in between, what has moved would look empty.
 */
export function shardKeys(prefix: string): string[] {
  return [`${prefix}meta`, `${prefix}never`];
}

/** The device that a queue's name belongs to; undefined for any other name. */
export function parseQueueName(name: string): DeviceLife | undefined {
  const at = name.lastIndexOf('.');
  const device = parseDeviceAddress(name.slice(0, at));
  const generation = parseQueueGeneration(name.slice(at + 1));
  return device && generation ? { ...device, generation } : undefined;
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
