// What tells that this machine's clock is wrong. Workers date what they store by Redis's clock, so
// that it keeps nobody from starting; certificates, and a private Redis on this machine, go by it.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, RedisClient } from '#runtime';
import { redisNodes } from '#runtime';
import { hostsOf } from './checks.ts';

/** Machines that ask for the time are less than a second apart. */
const apartMostMs = 2 * 60_000;
/** The command that mends a clock. */
export const setClock = 'sudo timedatectl set-ntp true';

/** Says, in a sentence, that the data was written later than now; undefined where it was not. */
export function clockBehindData(
  { dataDir, secretsFile }: Pick<Config, 'dataDir' | 'secretsFile'>,
  nowMs: number,
): string | undefined {
  const files = [
    secretsFile,
    join(dataDir, 'store/durable.lmdb'),
    join(dataDir, 'redis/redis.log'),
  ];
  const writtenMs = files.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  const behindMs = Math.max(...writtenMs) - nowMs;
  if (behindMs <= apartMostMs) return undefined;
  return told(`${spanOf(behindMs)} behind what was last written to ${dataDir}`);
}

/** Says, in a sentence, that the operator's Redis has another time. Throws what Redis says. */
export async function clockApartFromRedis(
  address: string,
  redis: RedisClient,
  nowMs: number,
): Promise<string | undefined> {
  const [node] = redisNodes(redis);
  if (!node) return undefined;
  const [seconds] = await node.time();
  const aheadMs = nowMs - Number(seconds) * 1000;
  if (Math.abs(aheadMs) <= apartMostMs) return undefined;
  const way = aheadMs > 0 ? 'ahead of' : 'behind';
  return told(`${spanOf(Math.abs(aheadMs))} ${way} that of Redis at ${hostsOf(address)}`);
}

const told = (how: string) => `This machine's clock is ${how}; set it, as in \`${setClock}\`.`;

function spanOf(spanMs: number): string {
  const minutes = Math.round(spanMs / 60_000);
  if (minutes < 120) return `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
