// Settings of shards: how many there are, and whose they are.

import { isShardCount, shardCountDefault, shardCountMax } from '#protocol';
import { z } from 'zod/v4';
import { whole } from './backupSettings.ts';

/** Variables of the environment, as config.ts has them. */
export const shardSettings = {
  ALDIS_SHARDS: whole(1, shardCountMax)
    .refine(isShardCount, 'must be a power of two')
    .optional()
    .describe(
      'Shards of a cluster that is born now: a power of two up to 65536, the same for ever. ' +
        `Unset: ${shardCountDefault}, or those it was born with.`,
    ),
  ALDIS_RESIDENCY_FILE: z
    .string()
    .min(1)
    .optional()
    .describe(
      'JSON file of labels, each with a range of shards (docs/scaling.md): by its label an ' +
        'account is served where that is wanted. The same on all hosts, from the first start on.',
    ),
  ALDIS_RESIDENCY_LABEL: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,15}$/, 'must be a label: a letter, then letters and digits')
    .optional()
    .describe('The label whose accounts alone these workers serve. Unset: those of all labels.'),
} as const;
