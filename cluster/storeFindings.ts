// What the doctor finds of the operator's own Redis and MongoDB.

import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isFormerLayout, lookAtMongo, RedisReplication } from '#persistence';
import type { Config, RedisClient } from '#runtime';
import { openRedis, silentLog, systemClock } from '#runtime';
import {
  hasNoMemoryLimit,
  hostsOf,
  notDurable,
  prefersSomeReplicas,
  redisFault,
  replicasOf,
} from './checks.ts';
import { clockApartFromRedis } from './clocks.ts';
import type { Finding } from './finding.ts';

/** Replicas may be so far behind. */
const behindMostMs = 1000;

/** Whether an own Redis keeps what it takes, and its replicas have it. */
export async function checkRedis(config: Config): Promise<Finding[]> {
  if (config.REDIS_URL === undefined) return checkPrivateRedis(config);
  const what = `Redis at ${hostsOf(config.REDIS_URL)}`;
  try {
    const client = await openRedis(config.redis, 'doctor', silentLog);
    const wrong = await notDurable(client);
    const isUnbounded = await hasNoMemoryLimit(client);
    const replicas = await replicasOf(client);
    const uneven = await prefersSomeReplicas(config.redis);
    const behind = replicas > 0 ? await redisBehindMs(client) : 0;
    const isFormer = await isFormerLayout(client);
    const apart = await clockApartFromRedis(config.redis, client, Date.now());
    client.disconnect();
    return [
      { state: 'ok', what, found: 'answers' },
      ...wrong.map(([name, value, wanted]): Finding => {
        const found = `${name} is ${value}: acknowledged messages may be lost`;
        return { state: 'warn', what, found, mend: `redis-cli CONFIG SET ${name} ${wanted}` };
      }),
      ...(isUnbounded ? [unboundedRedis(what)] : []),
      ...(isFormer ? [formerLayout(what)] : []),
      ...(apart ? [{ state: 'warn', what: 'clock', found: apart } as const] : []),
      ...replicaFindings(config, what, replicas, uneven),
      ...behindFindings(what, behind),
    ];
  } catch (error) {
    const found = redisFault(error);
    return [{ state: 'FAIL', what, found, mend: 'start it, or unset REDIS_URL' }];
  }
}

/** A private one is a cluster's own, and looked at while that runs: it says how it is written. */
async function checkPrivateRedis({ redis }: Config): Promise<Finding[]> {
  if (!existsSync(redis)) return [];
  try {
    const client = await openRedis(redis, 'doctor', silentLog);
    const isFormer = await isFormerLayout(client);
    client.disconnect();
    return isFormer ? [formerLayout('Redis')] : [];
  } catch {
    // Whoever starts it says what is the matter with it.
    return [];
  }
}

/** Of an upgrade that is not at its end, or went on without a start of the whole cluster. */
function formerLayout(what: string): Finding {
  const found = 'what waits is written as the release before reads it, which may serve beside';
  const mend = 'once none of its workers serve: npm run cluster:stop && npm run cluster';
  return { state: 'warn', what, found, mend };
}

/** What a failover would lose. */
function replicaFindings(
  { ALDIS_REDIS_REPLICAS_MIN: wanted }: Config,
  what: string,
  replicas: number,
  uneven: boolean,
): Finding[] {
  const findings: Finding[] = [];
  if (uneven) {
    const found = 'replicas differ in replica-priority: one that lacks messages may take over';
    const mend = 'redis-cli CONFIG SET replica-priority 100, on every server';
    findings.push({ state: 'FAIL', what, found, mend });
  }
  if (replicas < wanted) {
    const found = `${replicas} replicas are connected, ${wanted} must have each message`;
    findings.push({ state: 'FAIL', what, found, mend: 'start more replicas' });
  } else if (replicas > 0 && wanted === 0) {
    const found = 'a failover loses what was acknowledged and has not reached a replica';
    findings.push({ state: 'warn', what, found, mend: 'ALDIS_REDIS_REPLICAS_MIN=1' });
  }
  return findings;
}

/** Two looks: the first knows of nothing older than itself. */
async function redisBehindMs(client: RedisClient): Promise<number> {
  const replication = new RedisReplication(client, systemClock);
  await replication.look();
  await sleep(behindMostMs);
  return (await replication.look()).behindMs ?? 0;
}

function behindFindings(what: string, behindMs: number): Finding[] {
  if (behindMs <= behindMostMs) return [];
  const found = `a replica is ${(behindMs / 1000).toFixed(1)} s behind: a failover may lose that`;
  return [{ state: 'warn', what, found, mend: 'look at its load, its disk and the network to it' }];
}

/** Without a limit the machine's memory is the limit, and the system ends what uses most of it. */
function unboundedRedis(what: string): Finding {
  const found = 'maxmemory is 0: what waits for devices may take all memory of its machine';
  return { state: 'warn', what, found, mend: 'redis-cli CONFIG SET maxmemory 4gb' };
}

/** Whether an own MongoDB answers, and its secondaries keep up. */
export async function checkMongo(config: Config): Promise<Finding[]> {
  if (config.MONGODB_URL === undefined) return [];
  const what = `MongoDB at ${hostsOf(config.MONGODB_URL)}`;
  const { fault, replication } = await lookAtMongo(config.MONGODB_URL);
  if (fault !== undefined) return [{ state: 'FAIL', what, found: fault }];
  const behind = behindFindings(what, replication?.behindMs ?? 0);
  return [{ state: 'ok', what, found: 'answers' }, ...behind];
}
