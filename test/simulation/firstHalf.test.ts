// The first half of the seeds: whole clusters in virtual time, every fault, every promise.

import { expect, it } from 'vitest';
import { brokenSeeds, seedsLimitMs, seedsOfHalf } from './seeds.ts';

it('keeps every promise in the first half of the seeds', { timeout: seedsLimitMs }, async () => {
  const broken = await brokenSeeds(1, seedsOfHalf);
  expect(broken, `\n${broken.join('\n')}\n`).toEqual([]);
});
