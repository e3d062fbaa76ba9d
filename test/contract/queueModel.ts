// The queue as a list: whatever is done to it in whatever order, moves that are interrupted and
// moves that interrupt pages and removals included, the real one shows what the list shows.

import type { DeviceAddress } from '#protocol';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { QueueTwin } from './queueTwins.ts';
import { bytesAt, guidAt, newDevice } from './queueTwins.ts';

const guid = fc.integer({ min: 1, max: 12 });
/** What several envelopes of a run have in common; 0 stands for nothing. */
const payload = fc.nat(2);

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('insert' as const), guid, payload }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('remove' as const),
      guids: fc.uniqueArray(guid, { maxLength: 4 }),
      moving: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('page' as const),
      skip: fc.nat(5),
      limit: fc.integer({ min: 1, max: 5 }),
      moving: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('archive' as const),
      interrupted: fc.constantFrom('not', 'beforeAppend', 'afterAppend'),
      removing: fc.uniqueArray(guid, { maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A queue and the list it must equal. */
interface Pair {
  readonly twin: QueueTwin;
  readonly device: DeviceAddress;
  list: number[];
  known: Set<number>;
  readonly payloads: readonly Uint8Array[];
  /** The payload of each that was accepted. */
  readonly payloadOf: Map<number, number>;
}

/**
 * Runs random steps on fresh devices and compares; a last look follows when all has gone. The seed
 * is printed when it fails.
 */
export async function checkModel(
  open: () => QueueTwin,
  numRuns: number,
  seed: number,
  atEnd: () => Promise<void> = async () => {},
) {
  const property = fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
    const pair: Pair = {
      twin: open(),
      device: newDevice(),
      list: [],
      known: new Set(),
      payloads: ['', ', all of one', ', all of another'].map((text) => Buffer.from(text)),
      payloadOf: new Map(),
    };
    for (const one of steps) await take(pair, one);
    const page = await pair.twin.queue.page(pair.device, 0, 100);
    expect(page.map((row) => row.guid)).toEqual(pair.list.map(guidAt));
    await pair.twin.queue.clear(pair.device);
    await atEnd();
  });
  await fc.assert(property, { numRuns, seed });
}

async function take(pair: Pair, one: Step): Promise<void> {
  const { queue } = pair.twin;
  switch (one.do) {
    case 'insert': {
      const shared = one.payload === 0 ? undefined : pair.payloads[one.payload];
      const view = bytesAt(one.guid);
      const { outcome } = await queue.insert(pair.device, guidAt(one.guid), view, shared);
      expect(outcome).toBe(pair.known.has(one.guid) ? 'duplicate' : 'stored');
      if (outcome === 'stored') {
        pair.list.push(one.guid);
        pair.payloadOf.set(one.guid, one.payload);
      }
      pair.known.add(one.guid);
      return;
    }
    case 'remove':
      if (one.moving) moveOnce(pair);
      await queue.remove(pair.device, one.guids.map(guidAt));
      pair.twin.archive.calm();
      pair.list = pair.list.filter((n) => !one.guids.includes(n));
      return;
    case 'clear':
      await queue.clear(pair.device);
      pair.list = [];
      pair.known = new Set();
      return;
    case 'page':
      if (one.moving) moveOnce(pair);
      await comparePage(pair, one.skip, one.limit);
      return pair.twin.archive.calm();
    case 'archive':
      return archive(pair, one);
  }
}

/** Whatever asks the durable store next is interrupted by a whole move. */
function moveOnce({ twin }: Pair): void {
  const move = async () => {
    twin.archive.calm();
    await twin.upkeep.archive(-60_000);
  };
  Object.assign(twin.archive, { beforePage: move, beforeRemove: move, afterRemove: move });
}

async function comparePage(pair: Pair, skip: number, limit: number): Promise<void> {
  const { queue } = pair.twin;
  const before = skip === 0 ? [] : await queue.page(pair.device, 0, skip);
  const page = await queue.page(pair.device, before.at(-1)?.position ?? 0, limit);
  const expected = pair.list.slice(before.length, before.length + limit);
  expect(page.map((row) => row.guid)).toEqual(expected.map(guidAt));
  const contentOf = (n: number) =>
    Buffer.concat([bytesAt(n), pair.payloads[pair.payloadOf.get(n) ?? 0] ?? Buffer.alloc(0)]);
  expect(page.map((row) => Buffer.from(row.bytes))).toEqual(expected.map(contentOf));
}

/** Moves everything; in the middle of it the device acknowledges, or the process dies. */
async function archive(pair: Pair, how: Extract<Step, { do: 'archive' }>): Promise<void> {
  const { archive: store, queue, upkeep } = pair.twin;
  const remove = async () => {
    await queue.remove(pair.device, how.removing.map(guidAt));
    pair.list = pair.list.filter((n) => !how.removing.includes(n));
  };
  const dies = how.removing.length === 0;
  if (how.interrupted !== 'not') {
    const moment = how.interrupted === 'beforeAppend' ? 'beforeAppend' : 'afterAppend';
    store[moment] = () => (dies ? Promise.reject(new Error('crash')) : remove());
  }
  await upkeep.archive(-60_000).catch((error: Error) => {
    if (error.message !== 'crash') throw error;
  });
  store.beforeAppend = async () => {};
  store.afterAppend = async () => {};
}
