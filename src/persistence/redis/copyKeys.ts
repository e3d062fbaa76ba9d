// Copies all that one Redis holds into another, which may be a cluster of them, with the times at
// which it ends. Whoever writes to either meanwhile is on their own.

import type { RedisClient, RedisNode } from '#runtime';
import { redisNodes } from '#runtime';
import { StoreError } from '../storeError.ts';
import { translateFailure } from './scripts.ts';

/** Names Redis looks at in one SCAN, and values that are on their way at once. */
const scanCount = 64;

/** Whether there is anything in it. Throws Unreachable. */
export async function redisIsEmpty(redis: RedisClient): Promise<boolean> {
  try {
    const sizes = await Promise.all(redisNodes(redis).map((node) => node.dbsize()));
    return sizes.every((size) => size === 0);
  } catch (error) {
    throw translateFailure(error);
  }
}

/** Resolves with how many names were copied. Throws StoreError or Unreachable. */
export async function copyKeys(from: RedisNode, to: RedisClient): Promise<number> {
  let copied = 0;
  try {
    for (let cursor = ''; cursor !== '0'; ) {
      const [next, names] = await from.scanBuffer(cursor || '0', 'COUNT', scanCount);
      cursor = next.toString();
      const done = await Promise.all(names.map((name) => copyKey(from, to, name)));
      copied += done.filter(Boolean).length;
    }
  } catch (error) {
    throw translateFailure(error);
  }
  return copied;
}

async function copyKey(from: RedisNode, to: RedisClient, name: Buffer): Promise<boolean> {
  const [value, endsAtMs] = await Promise.all([from.dumpBuffer(name), from.pexpiretime(name)]);
  // It has ended since the names were looked at.
  if (value === null || endsAtMs === -2) return false;
  try {
    await to.restore(name, Math.max(0, endsAtMs), value, 'REPLACE', 'ABSTTL');
  } catch (error) {
    if (!(error instanceof Error) || !/version|checksum/.test(error.message)) throw error;
    throw new StoreError(
      'Your Redis is older than the redis-server of this machine, and takes nothing of it.',
      { cause: error },
    );
  }
  return true;
}
