// What the files of /proc say of memory, and what a connection adds.

import { describe, expect, it } from 'vitest';
import { slopeOf, tcpPages } from '#lab/memory.ts';

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
