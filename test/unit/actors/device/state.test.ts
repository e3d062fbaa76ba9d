// What a device's connection is handed, whatever the order in which things happen.

import type { QueuedEnvelope } from '#ports';
import type { EnvelopeGuid } from '#protocol';
import { limits } from '#protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceEvent, DeviceState } from '../../../../src/actors/device/state.ts';
import { decideDevice, detached, pendingBytesMax } from '../../../../src/actors/device/state.ts';
import { bytesOf, large, Model, nothing, socket } from './supply.ts';

const seed = 20_261_121;

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('insert' as const), n: fc.nat(40) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('large' as const), n: fc.nat(15) }) },
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constantFrom(
          'complete' as const,
          'beginRead' as const,
          'endRead' as const,
          'acknowledge' as const,
        ),
        n: fc.nat(60),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constantFrom(
          'attach' as const,
          'detach' as const,
          'failRead' as const,
          'retry' as const,
          'lostInsert' as const,
          'stir' as const,
          'reattach' as const,
        ),
        n: fc.nat(60),
      }),
    },
  ),
  { maxLength: 120 },
);

function walk(model: Model, walked: typeof steps extends fc.Arbitrary<infer S> ? S : never): void {
  let name = 'c0';
  let names = 0;
  for (const step of walked) {
    if (step.do === 'insert') for (let i = 0; i <= step.n; i++) model.insert('known');
    if (step.do === 'large') for (let i = 0; i <= step.n; i++) model.insert('known', large);
    if (step.do === 'lostInsert') model.insert('unknown');
    if (step.do === 'complete') for (let i = 0; i <= step.n; i++) model.complete();
    if (step.do === 'beginRead') model.beginRead();
    if (step.do === 'endRead') model.endRead();
    if (step.do === 'failRead') model.failRead();
    if (step.do === 'retry') model.retry();
    if (step.do === 'stir') model.run({ type: 'stir' });
    if (step.do === 'acknowledge') model.acknowledge(step.n);
    if (step.do === 'detach') model.detach(name);
    if (step.do === 'reattach') model.attach(name);
    if (step.do === 'attach') model.attach((name = `c${++names}`));
  }
}

describe('the supply of a connection', () => {
  it('hands on all, once and in order, whatever becomes of inserts and reads', () => {
    fc.assert(
      fc.property(steps, (walked) => {
        const model = new Model();
        model.attach('c0');
        walk(model, walked);
        if (!model.state.attachment) model.attach('last');
        const expected = [...model.stored];
        model.settle();
        expect(expected.filter((one) => !model.holds(one))).toEqual([]);
        expect(new Set(model.delivered.map((one) => one.guid)).size).toBe(model.delivered.length);
        expect(model.queueEmpties).toBe(1);
      }),
      { seed, numRuns: 300 },
    );
  });

  it('reads again from the start when an envelope came again that is not under way', () => {
    const model = new Model();
    model.insert('known');
    model.attach('c0');
    model.beginRead();
    model.endRead();
    const [handed] = model.delivered as [QueuedEnvelope];
    model.run({ type: 'repeated', guid: handed.guid });
    expect(model.reads).toEqual([]);
    model.run({ type: 'repeated', guid: '0'.repeat(32) as EnvelopeGuid });
    expect(model.reads.map((read) => read.after)).toEqual([0]);
  });

  it('delivers a live envelope without reading', () => {
    const model = new Model();
    model.insert('unknown');
    model.complete();
    model.attach('c0');
    model.beginRead();
    model.endRead();
    model.insert('known');
    model.complete();
    expect(model.delivered.length).toBe(2);
    expect(model.reads).toEqual([]);
  });

  it('stops at a full window and reads on when acknowledgements come', () => {
    const model = new Model();
    for (let i = 0; i < 300; i++) model.insert('unknown');
    model.attach('c0');
    for (let i = 0; i < 5; i++) {
      model.beginRead();
      model.endRead();
    }
    expect(model.delivered.length).toBe(limits.unacknowledgedMax);
    expect(model.queueEmpties).toBe(0);
    model.acknowledge(1);
    expect(model.reads[0]?.limit).toBe(1);
    model.settle();
    expect(model.delivered.length).toBe(300);
  });

  it('stops at a window full of bytes, and goes on when half is acknowledged', () => {
    const model = new Model();
    for (let i = 0; i < 60; i++) model.insert('unknown', large);
    model.attach('c0');
    for (let i = 0; i < 9; i++) {
      model.beginRead();
      model.endRead();
    }
    const most = Math.floor(limits.unacknowledgedBytesMax / large.length);
    const given = model.delivered.length;
    expect(given).toBeLessThanOrEqual(most);
    expect(given).toBeGreaterThan(most / 2);
    model.acknowledge(1);
    expect(model.reads).toEqual([]);
    model.acknowledge(Math.ceil(most / 2));
    expect(model.reads.length).toBe(1);
    model.settle();
    expect(model.delivered.length).toBe(60);
  });

  it('lets no live envelope into a window that is full of bytes, nor keeps more for a read', () => {
    const model = new Model();
    model.attach('c0');
    for (let i = 0; i < 30; i++) model.insert('known', large);
    for (let i = 0; i < 30; i++) model.complete();
    expect(bytesOf(model.state.pending ?? [])).toBeLessThanOrEqual(pendingBytesMax);
    model.settle();
    for (let i = 0; i < 30; i++) model.insert('known', large);
    for (let i = 0; i < 30; i++) model.complete();
    expect(bytesOf(model.delivered.slice(30))).toBeLessThanOrEqual(
      limits.unacknowledgedBytesMax + large.length,
    );
    model.settle();
    expect(model.delivered.length).toBe(60);
  });

  it('closes the older of two connections, whichever came last', () => {
    const { state } = decideDevice(detached, {
      type: 'attach',
      connection: socket('newer'),
      ordinal: 2,
      attempt: 1,
    });
    const older = {
      type: 'attach',
      connection: socket('older'),
      ordinal: 1,
      attempt: 2,
    } as const;
    const refused = decideDevice(state, older);
    expect(refused.effects).toEqual([
      { type: 'close', connection: socket('older'), code: 'device.replaced' },
      { type: 'refuse', code: 'device.replaced' },
    ]);
    const newest = {
      type: 'attach',
      connection: socket('newest'),
      ordinal: 3,
      attempt: 1,
    } as const;
    const taken = decideDevice(refused.state, newest);
    expect(taken.effects[0]).toEqual({
      type: 'close',
      connection: socket('newer'),
      code: 'device.replaced',
    });
    expect(taken.state.attachment?.connection).toEqual(socket('newest'));
  });

  it('lets a handshake that seems older come again, since clocks of workers differ', () => {
    const ordinal = 2;
    const dead = { type: 'attach', connection: socket('dead'), ordinal, attempt: 1 } as const;
    const { state } = decideDevice(detached, dead);
    const early = { ...dead, connection: socket('next'), ordinal: 1 };
    const refused = decideDevice(state, early);
    expect(refused.effects).toEqual([{ type: 'refuse', code: 'server.unavailable' }]);
    const again = { ...early, connection: socket('again'), ordinal: 3 };
    const taken = decideDevice(refused.state, again);
    expect(taken.state.attachment?.connection).toEqual(socket('again'));
  });

  it('lets only the connection itself detach', () => {
    const attached = decideDevice(detached, {
      type: 'attach',
      connection: socket('a'),
      ordinal: 1,
      attempt: 1,
    }).state;
    const other = { type: 'detach', connection: socket('b') } as const;
    expect(decideDevice(attached, other).state.attachment).toBeDefined();
    const own = { type: 'detach', connection: socket('a') } as const;
    expect(decideDevice(attached, own).state.attachment).toBeUndefined();
  });

  it('keeps what two devices hear apart, when both go on after a crash', () => {
    const restarted = (name: string): DeviceState => ({
      ...detached,
      attachment: { connection: socket(name), ordinal: 1, attempt: 1 },
    });
    const own = { guid: 'a'.repeat(32) as EnvelopeGuid, position: 7, bytes: new Uint8Array(1) };
    const one = decideDevice(restarted('a'), { type: 'stir' });
    decideDevice(one.state, { type: 'queued', envelope: own });
    const other = decideDevice(restarted('b'), { type: 'stir' });
    const page = { envelopes: [], more: false };
    const { effects } = decideDevice(other.state, {
      type: 'page',
      round: other.state.round,
      page,
      removing: nothing,
    });
    expect(effects).toEqual([{ type: 'queueEmpty' }]);
  });

  it('waits longer after each failed read, and starts short again after a good one', () => {
    const model = new Model();
    model.attach('c0');
    const delays: number[] = [];
    for (let i = 0; i < 8; i++) {
      const read = model.reads.shift();
      const round = read?.round ?? -1;
      for (const effect of model.run({ type: 'readFailed', round })) {
        if (effect.type === 'retryLater') delays.push(effect.delayMs);
      }
      model.retry();
    }
    expect(delays).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000]);
    model.beginRead();
    model.endRead();
    expect(model.state.failures).toBe(0);
  });

  it('does not hand on again what is being deleted', () => {
    const model = new Model();
    model.insert('unknown');
    model.insert('unknown');
    model.attach('c0');
    const first = model.stored[0] as QueuedEnvelope;
    model.beginRead();
    const page = model.pages.shift() as Extract<DeviceEvent, { type: 'page' }>;
    model.stored.shift();
    model.run({ ...page, removing: new Set([first.guid]) });
    expect(model.delivered.map((one) => one.guid)).toEqual([model.stored[0]?.guid]);
  });
});
