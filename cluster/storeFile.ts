// How large the file of the embedded store is: it never gets smaller, and has a largest size.

import { statSync } from 'node:fs';
import { lmdbFiles } from '#persistence';
import type { Clock, Config, Lifecycle } from '#runtime';
import { metrics } from '#runtime';

const lookEveryMs = 60_000;
const stopTimeoutMs = 1000;

/** Looks now and once a minute; a store of the operator's own has no file here. */
export function watchStoreFile(parts: {
  readonly config: Pick<Config, 'dataDir' | 'MONGODB_URL'>;
  readonly clock: Pick<Clock, 'every'>;
  readonly lifecycle: Pick<Lifecycle, 'onStop'>;
}): void {
  const { config, clock, lifecycle } = parts;
  if (config.MONGODB_URL !== undefined) return;
  const { file } = lmdbFiles(config.dataDir);
  const look = () => {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found) metrics.storeFile.set(found.size);
  };
  const timer = clock.every(lookEveryMs, look);
  lifecycle.onStop('store-file', stopTimeoutMs, () => timer.cancel());
  look();
}
