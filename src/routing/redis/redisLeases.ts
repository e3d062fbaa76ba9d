// The leases in Redis: the scripts' answers as the port has them, and what a cluster is told at its
// start. The data and its names are described in leaseScripts.ts.

import { setTimeout as sleep } from 'node:timers/promises';
import type { FencingToken, MemberId } from '#protocol';
import {
  isShardCount,
  parseMemberId,
  parseShardId,
  shardCount,
  shardCountDefault,
} from '#protocol';
import type { RedisClient } from '#runtime';
import { ConfigError } from '#runtime';
import type { Lease, LeaseAnswer, LeaseExchange, LeaseStore, MemberRecord } from '../ports.ts';
import { busVersion } from '../busCodec.ts';
import {
  birthScript,
  servingScript,
  declareScript,
  epochScript,
  exchangeScript,
  leaseNames,
  leaveScript,
  newsChannel,
} from './leaseScripts.ts';
import type { RedisSubscriber } from './redisSubscriber.ts';

/** Leases that an earlier release left behind run out in this time, unless it still runs. */
const earlierLeasesWaitMs = 5000;
const earlierLeasesPollMs = 250;

/** LeaseStore over Redis. */
export class RedisLeases implements LeaseStore {
  readonly #redis: RedisClient;
  readonly #subscriber: RedisSubscriber;

  constructor(redis: RedisClient, subscriber: RedisSubscriber) {
    this.#redis = redis;
    this.#subscriber = subscriber;
  }

  async exchange(request: LeaseExchange): Promise<LeaseAnswer> {
    const { member, relayAddress, isDraining, ttlMs, known, hold, want, release } = request;
    const pairs = (claims: LeaseExchange['release']) => claims.map((c) => [c.shard, c.token]);
    const ask = { ...known, ...(hold ? { hold: pairs(hold) } : {}), want, release: pairs(release) };
    const answer = await exchangeScript.run(this.#redis, leaseNames, [
      member,
      relayAddress,
      isDraining ? 'd' : 'l',
      Math.round(ttlMs * 1000),
      newsChannel,
      shardCount(),
      JSON.stringify(ask),
    ]);
    return readAnswer(answer);
  }

  async onNews(listener: () => void): Promise<void> {
    this.#subscriber.onGap(listener);
    await this.#subscriber.listen(newsChannel, listener);
  }
}

/**
 * Removes a worker that has certainly died, so that the others take its shards at once. Returns
 * whether it was there. Never for a worker that may still run: it would act on.
 */
export async function forgetMember(redis: RedisClient, member: MemberId): Promise<boolean> {
  return Number(await leaveScript.run(redis, leaseNames, [member, newsChannel])) === 1;
}

/**
 * Says that no worker can hold a lease yet, so that the first one need not wait for a TTL. Without
 * effect on a store that has leases. For whoever has started a Redis of its own, before its first
 * worker.
 */
export async function declareFresh(redis: RedisClient): Promise<void> {
  await declareScript.run(redis, leaseNames.slice(0, 1), []);
}

/**
 * Begins a new epoch on restored data: nobody holds a lease, and tokens go on above the highest
 * that was granted. For whoever knows that no worker runs.
 */
export async function beginEpoch(redis: RedisClient): Promise<void> {
  await epochScript.run(redis, leaseNames, []);
  await declareFresh(redis);
}

/**
 * The number of shards with which this cluster was born: the one that is asked for, where it is
 * born now. Moves leases of earlier releases into their present form. Throws ConfigError when
 * another number is asked for, or workers run that do not speak as this release does.
 */
export async function agreeOnShards(
  redis: RedisClient,
  wanted?: number,
  bus: number = busVersion,
): Promise<number> {
  for (let waitedMs = 0; ; waitedMs += earlierLeasesPollMs) {
    const args = [wanted ?? 0, shardCountDefault, bus];
    const answer = await birthScript.run(redis, leaseNames, args);
    const [word, value] = Array.isArray(answer) ? answer.map(String) : [];
    const isTaken = word === 'busy' || word === 'other';
    if (isTaken && waitedMs < earlierLeasesWaitMs) {
      await sleep(earlierLeasesPollMs);
      continue;
    }
    if (word === 'busy') {
      throw new ConfigError(
        'Workers of an earlier release hold leases in this Redis; stop them all, then start again.',
      );
    }
    if (word === 'other') {
      throw new ConfigError(
        `Workers of another release run, and speak another version among themselves (${value}, ` +
          `this one ${bus}); stop them all, then start again.`,
      );
    }
    const count = Number(value);
    if (!isShardCount(count)) throw new TypeError('The number of shards cannot be read.');
    if (wanted === undefined || wanted === count) return count;
    throw new ConfigError(
      `ALDIS_SHARDS: this cluster was born with ${count} shards and keeps them; ` +
        'set that number or none.',
    );
  }
}

/** Whether a worker serves shards, after a wait for the leases of one that was killed. */
export async function isAnybodyServing(
  redis: RedisClient,
  leasesWaitMs = earlierLeasesWaitMs,
): Promise<boolean> {
  for (let waitedMs = 0; ; waitedMs += earlierLeasesPollMs) {
    const isServing = (await servingScript.run(redis, leaseNames, [])) === 1;
    if (!isServing || waitedMs >= leasesWaitMs) return isServing;
    await sleep(earlierLeasesPollMs);
  }
}

function readAnswer(answer: unknown): LeaseAnswer {
  if (!Array.isArray(answer) || answer.length !== 9) {
    throw new TypeError('The lease script answered something else.');
  }
  const [epoch, version, own, whole, lost, soonestUs] = answer.slice(0, 6).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [members, left, leases] = answer.slice(6).map((list) => (list as unknown[]).map(String));
  return {
    known: { epoch, version, own },
    isWhole: whole === 1,
    isLost: lost === 1,
    members: readPairs(members, readMember),
    left: (left ?? []).flatMap((one) => parseMemberId(one) ?? []),
    leases: readPairs(leases, readLease),
    soonestEndMs: soonestUs / 1000,
  };
}

function readPairs<T>(
  flat: readonly string[] = [],
  read: (name: string, value: string) => T | undefined,
): T[] {
  const found: T[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const one = read(flat[i] ?? '', flat[i + 1] ?? '');
    if (one !== undefined) found.push(one);
  }
  return found;
}

function readMember(name: string, row: string): MemberRecord | undefined {
  const member = parseMemberId(name);
  const [, state = '', relayAddress = ''] = row.split(' ');
  return member && { member, relayAddress, isDraining: state === 'd' };
}

function readLease(name: string, row: string): Lease | undefined {
  const shard = parseShardId(name);
  const [owner = '', tokenText] = row.split(' ');
  const member = owner === '-' ? undefined : parseMemberId(owner);
  const token = Number(tokenText);
  if (shard === undefined || !Number.isSafeInteger(token)) return undefined;
  if (owner !== '-' && member === undefined) return undefined;
  return { shard, ...(member === undefined ? {} : { member }), token: token as FencingToken };
}
