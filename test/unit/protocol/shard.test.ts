// Every process puts an account into the same shard, and shards fill evenly.

import type { AccountId } from '#protocol';
import {
  accountAddress,
  hash32,
  isShardCount,
  homeOf,
  setShardCount,
  shardCount,
  shardCountDefault,
  shardCountMax,
  shardOf,
  shardOfHome,
} from '#protocol';
import { expect, it } from 'vitest';

/** Seeded, so that the spread is the same on every run. */
function* uuids(howMany: number): Generator<AccountId> {
  let state = 12345;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state.toString(16).padStart(8, '0');
  };
  for (let i = 0; i < howMany; i++) {
    const hex = next() + next() + next() + next();
    yield hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') as AccountId;
  }
}

it('the shard of an account never changes', () => {
  // Values of the first version: a cluster's data depends on them.
  const known = [
    ['00000000-0000-0000-0000-000000000000', 152],
    ['9d0652a3-dcc3-4d11-975f-74d61598733f', 84],
    ['ffffffff-ffff-ffff-ffff-ffffffffffff', 209],
  ] as const;
  for (const [id, shard] of known) {
    expect(shardOf(accountAddress(id as AccountId)), id).toBe(shard);
  }
});

it('a place says the shard whatever number of them there is', () => {
  for (const id of uuids(200)) {
    const place = homeOf(accountAddress(id));
    expect(place).toBe(hash32(id) % shardCountMax);
    expect(shardOfHome(place)).toBe(shardOf(accountAddress(id)));
  }
});

it('the number of shards is a power of two, set once', () => {
  for (const count of [1, 256, 16_384, 65_536]) expect(isShardCount(count)).toBe(true);
  for (const count of [0, -1, 3, 1.5, 257, 131_072, Number.NaN]) {
    expect(isShardCount(count)).toBe(false);
    expect(() => setShardCount(count)).toThrow(RangeError);
  }
  setShardCount(shardCountDefault);
  setShardCount(shardCountDefault);
  expect(() => setShardCount(1024)).toThrow();
  expect(shardCount()).toBe(shardCountDefault);
});

it('100,000 accounts fill 256 shards evenly', () => {
  const counts = new Array<number>(shardCountDefault).fill(0);
  for (const id of uuids(100_000)) {
    const shard = shardOf(accountAddress(id));
    counts[shard] = (counts[shard] ?? 0) + 1;
  }
  const mean = 100_000 / shardCountDefault;
  expect(Math.min(...counts)).toBeGreaterThan(mean * 0.75);
  expect(Math.max(...counts)).toBeLessThan(mean * 1.25);
});

it('neighbouring ids land far apart', () => {
  const shards = new Set<number>();
  for (let i = 0; i < 256; i++) {
    const id = `9d0652a3-dcc3-4d11-975f-${i.toString(16).padStart(12, '0')}` as AccountId;
    shards.add(shardOf(accountAddress(id)));
  }
  // 256 balls thrown at random into 256 boxes hit about 162 of them.
  expect(shards.size).toBeGreaterThan(140);
});

it('a hash is 32 bits without a sign', () => {
  for (const id of uuids(1000)) {
    const hash = hash32(id);
    expect(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32).toBe(true);
  }
});
