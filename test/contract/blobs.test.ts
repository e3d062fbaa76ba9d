// The promises of the store of blobs, held by each twin: memory and the folder.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryBlobs, openBlobFolder } from '#persistence';
import type { BlobStore } from '#ports';
import { StoreFull } from '#ports';
import type { BlobKey } from '#protocol';
import { limits } from '#protocol';
import { ManualClock } from '#runtime';
import { newBlobKey, newOwner, newPlan, numbered, readBlob, source } from '../support/blobs.ts';

interface Twin {
  readonly store: BlobStore;
  /** The same blobs with room for so little that nothing more fits. */
  readonly full: BlobStore;
  end(): void;
}

const clock = new ManualClock(Date.now());
const nowMs = async () => clock.now();

const twins: Record<string, () => Twin> = {
  memory() {
    const store = createMemoryBlobs(clock);
    return { store, full: createMemoryBlobs(clock, 10), end() {} };
  },
  folder() {
    const folder = mkdtempSync(join(tmpdir(), 'aldis-blobs-'));
    const open = (freeBytesMin: number) => openBlobFolder({ folder, freeBytesMin, nowMs });
    const end = () => rmSync(folder, { recursive: true });
    return { store: open(0), full: open(Number.MAX_SAFE_INTEGER), end };
  },
};

const hourMs = 60 * 60 * 1000;

describe.each(Object.entries(twins))('%s', (_name, open) => {
  let twin: Twin;
  let store: BlobStore;
  beforeAll(() => {
    twin = open();
    store = twin.store;
  });
  afterAll(() => twin.end());

  async function upload(length: number, lifetimeMs = hourMs): Promise<BlobKey> {
    const plan = newPlan(length, { lifetimeMs });
    await store.begin(plan);
    await store.append(plan, 0, source(0, length));
    return plan.key;
  }

  test('a blob is there once its last byte is, and not before', async () => {
    const plan = newPlan(5000);
    expect(await store.progress(plan)).toBeUndefined();
    expect(await store.begin(plan)).toBe('begun');
    const endsAtMs = clock.now() + limits.uploadLifetimeMs;
    expect(await store.progress(plan)).toEqual({ offset: 0, length: 5000, endsAtMs });
    const first = await store.append(plan, 0, source(0, 4999));
    const progress = { offset: 4999, length: 5000, endsAtMs };
    expect(first).toEqual({ outcome: 'appended', progress });
    expect(await readBlob(store, plan.key)).toBeUndefined();
    const last = await store.append(plan, 4999, source(4999, 5000));
    expect(last).toEqual({ outcome: 'appended', progress: { offset: 5000, length: 5000 } });
    expect(await readBlob(store, plan.key)).toEqual(numbered(0, 5000));
    expect(await store.progress(plan)).toEqual({ offset: 5000, length: 5000 });
  });

  test('an upload goes on where the line broke', async () => {
    const plan = newPlan(5000);
    await store.begin(plan);
    const cut = await store.append(plan, 0, source(0, 5000, { cutAt: 3000 }));
    expect(cut).toMatchObject({ outcome: 'cut', progress: { offset: 3000 } });
    expect(await store.progress(plan)).toMatchObject({ offset: 3000, length: 5000 });
    for (const offset of [0, 2999, 3001, 5000]) {
      const elsewhere = await store.append(plan, offset, source(offset, 5000));
      expect(elsewhere).toMatchObject({ outcome: 'elsewhere', progress: { offset: 3000 } });
    }
    await store.append(plan, 3000, source(3000, 5000));
    expect(await readBlob(store, plan.key)).toEqual(numbered(0, 5000));
  });

  test('a finished blob takes nothing more and is begun no second time', async () => {
    const plan = newPlan(1000);
    await store.begin(plan);
    expect(await store.begin(plan)).toBe('there');
    await store.append(plan, 0, source(0, 1000));
    expect(await store.begin(plan)).toBe('there');
    expect(await store.append(plan, 1000, source(0, 1000))).toMatchObject({ outcome: 'appended' });
    expect(await store.append(plan, 0, source(5, 900))).toMatchObject({ outcome: 'elsewhere' });
    expect(await store.abandon(plan)).toBe(false);
    expect(await readBlob(store, plan.key)).toEqual(numbered(0, 1000));
  });

  test('of more bytes than were planned the surplus is not kept', async () => {
    const plan = newPlan(1500);
    await store.begin(plan);
    expect(await store.append(plan, 0, source(0, 3000))).toEqual({ outcome: 'surplus' });
    expect(await store.progress(plan)).toMatchObject({ offset: 1000 });
    expect(await readBlob(store, plan.key)).toBeUndefined();
    await store.append(plan, 1000, source(1000, 1500));
    expect(await readBlob(store, plan.key)).toEqual(numbered(0, 1500));
  });

  test('a later append takes over from an earlier one that still waits for bytes', async () => {
    const plan = newPlan(3000);
    await store.begin(plan);
    let goOn = () => {};
    const waits = new Promise<void>((resolve) => (goOn = resolve));
    async function* slow() {
      yield numbered(0, 1000);
      await waits;
      yield numbered(1000, 2000);
    }
    const earlier = store.append(plan, 0, slow());
    while ((await store.progress(plan))?.offset !== 1000) await new Promise(setImmediate);
    expect(await store.append(plan, 1000, source(1000, 2500))).toMatchObject({
      outcome: 'appended',
    });
    goOn();
    expect(await earlier).toEqual({ outcome: 'overtaken' });
    await store.append(plan, 2500, source(2500, 3000));
    expect(await readBlob(store, plan.key)).toEqual(numbered(0, 3000));
  });

  test('an upload is its own owner’s, and nobody else goes on with it', async () => {
    const plan = newPlan(1000);
    await store.begin(plan);
    const other = { ...plan, owner: newOwner() };
    expect(await store.progress(other)).toBeUndefined();
    expect(await store.append(other, 0, source(0, 1000))).toEqual({ outcome: 'missing' });
    expect(await store.abandon(other)).toBe(false);
    expect(await store.progress(plan)).toMatchObject({ offset: 0 });
  });

  test('an upload that is given up is gone, with its bytes', async () => {
    const plan = newPlan(1000);
    await store.begin(plan);
    await store.append(plan, 0, source(0, 500));
    expect(await store.abandon(plan)).toBe(true);
    expect(await store.abandon(plan)).toBe(false);
    expect(await store.progress(plan)).toBeUndefined();
    expect(await store.begin(plan)).toBe('begun');
    expect(await store.progress(plan)).toMatchObject({ offset: 0 });
  });

  test('an owner has so many uploads that are not finished', async () => {
    const owner = newOwner();
    const plans = Array.from({ length: limits.uploadsMax }, () => newPlan(10, { owner }));
    for (const plan of plans) expect(await store.begin(plan)).toBe('begun');
    const next = newPlan(10, { owner });
    expect(await store.begin(next)).toBe('tooMany');
    expect(await store.begin(newPlan(10))).toBe('begun');
    const [first, second] = plans;
    if (!first || !second) throw new Error('no uploads');
    await store.append(first, 0, source(0, 10));
    expect(await store.begin(next)).toBe('begun');
    expect(await store.begin(newPlan(10, { owner }))).toBe('tooMany');
  });

  test('a range is read, cut at the end, and refused behind it', async () => {
    const key = await upload(200_000);
    expect(await readBlob(store, key, { first: 0, last: 0 })).toEqual(numbered(0, 1));
    const middle = { first: 70_000, last: 150_000 };
    expect(await readBlob(store, key, middle)).toEqual(numbered(70_000, 150_001));
    const beyond = { first: 199_999, last: 900_000 };
    expect(await readBlob(store, key, beyond)).toEqual(numbered(199_999, 200_000));
    expect(await store.open(key, { first: 200_000, last: 200_001 })).toBe('beyond');
    const opened = await store.open(key, middle);
    if (!opened || opened === 'beyond') throw new Error('no blob');
    expect(opened).toMatchObject({ length: 200_000, range: middle });
    await opened.close();
    await opened.close();
  });

  test('a blob that nobody holds goes after its lifetime, an upload after a day', async () => {
    const key = await upload(10, hourMs);
    const longer = await upload(10, 48 * hourMs);
    const unfinished = newPlan(10);
    await store.begin(unfinished);
    clock.advance(hourMs - 1);
    await store.expire();
    expect(await readBlob(store, key)).toEqual(numbered(0, 10));
    clock.advance(1);
    expect((await store.expire()).removed).toBeGreaterThan(0);
    expect(await readBlob(store, key)).toBeUndefined();
    expect(await store.progress(unfinished)).toBeDefined();
    clock.advance(limits.uploadLifetimeMs);
    const survey = await store.expire();
    expect(await store.progress(unfinished)).toBeUndefined();
    expect(await readBlob(store, longer)).toEqual(numbered(0, 10));
    expect(survey).toMatchObject({ blobs: 1, bytes: 10, uploads: 0 });
    clock.advance(48 * hourMs);
    expect(await store.expire()).toMatchObject({ blobs: 0, bytes: 0, removed: 1 });
    expect(await store.expire()).toMatchObject({ removed: 0 });
  });

  test('a blob stays while somebody holds it, and goes with the last', async () => {
    const plan = newPlan(10);
    await store.hold(plan.key, 'profile-1');
    await store.begin(plan);
    await store.append(plan, 0, source(0, 10));
    await store.hold(plan.key, 'profile-2');
    await store.hold(plan.key, 'profile-2');
    clock.advance(90 * 24 * hourMs);
    await store.expire();
    await store.release(plan.key, 'profile-2');
    await store.release(plan.key, 'nobody');
    expect(await readBlob(store, plan.key)).toEqual(numbered(0, 10));
    await store.release(plan.key, 'profile-1');
    expect(await readBlob(store, plan.key)).toBeUndefined();
    await store.release(plan.key, 'profile-1');
  });

  test('a blob that did not come is held no longer than it may be awaited', async () => {
    const [never, late] = [newPlan(10), newPlan(10)];
    await store.hold(never.key, 'profile-1');
    await store.hold(late.key, 'profile-1');
    clock.advance(limits.blobAwaitedMs - 1);
    await store.expire();
    await store.begin(late);
    await store.append(late, 0, source(0, 10));
    clock.advance(90 * 24 * hourMs);
    await store.expire();
    expect(await readBlob(store, late.key)).toEqual(numbered(0, 10));
    await store.begin(never);
    await store.append(never, 0, source(0, 10));
    clock.advance(90 * 24 * hourMs);
    await store.expire();
    expect(await readBlob(store, never.key)).toBeUndefined();
  });

  test('of holds and releases at the same time none is lost', async () => {
    const key = await upload(10);
    const holders = Array.from({ length: 20 }, (_, n) => `holder-${n}`);
    await Promise.all(holders.map((holder) => store.hold(key, holder)));
    await Promise.all([
      ...holders.slice(0, 19).map((holder) => store.release(key, holder)),
      store.hold(key, 'another'),
    ]);
    await store.release(key, 'holder-19');
    clock.advance(2 * hourMs);
    await store.expire();
    expect(await readBlob(store, key)).toEqual(numbered(0, 10));
    await store.release(key, 'another');
    expect(await readBlob(store, key)).toBeUndefined();
  });

  test('what has no room is refused and leaves nothing', async () => {
    const plan = newPlan(1000);
    await expect(twin.full.begin(plan)).rejects.toBeInstanceOf(StoreFull);
    expect(await twin.full.progress(plan)).toBeUndefined();
  });

  test.each([
    '..',
    '../../../etc/passwd',
    '....................',
    'AAAAAAAAAA/AAAAAAAAA',
    'AAAAAAAAAAAAAAAAAA\0A',
    '',
    'AAAAAAAAAAAAAAAAAAAAA',
  ])('%j names no blob', async (name) => {
    const key = name as BlobKey;
    const plan = newPlan(10, { key });
    const tries = [
      async () => store.begin(plan),
      async () => store.progress(plan),
      async () => store.append(plan, 0, source(0, 10)),
      async () => store.abandon(plan),
      async () => store.open(key),
      async () => store.hold(key, 'holder'),
      async () => store.release(key, 'holder'),
      async () => store.begin({ ...newPlan(10), owner: name }),
      async () => store.hold(newBlobKey(), `${name}/`),
    ];
    for (const attempt of tries) await expect(attempt()).rejects.toThrow(TypeError);
  });
});
