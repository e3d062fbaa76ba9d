// The twins of the routing ports for one contract suite: a worker's ports on a shared memory
// network, or on connections to a shared Redis or Redis Cluster.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MemberId } from '#protocol';
import type { RoutingPorts } from '#routing';
import {
  createMemoryRouting,
  createRedisRouting,
  declareFresh,
  forgetMember,
  LinkBus,
  MemoryNetwork,
} from '#routing';
import type { RedisClient } from '#runtime';
import { ManualClock, redisNodes, systemClock } from '#runtime';
import type { RedisCluster } from '../support/servers.ts';
import {
  openTestCluster,
  openTestRedis,
  startRedis,
  startRedisCluster,
} from '../support/servers.ts';

/** One shared store with any number of workers on it. */
export interface RoutingTwin {
  /** The ports of one worker. */
  worker(member: MemberId): Promise<RoutingPorts>;
  declareFresh(): Promise<void>;
  /** Whether it was there. */
  forget(member: MemberId): Promise<boolean>;
  /** Loses all data. */
  lose(): Promise<void>;
  /** Lets the store's time pass. */
  pass(ms: number): Promise<void>;
  /** Sets the store's wall clock forward or back. */
  jump(ms: number): Promise<void>;
  stop(): Promise<void>;
}

async function memoryTwin(): Promise<RoutingTwin> {
  const clock = new ManualClock();
  let aheadMs = 0;
  const network = new MemoryNetwork({
    ...systemClock,
    now: () => clock.now() + aheadMs,
  });
  return {
    worker: async (member) => createMemoryRouting(network, member),
    declareFresh: async () => network.declareFresh(),
    forget: async (member) => network.forget(member),
    lose: async () => {
      clock.advance(1);
      network.loseData();
    },
    pass: async (ms) => clock.advance(ms),
    jump: async (ms) => {
      aheadMs += ms;
    },
    stop: async () => undefined,
  };
}

const redisTwin = async (): Promise<RoutingTwin> => {
  const server = await startRedis({ persistent: false });
  return onRedis(() => openTestRedis(server), server);
};

/** Started once for a file of tests: a cluster takes seconds to find itself. */
let cluster: Promise<RedisCluster> | undefined;

const clusterTwin = async (): Promise<RoutingTwin> => {
  cluster ??= startRedisCluster({ persistent: false });
  const nodes = await cluster;
  return onRedis(() => openTestCluster(nodes), { stop: () => nodes.flush() });
};

/** Ends what the twins of a file share. */
export async function stopTwins(): Promise<void> {
  await (await cluster)?.stop();
}

async function onRedis(
  connect: () => Promise<RedisClient>,
  server: { stop(): Promise<void> },
): Promise<RoutingTwin> {
  const clients: RedisClient[] = [];
  const open = async () => {
    const client = await connect();
    clients.push(client);
    return client;
  };
  const own = await open();
  return {
    worker: async () => {
      const command = await open();
      return createRedisRouting({ command, subscriber: await open(), leases: await open() });
    },
    declareFresh: () => declareFresh(own),
    forget: (member) => forgetMember(own, member),
    lose: async () => {
      for (const node of redisNodes(own)) await node.flushall();
    },
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    jump: async (ms) => {
      // What the store saw last is so much further away.
      await own.hincrby('{aldis}:cluster', 'seen', Math.round(-ms * 1000));
    },
    stop: async () => {
      for (const client of clients) client.disconnect();
      await server.stop();
    },
  };
}

/** Workers of one machine: linked to each other, over the Redis twin behind. */
export async function linkedTwin(): Promise<RoutingTwin> {
  const behind = await redisTwin();
  const folder = mkdtempSync(join(tmpdir(), 'aldis-links-'));
  const links: LinkBus[] = [];
  return {
    ...behind,
    worker: async (member) => {
      const ports = await behind.worker(member);
      const bus = new LinkBus({ folder, behind: ports.bus });
      links.push(bus);
      return { ...ports, bus };
    },
    stop: async () => {
      await Promise.all(links.map((link) => link.close()));
      await behind.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const routingTwins: [string, () => Promise<RoutingTwin>][] = [
  ['memory', memoryTwin],
  ['Redis', redisTwin],
  ['Redis Cluster', clusterTwin],
];

/** Waits for what events bring; fails loudly when it does not come. */
export async function until(holds: () => boolean, withinMs = 30_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!holds()) {
    if (performance.now() > end) throw new Error('What was awaited did not come.');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
