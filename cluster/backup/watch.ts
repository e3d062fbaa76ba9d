// What a worker tells of backups: when the last one was made and put back, for alerts.

import { readBackups } from '#persistence';
import type { Clock, Config, Lifecycle, Log, RedisClient } from '#runtime';
import { logDefect, metrics } from '#runtime';

const hourMs = 60 * 60 * 1000;
const lookEveryMs = 60_000;
const stopTimeoutMs = 1000;

type Settings = Pick<Config, 'ALDIS_BACKUP_DIR' | 'ALDIS_BACKUP_EVERY_HOURS'>;

/** Between two that are made by themselves; undefined: none is. */
export function backupEveryMs(config: Settings): number | undefined {
  return config.ALDIS_BACKUP_DIR ? config.ALDIS_BACKUP_EVERY_HOURS * hourMs : undefined;
}

/** Looks now and once a minute. */
export function watchBackups(parts: {
  readonly config: Settings;
  readonly redis: RedisClient;
  readonly clock: Pick<Clock, 'every'>;
  readonly log: Log;
  readonly lifecycle: Lifecycle;
}): void {
  const { config, redis, clock, log, lifecycle } = parts;
  metrics.backupEvery.set((backupEveryMs(config) ?? 0) / 1000);
  const look = async () => {
    try {
      const { made, restored } = await readBackups(redis);
      metrics.backupMade.set((made?.atMs ?? 0) / 1000);
      metrics.backupRestored.set((restored?.atMs ?? 0) / 1000);
    } catch (error) {
      log.debug('backups.unknown', logDefect(error));
    }
  };
  const timer = clock.every(lookEveryMs, () => void look());
  lifecycle.onStop('backup-watch', stopTimeoutMs, () => timer.cancel());
  void look();
}
