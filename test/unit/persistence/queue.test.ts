// The queue in memory against a list.

import { createMemoryQueue } from '#persistence';
import { limits } from '#protocol';
import { ManualClock } from '#runtime';
import { expect, it } from 'vitest';
import { checkModel } from '../../contract/queueModel.ts';
import {
  bytesAt,
  guidAt,
  memoryTwin,
  newDevice,
  OwnedQueue,
  TestArchive,
} from '../../contract/queueTwins.ts';

it('shows what a list would show, whatever is done to it', async () => {
  await checkModel(memoryTwin, 300, 4711);
});

it('takes a guid again after the memory time, and not before', async () => {
  const clock = new ManualClock();
  const memory = createMemoryQueue({ clock, archive: new TestArchive() });
  const queue = new OwnedQueue(memory.queue);
  const device = newDevice();
  await queue.insert(device, guidAt(1), bytesAt(1));
  await queue.remove(device, [guidAt(1)]);
  clock.advance(limits.guidMemoryMs - 1);
  expect((await queue.insert(device, guidAt(1), bytesAt(1))).outcome).toBe('duplicate');
  clock.advance(1);
  expect((await queue.insert(device, guidAt(1), bytesAt(1))).outcome).toBe('stored');
});
