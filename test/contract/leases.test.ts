// What every LeaseStore promises: one holder per shard, tokens that grow, time of the store's own,
// and no new grants on a store that has just lost its memory.

import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FencingToken, MemberId, ShardId } from '#protocol';
import { SHARD_COUNT } from '#protocol';
import type { Lease, LeaseExchange, LeaseStore, TimedLease } from '#routing';
import type { RoutingTwin } from './routingTwins.ts';
import { routingTwins, stopTwins, until } from './routingTwins.ts';

const a = 'worker-a' as MemberId;
const b = 'worker-b' as MemberId;
const ttlMs = 300;
const shard = 7 as ShardId;
const all = Array.from({ length: SHARD_COUNT }, (_, n) => n as ShardId);

function request(member: MemberId, more: Partial<LeaseExchange>): LeaseExchange {
  return { member, ttlMs, hold: [], want: [], release: [], ...more };
}

function rowOf(leases: readonly TimedLease[], which = shard): TimedLease {
  const row = leases.find((lease) => lease.shard === which);
  if (!row) throw new Error('There is no such row.');
  return row;
}

afterAll(stopTwins);

describe.each(routingTwins)('leases in %s', (_name, make) => {
  let twin: RoutingTwin;
  let storeA: LeaseStore;
  let storeB: LeaseStore;

  beforeEach(async () => {
    twin = await make();
    storeA = (await twin.worker(a)).leases;
    storeB = (await twin.worker(b)).leases;
  });
  afterEach(() => twin.stop());

  it('are granted to one member only, while they run', async () => {
    await twin.declareFresh();
    const first = rowOf(await storeA.exchange(request(a, { want: [shard] })));
    expect(first.member).toBe(a);
    expect(first.remainingMs).toBeGreaterThan(ttlMs - 50);
    const second = rowOf(await storeB.exchange(request(b, { want: [shard] })));
    expect([second.member, second.token]).toEqual([a, first.token]);
  });

  it('can be taken when they are over, under a greater token', async () => {
    await twin.declareFresh();
    const first = rowOf(await storeA.exchange(request(a, { want: [shard] })));
    await twin.pass(ttlMs + 20);
    const second = rowOf(await storeB.exchange(request(b, { want: [shard] })));
    expect(second.member).toBe(b);
    expect(second.token).toBeGreaterThan(first.token);
    const late = rowOf(await storeA.exchange(request(a, { hold: [first] })));
    expect([late.member, late.token]).toEqual([b, second.token]);
  });

  it('run on when they are renewed, under the same token', async () => {
    await twin.declareFresh();
    const { token } = rowOf(await storeA.exchange(request(a, { want: [shard] })));
    for (let i = 0; i < 3; i++) {
      await twin.pass(ttlMs / 2);
      const held = rowOf(await storeA.exchange(request(a, { hold: [{ shard, token }] })));
      expect([held.member, held.token]).toEqual([a, token]);
      expect(rowOf(await storeB.exchange(request(b, { want: [shard] }))).member).toBe(a);
    }
  });

  it('are free at once when they are given back, but not by somebody else', async () => {
    await twin.declareFresh();
    const { token } = rowOf(await storeA.exchange(request(a, { want: [shard] })));
    const claim = { shard, token };
    expect(rowOf(await storeB.exchange(request(b, { release: [claim] }))).member).toBe(a);
    expect(rowOf(await storeA.exchange(request(a, { release: [claim] }))).member).toBeUndefined();
    const next = rowOf(await storeB.exchange(request(b, { want: [shard] })));
    expect(next.member).toBe(b);
    expect(next.token).toBeGreaterThan(token);
    expect(rowOf(await storeA.exchange(request(a, { release: [claim] }))).member).toBe(b);
  });

  it('are granted anew to a member whose answer was lost', async () => {
    await twin.declareFresh();
    const first = rowOf(await storeA.exchange(request(a, { want: [shard] })));
    const again = rowOf(await storeA.exchange(request(a, { want: [shard] })));
    expect(again.member).toBe(a);
    expect(again.token).toBeGreaterThan(first.token);
  });

  it('have tokens that are whole, exact and different for all shards of one exchange', async () => {
    await twin.declareFresh();
    const leases = await storeA.exchange(request(a, { want: all }));
    expect(leases.length).toBe(SHARD_COUNT);
    expect(new Set(leases.map((lease) => lease.token)).size).toBe(SHARD_COUNT);
    for (const { token } of leases) expect(Number.isSafeInteger(token)).toBe(true);
    const held = await storeA.exchange(request(a, { hold: leases }));
    const tokens = (rows: TimedLease[]) =>
      rows.toSorted((x, y) => x.shard - y.shard).map(({ token }) => token);
    expect(tokens(held)).toEqual(tokens(leases));
  });

  it('are not granted for one TTL on a store without memory', async () => {
    expect(await storeA.exchange(request(a, { want: [shard] }))).toEqual([]);
    await twin.pass(ttlMs + 20);
    expect(rowOf(await storeA.exchange(request(a, { want: [shard] }))).member).toBe(a);
  });

  it('stay with their holder under their token when the store loses its data', async () => {
    await twin.declareFresh();
    const { token, epoch } = rowOf(await storeA.exchange(request(a, { want: [shard] })));
    await twin.lose();
    expect(await storeB.exchange(request(b, { want: [shard] }))).toEqual([]);
    const held = rowOf(await storeA.exchange(request(a, { hold: [{ shard, token }] })));
    expect([held.member, held.token]).toEqual([a, token]);
    expect(held.epoch).not.toBe(epoch);
    await twin.pass(ttlMs + 20);
    const next = rowOf(await storeB.exchange(request(b, { want: [shard] })));
    expect(next.member).toBe(b);
    expect(next.token).toBeGreaterThan(token);
  });

  it('have tokens that go on growing even if the clock of a new store is behind', async () => {
    await twin.declareFresh();
    const ahead = 8_000_000_000_000_000 as FencingToken;
    await storeA.exchange(request(a, { hold: [{ shard, token: ahead }] }));
    const other = 8 as ShardId;
    const next = rowOf(await storeB.exchange(request(b, { want: [other] })), other);
    expect(next.token).toBeGreaterThan(ahead);
  });

  it('are announced to all when they change hands, not when they are renewed', async () => {
    await twin.declareFresh();
    const news: Lease[] = [];
    await storeB.onChange((leases) => news.push(...leases));
    const { token } = rowOf(await storeA.exchange(request(a, { want: [shard] })));
    await until(() => news.length === 1);
    await storeA.exchange(request(a, { hold: [{ shard, token }] }));
    await storeA.exchange(request(a, { release: [{ shard, token }] }));
    await until(() => news.length === 2);
    expect(news.map((lease) => lease.member)).toEqual([a, undefined]);
    expect(news.map((lease) => lease.token)).toEqual([token, token]);
  });

  it('of a forgotten member are free at once and announced', async () => {
    await twin.declareFresh();
    const news: Lease[] = [];
    await storeB.onChange((leases) => news.push(...leases));
    await storeA.exchange(request(a, { want: all.slice(0, 100) }));
    await until(() => news.length === 100);
    expect(await twin.forget(a)).toBe(100);
    await until(() => news.length === 200);
    const taken = await storeB.exchange(request(b, { want: all.slice(0, 100) }));
    expect(taken.filter((lease) => lease.member === b).length).toBe(100);
  });
});
