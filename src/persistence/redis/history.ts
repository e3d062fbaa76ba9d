// What the private Redis has kept of keys that are gone: its append-only file names them until it
// is written anew. Whoever deletes an account notes it here, and it is written anew after that.
//
//   aldis:history  hash  deletedAtMs    when an account was deleted last
//                        rewrittenAtMs  when the file was last begun anew

import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, RedisClient } from '#runtime';
import type { AccountId } from '#protocol';
import type { ReportStore, Tombstones } from '#ports';
import { translateFailure } from './scripts.ts';

const name = 'aldis:history';
/** A deletion that was noted so long before may still have been clearing. */
const clearingMs = 10 * 60 * 1000;
const rewriteTimeoutMs = 5 * 60 * 1000;
const lookEveryMs = 100;

/** Notes that an account goes: the file is to be written anew. Throws Unreachable. */
export async function noteDeletion(redis: RedisClient, clock: Pick<Clock, 'now'>): Promise<void> {
  try {
    await redis.hset(name, { deletedAtMs: clock.now() });
  } catch (error) {
    throw translateFailure(error);
  }
}

/** The log of deletions, which notes here as well that there was one, and forgets reports. */
export function notingDeletions(
  log: Tombstones,
  redis: RedisClient,
  clock: Pick<Clock, 'now'>,
  reports: Pick<ReportStore, 'forget'>,
): Tombstones {
  return {
    async bury(account: AccountId, day: number) {
      await log.bury(account, day);
      await reports.forget(account);
      await noteDeletion(redis, clock);
    },
  };
}

/**
 * Writes the append-only file anew if an account was deleted since it last was; false where there
 * was no need. Resolves when it is done. Throws where Redis is away, refuses, or takes too long.
 */
export async function rewriteHistory(
  redis: RedisClient,
  clock: Pick<Clock, 'now' | 'monotonic'>,
): Promise<boolean> {
  const [deletedAtMs, rewrittenAtMs] = await redis.hmget(name, 'deletedAtMs', 'rewrittenAtMs');
  const isCovered = Number(rewrittenAtMs ?? 0) > Number(deletedAtMs) + clearingMs;
  if (deletedAtMs == null || isCovered) return false;
  const begunAtMs = clock.now();
  await redis.call('BGREWRITEAOF');
  for (const end = clock.monotonic() + rewriteTimeoutMs; await isRewriting(redis); ) {
    if (clock.monotonic() > end) throw new Error('the append-only file was not written anew');
    await sleep(lookEveryMs);
  }
  await redis.hset(name, { rewrittenAtMs: begunAtMs });
  return true;
}

async function isRewriting(redis: RedisClient): Promise<boolean> {
  const info = String(await redis.call('INFO', 'persistence'));
  return /^aof_rewrite_(in_progress|scheduled):1/m.test(info);
}
