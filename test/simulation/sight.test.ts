// What the simulation itself promises: the same seed is the same run, and faulty parts are seen.

import { describe, expect, it } from 'vitest';
import type { MutationName } from '../../bench/simulate/mutations.ts';
import { mutations } from '../../bench/simulate/mutations.ts';
import type { Plan } from '../../bench/simulate/plan.ts';
import { simulate } from '../../bench/simulate/world.ts';
import { transitMs } from '../../src/actors/account/authority.ts';

/** Seeds within which a faulty part has to be seen. */
const seedsMax = 200;

/** Which promises each faulty part may be seen to break. */
const sights: Record<MutationName, readonly string[]> = {
  hastyQueue: ['I1'],
  turnedQueue: ['I3'],
  forgetfulQueue: ['I1', 'I3'],
  slowPreKeys: ['I4'],
  stubbornOwner: ['I6'],
  generousLeases: ['I6'],
  leakyAccounts: ['I6'],
  repeatingEgress: ['I2'],
  wallClockOrder: ['I8', 'I10'],
  endlessLeave: ['I13'],
  stubbornSockets: ['I14'],
  kindDoor: ['I14'],
  leakyGroups: ['I15'],
  staleGroups: ['I15'],
  forgetfulGroups: ['I15'],
  freshUploads: ['I2', 'I3'],
};

/** What makes a rare sight less rare. */
const plans: Partial<Record<MutationName, Partial<Plan>>> = {
  wallClockOrder: { skewMsMax: 3_600_000, workers: 3 },
  stubbornSockets: { links: true, faults: [] },
  kindDoor: { links: true, faults: [] },
  leakyGroups: { groups: true, faults: [] },
  staleGroups: { groups: true },
  forgetfulGroups: { groups: true },
  freshUploads: { uploads: 15, parallelRetries: 0.5 },
};

describe('a simulated run', () => {
  it('is the same for the same seed, step by step', async () => {
    for (const seed of [1, 7, 42, 1090]) {
      const one = await simulate(seed, { keepTrace: true });
      await simulate(seed + 1);
      const other = await simulate(seed, { keepTrace: true });
      expect(other.trace).toEqual(one.trace);
      expect(other).toEqual(one);
    }
  });

  it('is another for another seed', async () => {
    const hashes = new Set<number>();
    for (let seed = 1; seed <= 20; seed++) hashes.add((await simulate(seed)).hash);
    expect(hashes.size).toBe(20);
  });

  it('leaves the globals as it found them', async () => {
    const before = [setImmediate, setTimeout, Math.random, Date.now, performance.now];
    await simulate(3);
    expect([setImmediate, setTimeout, Math.random, Date.now, performance.now]).toEqual(before);
  });
});

describe('a faulty part', () => {
  for (const [name, promises] of Object.entries(sights) as [MutationName, string[]][]) {
    it(`is seen: ${name}`, { timeout: 60_000 }, async () => {
      const seen = await firstSight(name, promises);
      expect(seen, `within ${seedsMax} seeds`).toBeDefined();
    });
  }
});

describe('an eviction', () => {
  /** The first seed in which something was stored after the eviction was answered. */
  const storedAfter = async (plan: Partial<Plan>, seeds: number) => {
    const calm = { evicts: true, faults: [], busLoss: 0, busRepeat: 0, flood: false, uploads: 0 };
    for (let seed = 101; seed <= 100 + seeds; seed++) {
      const { violation } = await simulate(seed, { plan: { ...calm, ...plan } });
      if (violation?.promise === 'I13') return seed;
    }
    return undefined;
  };

  it('holds while the store stands still for longer than a leave and its transit', async () => {
    const faults = [{ atMs: 3000, kind: 'storeFrozen', forMs: 12_000 }] as const;
    expect(await storedAfter({ faults, activeMs: 20_000, workers: 3 }, 8)).toBeUndefined();
  });

  it('holds while frames are on their way for no longer than that', async () => {
    const late = { busDelay: 0.5, busDelayMsMax: transitMs - 100 };
    expect(await storedAfter({ ...late, workers: 3 }, 8)).toBeUndefined();
  });

  // docs/security.md, known limits: whoever mends it takes the line out there.
  it('does not hold for a frame that is on its way for longer', { timeout: 120_000 }, async () => {
    const late = { busDelay: 0.5, busDelayMsMax: 16_000, activeMs: 20_000, workers: 3 };
    expect(await storedAfter(late, seedsMax)).toBeDefined();
  });
});

async function firstSight(name: MutationName, promises: readonly string[]) {
  for (let seed = 1; seed <= seedsMax; seed++) {
    const plan = { uploads: 0, ...plans[name] };
    const { violation } = await simulate(seed, { mutation: mutations[name], plan });
    if (violation && promises.includes(violation.promise)) return { seed, ...violation };
  }
  return undefined;
}
