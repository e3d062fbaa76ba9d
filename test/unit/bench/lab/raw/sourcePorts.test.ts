// Source ports that a crowd takes by itself.

import { SourcePorts } from '#lab/raw/sourcePorts.ts';
import { describe, expect, it } from 'vitest';

describe('source ports', () => {
  it('begin again only when all have been taken, and are those of ordinary programs', () => {
    const ports = new SourcePorts();
    const first = ports.take();
    const taken = new Set([first]);
    let port = ports.take();
    for (; port !== first; port = ports.take()) taken.add(port);
    expect(taken.size).toBeGreaterThan(50_000);
    expect(Math.min(...taken)).toBeGreaterThan(1024);
    expect(Math.max(...taken)).toBeLessThan(65_536);
  });
});
