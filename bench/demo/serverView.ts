// What waits for an account, read where it lies: in Redis.

import { openRedis, silentLog } from '#runtime';

export interface HeldValue {
  readonly bytes: number;
  /** First bytes, in hex. */
  readonly start: string;
}

/** Everything that waits in Redis for an account, as Redis has it. */
export async function heldFor(redisAddress: string, account: string): Promise<HeldValue[]> {
  const redis = await openRedis(redisAddress, 'demo', silentLog);
  const held: HeldValue[] = [];
  try {
    let cursor = '0';
    do {
      const [next, names] = await redis.scan(
        cursor,
        'MATCH',
        `aldis:*:q:${account}.*`,
        'COUNT',
        1000,
      );
      cursor = next;
      for (const name of names) held.push(...(await valuesOf(name)));
    } while (cursor !== '0');
  } finally {
    redis.disconnect();
  }
  return held;

  async function valuesOf(name: string): Promise<HeldValue[]> {
    const values = await redis.zrangeBuffer(name, '0', '-1');
    return values.map((value) => ({
      bytes: value.length,
      start: value.subarray(0, 24).toString('hex'),
    }));
  }
}
