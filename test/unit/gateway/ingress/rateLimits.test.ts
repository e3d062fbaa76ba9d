// Promises of the table of token buckets.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '#runtime';
import { type rateLimitNames, readRateLimits } from '../../../../src/gateway/ingress/rateLimits.ts';
import { routes } from '../../../../src/gateway/ingress/routes/all.ts';

const folder = mkdtempSync(join(tmpdir(), 'aldis-limits-'));

function withFile(content: string) {
  const path = join(folder, `${Math.abs(content.length * 31 + content.charCodeAt(3))}.json`);
  writeFileSync(path, content);
  return () => readRateLimits({ ALDIS_LIMITS_FILE: path });
}

describe('rate limits', () => {
  it('hold Signal’s numbers and the facade’s', () => {
    const limits = readRateLimits({ ALDIS_LIMITS_FILE: undefined });
    expect(limits.messages).toEqual({
      name: 'messages',
      aheadMax: 16,
      burst: 60,
      refillMs: 1000,
      onFailure: 'open',
    });
    // A byte each 0.5 ms.
    expect(limits.sentBytes).toMatchObject({ burst: 2 ** 27, refillMs: 0.5, onFailure: 'open' });
    expect(limits.preKeys).toMatchObject({ burst: 6, refillMs: 600_000, onFailure: 'closed' });
    expect(limits.register).toMatchObject({ burst: 6, refillMs: 30_000, onFailure: 'closed' });
    const perMinute = (name: (typeof rateLimitNames)[number]) => [
      limits[name].burst,
      60_000 / limits[name].refillMs,
    ];
    expect(perMinute('facadeKeyUpload')).toEqual([5, 5]);
    expect(perMinute('facadeKeys')).toEqual([30, 30]);
    expect(perMinute('facadeSession')).toEqual([20, 20]);
    expect(perMinute('facadeStrangers')).toEqual([20, 20]);
    expect(perMinute('facadeMessages')).toEqual([300, 300]);
  });

  it('are replaced by the operator’s file, name by name', () => {
    const limits = withFile('{"messages": {"burst": 3}, "connect": {"onFailure": "closed"}}')();
    expect(limits.messages).toMatchObject({ burst: 3, refillMs: 1000, onFailure: 'open' });
    expect(limits.connect.onFailure).toBe('closed');
  });

  it.each([
    ['{"mesages": {"burst": 3}}', 'did you mean "messages"?'],
    ['{"xyz": {"burst": 3}}', 'known are messages'],
    ['{"__proto__x": {}}', 'is no limit'],
    ['{"messages": {"burst": 0}}', 'messages.burst'],
    ['{"messages": {"burst": 1000000, "refillMs": 86400000}}', 'would take years'],
    ['{"messages": {"brust": 3}}', 'messages'],
    ['{"messages": 3}', 'messages'],
    ['[]', 'the file'],
    ['not json', 'not a readable JSON file'],
  ])('a wrong file stops the start with one sentence: %s', (content, words) => {
    const read = withFile(content);
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(words);
  });

  it('guard every route but those that tell life and readiness', () => {
    const free = routes.filter((route) => !route.limits?.length).map((route) => route.path);
    // Messages take from buckets that only their path, or what they carry, names.
    const messages = ['/v1/messages/:serviceId', '/v1/messages/multi_recipient'];
    expect(free.sort()).toEqual(['/livez', '/readyz', ...messages]);
  });
});
