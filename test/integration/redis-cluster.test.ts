// Aldis on a Redis Cluster of three nodes: a conversation, a node that is killed and comes back,
// and a slot that moves in the middle of writes.

import { AldisClient } from '#client';
import { redisNodes, silentLog, slotOf, nodeOfSlot, nodeKey, openRedis } from '#runtime';
import { shardOf } from '#protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LaunchedCluster } from '../support/cluster.ts';
import { launchCluster } from '../support/cluster.ts';
import { bytesAt, guidAt, newDevice, redisTwin } from '../contract/queueTwins.ts';
import { until } from '../support/people.ts';
import type { RedisCluster } from '../support/servers.ts';
import { openTestCluster, startRedisCluster } from '../support/servers.ts';

let nodes: RedisCluster;
let cluster: LaunchedCluster;

beforeAll(async () => {
  nodes = await startRedisCluster();
  cluster = await launchCluster({
    workers: 2,
    unlimited: true,
    env: { REDIS_URL: nodes.address, ALDIS_LOG: 'warn' },
  });
});
afterAll(async () => {
  expect(await cluster?.stop()).toBe(0);
  await nodes?.stop();
});

async function join(): Promise<{ client: AldisClient; texts: string[] }> {
  const { url: server, invitation } = cluster;
  const client = await AldisClient.register({ server, invitation, profile: ':memory:' });
  const texts: string[] = [];
  client.on('message', ({ text }) => texts.push(text));
  await client.connect();
  return { client, texts };
}

it('carries a conversation, and goes on when a node was killed and is back', async () => {
  const [ann, ben] = [await join(), await join()];
  const sent: string[] = [];
  const say = async (text: string) => {
    sent.push(text);
    await ann.client.send(ben.client.account, text);
  };
  await say('before');
  for (const node of nodes.ports.keys()) {
    await nodes.kill9(node);
    // The SDK tries until the node is back: an acknowledgement before would be a broken promise.
    const during = say(`while ${node} is away`);
    await nodes.restart(node);
    await during;
  }
  await until(() => ben.texts.length === sent.length, 'all arrived');
  expect(ben.texts).toEqual(sent);
  await Promise.all([ann.client.close(), ben.client.close()]);
});

it('keeps the order of a queue whose slot moves to another node meanwhile', async () => {
  const redis = await openTestCluster(nodes, 'queue');
  const { queue } = redisTwin(redis);
  const device = newDevice();
  const slot = slotOf(`{${shardOf({ type: 'account', id: device.account })}}`);
  const from = nodeOfSlot(redis, slot);
  const to = redisNodes(redis).find((node) => node !== from);
  if (!from || !to) throw new Error('no nodes');
  const port = Number(nodeKey(to).split(':')[1]);
  try {
    const numbers = Array.from({ length: 600 }, (_, n) => n + 1);
    const called: number[] = [];
    let moving: Promise<void> | undefined;
    const outcomes = await Promise.all(
      numbers.map(async (n) => {
        await new Promise((resolve) => setTimeout(resolve, n));
        if (n === 200) moving = nodes.moveSlot(slot, nodes.ports.indexOf(port));
        called.push(n);
        return queue.insert(device, guidAt(n), bytesAt(n));
      }),
    );
    await moving;
    expect(outcomes.map(({ outcome }) => outcome)).not.toContain('full');
    const page = await queue.page(device, 0, 1000);
    expect(page.map(({ guid }) => guid)).toEqual(called.map(guidAt));
    const direct = await openRedis(`redis://127.0.0.1:${port}`, 'test', silentLog);
    expect(await direct.call('CLUSTER', 'COUNTKEYSINSLOT', String(slot))).toBeGreaterThan(0);
    direct.disconnect();
  } finally {
    redis.disconnect();
  }
});
