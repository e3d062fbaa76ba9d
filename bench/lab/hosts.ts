// Two hosts on one machine: sets of workers with an address, a primary and a data folder of their
// own, which share one Redis, one MongoDB and the secrets.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMongod } from './mongod.ts';
import { startRedisCluster } from './redisCluster.ts';
import { startRedis } from './redisServer.ts';
import type { LaunchedCluster } from './launch.ts';
import { launchCluster } from './launch.ts';

export type RedisKind = 'single' | 'cluster';

export interface HostsOptions {
  readonly redis: RedisKind;
  readonly workersEach: number;
  readonly env?: Readonly<Record<string, string>>;
  /** What each host has beside. */
  readonly own?: readonly [Readonly<Record<string, string>>, Readonly<Record<string, string>>];
}

export interface Hosts {
  readonly clusters: readonly [LaunchedCluster, LaunchedCluster];
  /** What every host of this cluster is given. */
  readonly env: Readonly<Record<string, string>>;
  /** SIGKILL for all processes of the second host; returns how many they were. */
  killSecond(): number;
  /** Ends and deletes everything. */
  stop(): Promise<void>;
}

const addresses = ['127.0.0.1', '127.0.0.2'] as const;

/** Starts what is shared, then one host after the other: the first makes the secrets. */
export async function startHosts(options: HostsOptions): Promise<Hosts> {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-hosts-'));
  const ends: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of ends.reverse().splice(0)) await end();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const redis = await startSharedRedis(options.redis);
    ends.push(() => redis.stop());
    const mongod = await startMongod();
    ends.push(() => mongod.stop());
    const env = {
      ALDIS_LOG: 'warn',
      ...options.env,
      REDIS_URL: redis.url,
      MONGODB_URL: mongod.url,
      ALDIS_SECRETS_FILE: join(folder, 'secrets.json'),
      ALDIS_BLOBS_DIR: join(folder, 'blobs'),
    };
    const launch = async (host: string, own: Readonly<Record<string, string>> = {}) => {
      const cluster = await launchCluster({
        workers: options.workersEach,
        unlimited: true,
        env: { ...env, ...own, HOST: host, ALDIS_RELAY_HOST: host },
      });
      ends.push(() => cluster.stop());
      return cluster;
    };
    const [first, second] = [options.own?.[0], options.own?.[1]];
    const clusters = [
      await launch(addresses[0], first),
      await launch(addresses[1], second),
    ] as const;
    return { clusters, env, killSecond: () => killAll(clusters[1]), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startSharedRedis(kind: RedisKind): Promise<{ url: string; stop(): Promise<void> }> {
  if (kind === 'cluster') {
    const nodes = await startRedisCluster();
    return { url: nodes.address, stop: () => nodes.stop() };
  }
  const server = await startRedis({ persistent: true });
  return { url: `unix://${server.address}`, stop: () => server.stop() };
}

/** The primary first, so that it sees no worker die: a host without power tells nobody. */
function killAll(cluster: LaunchedCluster): number {
  const { pid, workers } = cluster.facts();
  const pids = [pid, ...workers.map((worker) => worker.pid)];
  for (const one of pids) process.kill(one, 'SIGKILL');
  return pids.length;
}
