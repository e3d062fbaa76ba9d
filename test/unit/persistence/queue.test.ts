// The queue in memory against a list.

import { limits } from '#protocol';
import { ManualClock } from '#runtime';
import { expect, it } from 'vitest';
import { checkModel } from '../../contract/queueModel.ts';
import { bytesAt, guidAt, memoryTwin, newDevice } from '../../contract/queueTwins.ts';

it('shows what a list would show, whatever is done to it', async () => {
  await checkModel(memoryTwin, 300, 4711);
});

it('remembers a guid for its memory time at least, and for twice as long at most', async () => {
  const clock = new ManualClock();
  const { queue } = memoryTwin(clock);
  const device = newDevice();
  const again = async () => (await queue.insert(device, guidAt(1), bytesAt(1))).outcome;
  await again();
  await queue.remove(device, [guidAt(1)]);
  clock.advance(limits.guidMemoryMs);
  expect(await again()).toBe('duplicate');
  clock.advance(limits.guidMemoryMs);
  expect(await again()).toBe('stored');
});
