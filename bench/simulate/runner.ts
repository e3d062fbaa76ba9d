// A process that runs seeds for the simulation's command, and says what came out, batch by batch.

import type { MutationName } from './mutations.ts';
import { mutations } from './mutations.ts';
import { simulate } from './world.ts';

/** Seeds to run: `first`, `first + step`, … up to `last`. */
export interface Order {
  readonly first: number;
  readonly last: number;
  readonly step: number;
  readonly mutation?: MutationName;
}

/** A seed that broke a promise. */
export interface Failure {
  readonly seed: number;
  readonly promise: string;
  readonly sentence: string;
}

/** What has been run since the last report. */
export interface Report {
  readonly seeds: number;
  readonly letters: number;
  readonly faults: number;
  readonly virtualMs: number;
  readonly failures: readonly Failure[];
  readonly cpuMs: number;
}

const batchSeeds = 25;

/** Runs the ordered seeds; reports after each batch. */
export async function runOrder(order: Order, report: (one: Report) => void): Promise<void> {
  const mutation = order.mutation === undefined ? undefined : mutations[order.mutation];
  for (let seed = order.first; seed <= order.last; ) {
    const cpu = process.cpuUsage();
    const sum = { seeds: 0, letters: 0, faults: 0, virtualMs: 0 };
    const failures: Failure[] = [];
    for (; sum.seeds < batchSeeds && seed <= order.last; seed += order.step) {
      const run = await simulate(seed, mutation ? { mutation } : {});
      sum.seeds += 1;
      sum.letters += run.letters;
      sum.faults += run.faults;
      sum.virtualMs += run.virtualMs;
      if (run.violation) failures.push({ seed, ...run.violation });
    }
    const { user, system } = process.cpuUsage(cpu);
    report({ ...sum, failures, cpuMs: (user + system) / 1000 });
    // Lets the report leave and the process hear that it is not needed any more.
    await new Promise<void>((next) => setImmediate(next));
  }
}

if (process.send) {
  process.once('disconnect', () => process.exit(0));
  process.once('message', (order: Order) => {
    void runOrder(order, (report) => process.send?.(report)).then(() => process.disconnect());
  });
}
