// Stopping under PM2: the workers drain, the ground waits for them and shuts Redis down, the daemon
// ends.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '#runtime';
import { StartError } from '../checks.ts';
import { processRuns } from '../lock.ts';
import { notedIfPossible } from '../noting.ts';
import { Pm2 } from './daemon.ts';

/** The daemon ends a moment after its last word. */
const endTimeoutMs = 10_000;
const pollMs = 20;

/** Stops the cluster once that is noted, or without, where the store is away: it may be why. */
export function stopByOperator(config: Config): Promise<void> {
  if (new Pm2(config.dataDir, {}).pid() === undefined) return stopUnderPm2(config);
  const unnoted = () => console.log('The log of operators is out of reach: it lacks this stop.');
  return notedIfPossible(config, { act: 'cluster.stop' }, unnoted, () => stopUnderPm2(config));
}

/** Stops everything, running or half-started. Throws StartError when something stays. */
export async function stopUnderPm2(
  { dataDir }: Pick<Config, 'dataDir'>,
  { quiet = false } = {},
): Promise<void> {
  const pm2 = new Pm2(dataDir, {});
  const daemon = pm2.pid();
  if (daemon === undefined) {
    if (!quiet) console.log(`No cluster under PM2 runs on ${dataDir}.`);
    return;
  }
  if (!quiet) console.log('Draining the workers, then stopping Redis …');
  await pm2.run('kill');
  for (let waitedMs = 0; processRuns(daemon); waitedMs += pollMs) {
    if (waitedMs >= endTimeoutMs) throw new StartError(`PM2 (process ${daemon}) does not end.`);
    await sleep(pollMs);
  }
  if (!quiet) console.log('Stopped.');
}
