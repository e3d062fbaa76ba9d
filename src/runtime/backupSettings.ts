// Settings of backups, and the form of those that are whole numbers.

import { z } from 'zod/v4';

/** A setting that is a whole number between two others, both of them among it. */
export const whole = (least: number, most: number) => {
  const expected = `must be a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,12}$/, expected)
    .transform(Number)
    .pipe(z.number().min(least, expected).max(most, expected));
};

/** Variables of the environment, as config.ts has them. */
export const backupSettings = {
  ALDIS_BACKUP_DIR: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder of backups, on another disk; set: one is made by itself every ' +
        '`ALDIS_BACKUP_EVERY_HOURS`. Several hosts share it. Unset: `npm run backup` writes to ' +
        '`backups` in the data folder, and nothing is made by itself.',
    ),
  ALDIS_BACKUP_EVERY_HOURS: whole(1, 720)
    .default(24)
    .describe('Hours between two backups that are made by themselves.'),
  ALDIS_BACKUP_KEEP: whole(1, 10_000)
    .default(14)
    .describe('Backups of that folder that stay; with each new one the oldest goes.'),
  ALDIS_BACKUP_KEY_FILE: z
    .string()
    .min(1)
    .optional()
    .describe(
      'JSON file of the keys that backups are encrypted under; keep a copy elsewhere. Unset: ' +
        '`backup-keys.json` in the data folder.',
    ),
} as const;
