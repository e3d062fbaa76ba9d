// Whose a Redis is. A host with other secrets would find everything unreadable and set it aside, so
// it is told at its start instead.
//
//   aldis:secrets   string   the mark of the secrets under which all the rest is sealed

import type { RedisClient } from '#runtime';
import { StoreError } from '../storeError.ts';
import { translateFailure } from './scripts.ts';

const markName = 'aldis:secrets';

/**
 * Notes whose secrets seal what this Redis holds, if nobody has yet. Throws StoreError when they
 * are others, Unreachable when Redis is away.
 */
export async function claimRedis(redis: RedisClient, mark: string): Promise<void> {
  let found: string | null;
  try {
    // Read first: a Redis that is full takes no write.
    found = await redis.get(markName);
    if (found === null) {
      await redis.set(markName, mark, 'NX');
      found = await redis.get(markName);
    }
  } catch (error) {
    throw translateFailure(error);
  }
  if (found === mark) return;
  throw new StoreError(
    'This Redis belongs to a cluster with other secrets. Give this host the same secrets file ' +
      '(ALDIS_SECRETS_FILE), or a Redis of its own (REDIS_URL).',
  );
}
