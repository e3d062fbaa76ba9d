// The checkers of leases and pre-keys find what they are for.

import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../../../bench/chaos/history.ts';
import { keysTwice, ownershipFaults } from '../../../../bench/chaos/ownership.ts';

const lease = (shard: number, member: string, token: number, epoch = 'e'): HistoryEvent => ({
  what: 'lease',
  at: 0,
  epoch,
  shard,
  member,
  token,
});
const taken = (keyId: number, pool = 'a/ec'): HistoryEvent => ({
  what: 'taken',
  at: 0,
  pool,
  keyId,
});

describe('the ownership checker', () => {
  it('finds nothing wrong with leases that go from one to the next', () => {
    const history = [lease(1, 'a', 5), lease(1, '-', 5), lease(1, 'b', 9), lease(2, 'a', 6)];
    expect(ownershipFaults(history)).toEqual([]);
  });

  it('finds two owners under one token', () => {
    expect(ownershipFaults([lease(1, 'a', 5), lease(1, 'b', 5)])).toHaveLength(1);
  });

  it('finds a token that shrinks', () => {
    expect(ownershipFaults([lease(1, 'a', 5), lease(1, 'b', 4)])).toHaveLength(1);
  });

  it('lets each life of the data count for itself', () => {
    expect(ownershipFaults([lease(1, 'a', 5), lease(1, 'b', 5, 'f')])).toEqual([]);
  });
});

describe('the pre-key checker', () => {
  it('lets the same id of two pools pass', () => {
    expect(keysTwice([taken(1), taken(1, 'a/kem'), taken(2)])).toEqual([]);
  });

  it('finds a key that two got', () => {
    expect(keysTwice([taken(1), taken(2), taken(1)])).toEqual(['a/ec/1']);
  });
});
