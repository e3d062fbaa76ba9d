// A run made of bounded steps: it goes on until it has been everywhere, up to a number.

import type { UpkeepStep } from '#ports';

/** Steps of one run; what is left is the next run's. */
export const stepsPerRunMax = 500;

/** Repeats a step until it says that it has finished; resolves with the sum. */
export async function runSteps(step: () => Promise<UpkeepStep>): Promise<number> {
  let sum = 0;
  for (let i = 0; i < stepsPerRunMax; i++) {
    const { done, finished } = await step();
    sum += done;
    if (finished) break;
  }
  return sum;
}
