// Whose a Redis is, and in which layout. A host with other secrets would find everything unreadable
// and set it aside, one of another version would find nothing; both are told at their start.
//
//   aldis:secrets   string   the mark of the secrets under which all the rest is sealed
//   aldis:layout    string   the version of the names of names.ts

import type { Log, RedisClient } from '#runtime';
import { metrics, redisNodes } from '#runtime';
import { StoreError } from '../storeError.ts';
import { translateFailure } from './scripts.ts';

const markName = 'aldis:secrets';
const layoutName = 'aldis:layout';
/** Since 3 what is short is sealed in a form that no earlier release opens. */
const layout = '3';
/** The one before, which this release reads, and writes beside workers of an earlier one. */
const formerLayout = '2';
/** What waited in the layout before, which had no version. */
const formerQueuePattern = 'aldis:queue:{*}:[oa]r*';
/** Names Redis looks at in one SCAN. */
const scanCount = 1000;

/**
 * Notes whose secrets seal what this Redis holds and how it is laid out, if nobody has yet. Throws
 * StoreError when they are others, Unreachable when Redis is away.
 */
export async function claimRedis(redis: RedisClient, mark: string): Promise<void> {
  let found: string | null;
  let version: string | null;
  try {
    found = await noted(redis, markName, mark);
    version = await redis.get(layoutName);
    if (version === null && !(await holdsFormerQueues(redis))) {
      version = await noted(redis, layoutName, layout);
    }
  } catch (error) {
    throw translateFailure(error);
  }
  if (found !== mark) {
    throw new StoreError(
      'This Redis belongs to a cluster with other secrets. Give this host the same secrets file ' +
        '(ALDIS_SECRETS_FILE), or a Redis of its own (REDIS_URL).',
    );
  }
  if (version !== layout && version !== formerLayout) {
    throw new StoreError(
      'This Redis holds queues of another version of Aldis. Let that version run until they are ' +
        'empty, or give this one a Redis of its own (REDIS_URL; ALDIS_DATA for the private one).',
    );
  }
}

/** How a Redis is written. */
export interface TakenLayout {
  /** As an earlier release reads it, which may serve beside this one. */
  readonly isFormer: boolean;
}

/**
 * Makes the layout before the present one where nobody serves, of a Redis that was claimed. Throws
 * Unreachable.
 */
export async function takeLayout(
  redis: RedisClient,
  log: Log,
  isAnybodyServing: () => Promise<boolean>,
): Promise<TakenLayout> {
  try {
    if ((await isFormerLayout(redis)) && !(await isAnybodyServing())) {
      // A Redis that is full takes no write, and is left as it is until the next start.
      await redis.set(layoutName, layout).catch(() => undefined);
    }
    // Another that has started meanwhile may have done so.
    const isFormer = await isFormerLayout(redis);
    metrics.queueLayout.set(Number(isFormer ? formerLayout : layout));
    if (isFormer) log.info('queue.former_layout');
    return { isFormer };
  } catch (error) {
    throw translateFailure(error);
  }
}

/** Whether a Redis is written as the release before reads it. */
export async function isFormerLayout(redis: RedisClient): Promise<boolean> {
  return (await redis.get(layoutName)) === formerLayout;
}

/** What a name holds, after it was given the value if it held nothing. */
async function noted(redis: RedisClient, name: string, value: string): Promise<string | null> {
  // Read first: a Redis that is full takes no write.
  const found = await redis.get(name);
  if (found !== null) return found;
  await redis.set(name, value, 'NX');
  return redis.get(name);
}

/** Walks over all names once, when a Redis is used for the first time. */
async function holdsFormerQueues(redis: RedisClient): Promise<boolean> {
  for (const node of redisNodes(redis)) {
    for (let cursor = ''; cursor !== '0'; ) {
      const [next, names] = await node.scan(
        cursor || '0',
        'MATCH',
        formerQueuePattern,
        'COUNT',
        scanCount,
      );
      if (names.length > 0) return true;
      cursor = next;
    }
  }
  return false;
}
