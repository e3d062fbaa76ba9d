// What every Bus promises: frames arrive whole, in order, at their worker only, and the sender
// hears whether anybody took them.

import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MemberId } from '#protocol';
import type { Bus } from '#routing';
import type { RoutingTwin } from './routingTwins.ts';
import { linkedTwin, routingTwins, stopTwins, until } from './routingTwins.ts';

const a = 'worker-a' as MemberId;
const b = 'worker-b' as MemberId;

afterAll(stopTwins);

const twins: typeof routingTwins = [...routingTwins, ['links between processes', linkedTwin]];

describe.each(twins)('the bus in %s', (_name, make) => {
  let twin: RoutingTwin;
  let busA: Bus;
  let busB: Bus;

  beforeEach(async () => {
    twin = await make();
    busA = (await twin.worker(a)).bus;
    busB = (await twin.worker(b)).bus;
  });
  afterEach(() => twin.stop());

  it('carries every byte', async () => {
    const got: Uint8Array[] = [];
    await busB.subscribe(b, (frame) => got.push(frame));
    const frame = Uint8Array.from({ length: 1024 }, (_, i) => i % 256);
    expect(await busA.publish(b, frame)).toBe(true);
    await until(() => got.length === 1);
    expect(Buffer.from(got[0] ?? []).equals(frame)).toBe(true);
  });

  it('keeps the order of one sender, large frames and small', async () => {
    const got: number[] = [];
    await busB.subscribe(b, (frame) => {
      got.push(Buffer.from(frame).readUInt32BE(0));
    });
    const sent: Promise<boolean>[] = [];
    for (let i = 0; i < 300; i++) {
      const frame = Buffer.alloc(i % 50 === 0 ? 2_000_000 : 40);
      frame.writeUInt32BE(i);
      sent.push(busA.publish(b, frame));
    }
    expect((await Promise.all(sent)).every(Boolean)).toBe(true);
    await until(() => got.length === 300, 10_000);
    expect(got).toEqual(Array.from({ length: 300 }, (_, i) => i));
  });

  it('brings frames to their worker only', async () => {
    const got: MemberId[] = [];
    await busA.subscribe(a, () => got.push(a));
    await busB.subscribe(b, () => got.push(b));
    await busA.publish(b, Uint8Array.of(1));
    await busB.publish(b, Uint8Array.of(2));
    await until(() => got.length === 2);
    expect(got).toEqual([b, b]);
  });

  it('says when nobody took a frame', async () => {
    expect(await busA.publish('nobody-here' as MemberId, Uint8Array.of(1))).toBe(false);
  });
});
