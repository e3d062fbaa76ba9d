// The token buckets of the list as an operator's file ALDIS_LIMITS_FILE has them.

import { readFileSync } from 'node:fs';
import type { AccountKind } from '#actors';
import { accountKinds } from '#actors';
import type { BucketLimit } from '#ports';
import type { Config } from '#runtime';
import { ConfigError } from '#runtime';
import { z } from 'zod/v4';
import type { Bucket, RateLimit, RateLimitName, RateLimits } from './rateLimits.ts';
import { buckets, rateLimitNames } from './rateLimits.ts';

/** The longest that a bucket may take to fill: more cannot be counted in microseconds. */
const refillWholeMsMax = 3 * 365 * 24 * 60 * 60 * 1000;

const measureShape = {
  burst: z.number().int().min(1).max(1_000_000_000).optional(),
  refillMs: z.number().min(0.001).max(86_400_000).optional(),
};
const fileShape = z.record(
  z.string(),
  z.strictObject({
    ...measureShape,
    onFailure: z.enum(['open', 'closed']).optional(),
    kinds: z.partialRecord(z.enum(accountKinds), z.strictObject(measureShape)).optional(),
  }),
);
type Replaced = z.output<typeof fileShape>;

/** The list with the operator's replacements. Throws ConfigError with one sentence. */
export function readRateLimits(config: Pick<Config, 'ALDIS_LIMITS_FILE'>): RateLimits {
  const replaced = config.ALDIS_LIMITS_FILE ? readFile(config.ALDIS_LIMITS_FILE) : {};
  for (const name of Object.keys(replaced)) {
    if (!Object.hasOwn(buckets, name)) {
      const near = nearest(name);
      const hint = near ? `; did you mean "${near}"?` : `; known are ${rateLimitNames.join(', ')}.`;
      throw new ConfigError(`ALDIS_LIMITS_FILE: "${name.slice(0, 40)}" is no limit${hint}`);
    }
  }
  const entries = rateLimitNames.map((name): [string, RateLimit] => {
    return [name, limitOf(name, replaced[name] ?? {})];
  });
  for (const [name, limit] of entries) {
    const all = [limit, ...Object.values(limit.kinds ?? {})];
    if (all.every(({ burst, refillMs }) => burst * refillMs <= refillWholeMsMax)) continue;
    throw new ConfigError(`ALDIS_LIMITS_FILE: "${name}" would take years to be full again.`);
  }
  return Object.freeze(Object.fromEntries(entries)) as RateLimits;
}

/**
 * A bucket and its measures of kinds, each with what the file says. What it says of the bucket as a
 * whole holds for all kinds but those that it names.
 */
function limitOf(name: RateLimitName, said: Replaced[string]): RateLimit {
  const { kinds: declared, ...given }: Bucket = buckets[name];
  const { kinds: ofKinds, ...whole } = said;
  const limit: BucketLimit = { name, ...given, ...defined(whole) };
  const isReplaced = whole.burst !== undefined || whole.refillMs !== undefined;
  const kinds = accountKinds.flatMap((kind): [AccountKind, BucketLimit][] => {
    const own = { ...(isReplaced ? {} : declared?.[kind]), ...defined(ofKinds?.[kind] ?? {}) };
    return Object.keys(own).length > 0 ? [[kind, { ...limit, ...own }]] : [];
  });
  return kinds.length > 0 ? { ...limit, kinds: Object.fromEntries(kinds) } : limit;
}

/** Without what is undefined. */
function defined<T extends object>(of: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(of).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function readFile(path: string): Replaced {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new ConfigError(`ALDIS_LIMITS_FILE: ${path} is not a readable JSON file.`);
  }
  const read = fileShape.safeParse(json);
  if (!read.success) {
    const issue = read.error.issues[0];
    const where = issue?.path.join('.') || 'the file';
    throw new ConfigError(`ALDIS_LIMITS_FILE: ${where}: ${issue?.message}.`);
  }
  return read.data;
}

function nearest(name: string): RateLimitName | undefined {
  const ranked = rateLimitNames
    .map((known) => ({ known, distance: editDistance(name.toLowerCase(), known.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(2, best.known.length / 3) ? best.known : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= Math.min(a.length, 100); i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
