// How much the private Redis may hold: never all that the machine or the container has.

import { expect, it } from 'vitest';
import { redisMemoryBytes } from '../../../cluster/redisServer.ts';

const MiB = 1024 * 1024;
const whole = 8192 * MiB;

it('is what the setting says, or half of what there is', () => {
  expect(redisMemoryBytes(100)).toBe(100 * MiB);
  expect(redisMemoryBytes(undefined, { total: whole, constrained: 0 })).toBe(whole / 2);
  expect(redisMemoryBytes(undefined, { total: whole, constrained: 512 * MiB })).toBe(256 * MiB);
  // How a container without a limit says so.
  expect(redisMemoryBytes(undefined, { total: whole, constrained: 2 ** 64 })).toBe(whole / 2);
});

it('is never too little to serve at all', () => {
  expect(redisMemoryBytes(undefined, { total: whole, constrained: 32 * MiB })).toBe(64 * MiB);
});
