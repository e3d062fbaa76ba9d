// What every LeaseStore promises: one holder per shard, tokens that grow, time of the store's own,
// no new grants on a store that has just lost its memory, and answers that hold what has changed.

import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FencingToken, MemberId, ShardId } from '#protocol';
import { shardCountDefault } from '#protocol';
import type { LeaseStore } from '#routing';
import { Holder, lifeMs, ttlMs } from './leaseHolder.ts';
import type { RoutingTwin } from './routingTwins.ts';
import { routingTwins, stopTwins, until } from './routingTwins.ts';

const a = 'worker-a' as MemberId;
const b = 'worker-b' as MemberId;
const shard = 7 as ShardId;
const other = 8 as ShardId;
const all = Array.from({ length: shardCountDefault }, (_, n) => n as ShardId);

afterAll(stopTwins);

describe.each(routingTwins)('leases in %s', (_name, make) => {
  let twin: RoutingTwin;
  let storeB: LeaseStore;
  let atA: Holder;
  let atB: Holder;

  beforeEach(async () => {
    twin = await make();
    atA = new Holder((await twin.worker(a)).leases, a);
    storeB = (await twin.worker(b)).leases;
    atB = new Holder(storeB, b);
  });
  afterEach(() => twin.stop());

  const fresh = async () => {
    await twin.declareFresh();
    await atA.join();
    await atB.join();
  };

  it('are granted to one member only, while it lives', async () => {
    await fresh();
    const first = await atA.take(shard);
    expect(first?.member).toBe(a);
    expect(await atB.take(shard)).toEqual(first);
  });

  it('can be taken when they are over, under a greater token', async () => {
    await fresh();
    const first = await atA.take(shard);
    await atB.live(twin, lifeMs + ttlMs / 4);
    expect(atB.members.has(a)).toBe(false);
    const second = await atB.take(shard);
    expect(second?.member).toBe(b);
    expect(second?.token).toBeGreaterThan(first?.token ?? Infinity);
    expect((await atA.ask()).isLost).toBe(true);
    await atA.ask({ hold: [first!] });
    expect(atA.rows.get(shard)).toEqual(second);
  });

  it('run on while their member renews its own, and a renewal is told nothing', async () => {
    await fresh();
    const first = await atA.take(shard);
    await atB.ask();
    for (let i = 0; i < 12; i++) {
      await twin.pass(ttlMs / 4);
      const answer = await atA.ask();
      const { members, left, leases, isWhole, isLost } = answer;
      expect({ members, left, leases, isWhole, isLost }).toEqual({
        ...{ members: [], left: [], leases: [], isWhole: false, isLost: false },
      });
      expect(await atB.take(shard)).toEqual(first);
    }
  });

  it('are free at once when they are given back, but not by somebody else', async () => {
    await fresh();
    const { token } = (await atA.take(shard))!;
    const release = [{ shard, token }];
    await atB.ask({ release });
    expect(atB.rows.get(shard)?.member).toBe(a);
    await atA.ask({ release });
    expect(atA.rows.get(shard)?.member).toBeUndefined();
    const next = await atB.take(shard);
    expect(next?.member).toBe(b);
    expect(next?.token).toBeGreaterThan(token);
    await atA.ask({ release });
    expect(atA.rows.get(shard)?.member).toBe(b);
  });

  it('tell a member whose answer was lost what it holds', async () => {
    await fresh();
    await atA.ask({ want: [shard] }, true);
    const next = await atA.ask({ want: [other] });
    expect([next.isLost, next.isWhole]).toEqual([true, true]);
    expect(atA.rows.get(shard)?.member).toBe(a);
    expect(atA.rows.get(other)).toBeUndefined();
    const { token } = atA.rows.get(shard)!;
    expect((await atA.take(shard))?.token).toBeGreaterThan(token);
  });

  it('have tokens that are whole, exact and different for all shards of one exchange', async () => {
    await fresh();
    const { leases } = await atA.ask({ want: all });
    expect(leases.length).toBe(all.length);
    expect(new Set(leases.map((lease) => lease.token)).size).toBe(all.length);
    for (const { token } of leases) expect(Number.isSafeInteger(token)).toBe(true);
    const before = new Map(atA.rows);
    atA.known = { ...atA.known, own: 0 };
    await atA.join(leases);
    expect(atA.rows).toEqual(before);
  });

  it('are not granted for one life on a store without memory', async () => {
    await atA.join();
    expect(await atA.take(shard)).toBeUndefined();
    await atA.live(twin, lifeMs + ttlMs / 4);
    expect((await atA.take(shard))?.member).toBe(a);
  });

  it('stay with their holder under their token when the store loses its data', async () => {
    await fresh();
    const first = (await atA.take(shard))!;
    const { epoch } = atA.known;
    await twin.lose();
    await atB.join();
    expect(await atB.take(shard)).toBeUndefined();
    expect((await atA.ask()).isLost).toBe(true);
    await atA.ask({ hold: [first] });
    expect(atA.rows.get(shard)).toEqual(first);
    expect(atA.known.epoch).not.toBe(epoch);
    expect(await atB.take(shard)).toEqual(first);
    await atB.live(twin, lifeMs + ttlMs / 4);
    const next = await atB.take(shard);
    expect(next?.member).toBe(b);
    expect(next?.token).toBeGreaterThan(first.token);
  });

  it('have tokens that go on growing even if the clock of a new store is behind', async () => {
    await fresh();
    const ahead = 8_000_000_000_000_000 as FencingToken;
    await atA.ask({ hold: [{ shard, token: ahead }] });
    expect((await atB.take(other))?.token).toBeGreaterThan(ahead);
  });

  it('are hinted at when something changes, not when they are renewed', async () => {
    await fresh();
    await twin.pass(30);
    let hints = 0;
    await storeB.onNews(() => hints++);
    const { token } = (await atA.take(shard))!;
    await until(() => hints === 1);
    await twin.pass(30);
    for (let i = 0; i < 5; i++) await atA.ask();
    await atA.ask({ release: [{ shard, token }] });
    await until(() => hints === 2);
  });

  it('have few hints for many changes', async () => {
    await fresh();
    await twin.pass(30);
    let hints = 0;
    await storeB.onNews(() => hints++);
    await Promise.all(all.map((one) => atA.ask({ want: [one] }, true)));
    await twin.pass(30);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(hints).toBeGreaterThan(0);
    expect(hints).toBeLessThan(all.length / 4);
  });

  it('of a forgotten member are free at once', async () => {
    await fresh();
    await twin.pass(30);
    await atA.ask({ want: all.slice(0, 100) });
    let hints = 0;
    await storeB.onNews(() => hints++);
    expect(await twin.forget(a)).toBe(true);
    expect(await twin.forget(a)).toBe(false);
    await until(() => hints === 1);
    await atB.ask({ want: all.slice(0, 100) });
    expect([...atB.rows.values()].filter((lease) => lease.member === b).length).toBe(100);
    expect((await atA.ask()).isLost).toBe(true);
  });

  it('do not end when the clock of the store jumps', async () => {
    await fresh();
    const first = await atA.take(shard);
    await twin.jump(3_600_000);
    expect(await atB.take(shard)).toEqual(first);
    await twin.jump(-7_200_000);
    expect(await atB.take(shard)).toEqual(first);
    const answer = await atA.ask();
    expect([answer.isLost, answer.isWhole]).toEqual([false, false]);
  });

  it('name every member, with its relay address, and who drains', async () => {
    await fresh();
    expect([...atB.members]).toEqual([
      [a, false],
      [b, false],
    ]);
    await atA.ask();
    const answer = await atA.ask({ isDraining: true });
    expect(answer.members).toEqual([
      { member: a, relayAddress: 'unix:worker-a', isDraining: true },
    ]);
    await atB.ask();
    expect(atB.members.get(a)).toBe(true);
  });

  it('leave a member that drains what it holds until it gives it back', async () => {
    await fresh();
    const first = (await atA.take(shard))!;
    await atA.ask({ isDraining: true });
    expect(await atB.take(shard)).toEqual(first);
    await atA.ask({ isDraining: true, release: [first] });
    expect((await atB.take(shard))?.member).toBe(b);
  });

  it('tell who has left, and who is back', async () => {
    await fresh();
    await twin.forget(a);
    const { left, isWhole } = await atB.ask();
    expect([left, isWhole]).toEqual([[a], false]);
    await atA.join();
    const back = await atB.ask();
    expect([back.left, back.members.map((one) => one.member)]).toEqual([[], [a]]);
  });

  it('say when the first of them ends', async () => {
    await fresh();
    const { soonestEndMs } = await atB.ask();
    expect(soonestEndMs).toBeGreaterThan(lifeMs / 2);
    expect(soonestEndMs).toBeLessThanOrEqual(lifeMs);
    for (let i = 0; i < 4; i++) {
      await twin.pass(ttlMs / 8);
      await atB.ask();
    }
    expect((await atB.ask()).soonestEndMs).toBeLessThan(soonestEndMs - ttlMs / 4);
  });
});
