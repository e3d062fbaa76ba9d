// Runs a range of seeds and hands out those that broke a promise, each with the command that shows
// it again.

import { simulate } from '../../bench/simulate/world.ts';

/** Seeds of the test run; each of its files takes a half. */
export const seedsOfHalf = 1000;
/** What a half may take on a machine that is busy with other things; alone it takes a minute. */
export const seedsLimitMs = 1_500_000;

/** Returns a line for each broken seed. */
export async function brokenSeeds(first: number, count: number): Promise<string[]> {
  const broken: string[] = [];
  for (let seed = first; seed < first + count; seed++) {
    const { violation } = await simulate(seed);
    if (!violation) continue;
    const { promise, sentence } = violation;
    broken.push(`${promise}: ${sentence}; npm run simulate -- --seed ${seed} --trace`);
  }
  return broken;
}
