// Commands through the cluster: each gets one answer, moves do not lose or turn them round, and
// what cannot be answered ends at its deadline with the right code.

import { describe, expect, it } from 'vitest';
import type { Delivery } from '#ports';
import type { AccountId, ConnectionId, DeviceId, FencingToken, MemberId, Result } from '#protocol';
import { accountAddress, limits, shardOf } from '#protocol';
import { attemptTimeoutMs, pendingAsksMax } from '../../../src/routing/asks.ts';
import type { SimWorker } from './simCluster.ts';
import { SimCluster, tickMs, ttlMs } from './simCluster.ts';

async function pair(seed: number) {
  const cluster = new SimCluster(seed);
  const a = cluster.join('worker-a');
  const b = cluster.join('worker-b');
  await cluster.pass(500, cluster.allOwned);
  await cluster.pass(100);
  return { cluster, a, b };
}

function accountOf(cluster: SimCluster, owner: SimWorker): AccountId {
  for (let number = 0; ; number++) {
    const id = cluster.account(number);
    if (owner.validShards().includes(shardOf(accountAddress(id)))) return id;
  }
}

/** Asks and notes the answers. */
class Asker {
  readonly answers: Result<unknown>[] = [];
  asked = 0;
  readonly #cluster: SimCluster;

  constructor(cluster: SimCluster) {
    this.#cluster = cluster;
  }

  ask(from: SimWorker, to: AccountId): void {
    this.asked++;
    void from.router.ask(to, this.#cluster.send()).then((answer) => this.answers.push(answer));
  }

  allAnswered = () => this.answers.length === this.asked;
  codes = () => this.answers.map((answer) => (answer.ok ? 'ok' : answer.refusal.code));
}

describe('a command', () => {
  it('reaches its actor on this worker and on another', async () => {
    const { cluster, a, b } = await pair(1);
    const asker = new Asker(cluster);
    asker.ask(a, accountOf(cluster, a));
    asker.ask(a, accountOf(cluster, b));
    await cluster.pass(50, asker.allAnswered);
    expect(asker.codes()).toEqual(['ok', 'ok']);
    expect(cluster.executed.map((one) => one.member).sort()).toEqual([a.member, b.member]);
  });

  it('brings back what the actor refuses, without asking again', async () => {
    const { cluster, a, b } = await pair(2);
    let answer: Result<unknown> | undefined;
    void a.router.ask(accountOf(cluster, b), { type: 'describe' }).then((result) => {
      answer = result;
    });
    await cluster.pass(50, () => answer !== undefined);
    expect(answer).toEqual({ ok: false, refusal: { code: 'request.invalid' } });
  });

  it('arrives in the order of asking when nothing fails', async () => {
    const { cluster, a, b } = await pair(3);
    const asker = new Asker(cluster);
    const to = accountOf(cluster, b);
    for (let i = 0; i < 100; i++) {
      asker.ask(a, to);
      if (i % 7 === 0) await cluster.pass(1);
    }
    await cluster.pass(100, asker.allAnswered);
    const guids = cluster.executed.map((one) => one.guid);
    expect(guids).toEqual([...guids].sort());
    expect(guids.length).toBe(100);
  });

  it('survives drains and joins: each is carried out and answered once', async () => {
    for (const seed of [4, 5, 6]) {
      const { cluster, a, b } = await pair(seed);
      const asker = new Asker(cluster);
      const accounts = Array.from({ length: 20 }, (_, n) => cluster.account(n));
      const go = async (ms: number) => {
        for (let i = 0; i < ms; i++) {
          for (const from of [a, b]) asker.ask(from, accounts[i % accounts.length]!);
          await cluster.pass(1);
        }
      };
      await go(30);
      const c = cluster.join('worker-c');
      await go(80);
      void b.router.drain();
      await go(80);
      await cluster.pass(300, asker.allAnswered);
      expect(new Set(asker.codes())).toEqual(new Set(['ok']));
      expect(new Set(cluster.executed.map((one) => one.guid)).size).toBe(asker.asked);
      expect(cluster.executed.some((one) => one.member === c.member)).toBe(true);
      expect(b.router.ownedShards()).toBe(0);
    }
  });

  it.each([7, 17, 27])('keeps its place while its shard moves (seed %i)', async (seed) => {
    const { cluster, a, b } = await pair(seed);
    const asker = new Asker(cluster);
    const to = accountOf(cluster, b);
    for (let i = 0; i < 150; i++) {
      if (i === 50) void b.router.drain();
      asker.ask(a, to);
      await cluster.pass(1);
    }
    await cluster.pass(300, asker.allAnswered);
    const firsts = [...new Set(cluster.executed.map((one) => one.guid))];
    expect(firsts).toEqual([...firsts].sort());
    expect(new Set(cluster.executed.map((one) => one.member)).size).toBe(2);
  });

  it('is asked again at the new owner when its worker dies, inside the deadline', async () => {
    const { cluster, a, b } = await pair(8);
    const asker = new Asker(cluster);
    const to = accountOf(cluster, b);
    b.kill();
    asker.ask(a, to);
    await cluster.pass(20);
    cluster.network.forget(b.member);
    await cluster.pass(60, asker.allAnswered);
    expect(asker.codes()).toEqual(['ok']);

    const other = await pair(9);
    const second = new Asker(other.cluster);
    const moved = accountOf(other.cluster, other.b);
    other.b.kill();
    second.ask(other.a, moved);
    await other.cluster.pass(ttlMs + 2 * tickMs, second.allAnswered);
    expect(second.codes()).toEqual(['ok']);
  });

  it('is asked again when the owner does not answer, and times out as unknown', async () => {
    const { cluster, a, b } = await pair(10);
    const asker = new Asker(cluster);
    const to = accountOf(cluster, b);
    b.handleMs = () => 60_000;
    asker.ask(a, to);
    await cluster.pass(attemptTimeoutMs * 2 + 200, () => cluster.executed.length >= 2);
    await cluster.pass(limits.commandDeadlineMs, asker.allAnswered);
    expect(asker.codes()).toEqual(['server.timeout']);
  });

  it('is refused as unavailable when no owner could be asked', async () => {
    const { cluster, a } = await pair(11);
    for (const worker of cluster.workers.values()) {
      cluster.network.setReachable(worker.member, false);
    }
    await cluster.pass(ttlMs + tickMs);
    const asker = new Asker(cluster);
    for (let number = 0; number < 8; number++) asker.ask(a, cluster.account(number));
    await cluster.pass(limits.commandDeadlineMs + 200, asker.allAnswered);
    expect(new Set(asker.codes())).toEqual(new Set(['server.unavailable']));
  });

  it('is refused as busy beyond the limit of commands under way', async () => {
    const { cluster, a, b } = await pair(12);
    const to = accountOf(cluster, b);
    b.freeze();
    const asker = new Asker(cluster);
    for (let i = 0; i < pendingAsksMax + 3; i++) asker.ask(a, to);
    await cluster.pass(2);
    expect(asker.codes()).toEqual(['server.busy', 'server.busy', 'server.busy']);
    a.router.stop();
    await cluster.pass(2);
    expect(asker.allAnswered()).toBe(true);
  });
});

describe('a delivery', () => {
  const device = { account: 'x' as AccountId, device: 1 as DeviceId };
  const step = { attempt: 1, token: 1 as FencingToken, index: 0 };
  const delivery: Delivery = { type: 'queueEmpty', device, step };

  it('comes to the worker that holds the connection, in order', async () => {
    const { cluster, a, b } = await pair(13);
    const seen: [MemberId, string][] = [];
    for (const worker of [a, b]) {
      worker.router.onDelivery((connection) => seen.push([worker.member, connection]));
    }
    for (let i = 0; i < 20; i++) {
      a.router.deliver({ member: b.member, connection: `c${i}` as ConnectionId }, delivery);
    }
    a.router.deliver({ member: a.member, connection: 'here' as ConnectionId }, delivery);
    expect(seen).toEqual([[a.member, 'here']]);
    await cluster.pass(20, () => seen.length === 21);
    expect(seen.slice(1)).toEqual(Array.from({ length: 20 }, (_, i) => [b.member, `c${i}`]));
  });
});

describe('a relay address', () => {
  it('is known of live and draining members and of no other', async () => {
    const { cluster, a, b } = await pair(14);
    expect(await a.router.relayAddress(b.member)).toBe('unix:worker-b');
    expect(await a.router.relayAddress(a.member)).toBe('unix:worker-a');
    let unknown: string | undefined = 'not yet';
    void a.router.relayAddress('nobody-here' as MemberId).then((address) => {
      unknown = address;
    });
    await cluster.pass(20, () => unknown === undefined);
  });
});
