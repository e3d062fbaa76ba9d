// `npm run load -- --scenario calls`: a cluster of its own with media workers, calls on it, and
// what was found.

import { writeFileSync } from 'node:fs';
import { conclude } from '#lab/figures.ts';
import { launchCluster } from '#lab/launch.ts';
import { readCallsOptions } from './options.ts';
import { callsPage, callsText } from './report.ts';
import { runCalls } from './run.ts';
import { callFigures, callPromises } from './verdict.ts';

/** Runs it to its exit code. Throws UsageError. */
export async function loadCalls(args: readonly string[], abort: Promise<never>): Promise<0 | 1> {
  abort.catch(() => undefined);
  const options = readCallsOptions(args);
  const cluster = await launchCluster({
    workers: options.workers,
    unlimited: true,
    env: {
      ALDIS_LOG: 'warn',
      ALDIS_VOICE: 'on',
      ALDIS_VOICE_WORKERS: String(options.mediaWorkers),
    },
  });
  try {
    const found = await runCalls({ options, cluster, abort });
    const promises = callPromises(options, found);
    console.log(callsText(options, found, process.stdout.isTTY === true).join('\n'));
    if (options.html) {
      writeFileSync(options.html, callsPage(options, found, promises));
      console.log(`plots: ${options.html}`);
    }
    return conclude(callFigures(options, found), promises, options.json);
  } finally {
    await cluster.stop();
  }
}
