// When removals go: nobody waits for them, and each call costs a sync of the disk.

import type { EnvelopeGuid, QueueGeneration } from '#protocol';
import { ManualClock } from '#runtime';
import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import type { ShardAnswer, ShardCall } from '../../../src/persistence/redis/queue/queueCall.ts';
import {
  QueueWriter,
  removalPositionsEnough,
  removalsGatherMs,
} from '../../../src/persistence/redis/queue/queueWriter.ts';
import { Ledgers } from '../../../src/persistence/redis/queue/ownedShard.ts';
import { newDevice } from '../../contract/queueTwins.ts';

const guid = 'a0'.repeat(16) as EnvelopeGuid;
const member = Buffer.alloc(40);
const answerTo = ({ inserts, removals }: ShardCall): ShardAnswer => ({
  fencedBy: undefined,
  state: undefined,
  remembered: undefined,
  inserts: inserts.map((_, i) => ({ outcome: 'stored', position: i + 1 })),
  removals: removals.map(({ positions }) => ({ removed: positions.length })),
});

let clock: ManualClock;
let writer: QueueWriter;
/** How many inserts and removals each call had. */
let calls: [inserts: number, removals: number][];
const generation = 'abcdefghijkl' as QueueGeneration;
const ledger = new Ledgers().of({ ...newDevice(), generation });

beforeEach(() => {
  clock = new ManualClock();
  calls = [];
  const write = async ([call]: readonly ShardCall[]) => {
    if (!call) throw new Error('no call');
    calls.push([call.inserts.length, call.removals.length]);
    return [answerTo(call)];
  };
  writer = new QueueWriter({ server: { write }, clock, onArchived() {} });
});

it('lets a removal wait for others, then for an insert to go with', async () => {
  const removed = [writer.remove(ledger, [1])];
  await writer.insert(ledger, guid, member);
  expect(calls).toEqual([[1, 0]]);
  clock.advance(removalsGatherMs / 2);
  removed.push(writer.remove(ledger, [2]));
  clock.advance(removalsGatherMs / 2);
  await turn();
  expect(calls).toHaveLength(1);
  await writer.insert(ledger, guid, member);
  expect(await Promise.all(removed)).toEqual([0, 0]);
  expect(calls).toEqual([
    [1, 0],
    [1, 2],
  ]);
});

it('sends a removal by itself when no insert has come', async () => {
  const removed = writer.remove(ledger, [1]);
  clock.advance(2 * removalsGatherMs - 1);
  await turn();
  expect(calls).toEqual([]);
  clock.advance(1);
  await removed;
  expect(calls).toEqual([[0, 1]]);
});

it('lets a removal of many positions go at once', async () => {
  await writer.remove(
    ledger,
    Array.from({ length: removalPositionsEnough }, (_, i) => i + 1),
  );
  expect(calls).toEqual([[0, 1]]);
});

it('counts off what goes with the insert that had its queue measured', async () => {
  const measured = new Ledgers().of({ ...newDevice(), generation });
  const write = async ([call]: readonly ShardCall[]) => {
    if (!call) throw new Error('no call');
    const { inserts, ...rest } = answerTo(call);
    // Redis measures before it removes.
    return [{ ...rest, inserts: inserts.map((one) => ({ ...one, length: 10, bytes: 400 })) }];
  };
  const measuring = new QueueWriter({ server: { write }, clock, onArchived() {} });
  const removed = measuring.remove(measured, [1, 2, 3]);
  clock.advance(removalsGatherMs);
  await measuring.insert(measured, guid, member);
  await removed;
  expect([measured.length, measured.bytes]).toEqual([8, (440 * 8) / 11]);
});
