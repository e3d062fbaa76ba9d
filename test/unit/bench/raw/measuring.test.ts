// Arithmetic of the measurements: memory readings, ratios, options.

import { describe, expect, it } from 'vitest';
import { kibFrom } from '../../../../bench/lab/procFields.ts';
import { slopeOf, tcpPages } from '../../../../bench/memory/readings.ts';
import { sleepsFrom } from '../../../../bench/lab/processCpu.ts';
import { overflowsFrom } from '../../../../bench/reconnect/overflows.ts';
import { barsOf, busy, sparse } from '../../../../bench/relay/loads.ts';
import { readRelayOptions } from '../../../../bench/relay/options.ts';
import { ratiosOf, spreadOf } from '../../../../bench/relay/report.ts';
import { duration, UsageError } from '../../../../bench/lab/options.ts';
import { infoNumber } from '../../../../bench/lab/redisCalls.ts';

describe('a memory reading', () => {
  const reading = {
    rss: 0,
    anonymous: 0,
    heapUsed: 0,
    heapTotal: 0,
    external: 0,
    slab: 0,
    mapped: 0,
  };

  it('finds a line of /proc, in bytes', () => {
    const status = 'VmPeak:\t 9 kB\nVmRSS:\t   2048 kB\nRssAnon:\t 1024 kB\n';
    expect(kibFrom(status, 'VmRSS')).toBe(2048 * 1024);
    expect(() => kibFrom(status, 'VmSwap')).toThrow(/VmSwap/);
  });

  it('finds the pages of TCP', () => {
    const sockstat =
      'sockets: used 90\nTCP: inuse 5 orphan 0 tw 0 alloc 6 mem 31\nUDP: inuse 0 mem 2';
    expect(tcpPages(sockstat)).toBe(31);
  });

  it('has a slope per connection', () => {
    const before = { ...reading, tcpBuffers: 0 };
    const after = { ...reading, rss: 5000, slab: 1000, tcpBuffers: 0 };
    expect(slopeOf(before, after, 10)).toMatchObject({ rss: 500, slab: 100, heapUsed: 0 });
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

describe('a full listen queue', () => {
  it('is counted by its name', () => {
    const netstat =
      'TcpExt: SyncookiesSent ListenOverflows ListenDrops\nTcpExt: 1 42 43\nIpExt: A\n';
    expect(overflowsFrom(netstat)).toBe(42);
    expect(overflowsFrom('')).toBe(0);
  });
});

describe('ratios of turns', () => {
  const run = (rate: number, faults: string[] = []) => ({ rate, void: faults });

  it('are of runs that followed each other, and of such that count', () => {
    const ours = [run(50), run(60), run(70, ['lost'])];
    const theirs = [run(100), run(80), run(70)];
    expect(ratiosOf(ours, theirs, ({ rate }) => rate)).toEqual([0.5, 0.75]);
  });

  it('have a median, a least and a most', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
    expect(spreadOf([4, 1, 2, 3]).median).toBe(2.5);
    expect(spreadOf([]).median).toBeNaN();
  });
});

describe('options', () => {
  it('have defaults', () => {
    expect(readRelayOptions([])).toMatchObject({
      loads: [
        { name: 'busy', pairs: 100, window: 8 },
        { name: 'sparse', pairs: 2, window: 1 },
      ],
      bytes: 300,
      runs: 5,
      only: undefined,
    });
  });

  it('describe one load, which has its bars when it is a known one', () => {
    const one = (...args: string[]) => readRelayOptions(args).loads;
    expect(one('--pairs', '2', '--window', '1')).toEqual([sparse]);
    expect(one('--window', '8')).toEqual([busy]);
    expect(one('--pairs', '7')).toEqual([{ name: 'own', pairs: 7, window: 8 }]);
    expect(barsOf({ name: 'own', pairs: 7, window: 8 }, 'sdk')).toEqual({});
    expect(barsOf(busy, 'default')).toEqual({ rateRatioLeast: 0.7 });
  });

  it('say in a sentence what they do not take', () => {
    expect(() => readRelayOptions(['--only', 'nobody'])).toThrow(UsageError);
    expect(() => readRelayOptions(['--pairs', '0'])).toThrow(/1 to 2000/);
    expect(() => duration('--for', '0s')).toThrow(UsageError);
    expect(duration('--for', '2m')).toBe(120_000);
  });
});
