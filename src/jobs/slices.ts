// A run made of bounded slices: it goes on until it has been everywhere, up to a number.

import type { UpkeepSlice } from '#ports';

/** Slices of one run; what is left is the next run's. */
const slicesPerRunMax = 500;

/** Takes a slice again and again until one says that it has finished; resolves with the sum. */
export async function runSlices(slice: () => Promise<UpkeepSlice>): Promise<number> {
  let sum = 0;
  for (let i = 0; i < slicesPerRunMax; i++) {
    const { done, finished } = await slice();
    sum += done;
    if (finished) break;
  }
  return sum;
}
