// Has a backup made, once in the whole cluster, where the operator has named a folder for them.

import type { Log } from '#runtime';
import type { JobKind } from '../runner.ts';

export interface BackupParts {
  readonly everyMs: number;
  /** Makes one, and removes the oldest. Throws when none was made. Unit: bytes. */
  make(): Promise<{ readonly bytes: number; readonly removed: number }>;
}

/** The job `backup`. */
export function backupJob({ everyMs, make, log }: BackupParts & { readonly log: Log }): JobKind {
  return {
    name: 'backup',
    everyMs,
    async run() {
      const { bytes, removed } = await make();
      log.info('job.backup', { bytes, removed });
      return 1;
    },
  };
}
