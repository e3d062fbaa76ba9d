// Members that do not exist, named by whoever likes: what they cost the store of leases.

import type { MemberId } from '#protocol';
import { expect, it } from 'vitest';
import { lookPauseMs } from '../../../src/routing/looks.ts';
import { SimCluster } from './simCluster.ts';

it('are asked for once for all who name them within a moment', async () => {
  const cluster = new SimCluster(1);
  const { router } = cluster.join('worker-a');
  await cluster.pass(500, cluster.allOwned);
  const before = cluster.requests;
  let answered = 0;
  const spanMs = 1000;
  for (let ms = 0; ms < spanMs; ms += 1) {
    for (let n = 0; n < 5; n += 1) {
      void router.relayAddress(`worker-${ms}-${n}` as MemberId).then((address) => {
        expect(address).toBeUndefined();
        answered += 1;
      });
    }
    await cluster.pass(1);
  }
  expect(cluster.requests - before).toBeLessThan(2 * (spanMs / lookPauseMs) + 5);
  // Nobody waits for the others to end.
  expect(answered).toBeGreaterThan(5 * (spanMs - 2 * lookPauseMs));
});
