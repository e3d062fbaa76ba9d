// Readings of /proc and of Redis, and the options that all measurements take.

import { describe, expect, it } from 'vitest';
import { duration, UsageError } from '#lab/options.ts';
import { sleepsFrom } from '#lab/processCpu.ts';
import { kibFrom } from '#lab/procFields.ts';
import { infoNumber } from '#lab/redisCalls.ts';

describe('a field of a process', () => {
  it('finds a line of /proc, in bytes', () => {
    const status = 'VmPeak:\t 9 kB\nVmRSS:\t   2048 kB\nRssAnon:\t 1024 kB\n';
    expect(kibFrom(status, 'VmRSS')).toBe(2048 * 1024);
    expect(() => kibFrom(status, 'VmSwap')).toThrow(/VmSwap/);
  });
});

describe('a thread', () => {
  it('has slept so often', () => {
    const status = 'Threads:\t1\nvoluntary_ctxt_switches:\t42\nnonvoluntary_ctxt_switches:\t7\n';
    expect(sleepsFrom(status)).toBe(42);
    expect(sleepsFrom('')).toBe(0);
  });
});

describe('an answer of INFO', () => {
  it('has numbers by name', () => {
    expect(infoNumber('# Memory\r\nused_memory:12\r\nused_memory_rss:3\r\n', 'used_memory')).toBe(
      12,
    );
    expect(infoNumber('', 'used_memory')).toBeNaN();
  });
});

describe('a duration', () => {
  it('is said in seconds or minutes, and is more than none', () => {
    expect(() => duration('--for', '0s')).toThrow(UsageError);
    expect(duration('--for', '2m')).toBe(120_000);
  });
});
