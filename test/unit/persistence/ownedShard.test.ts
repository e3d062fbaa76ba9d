// What an owner remembers of a shard.

import { expect, it } from 'vitest';
import { OwnedShard } from '../../../src/persistence/redis/queue/ownedShard.ts';

const stateBytes = 32;
const readBytes = 65_536;

it('keeps none of the buffer in which the state of a shard came', () => {
  const read = Buffer.alloc(readBytes);
  const state = read.subarray(100, 100 + stateBytes);
  state.writeDoubleBE(7, 0);
  state.writeUInt32BE(3, 28);
  const lane = new OwnedShard(5);
  lane.enter(7 as Parameters<OwnedShard['enter']>[0]);
  lane.learn(state, undefined);
  expect(lane.believed.equals(state)).toBe(true);
  expect(lane.believed.buffer.byteLength).toBe(stateBytes);
  read.fill(255);
  expect(lane.believed.readUInt32BE(28)).toBe(3);
});
