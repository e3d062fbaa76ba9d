// Frames of the bus as tests make and read them, under a key of their own.

import { createJobMac, createJobSeals } from '#crypto';
import type { MemberId } from '#protocol';
import type { BusFrame } from '../../src/routing/busCodec.ts';
import { joinFrame, readFrame } from '../../src/routing/busCodec.ts';
import { openFrame, sealFrame } from '../../src/routing/sealedBus.ts';

export const testMac = createJobMac({ indexKey: Buffer.alloc(32, 7).toString('base64') });

export const testSeals = createJobSeals({ indexKey: Buffer.alloc(32, 7).toString('base64') });

const receiver = 'worker-z' as MemberId;

/** A frame for one receiver, its first. */
export function sealed(from: MemberId, items: readonly Uint8Array[], to = receiver): Uint8Array {
  return sealFrame(testMac, to, joinFrame({ from, number: 1, oldest: 1 }, items));
}

/** What that receiver reads. */
export function opened(bytes: Uint8Array, to = receiver): BusFrame | undefined {
  const frame = openFrame(testMac, to, bytes);
  return frame && readFrame(frame);
}
