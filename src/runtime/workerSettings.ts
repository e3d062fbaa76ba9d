// Settings of the worker processes: how many there are, and how Node runs them.

import { z } from 'zod/v4';
import { whole } from './backupSettings.ts';

/** Variables of the environment, as config.ts has them. */
export const workerSettings = {
  ALDIS_WORKERS: whole(1, 64).default(4).describe('Worker processes to fork.'),
  ALDIS_LARGE_PAGES: z
    .stringbool()
    .default(true)
    .describe(
      "Keep Node's own code in pages of 2 MiB where the system has them: a message costs less, " +
        'each worker 40 MiB more. Off for profilers, which cannot name that code then.',
    ),
} as const;
