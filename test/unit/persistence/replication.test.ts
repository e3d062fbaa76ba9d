// How far a copy is behind, by what was seen of a log, and by the answers of MongoDB.

import { MongoServerError } from 'mongodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  byMajority,
  byMembers,
  mongoReplication,
} from '../../../src/persistence/mongo/replication.ts';
import { behindSinceMs } from '../../../src/persistence/replication.ts';

describe('an offset is behind a log', () => {
  const ends = [
    { atMs: 1000, offset: 100 },
    { atMs: 2000, offset: 300 },
    { atMs: 3000, offset: 300 },
    { atMs: 4000, offset: 500 },
  ];

  it.each([
    [500, 5000, 0],
    [600, 5000, 0],
    // Half of what came between two looks.
    [200, 5000, 3500],
    [400, 5000, 1500],
    // Nothing is known of when the next byte came but that the look at 4000 saw it.
    [300, 5000, 1000],
    // Older than all that was seen.
    [50, 5000, 4000],
  ])('at %i, at %i, for %i ms', (offset, nowMs, expected) => {
    expect(behindSinceMs(ends, offset, nowMs)).toBe(expected);
  });

  it('never for longer than since the last look that saw nothing behind it', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.nat(1000)), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(steps, fc.nat(30_000), fc.nat(5000), (deltas, offset, laterMs) => {
        let [atMs, end] = [0, 0];
        const seen = deltas.map(([ms, bytes]) => ({ atMs: (atMs += ms), offset: (end += bytes) }));
        const nowMs = atMs + laterMs;
        const behindMs = behindSinceMs(seen, offset, nowMs);
        const whole = seen.findLast((one) => one.offset <= offset);
        const missed = seen.find((one) => one.offset > offset);
        expect(behindMs).toBeLessThanOrEqual(nowMs - (whole?.atMs ?? 0));
        expect(behindMs).toBeGreaterThanOrEqual(missed ? nowMs - missed.atMs : 0);
        if (!missed) expect(behindMs).toBe(0);
      }),
    );
  });
});

const at = (ms: number) => new Date(Date.UTC(2026, 10, 1) + ms);
const member = (state: number, ms: number, health = 1) => ({
  ...{ state, health, optimeDate: at(Math.floor(ms / 1000) * 1000) },
  lastAppliedWallTime: at(ms),
});

describe('MongoDB', () => {
  it('is as far behind as its slowest secondary that lives', () => {
    const members = [member(1, 9000), member(2, 8800), member(2, 6500), member(8, 0, 0)];
    expect(byMembers({ members })).toEqual({ replicas: 2, behindMs: 2500 });
    const older = members.map(({ lastAppliedWallTime: _, ...rest }) => rest);
    expect(byMembers({ members: older })).toEqual({ replicas: 2, behindMs: 3000 });
    expect(byMembers({ members: [member(1, 9000)] })).toEqual({ replicas: 0 });
  });

  it('tells users without rights what a majority has, and of mongos nothing', async () => {
    const lastWrite = { lastWriteDate: at(9000), majorityWriteDate: at(7000) };
    const hello = { setName: 'rs0', hosts: ['a', 'b', 'c'], lastWrite };
    expect(byMajority(hello)).toEqual({ replicas: 2, behindMs: 2000 });
    expect(byMajority({ ...hello, hosts: ['a'] })).toEqual({ replicas: 0 });
    expect(byMajority({ msg: 'isdbgrid' })).toBeUndefined();
    const askServer = async (command: object) => {
      if ('hello' in command) return hello;
      throw new MongoServerError({ errmsg: 'not authorized', code: 13 });
    };
    expect(await mongoReplication({ askServer })).toEqual({ replicas: 2, behindMs: 2000 });
  });

  it('passes on what is no matter of rights', async () => {
    const askServer = async () => {
      throw new MongoServerError({ errmsg: 'interrupted', code: 11_601 });
    };
    await expect(mongoReplication({ askServer })).rejects.toThrow('interrupted');
  });
});
