// What the kernel counts when a listen queue is full.

import { describe, expect, it } from 'vitest';
import { overflowsFrom } from '../../../../bench/reconnect/overflows.ts';

describe('a full listen queue', () => {
  it('is counted by its name', () => {
    const netstat =
      'TcpExt: SyncookiesSent ListenOverflows ListenDrops\nTcpExt: 1 42 43\nIpExt: A\n';
    expect(overflowsFrom(netstat)).toBe(42);
    expect(overflowsFrom('')).toBe(0);
  });
});
