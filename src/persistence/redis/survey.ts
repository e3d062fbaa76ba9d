// Counts what waits in the queues of all devices, for operators: a walk over the names of Redis,
// now and then, by one worker of the cluster. Nothing is counted on a message's way.

import type { QueueSurvey } from '#ports';
import type { Clock, RedisClient } from '#runtime';
import { redisNodes } from '#runtime';
import { pendingNamePattern } from './names.ts';
import { translateFailure } from './scripts.ts';

/** Names Redis looks at in one SCAN. */
const scanCount = 1000;

export interface SurveyParts {
  readonly redis: RedisClient;
  readonly clock: Clock;
}

/** Walks once over every server. Names that move meanwhile may be missed or counted twice. */
export async function surveyQueues({ redis, clock }: SurveyParts): Promise<QueueSurvey> {
  let inRedis = 0;
  let archived = 0;
  let oldestUs = Number.POSITIVE_INFINITY;
  try {
    for (const node of redisNodes(redis)) {
      let cursor = '0';
      do {
        const [next, names] = await node.scan(
          cursor,
          'MATCH',
          pendingNamePattern,
          'COUNT',
          scanCount,
        );
        cursor = next;
        const pipeline = node.pipeline();
        for (const name of names) pipeline.zcard(name).zrange(name, '0', '0', 'WITHSCORES');
        const answers = names.length === 0 ? [] : ((await pipeline.exec()) ?? []);
        for (const [i, name] of names.entries()) {
          const waiting = Number(answers[2 * i]?.[1] ?? 0);
          if (!name.endsWith(':order')) {
            archived += waiting;
            continue;
          }
          inRedis += waiting;
          const first = answers[2 * i + 1]?.[1];
          if (Array.isArray(first) && first.length === 2) {
            oldestUs = Math.min(oldestUs, Number(first[1]));
          }
        }
      } while (cursor !== '0');
    }
  } catch (error) {
    throw translateFailure(error);
  }
  const nowMs = clock.now();
  const oldestMs = inRedis === 0 ? 0 : Math.max(0, nowMs - oldestUs / 1000);
  return { inRedis, archived, oldestMs, atMs: nowMs };
}
