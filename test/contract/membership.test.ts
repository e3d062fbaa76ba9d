// What every Membership promises: heartbeats are seen by all, newcomers and leavers are announced,
// and nobody is removed who has beaten since.

import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MemberId } from '#protocol';
import type { MemberEvent, Membership } from '#routing';
import type { RoutingTwin } from './routingTwins.ts';
import { routingTwins, stopTwins, until } from './routingTwins.ts';

const a = 'worker-a' as MemberId;
const b = 'worker-b' as MemberId;

afterAll(stopTwins);

describe.each(routingTwins)('the membership in %s', (_name, make) => {
  let twin: RoutingTwin;
  let atA: Membership;
  let atB: Membership;

  beforeEach(async () => {
    twin = await make();
    atA = (await twin.worker(a)).membership;
    atB = (await twin.worker(b)).membership;
  });
  afterEach(() => twin.stop());

  it('shows every member with its relay address and a beat that changes', async () => {
    await atA.beat(a, 'unix:/somewhere/a.sock');
    await twin.pass(5);
    const first = await atB.beat(b, 'http://127.0.0.1:4001');
    expect(first.map(({ member, relayAddress }) => [member, relayAddress]).sort()).toEqual([
      [a, 'unix:/somewhere/a.sock'],
      [b, 'http://127.0.0.1:4001'],
    ]);
    const ageMs = first.find((record) => record.member === a)?.ageMs ?? -1;
    expect(ageMs).toBeGreaterThan(0);
    expect(ageMs).toBeLessThan(1000);
    await twin.pass(1);
    const second = await atB.beat(b, 'http://127.0.0.1:4001');
    const beats = (member: MemberId) =>
      [first, second].map((records) => records.find((one) => one.member === member)?.beat);
    expect(beats(a)[0]).toBe(beats(a)[1]);
    expect(beats(b)[0]).not.toBe(beats(b)[1]);
  });

  it('reads without joining', async () => {
    await atA.beat(a, 'x');
    expect((await atB.list()).map((record) => record.member)).toEqual([a]);
  });

  it('announces who joins and who leaves, once', async () => {
    const events: MemberEvent[] = [];
    await atB.onEvent((event) => events.push(event));
    await atA.beat(a, 'x');
    await atA.beat(a, 'x');
    await atA.remove(a);
    await atA.remove(a);
    await atA.beat(a, 'x');
    await until(() => events.length === 3);
    expect(events).toEqual([
      { type: 'joined', member: a },
      { type: 'left', member: a },
      { type: 'joined', member: a },
    ]);
  });

  it('removes a silent member, but not one that has beaten since', async () => {
    const seen = (await atA.beat(a, 'x'))[0]?.beat;
    await twin.pass(1);
    const now = (await atA.beat(a, 'x'))[0]?.beat;
    await atB.remove(a, seen);
    expect((await atB.list()).length).toBe(1);
    await atB.remove(a, now);
    expect(await atB.list()).toEqual([]);
  });

  it('forgets a dead member', async () => {
    await atA.beat(a, 'x');
    await twin.forget(a);
    expect(await atB.list()).toEqual([]);
  });
});
