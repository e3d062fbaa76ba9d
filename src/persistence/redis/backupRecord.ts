// When this cluster was last backed up and last restored, for its console and its alerts.
//
//   aldis:backups  hash  madeAtMs, bytes   the last backup that was made whole
//                        epoch             how often the data was restored
//                        restoredAtMs      when that was last, and
//                        restoredMadeAtMs  when the backup it came from had been made

import type { RedisClient } from '#runtime';
import { translateFailure } from './scripts.ts';

const name = 'aldis:backups';

/** Times in milliseconds since 1970. */
export interface BackupRecord {
  readonly made?: { readonly atMs: number; readonly bytes: number };
  /** 0: the data was never restored. */
  readonly epoch: number;
  readonly restored?: { readonly atMs: number; readonly madeAtMs: number };
}

/** Throws Unreachable. */
export async function readBackups(redis: RedisClient): Promise<BackupRecord> {
  let row: Record<string, string>;
  try {
    row = await redis.hgetall(name);
  } catch (error) {
    throw translateFailure(error);
  }
  const { madeAtMs, bytes, epoch = 0, restoredAtMs, restoredMadeAtMs } = row;
  return {
    ...(madeAtMs ? { made: { atMs: Number(madeAtMs), bytes: Number(bytes) } } : {}),
    epoch: Number(epoch),
    ...(restoredAtMs
      ? { restored: { atMs: Number(restoredAtMs), madeAtMs: Number(restoredMadeAtMs) } }
      : {}),
  };
}

/** Notes that a backup is whole. */
export async function noteBackup(redis: RedisClient, atMs: number, bytes: number): Promise<void> {
  await redis.hset(name, { madeAtMs: atMs, bytes });
}

/** Notes that this data comes from a backup; answers its epoch. */
export async function noteRestore(
  redis: RedisClient,
  atMs: number,
  madeAtMs: number,
): Promise<number> {
  await redis.hset(name, { restoredAtMs: atMs, restoredMadeAtMs: madeAtMs });
  return redis.hincrby(name, 'epoch', 1);
}
