// Readings of /proc and of Redis, and the options that all measurements take.

import { describe, expect, it } from 'vitest';
import { duration, readFlags, takeFlags, UsageError } from '#lab/options.ts';
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

describe('flags', () => {
  const flags = { rate: '50', json: undefined, 'bare-acknowledges': false } as const;

  it('have what was given, the last of it, or what they have without', () => {
    const without = { rate: '50', json: undefined, 'bare-acknowledges': false };
    expect(readFlags(flags, [])).toEqual(without);
    const words = '--rate 1 --bare-acknowledges --json=a=b --rate 2'.split(' ');
    expect(readFlags(flags, words)).toEqual({ rate: '2', json: 'a=b', 'bare-acknowledges': true });
    expect(readFlags(flags, ['--rate', '-1'])).toEqual({ ...without, rate: '-1' });
  });

  it.each([
    ['--rats 5', "Unknown option '--rats'"],
    ['--rats=5', "Unknown option '--rats'"],
    ['--help', "Unknown option '--help'"],
    ['5 --rate 5', "Unexpected argument '5'"],
    ['--rate', "Option '--rate <value>' argument missing"],
  ])('refuse %s in a sentence', (line, sentence) => {
    const read = () => readFlags(flags, line.split(' '));
    expect(read).toThrow(UsageError);
    expect(read).toThrow(sentence);
  });

  it('can be taken out of others, which stay in their order', () => {
    const words = '--devices 10 --redis cluster --rate=5 --for 2m'.split(' ');
    const { given, rest } = takeFlags({ redis: 'single' }, words);
    expect(given).toEqual({ redis: 'cluster' });
    expect(rest).toEqual(['--devices', '10', '--rate=5', '--for', '2m']);
  });
});
