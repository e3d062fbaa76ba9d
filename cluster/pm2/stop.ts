// Stopping under PM2: the workers drain, the ground waits for them and shuts Redis down, the daemon
// ends.

import type { Config } from '#runtime';
import { StartError } from '../checks.ts';
import { Pm2 } from './daemon.ts';

/** Stops everything, running or half-started. Throws StartError when something stays. */
export async function stopUnderPm2(
  { dataDir }: Pick<Config, 'dataDir'>,
  { quiet = false } = {},
): Promise<void> {
  const pm2 = new Pm2(dataDir, {});
  if (!pm2.isRunning()) {
    if (!quiet) console.log(`No cluster under PM2 runs on ${dataDir}.`);
    return;
  }
  if (!quiet) console.log('Draining the workers, then stopping Redis …');
  await pm2.run('kill');
  if (pm2.isRunning()) throw new StartError('PM2 does not end; its log is in the data folder.');
  if (!quiet) console.log('Stopped.');
}
