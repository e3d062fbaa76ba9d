// Routers over a real Redis: commands cross, handoffs take milliseconds, and a Redis that is killed
// and comes back costs no ownership and leaves nothing to do by hand.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Command, CommandOf, EntityHost, ShardGrant } from '#actors';
import type { AccountId, EntityAddress, MemberId, Result, ShardId } from '#protocol';
import { accountAddress, ok, refuse, shardCountDefault, shardOf } from '#protocol';
import type { ClusterRouter } from '#routing';
import { createRedisRouting, createRouter, declareFresh, forgetMember, SealedBus } from '#routing';
import type { RedisClient } from '#runtime';
import { silentLog, systemClock } from '#runtime';
import { testMac } from '../support/frames.ts';
import type { RedisServer } from '../support/servers.ts';
import { openTestRedis, startRedis } from '../support/servers.ts';
import { until } from './routingTwins.ts';

/** Far above what keeps a busy machine from renewing them. */
const leaseTtlMs = 5000;
/** Far above what a handover takes, on whatever machine. */
const longLeaseTtlMs = 12_000;

/** Actors that answer `describe` with their worker's name. */
class NamedHost implements EntityHost {
  readonly grants = new Map<ShardId, ShardGrant>();
  readonly member: MemberId;

  constructor(member: MemberId) {
    this.member = member;
  }

  open(grant: ShardGrant): void {
    this.grants.set(grant.shard, grant);
  }

  async close(shard: ShardId): Promise<void> {
    this.grants.delete(shard);
  }

  async handle(to: EntityAddress, command: Command): Promise<Result<unknown>> {
    const grant = this.grants.get(shardOf(to));
    if (!grant?.isValid()) return refuse('shard.not_owner');
    if (command.type !== 'countKeys') return refuse('request.invalid');
    return ok({ count: Number(this.member.slice(-1)), kemCount: 0 });
  }

  async stop(): Promise<void> {
    this.grants.clear();
  }
}

interface Worker {
  readonly host: NamedHost;
  readonly router: ClusterRouter;
  readonly clients: RedisClient[];
}

describe('routers over Redis', () => {
  let server: RedisServer;
  let workers: Worker[];
  const count = { type: 'countKeys', device: 1, identity: 'aci' } as CommandOf<
    'account',
    'countKeys'
  >;

  async function join(name: string, ttlMs = leaseTtlMs): Promise<Worker> {
    const member = name as MemberId;
    const host = new NamedHost(member);
    const clients = await Promise.all([1, 2, 3].map(() => openTestRedis(server)));
    const [command, subscriber, leases] = clients as [RedisClient, RedisClient, RedisClient];
    const routing = createRedisRouting({ command, subscriber, leases });
    const parts = { mac: testMac, clock: systemClock, log: silentLog };
    const router = createRouter({
      ...routing,
      ...parts,
      bus: new SealedBus({ ...parts, behind: routing.bus }),
      member,
      host,
      leaseTtlMs: ttlMs,
      relayAddress: `unix:${name}`,
      encodeLocally: true,
    });
    const worker = { host, router, clients };
    workers.push(worker);
    await router.start();
    return worker;
  }

  const owned = () => workers.reduce((sum, worker) => sum + worker.router.ownedShards(), 0);
  const account = (n: number) =>
    `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}` as AccountId;
  const askAll = (router: ClusterRouter, many = 100) =>
    Promise.all(
      Array.from({ length: many }, (_, n) => router.ask(accountAddress(account(n)), count)),
    );
  const balanced = (least: number) => () =>
    owned() === shardCountDefault && workers.every(({ router }) => router.ownedShards() > least);

  beforeEach(async () => {
    workers = [];
    server = await startRedis();
    const own = await openTestRedis(server);
    await declareFresh(own);
    own.disconnect();
  });
  afterEach(async () => {
    for (const { router, clients } of workers) {
      router.stop();
      for (const client of clients) client.disconnect();
    }
    await server.stop();
  });

  it('answer commands of every worker at the owner', async () => {
    await join('worker-1');
    await join('worker-2');
    await until(balanced(80));
    for (const { router } of workers) {
      const answers = await askAll(router);
      const names = answers.map((answer) => (answer.ok ? Object.values(answer.value ?? {})[0] : 0));
      expect(new Set(names)).toEqual(new Set([1, 2]));
    }
  });

  it('hand over before any lease ends on drain and on a death that was noticed', async () => {
    const first = await join('worker-1', longLeaseTtlMs);
    const second = await join('worker-2', longLeaseTtlMs);
    const third = await join('worker-3', longLeaseTtlMs);
    await until(balanced(40));
    const started = performance.now();
    await first.router.drain();
    await until(
      () => second.router.ownedShards() + third.router.ownedShards() === shardCountDefault,
      longLeaseTtlMs,
    );
    expect(performance.now() - started).toBeLessThan(longLeaseTtlMs);

    third.router.stop();
    for (const client of third.clients) client.disconnect();
    expect(await forgetMember(second.clients[0]!, third.router.member)).toBe(true);
    await until(() => second.router.ownedShards() === shardCountDefault, longLeaseTtlMs);
    expect((await askAll(second.router)).every((answer) => answer.ok)).toBe(true);
  });

  it('keep their shards through a restart of Redis and hear each other again', async () => {
    await join('worker-1');
    await join('worker-2');
    await until(balanced(80));
    const tokens = () =>
      workers.map(({ host }) => [...host.grants.values()].map((grant) => grant.token).sort());
    const before = tokens();
    await server.restart();
    for (const { router } of workers) {
      expect((await askAll(router)).every((answer) => answer.ok)).toBe(true);
    }
    await new Promise((resolve) => setTimeout(resolve, leaseTtlMs));
    expect(tokens()).toEqual(before);
  });

  it('renew their leases while the connection of the load is stuck', async () => {
    await join('worker-1');
    await join('worker-2');
    await until(balanced(80));
    const tokens = () => workers.map(({ host }) => [...host.grants.values()].map((g) => g.token));
    const before = tokens();
    const stuckMs = 1.5 * leaseTtlMs;
    for (const { clients } of workers) {
      clients[0]!.blpop('nothing', stuckMs / 1000).catch(() => undefined);
    }
    await new Promise((resolve) => setTimeout(resolve, stuckMs - 200));
    expect(tokens()).toEqual(before);
    expect(owned()).toBe(shardCountDefault);
  });

  it('stop serving while Redis stays away and serve again when it is back', async () => {
    await join('worker-1');
    await join('worker-2');
    await until(balanced(80));
    await server.kill9();
    await until(() => owned() === 0);
    await server.restart();
    await until(balanced(80));
    expect((await askAll(workers[0]!.router)).every((answer) => answer.ok)).toBe(true);
  });

  it('recover when all data of Redis is gone', async () => {
    const first = await join('worker-1');
    await join('worker-2');
    await until(balanced(80));
    await first.clients[0]!.flushall();
    await new Promise((resolve) => setTimeout(resolve, leaseTtlMs + leaseTtlMs / 2));
    expect(owned()).toBe(shardCountDefault);
    expect((await askAll(first.router)).every((answer) => answer.ok)).toBe(true);
  });
});
