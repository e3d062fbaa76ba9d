// docs/security.md and the table of token buckets say the same, both ways.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRateLimits } from '../../../../src/gateway/ingress/limitsFile.ts';
import type { Bucket } from '../../../../src/gateway/ingress/rateLimits.ts';
import { buckets, rateLimitNames } from '../../../../src/gateway/ingress/rateLimits.ts';

const page = readFileSync(new URL('../../../../docs/security.md', import.meta.url), 'utf8');
const [, table = ''] = /^\| bucket \|.*\n((?:\|.*\n)+)/m.exec(page) ?? [];
/** Those without a name are no bucket of the table. */
const rows = table
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .flatMap(([, name = '', , by = '', measure = '', away = '']) =>
    name.startsWith('`') ? [{ name: name.replaceAll('`', ''), by, measure, away }] : [],
  );
/** What a permit is worth where it is a size. Unit: bytes. */
const permitBytes: Record<string, number> = { sentBytes: 1, sealedBytes: 1, uploadedBytes: 1024 };
const unitMs: Record<string, number> = { ms: 1, s: 1000, min: 60_000 };
const sizes: Record<string, number> = { MiB: 2 ** 20, GiB: 2 ** 30 };

/** `60, 1 s`, `128 MiB, 0.5 ms a byte`. */
function measureOf(name: string, words: string): { burst: number; refillMs: number } | undefined {
  const form = /^([\d,]+)(?: (MiB|GiB))?, ([\d.]+) (ms|s|min)/;
  const [, count = '', size, every, unit = ''] = form.exec(words) ?? [];
  if (every === undefined) return undefined;
  const bytes = (sizes[size ?? ''] ?? 1) / (permitBytes[name] ?? 1);
  const burst = Number(count.replaceAll(',', '')) * bytes;
  return { burst, refillMs: Number(every) * (unitMs[unit] ?? 0) };
}

describe('the table of buckets in docs/security.md', () => {
  const limits = readRateLimits({ ALDIS_LIMITS_FILE: undefined });

  it('names each of them once, and no others', () => {
    expect(rows.map(({ name }) => name).sort()).toEqual([...rateLimitNames].sort());
  });

  it.each(rateLimitNames)('says of %s what holds', (name) => {
    const row = rows.find((one) => one.name === name);
    const { burst, refillMs, onFailure } = limits[name];
    expect(measureOf(name, row?.measure ?? '')).toEqual({ burst, refillMs });
    expect(row?.away.replaceAll('**', '').split(' ')[0]).toBe(onFailure);
    expect(row?.by).toMatch(/account|address|recipient|target|device|call|member|number/);
  });

  it('says of each kind of account what is otherwise', () => {
    const [, ofKinds = ''] = /^\| bucket \| kind \|.*\n((?:\|.*\n)+)/m.exec(page) ?? [];
    const told = ofKinds.split('\n').flatMap((line) => {
      const [, name = '', kinds = '', measure = ''] = line.split('|').map((cell) => cell.trim());
      const bucket = name.replaceAll('`', '');
      if (!name.startsWith('`')) return [];
      return kinds
        .split(', ')
        .map((kind) => [bucket, kind.replaceAll('`', ''), measureOf(bucket, measure)]);
    });
    const declared = Object.entries<Bucket>(buckets).flatMap(([name, { kinds = {} }]) =>
      Object.entries(kinds).map(([kind, measure]) => [name, kind, measure]),
    );
    expect(told).toEqual(declared);
  });

  it('says how many permits are taken ahead', () => {
    expect(page).toContain(`takes up to ${limits.messages.aheadMax} permits`);
  });
});
