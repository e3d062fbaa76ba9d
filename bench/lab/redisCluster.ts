// A Redis Cluster of three nodes for tests, made of the same redis-server: the slots are dealt out
// over plain commands, so that no redis-cli is needed. Nodes can be killed and started again on
// their files.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RedisClient } from '#runtime';
import { openRedis, redisNodes, silentLog } from '#runtime';
import { freePorts } from './freePort.ts';
import { ServerProcess } from './serverProcess.ts';

const slotCount = 16_384;
const startTimeoutMs = 20_000;
const pollMs = 30;
/** A node that is silent for this long is thought dead by the others. */
const nodeTimeoutMs = 2000;
/** The nodes' own port lies this far above the clients'. */
const busPortOffset = 10_000;

export interface RedisCluster {
  /** What `openRedis` and `REDIS_URL` take. */
  readonly address: string;
  readonly ports: readonly number[];
  /** SIGKILL of one node; resolves when the process is gone. */
  kill9(index: number): Promise<void>;
  /** Starts a killed node on its files; resolves when the cluster is whole again. */
  restart(index: number): Promise<void>;
  /** Moves a slot with its names to another node, step by step as an operator's tool does. */
  moveSlot(slot: number, toIndex: number): Promise<void>;
  /** Deletes all data of all nodes. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

interface Node {
  readonly port: number;
  readonly server: ServerProcess;
}

export interface RedisClusterOptions {
  readonly nodes?: number;
  readonly persistent?: boolean;
}

/** Starts the nodes and resolves when every slot is served. */
export async function startRedisCluster(options: RedisClusterOptions = {}): Promise<RedisCluster> {
  const { nodes: count = 3, persistent = true } = options;
  const root = mkdtempSync(join(tmpdir(), 'aldis-redis-cluster-'));
  const ports = await nodePorts(count);
  const nodes: Node[] = ports.map((port) => {
    const args = serverArguments(port, root, persistent);
    const server = new ServerProcess({
      name: `the node at ${port}`,
      spawn: () => spawn('redis-server', args, { cwd: root, stdio: 'ignore' }),
      asks: () => untilWhole(ports).then(() => true),
      startTimeoutMs,
      pollMs,
    });
    return { port, server };
  });
  const stop = async () => {
    await Promise.all(nodes.map(({ server }) => server.stop()));
    rmSync(root, { recursive: true, force: true });
  };
  try {
    for (const { server } of nodes) server.launch();
    await deal(ports);
  } catch (error) {
    await stop();
    throw error;
  }
  const nodeAt = (index: number): Node => {
    const node = nodes[index];
    if (!node) throw new Error(`there is no node ${index}`);
    return node;
  };
  const address = `redis-cluster://${ports.map((port) => `127.0.0.1:${port}`).join(',')}`;
  return {
    address,
    ports,
    kill9: (index) => nodeAt(index).server.kill9(),
    async restart(index) {
      const { server } = nodeAt(index);
      await server.kill9();
      await server.start();
    },
    moveSlot: (slot, toIndex) => moveSlot(ports, slot, nodeAt(toIndex).port),
    async flush() {
      for (const port of ports) await ask(port, (node) => node.call('FLUSHALL'));
    },
    stop,
  };
}

/** A ready connection to the cluster; the test closes it with `disconnect()`. */
export function openTestCluster(cluster: RedisCluster, role = 'test'): Promise<RedisClient> {
  return openRedis(cluster.address, role, silentLog);
}

function serverArguments(port: number, folder: string, persistent: boolean): string[] {
  const settings: Record<string, string> = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    'cluster-enabled': 'yes',
    'cluster-config-file': `nodes-${port}.conf`,
    'cluster-node-timeout': String(nodeTimeoutMs),
    save: '',
    appendonly: persistent ? 'yes' : 'no',
    appenddirname: `append-${port}`,
    appendfsync: 'always',
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}

/** Deals the slots out in equal ranges and makes the nodes known to each other. */
async function deal(ports: readonly number[]): Promise<void> {
  const share = Math.ceil(slotCount / ports.length);
  for (const [i, port] of ports.entries()) {
    const last = Math.min(slotCount, (i + 1) * share) - 1;
    await ask(port, async (node) => {
      await node.call('CLUSTER', 'ADDSLOTSRANGE', String(i * share), String(last));
      // Otherwise all nodes begin with epoch 0 and settle their order first.
      await node.call('CLUSTER', 'SET-CONFIG-EPOCH', String(i + 1));
    });
  }
  for (const other of ports.slice(1)) {
    await ask(ports[0] ?? 0, (node) => node.call('CLUSTER', 'MEET', '127.0.0.1', String(other)));
  }
  await untilWhole(ports);
}

async function moveSlot(ports: readonly number[], slot: number, toPort: number): Promise<void> {
  const cluster = (port: number, ...words: string[]) =>
    ask(port, (node) => node.call('CLUSTER', ...words));
  const count = async (port: number) =>
    Number(await cluster(port, 'COUNTKEYSINSLOT', String(slot)));
  const counts = await Promise.all(ports.map(count));
  const fromPort = ports[counts.findIndex((names) => names > 0)] ?? 0;
  const [fromId, toId] = [await cluster(fromPort, 'MYID'), await cluster(toPort, 'MYID')].map(
    String,
  );
  const set = ['SETSLOT', String(slot)];
  await cluster(toPort, ...set, 'IMPORTING', fromId ?? '');
  await cluster(fromPort, ...set, 'MIGRATING', toId ?? '');
  while ((await count(fromPort)) > 0) {
    const names = await cluster(fromPort, 'GETKEYSINSLOT', String(slot), '10');
    const target = ['127.0.0.1', String(toPort), '', '0', '5000', 'KEYS'];
    const list = (names as unknown[]).map(String);
    await ask(fromPort, (node) => node.call('MIGRATE', ...target, ...list));
  }
  for (const port of [toPort, ...ports]) await cluster(port, ...set, 'NODE', toId ?? '');
}

async function untilWhole(ports: readonly number[]): Promise<void> {
  const until = performance.now() + startTimeoutMs;
  for (const port of ports) {
    for (;;) {
      const said = await ask(port, (node) => node.call('CLUSTER', 'INFO')).catch(() => '');
      const known = `cluster_known_nodes:${ports.length}`;
      if (String(said).includes('cluster_state:ok') && String(said).includes(known)) break;
      if (performance.now() > until) throw new Error(`the Redis Cluster is not whole: ${said}`);
      await sleep(pollMs);
    }
  }
}

/** Asks one node over a connection of its own; waits until the node answers at all. */
async function ask<T>(
  port: number,
  work: (node: ReturnType<typeof redisNodes>[0]) => Promise<T>,
): Promise<T> {
  const until = performance.now() + startTimeoutMs;
  for (;;) {
    try {
      const client = await openRedis(`redis://127.0.0.1:${port}`, 'test', silentLog);
      try {
        const [node] = redisNodes(client);
        if (!node) throw new Error('a connection without a node');
        return await work(node);
      } finally {
        client.disconnect();
      }
    } catch (error) {
      const reply = error instanceof Error && error.name === 'ReplyError';
      if (reply || performance.now() > until) throw error;
      await sleep(pollMs);
    }
  }
}

/** Ports that are free, and so are those of the nodes' bus above them. */
async function nodePorts(count: number): Promise<number[]> {
  const taken: number[] = [];
  while (taken.length < 2 * count) {
    const port = await freePorts(2, busPortOffset);
    const both = [port, port + busPortOffset];
    if (!both.some((one) => taken.includes(one))) taken.push(...both);
  }
  return taken.filter((_port, at) => at % 2 === 0);
}
