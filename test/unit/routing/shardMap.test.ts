// Which worker is due a shard, and which has it as far as one worker knows.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FencingToken, MemberId, ShardId } from '#protocol';
import { shardCountDefault } from '#protocol';
import { rendezvous, shardsDue } from '#routing';
import { DueShards } from '../../../src/routing/shardMap.ts';
import { ShardView } from '../../../src/routing/shardView.ts';

const seed = 20_261;

describe('the shard map', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z0-9-]{4,20}$/), {
    minLength: 1,
    maxLength: 12,
  }) as fc.Arbitrary<string[]> as fc.Arbitrary<MemberId[]>;

  it('gives every shard to one member, whatever order they are named in', () => {
    fc.assert(
      fc.property(names, (members) => {
        let sum = 0;
        for (const member of members) sum += shardsDue(member, members, shardCountDefault).size;
        expect(sum).toBe(shardCountDefault);
        for (let shard = 0; shard < shardCountDefault; shard += 17) {
          expect(rendezvous(shard as ShardId, members)).toBe(
            rendezvous(shard as ShardId, [...members].reverse()),
          );
        }
      }),
      { seed, numRuns: 30 },
    );
  });

  it('moves only the share of the member that comes or goes', () => {
    fc.assert(
      fc.property(names, (members) => {
        const [newcomer, ...others] = members;
        for (let shard = 0; shard < shardCountDefault; shard++) {
          const after = rendezvous(shard as ShardId, members);
          if (after !== newcomer) expect(after).toBe(rendezvous(shard as ShardId, others));
        }
      }),
      { seed, numRuns: 30 },
    );
  });

  it('is kept as members come and go as if it were made anew', () => {
    fc.assert(
      fc.property(fc.array(names, { minLength: 2, maxLength: 6 }), (sets) => {
        const self = sets[0]?.[0] as MemberId;
        const due = new DueShards(self, shardCountDefault);
        for (const members of sets) {
          due.update(members);
          expect(due.shards).toEqual(shardsDue(self, members, shardCountDefault));
        }
      }),
      { seed, numRuns: 30 },
    );
  });

  it('spreads the shards evenly', () => {
    for (let run = 0; run < 20; run++) {
      const members = new Set([0, 1, 2, 3].map((n) => `w${run}-${n}-${run * 7919}` as MemberId));
      for (const member of members) {
        const share = shardsDue(member, members, shardCountDefault).size;
        expect(share).toBeGreaterThan(64 * 0.6);
        expect(share).toBeLessThan(64 * 1.4);
      }
    }
  });
});

describe('the view of owners', () => {
  const lease = (member: string | undefined, token: number) => ({
    shard: 3 as ShardId,
    ...(member === undefined ? {} : { member: member as MemberId }),
    token: token as FencingToken,
  });

  it('believes newer tokens and frees, never older ones', () => {
    const view = new ShardView(shardCountDefault);
    expect(view.apply([lease('worker-a', 5)], 1).moved.size).toBe(1);
    expect(view.apply([lease('worker-b', 4)], 1).changed.size).toBe(0);
    expect(view.apply([lease(undefined, 5)], 1)).toEqual({
      changed: new Set([3]),
      moved: new Set(),
    });
    expect(view.apply([lease('worker-a', 5)], 1).changed.size).toBe(0);
    expect(view.ownerOf(3 as ShardId)).toBeUndefined();
    expect(view.apply([lease('worker-a', 6)], 1).moved.size).toBe(1);
  });

  it('starts anew when the store has lost its data', () => {
    const view = new ShardView(shardCountDefault);
    view.apply([lease('worker-a', 50)], 1);
    expect(view.apply([lease('worker-b', 7)], 2).moved.size).toBe(1);
    expect(view.ownerOf(3 as ShardId)).toBe('worker-b');
  });
});
