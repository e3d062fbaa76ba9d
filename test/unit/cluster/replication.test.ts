// Which worker shows how far replicas are behind, and when it shows nothing.

import type { Replication } from '#persistence';
import type { ShardId } from '#protocol';
import { createLifecycle, ManualClock, metrics, silentLog } from '#runtime';
import { expect, it } from 'vitest';
import { watchReplication } from '../../../cluster/replication.ts';

const shown = async () => {
  const lag = (await metrics.replicationLag.get()).values.map(({ value }) => value);
  const replicas = (await metrics.replicas.get()).values.map(({ value }) => value);
  return { lag, replicas };
};

it('the owner of the first shard shows it, for as long as it is told', async () => {
  const clock = new ManualClock(0);
  const lifecycle = createLifecycle(silentLog);
  let owned: number[] = [3];
  let looks = 0;
  let answer = async (): Promise<Replication | undefined> => ({ replicas: 2, behindMs: 1500 });
  watchReplication({
    watched: { redis: () => ((looks += 1), answer()) },
    router: { ownedShardIds: () => owned as ShardId[] },
    ...{ clock, log: silentLog, lifecycle },
  });
  const turn = async () => {
    await clock.advance(500);
    await new Promise(setImmediate);
  };

  await turn();
  expect(looks).toBe(0);
  expect(await shown()).toEqual({ lag: [], replicas: [] });

  owned = [0, 3];
  await turn();
  expect(await shown()).toEqual({ lag: [1.5], replicas: [2] });

  answer = async () => ({ replicas: 0 });
  await turn();
  expect(await shown()).toEqual({ lag: [], replicas: [0] });

  answer = () => Promise.reject(new Error('away'));
  await turn();
  expect(await shown()).toEqual({ lag: [], replicas: [] });

  // Who has not answered is not asked again.
  answer = () => new Promise(() => undefined);
  await turn();
  const asked = looks;
  await turn();
  expect(looks).toBe(asked);
  await lifecycle.stop();
});
