// Topics: who may hear and publish, how many, how often, and that nothing is left of who has gone.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountId, ConnectionId, DeviceId, MemberId } from '#protocol';
import { decodeSignal, limits, presenceTopic } from '#protocol';
import { Subscriptions, subscriptionMs } from '../../../../src/actors/topic/audience.ts';
import type { TopicEdge, TopicState } from '../../../../src/actors/topic/commands.ts';
import {
  gatherMs,
  publishBurst,
  publishRefillMs,
  topicCommands,
  topicEffects,
} from '../../../../src/actors/topic/commands.ts';
import { answerEffects, runEffects } from '../../../../src/actors/effects.ts';
import type { Delivery, Shown } from '#ports';

const seed = 20_261_127;
const accountOf = (n: number) => `00000000-0000-4000-8000-00000000000${n}` as AccountId;
const owner = accountOf(0);
const device = 1 as DeviceId;
const payload = new Uint8Array([7]);
const at = (n: number) => ({
  member: `member-${n % 3}` as MemberId,
  connection: `c${n}` as ConnectionId,
});

/** A topic without its actor. */
class Rig implements TopicEdge {
  readonly id = presenceTopic(owner);
  readonly subscriptions = new Subscriptions();
  readonly told: { member: MemberId; delivery: Delivery }[] = [];
  readonly delivery = {
    send: ({ member }: { member: MemberId }, delivery: Delivery) =>
      void this.told.push({ member, delivery }),
  };
  state: TopicState;
  timeMs = 0;
  /** What the last subscription was answered with. */
  shown: Shown | undefined;

  constructor() {
    const { id, subscriptions: audience } = this;
    this.state = { id, audience, permits: publishBurst, asOfMs: 0, sinceMs: 0 };
  }

  nowMs = () => this.timeMs;
  mayAct = () => true;

  do(type: string, command: object): string {
    const definition = topicCommands.find((one) => one.type === type);
    if (!definition) throw new Error(type);
    this.subscriptions.prune(this.timeMs);
    const decision = definition.decide(this.state, command as never, this.timeMs);
    this.state = decision.state;
    let answer = 'none';
    const ask = {
      answer: (result: { ok: boolean; value?: Shown; refusal?: { code: string } }) => {
        if (result.value) this.shown = result.value;
        answer = result.ok ? 'ok' : (result.refusal?.code ?? '');
      },
    };
    void runEffects({ ...answerEffects, ...topicEffects } as never, this, ask, decision);
    return answer;
  }

  subscribe = (n: number, isFriend = true, account = accountOf(1), of = device) =>
    this.do('subscribe', { account, device: of, isFriend, connection: at(n) });
  show = (n: number, of: number) => this.subscribe(n, false, owner, of as DeviceId);
  unsubscribe = (n: number) => this.do('unsubscribe', { connection: at(n) });
  publish = (account = owner, bytes = payload) =>
    this.do('publish', { from: { account, device }, payload: bytes });
}

describe('a topic', () => {
  it('is heard by its owner and its friends', () => {
    const rig = new Rig();
    expect(rig.subscribe(1, false)).toBe('relation.required');
    expect(rig.subscribe(1, false, owner)).toBe('ok');
    expect(rig.subscribe(2)).toBe('ok');
    expect(rig.subscriptions.size).toBe(2);
  });

  it('throws out who renews and is no friend any more', () => {
    const rig = new Rig();
    rig.subscribe(1);
    expect(rig.subscribe(1, false)).toBe('relation.required');
    expect(rig.subscriptions.size).toBe(0);
  });

  it('takes signals of its owner alone, and so many', () => {
    const rig = new Rig();
    rig.subscribe(1);
    expect(rig.publish(accountOf(1))).toBe('auth.forbidden');
    for (let n = 0; n < publishBurst; n++) expect(rig.publish()).toBe('ok');
    expect(rig.publish()).toBe('rate.limited');
    rig.timeMs += publishRefillMs;
    expect(rig.publish()).toBe('ok');
    expect(rig.publish()).toBe('rate.limited');
    expect(rig.told).toHaveLength(publishBurst + 1);
  });

  it('is encoded once, and told once to each worker', () => {
    const rig = new Rig();
    for (let n = 0; n < 30; n++) rig.subscribe(n);
    rig.publish();
    expect(rig.told.map(({ member }) => member)).toEqual(['member-0', 'member-1', 'member-2']);
    const events = rig.told.map(({ delivery }) => delivery.type === 'signal' && delivery.event);
    expect(new Set(events).size).toBe(1);
    const signal = decodeSignal(events[0] as Uint8Array);
    expect(signal).toMatchObject({ topic: rig.id, account: owner, device: 1 });
    expect([...signal.payload]).toEqual([7]);
  });

  it('has so many subscribers and no more, and renews those it has', () => {
    const rig = new Rig();
    for (let n = 0; n < limits.subscribersMax; n++) rig.subscribe(n);
    expect(rig.subscribe(limits.subscribersMax)).toBe('topic.full');
    expect(rig.subscribe(5)).toBe('ok');
    expect(rig.show(9999, 1)).toBe('ok');
    rig.unsubscribe(9999);
    rig.unsubscribe(6);
    expect(rig.subscribe(limits.subscribersMax)).toBe('ok');
  });

  it('forgets who is not renewed', () => {
    const rig = new Rig();
    rig.subscribe(1);
    rig.timeMs = subscriptionMs - 1;
    rig.subscribe(2);
    rig.timeMs = 2 * subscriptionMs - 2;
    rig.publish();
    expect(rig.told.map(({ member }) => member)).toEqual(['member-2']);
  });

  it('is heard by its owner to show the owner, and whoever comes is told on which devices', () => {
    const rig = new Rig();
    rig.subscribe(1);
    expect(rig.shown).toEqual({ devices: [], whole: false });
    rig.show(2, 3);
    rig.timeMs = gatherMs;
    rig.show(3, 1);
    expect(rig.shown).toEqual({ devices: [1, 3], whole: true });
    rig.show(4, 3);
    rig.unsubscribe(2);
    rig.subscribe(5);
    expect(rig.shown).toEqual({ devices: [1, 3], whole: true });
    rig.unsubscribe(3);
    rig.unsubscribe(4);
    rig.subscribe(5);
    expect(rig.shown).toEqual({ devices: [], whole: true });
  });

  it('tells the workers of its subscribers whom to exclude', () => {
    const rig = new Rig();
    for (const n of [0, 3, 4]) rig.subscribe(n);
    expect(rig.do('exclude', { account: accountOf(1) })).toBe('ok');
    expect(rig.told.map(({ member }) => member)).toEqual(['member-0', 'member-1']);
    expect(rig.told[0]?.delivery).toEqual({
      type: 'unheard',
      topic: rig.id,
      account: accountOf(1),
    });
  });

  it('tells exactly the workers of those who may hear, whatever comes in whatever order', () => {
    const step = fc.record({
      type: fc.constantFrom('friend' as const, 'stranger' as const, 'leave' as const),
      n: fc.nat(11),
    });
    const property = fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const rig = new Rig();
      const hears = new Set<number>();
      for (const { type, n } of steps) {
        if (type === 'leave') rig.unsubscribe(n);
        else rig.subscribe(n, type === 'friend');
        if (type === 'friend') hears.add(n);
        else hears.delete(n);
      }
      expect(rig.subscriptions.size).toBe(hears.size);
      rig.publish();
      const members = new Set([...hears].map((n) => at(n).member));
      expect(new Set(rig.told.map(({ member }) => member))).toEqual(members);
      expect(rig.told).toHaveLength(members.size);
    });
    fc.assert(property, { seed });
  });
});
