// A run made of bounded steps: it goes on while steps find something to do, up to a number.

/** Steps of one run; what is left is the next run's. */
export const stepsPerRunMax = 500;

/** Repeats a step until it finds nothing; resolves with the sum. */
export async function runSteps(step: () => Promise<number>): Promise<number> {
  let sum = 0;
  for (let i = 0; i < stepsPerRunMax; i++) {
    const done = await step();
    if (done === 0) break;
    sum += done;
  }
  return sum;
}
