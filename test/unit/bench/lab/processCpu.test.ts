// Processor time of processes that come and go.

import { describe, expect, it } from 'vitest';
import { CpuMeter, cpuMicrosFrom } from '#lab/processCpu.ts';

describe('processor time', () => {
  it('is read behind a name that holds blanks and brackets', () => {
    const stat = '42 (a (b) c) S 1 42 42 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 1 0 1 2 3';
    expect(cpuMicrosFrom(stat)).toBe(3_000_000);
    expect(cpuMicrosFrom('nonsense')).toBeUndefined();
  });

  it('counts from the start, keeps what a dead process had, and takes a new one whole', () => {
    const used = new Map([
      [1, 100],
      [2, 1000],
    ]);
    let pids = [1, 2];
    const meter = new CpuMeter(
      () => pids,
      (pid) => used.get(pid),
    );
    expect(meter.read()).toBe(0);
    used.set(1, 150);
    used.set(2, 1300);
    expect(meter.read()).toBe(350);
    used.delete(2);
    used.set(3, 40);
    pids = [1, 2, 3];
    expect(meter.read()).toBe(390);
  });

  it('is unknown where nothing can be read', () => {
    expect(
      new CpuMeter(
        () => [1],
        () => undefined,
      ).read(),
    ).toBeUndefined();
  });
});
