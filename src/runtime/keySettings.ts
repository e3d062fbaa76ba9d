// Settings of the root key, by which the files of the server's own keys are wrapped.

import { z } from 'zod/v4';

/** Variables of the environment, as config.ts has them. */
export const keySettings = {
  ALDIS_ROOT_KEY: z
    .enum(['clear', 'file', 'command'])
    .default('clear')
    .describe(
      'What wraps the secrets file and the backup keys: nothing but their modes (`clear`), a key ' +
        'in a file, or a program that asks a KMS or an HSM; docs/security.md.',
    ),
  ALDIS_ROOT_KEY_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('File of that key, 32 bytes in base64, on another medium than the data folder.'),
  ALDIS_ROOT_KEY_COMMAND: z
    .string()
    .regex(/^\//, 'must be an absolute path')
    .optional()
    .describe('Program that is run with `wrap` or `unwrap`, reads a line and answers one.'),
} as const;

type Settings = Readonly<Record<string, unknown>>;

/** The setting that is missing; undefined where all is there. */
export function missingKeySetting(read: Settings): string | undefined {
  const { ALDIS_ROOT_KEY: kind } = read;
  const name = `ALDIS_ROOT_KEY_${String(kind).toUpperCase()}`;
  return kind !== 'clear' && read[name] === undefined ? name : undefined;
}
