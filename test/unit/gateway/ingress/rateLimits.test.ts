// Promises of the table of token buckets.

import { globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { AccountKind } from '#actors';
import { accountKinds } from '#actors';
import { createMemoryRateLimiter } from '#persistence';
import { ConfigError, ManualClock } from '#runtime';
import { readRateLimits } from '../../../../src/gateway/ingress/limitsFile.ts';
import { limitFor, rateLimitNames, takerOf } from '../../../../src/gateway/ingress/rateLimits.ts';
import { routes } from '../../../../src/gateway/ingress/routes/all.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'aldis-limits-'));

function withFile(content: string) {
  const path = join(folder, `${Math.abs(content.length * 31 + content.charCodeAt(3))}.json`);
  writeFileSync(path, content);
  return () => readRateLimits({ ALDIS_LIMITS_FILE: path });
}

describe('rate limits', () => {
  it('hold Signal’s numbers and the facade’s', () => {
    const limits = readRateLimits({ ALDIS_LIMITS_FILE: undefined });
    expect(limits.messages).toMatchObject({
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
    expect(perMinute('facade')).toEqual([300, 300]);
  });

  it('are replaced by the operator’s file, name by name', () => {
    const limits = withFile('{"messages": {"burst": 3}, "connect": {"onFailure": "closed"}}')();
    expect(limits.messages).toMatchObject({ burst: 3, refillMs: 1000, onFailure: 'open' });
    expect(limits.connect.onFailure).toBe('closed');
  });

  it('measure each kind of account by its own, where the list or the file has one', () => {
    const declared = readRateLimits({ ALDIS_LIMITS_FILE: undefined });
    expect(limitFor(declared.friend, 'new')).toMatchObject({ burst: 30, refillMs: 60_000 });
    expect(limitFor(declared.friend, 'standard')).toBe(declared.friend);
    expect(limitFor(declared.friend, undefined)).toBe(declared.friend);
    const said = withFile('{"messages": {"burst": 3, "kinds": {"bot": {"burst": 9}}}}')();
    const bursts = accountKinds.map((kind) => limitFor(said.messages, kind).burst);
    // What is said of all holds for those kinds too that the list measures otherwise.
    expect(bursts).toEqual([3, 3, 3, 9]);
    expect(limitFor(said.messages, 'bot')).toMatchObject({ name: 'messages', refillMs: 1000 });
  });

  it('are measured by the kind of who takes', async () => {
    const limits = withFile('{"account": {"burst": 1, "kinds": {"trusted": {"burst": 3}}}}')();
    const limiter = createMemoryRateLimiter(new ManualClock());
    const take = takerOf({ limiter, limits });
    const taken = async (subject: string, kind?: AccountKind) => {
      let count = 0;
      while (!(await take('account', subject, 1, kind))) count += 1;
      return count;
    };
    expect(await taken('one')).toBe(1);
    expect(await taken('two', 'trusted')).toBe(3);
    expect(await taken('three', 'new')).toBe(1);
  });

  it.each([
    ['{"messages": {"kinds": {"friend": {"burst": 3}}}}', 'messages.kinds'],
    ['{"messages": {"kinds": {"bot": {"onFailure": "open"}}}}', 'messages.kinds.bot'],
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

  it('are all taken by some route or event', () => {
    const declared = new Set(routes.flatMap(({ limits = [] }) => limits.map((one) => one.bucket)));
    const rest = rateLimitNames.filter((name) => !declared.has(name));
    const text = ['src/gateway', 'src/console', 'cluster']
      .flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: root }))
      .filter((file) => !file.endsWith('/rateLimits.ts'))
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .join('\n');
    const isTaken = (name: string) =>
      new RegExp(
        `\\('${name}'|(?:imi|bucke)ts\\.${name}\\b|\\{[^}]*\\b${name}\\b[^}]*\\} = [\\w.]*limits;`,
      ).test(text);
    expect(isTaken('nobodyTakesThis')).toBe(false);
    expect(rest.filter((name) => !isTaken(name))).toEqual([]);
  });

  it('guard every route but those that tell life and readiness', () => {
    const free = routes.filter((route) => !route.limits?.length).map((route) => route.path);
    // Messages take from buckets that only their path, or what they carry, names.
    const messages = ['/v1/messages/:serviceId', '/v1/messages/multi_recipient'];
    expect(free.sort()).toEqual(['/livez', '/readyz', ...messages]);
  });
});
