// What an operator asks people to agree to: the file ALDIS_CONSENTS_FILE names documents with their
// versions in force, and says without which nobody goes on. Without the file nobody is asked for
// anything.

import { readFileSync } from 'node:fs';
import type { Config } from '#runtime';
import { ConfigError } from '#runtime';
import type { AuthenticatedDevice } from '#actors';
import type { Result } from '#protocol';
import { limits, refuse } from '#protocol';
import { z } from 'zod/v4';

const documentsMax = 16;

export const consentWord = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/);

const fileShape = z
  .array(
    z.strictObject({
      document: consentWord,
      version: consentWord,
      /** Where it can be read. */
      url: z
        .url({ protocol: /^https?$/ })
        .max(500)
        .optional(),
      /** Who has not agreed to it may read it, agree, take what is theirs and go. */
      required: z.boolean().optional(),
    }),
  )
  .max(Math.min(documentsMax, limits.consentsMax));

/** A document that people are asked to agree to. */
export type AskedConsent = z.output<typeof fileShape>[number];

/** The documents, in the order of the file. Throws ConfigError with one sentence. */
export function readConsents(config: Pick<Config, 'ALDIS_CONSENTS_FILE'>): readonly AskedConsent[] {
  const path = config.ALDIS_CONSENTS_FILE;
  if (path === undefined) return [];
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new ConfigError(`ALDIS_CONSENTS_FILE: ${path} cannot be read as JSON.`);
  }
  const read = fileShape.safeParse(json);
  const names = read.success ? read.data.map(({ document }) => document) : [];
  if (!read.success || new Set(names).size < names.length) {
    throw new ConfigError(
      'ALDIS_CONSENTS_FILE: a list of {"document", "version", "url"?, "required"?} is expected, ' +
        'each document once.',
    );
  }
  return read.data;
}

/** Those without which nobody goes on. */
export function requiredOf(all: readonly AskedConsent[]) {
  return all
    .filter(({ required }) => required)
    .map(({ document, version }) => ({ document, version }));
}

/**
 * Refuses consent.required for a device whose account has not agreed to what nobody goes on
 * without, and names that.
 */
export function lacksConsent(
  all: readonly AskedConsent[],
  { agreed = [] }: Pick<AuthenticatedDevice, 'agreed'>,
): Result<never> | undefined {
  const lacking = requiredOf(all).filter(
    ({ document, version }) =>
      !agreed.some((one) => one.document === document && one.version === version),
  );
  if (lacking.length === 0) return undefined;
  const names = lacking.map(({ document, version }) => `${document} ${version}`);
  return refuse('consent.required', { detail: `Needs: ${names.join(', ')}.` });
}
