// What every ConnectionOrder promises: whoever asks later, anywhere, gets the larger ordinal.

import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MemberId } from '#protocol';
import type { ConnectionOrder } from '#routing';
import type { RoutingTwin } from './routingTwins.ts';
import { routingTwins, stopTwins } from './routingTwins.ts';

afterAll(stopTwins);

describe.each(routingTwins)('the order of connections in %s', (_name, make) => {
  let twin: RoutingTwin;
  let atA: ConnectionOrder;
  let atB: ConnectionOrder;

  beforeEach(async () => {
    twin = await make();
    atA = (await twin.worker('worker-a' as MemberId)).order;
    atB = (await twin.worker('worker-b' as MemberId)).order;
  });
  afterEach(() => twin.stop());

  it('grows from one connection to the next, whichever worker has it', async () => {
    const places = [];
    for (const order of [atA, atB, atB, atA, atB]) places.push(await order.next());
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(new Set(places).size).toBe(places.length);
    expect(places.every(Number.isSafeInteger)).toBe(true);
  });

  it('gives one ordinal to no two connections that begin at once', async () => {
    const asked = Array.from({ length: 50 }, (_, n) => (n % 2 ? atA : atB).next());
    expect(new Set(await Promise.all(asked)).size).toBe(50);
  });

  it('tells every worker the time that places are drawn by', async () => {
    const beganAtMs = await atA.timeMs();
    const placeMs = (await atB.next()) / 1000;
    expect(placeMs).toBeGreaterThanOrEqual(Math.floor(beganAtMs));
    expect(await atB.timeMs()).toBeGreaterThanOrEqual(Math.floor(placeMs));
    await twin.pass(20);
    const passedMs = (await atA.timeMs()) - beganAtMs;
    expect(passedMs).toBeGreaterThanOrEqual(19);
    expect(passedMs).toBeLessThan(10_000);
  });

  it('goes on growing when the data is lost', async () => {
    const before = await atA.next();
    await twin.lose();
    expect(await atB.next()).toBeGreaterThan(before);
  });
});
