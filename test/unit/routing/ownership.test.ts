// Who owns a shard, through joins, drains, crashes, freezes and a store that is away or forgets.

import { describe, expect, it } from 'vitest';
import { shardCountDefault } from '#protocol';
import { rendezvous } from '#routing';
import { seededRandom } from '#lab/random.ts';
import { lifeMs, SimCluster, tickMs, ttlMs } from './simCluster.ts';

async function three(seed: number) {
  const cluster = new SimCluster(seed);
  const workers = [cluster.join('worker-a'), cluster.join('worker-b'), cluster.join('worker-c')];
  await cluster.pass(500, cluster.allOwned);
  await cluster.pass(200);
  return { cluster, workers, a: workers[0]!, b: workers[1]!, c: workers[2]! };
}

describe('ownership of shards', () => {
  it('gives each shard to the worker that is due it', async () => {
    const { cluster, workers } = await three(1);
    const members = workers.map((worker) => worker.member);
    for (const worker of workers) {
      for (const shard of worker.validShards()) {
        expect(rendezvous(shard, members)).toBe(worker.member);
      }
      expect(worker.router.ownedShards()).toBe(worker.validShards().length);
      expect(worker.router.ownerlessShards()).toBe(0);
    }
    expect(cluster.owned()).toBe(shardCountDefault);
  });

  it('grants nothing for one lease on a store without memory', async () => {
    const cluster = new SimCluster(2, { fresh: false });
    cluster.join('worker-a');
    await cluster.pass(lifeMs - 1);
    expect(cluster.owned()).toBe(0);
    await cluster.pass(tickMs + 20, cluster.allOwned);
  });

  it('moves a newcomer its share in milliseconds and nothing else', async () => {
    const { cluster, a, b, c } = await three(3);
    const before = new Map(
      [a, b, c].flatMap((worker) => worker.validShards().map((shard) => [shard, worker.member])),
    );
    const d = cluster.join('worker-d');
    await cluster.pass(100, () => d.validShards().length > 40);
    await cluster.pass(100, cluster.allOwned);
    for (const worker of [a, b, c]) {
      for (const shard of worker.validShards()) expect(before.get(shard)).toBe(worker.member);
    }
  });

  it('hands everything over in milliseconds when a worker drains', async () => {
    const { cluster, a, b, c } = await three(4);
    let drained = false;
    void a.router.drain().then(() => {
      drained = true;
    });
    const tookMs = await cluster.pass(
      100,
      () => drained && b.validShards().length + c.validShards().length === shardCountDefault,
    );
    expect(tookMs).toBeLessThan(100);
    expect(a.router.ownedShards()).toBe(0);
    await cluster.pass(2 * ttlMs);
    expect(a.router.ownedShards()).toBe(0);
  });

  it('owns every shard again within a lease and a tick after a crash', async () => {
    for (const seed of [5, 6]) {
      const { cluster, a } = await three(seed);
      await cluster.pass(Math.floor(cluster.random() * tickMs));
      a.kill();
      const tookMs = await cluster.pass(lifeMs + tickMs + 20, cluster.allOwned);
      expect(tookMs).toBeGreaterThan(ttlMs / 2);
    }
  });

  it('owns every shard again in milliseconds when the dead worker is forgotten', async () => {
    const { cluster, a } = await three(9);
    a.kill();
    expect(cluster.network.forget(a.member)).toBe(true);
    await cluster.pass(50, cluster.allOwned);
  });

  it('takes the shards of a frozen worker, which has no valid grant on thaw', async () => {
    const { cluster, a } = await three(10);
    const firstTokens = new Map(a.host.opened.map((grant) => [grant.shard, grant.token]));
    a.freeze();
    await cluster.pass(lifeMs + tickMs + 20, cluster.allOwned);
    expect(a.validShards()).toEqual([]);
    a.thaw();
    expect(a.validShards()).toEqual([]);
    await cluster.pass(2 * tickMs, () => a.validShards().length > 40);
    await cluster.pass(100, cluster.allOwned);
    for (const grant of a.host.grants.values()) {
      expect(grant.token).toBeGreaterThan(firstTokens.get(grant.shard) ?? 0);
    }
  });

  it('keeps every grant while the store is away for less than a lease', async () => {
    const { cluster, workers } = await three(11);
    const tokens = workers.map((worker) => worker.host.opened.length);
    for (const worker of workers) cluster.network.setReachable(worker.member, false);
    await cluster.pass(ttlMs - 2 * tickMs);
    expect(cluster.owned()).toBe(shardCountDefault);
    for (const worker of workers) cluster.network.setReachable(worker.member, true);
    await cluster.pass(2 * ttlMs);
    expect(cluster.owned()).toBe(shardCountDefault);
    expect(workers.map((worker) => worker.host.opened.length)).toEqual(tokens);
  });

  it('closes all shards when the store stays away, and recovers by itself', async () => {
    const { cluster, workers } = await three(12);
    for (const worker of workers) cluster.network.setReachable(worker.member, false);
    await cluster.pass(ttlMs + tickMs);
    expect(cluster.owned()).toBe(0);
    for (const worker of workers) expect(worker.host.grants.size).toBe(0);
    await cluster.pass(5 * ttlMs);
    for (const worker of workers) cluster.network.setReachable(worker.member, true);
    await cluster.pass(tickMs, cluster.allOwned);
  });

  it('never has two owners when the store loses its data, and keeps the grants', async () => {
    const { cluster, workers } = await three(13);
    const opened = workers.map((worker) => worker.host.opened.length);
    cluster.network.loseData();
    await cluster.pass(3 * ttlMs);
    expect(cluster.owned()).toBe(shardCountDefault);
    expect(workers.map((worker) => worker.host.opened.length)).toEqual(opened);
  });

  it('tells of every move, also of a shard that came back to the same owner', async () => {
    const { cluster, a, b } = await three(14);
    const shard = a.validShards()[0]!;
    b.moved.length = 0;
    a.freeze();
    await cluster.pass(lifeMs + tickMs + 20, cluster.allOwned);
    a.thaw();
    await cluster.pass(2 * tickMs, () => a.validShards().includes(shard));
    await cluster.pass(50);
    expect(b.moved.filter((shards) => shards.has(shard)).length).toBeGreaterThanOrEqual(2);
    expect(a.moved.at(-1)?.size).toBeGreaterThan(0);
  });

  it('has at most one owner per shard and recovers, whatever happens', async () => {
    for (const seed of [101, 102]) {
      try {
        await storm(seed);
      } catch (cause) {
        throw new Error(`seed ${seed}`, { cause });
      }
    }
  }, 60_000);
});

/** Random joins, kills, freezes, cuts and losses for a while, then peace. */
async function storm(seed: number): Promise<void> {
  const cluster = new SimCluster(seed);
  const dice = seededRandom(seed * 7);
  let next = 0;
  for (let i = 0; i < 3; i++) cluster.join(`worker-${next++}`);
  await cluster.pass(300);
  for (let step = 0; step < 10; step++) {
    const workers = [...cluster.workers.values()];
    const worker = workers[Math.floor(dice() * workers.length)]!;
    const what = dice();
    if (what < 0.2) cluster.join(`worker-${next++}`);
    else if (what < 0.35 && workers.length > 1) worker.kill();
    else if (what < 0.55) worker.freeze();
    else if (what < 0.75) cluster.network.setReachable(worker.member, false);
    else if (what < 0.85) cluster.network.loseData();
    else for (const each of workers) each.thaw();
    await cluster.pass(Math.floor(dice() * ttlMs));
    if (!cluster.workers.has(worker.member)) continue;
    if (dice() < 0.5) cluster.network.setReachable(worker.member, true);
    if (dice() < 0.5) worker.thaw();
  }
  for (const worker of cluster.workers.values()) {
    worker.thaw();
    cluster.network.setReachable(worker.member, true);
  }
  await cluster.pass(3 * ttlMs, cluster.allOwned);
  await cluster.pass(ttlMs);
  expect(cluster.owned()).toBe(shardCountDefault);
}
