// How connections are numbered by calls of Redis: those who come in one turn share one.

import type { RedisClient } from '#runtime';
import { describe, expect, it } from 'vitest';
import { RedisConnectionOrder } from '../../../src/routing/redis/redisOrder.ts';

/** Numbers as the script does, and counts the calls. */
function numbering() {
  const asked: number[] = [];
  let latest = 100;
  const redis = {
    async evalsha(_digest: string, _keys: number, _name: string, count: number) {
      if (Number.isNaN(latest)) throw new Error('away');
      asked.push(count);
      latest += count;
      return String(latest - count + 1);
    },
  };
  const order = new RedisConnectionOrder(redis as unknown as RedisClient);
  return { asked, order, lose: () => void (latest = Number.NaN) };
}

describe('connections that begin in one turn', () => {
  it('are numbered by one call, in the order in which they asked', async () => {
    const { order, asked } = numbering();
    const first = await Promise.all([order.next(), order.next(), order.next()]);
    expect(first).toEqual([101, 102, 103]);
    expect(await order.next()).toBe(104);
    expect(asked).toEqual([3, 1]);
  });

  it('all hear that the store is away, and the next may ask again', async () => {
    const { order, lose } = numbering();
    lose();
    const heard = await Promise.allSettled([order.next(), order.next()]);
    expect(heard.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(order.next()).rejects.toThrow('away');
  });
});
