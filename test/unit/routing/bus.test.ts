// The bus's frames and the outbox that batches them, each on its own.

import fc from 'fast-check';
import { systemClock } from '#runtime';
import { describe, expect, it } from 'vitest';
import type { CommandOf } from '#actors';
import { createMac } from '#crypto';
import type {
  AccountId,
  ConnectionId,
  DeviceId,
  EnvelopeGuid,
  FencingToken,
  MemberId,
} from '#protocol';
import { accountAddress } from '#protocol';
import type { BusItem } from '../../../src/routing/busCodec.ts';
import {
  busVersion,
  encodeItem,
  encodeSharing,
  joinFrame,
  readFrame,
  throughBus,
} from '../../../src/routing/busCodec.ts';
import { FrameNumbers, lateFramesMax } from '../../../src/routing/frameNumbers.ts';
import { OutgoingFrames } from '../../../src/routing/outgoingFrames.ts';
import { openFrame, sealFrame } from '../../../src/routing/sealedBus.ts';
import { opened, sealed, testMac } from '../../support/frames.ts';

const from = 'worker-a' as MemberId;
const aci = '9d0652a3-dcc3-4d11-975f-74d61598733f' as AccountId;
const seed = 20_261;

const bytes = fc.uint8Array({ maxLength: 300 });
const number = fc.oneof(fc.integer(), fc.maxSafeInteger());
const send = fc.record({
  type: fc.constant('send' as const),
  guid: fc.constant('0'.repeat(32) as EnvelopeGuid),
  identity: fc.constantFrom('aci' as const, 'pni' as const),
  contents: fc.array(
    fc.record({
      device: fc.integer({ min: 1, max: 127 }),
      registrationId: fc.integer({ min: 1, max: 0x3fff }),
      type: fc.constant(1),
      content: bytes,
    }),
    { maxLength: 5 },
  ),
  ephemeral: fc.boolean(),
  urgent: fc.boolean(),
  clientTimestamp: number,
  serverTimestamp: number,
}) as unknown as fc.Arbitrary<CommandOf<'account'>>;
const item: fc.Arbitrary<BusItem> = fc.oneof(
  fc.record({
    type: fc.constant('ask' as const),
    id: fc.nat(),
    attempt: fc.nat(),
    to: fc.constant(accountAddress(aci)),
    command: send,
  }),
  fc.record({
    type: fc.constant('answer' as const),
    id: fc.nat(),
    attempt: fc.nat(),
    result: fc.oneof(
      fc.record({ ok: fc.constant(true as const), value: fc.jsonValue() }),
      fc.constant({ ok: false as const, refusal: { code: 'queue.full' as const } }),
    ),
  }),
  fc.record({
    type: fc.constant('deliver' as const),
    connection: fc.constant('c1' as ConnectionId),
    delivery: fc.record({
      type: fc.constant('envelopes' as const),
      device: fc.constant({ account: aci, device: 1 as DeviceId }),
      number: fc.record({
        attempt: fc.nat(),
        token: fc.maxSafeNat() as unknown as fc.Arbitrary<FencingToken>,
        index: fc.nat(),
      }),
      envelopes: fc.array(fc.record({ guid: fc.constant('1' as EnvelopeGuid), bytes })),
    }),
  }),
);

/** Byte fields compare by content, whatever their class. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

describe('a frame of the bus', () => {
  it('reads as it was written', () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 8 }), (items) => {
        const frame = opened(sealed(from, items.map(encodeItem)));
        expect(frame?.from).toBe(from);
        expect(plain(frame?.items)).toEqual(plain(items));
      }),
      { seed },
    );
  });

  it('keeps its byte fields when the frame itself is overwritten', () => {
    const content = Uint8Array.of(1, 2, 3);
    const command = { type: 'checkKeys', device: 1, identity: 'aci', digest: content } as const;
    const ask = {
      type: 'ask',
      id: 1,
      attempt: 1,
      to: accountAddress(aci),
      command,
    } as unknown as BusItem;
    const bytes = sealed(from, [encodeItem(ask)]);
    const frame = opened(bytes);
    bytes.fill(0xff);
    expect(plain(frame?.items)).toEqual(plain([ask]));
  });

  it('leaves out fields that are undefined', () => {
    expect(Object.keys(throughBus({ a: 1, b: undefined }))).toEqual(['a']);
  });

  it('is dropped when it is garbage, cut, of another version or too deep', () => {
    const whole = sealed(from, [
      encodeItem({ type: 'answer', id: 1, attempt: 1, result: { ok: true, value: 'abcdef' } }),
    ]);
    for (let length = 0; length < whole.length; length++) {
      expect(opened(whole.subarray(0, length))).toBeUndefined();
    }
    const other = Uint8Array.from(whole);
    other[0] = busVersion + 1;
    expect(opened(other)).toBeUndefined();
    const deep = sealed(from, [new Uint8Array(200_000).fill(0x91)]);
    expect(opened(deep)).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        expect(() => opened(noise)).not.toThrow();
        expect(() => opened(sealed(from, [noise]))).not.toThrow();
      }),
      { seed },
    );
    expect(opened(whole)?.items.length).toBe(1);
    const command = { type: 'sendShared' };
    const ask = { type: 'ask', id: 1, attempt: 1, to: accountAddress(aci), command } as const;
    for (const at of [0, 1, -1, 0.5]) {
      expect(opened(sealed(from, [encodeSharing(ask, at)]))).toBeUndefined();
    }
  });
});

describe('the tag of a frame', () => {
  const items = [encodeItem({ type: 'gap' })];
  const [here, there] = ['worker-b' as MemberId, 'worker-c' as MemberId];

  it('refuses what was made without the key', () => {
    const stranger = createMac(new Uint8Array(32).fill(8));
    const frame = joinFrame({ from, number: 1, oldest: 1 }, items);
    expect(openFrame(testMac, here, sealFrame(stranger, here, frame))).toBeUndefined();
  });

  it('refuses a frame that was sent to another worker', () => {
    const frame = sealed(from, items, here);
    expect(opened(frame, here)?.from).toBe(from);
    expect(openFrame(testMac, there, frame)).toBeUndefined();
  });

  it('holds the sender, the number and every byte', () => {
    const frame = sealed(from, items, here);
    for (let at = 1; at < frame.length; at++) {
      const bent = Uint8Array.from(frame);
      bent[at] = (bent[at] ?? 0) ^ 1;
      expect(opened(bent, here)).toBeUndefined();
    }
  });
});

describe('the numbers of frames', () => {
  it('tell a repeat from a frame that comes late, and a gap from neither', () => {
    const numbers = new FrameNumbers();
    const orders = [1, 2, 2, 5, 3, 3, 6, 4, 1].map((number) => numbers.take(from, number));
    const expected = ['next', 'next', 'seen', 'beyond', 'late', 'seen', 'next', 'late', 'seen'];
    expect(orders).toEqual(expected);
    expect(numbers.take('worker-b' as MemberId, 1)).toBe('next');
  });

  it('remember no more gaps than a few, and take nothing from beyond them', () => {
    const numbers = new FrameNumbers();
    expect(numbers.take(from, 2 ** 40)).toBe('beyond');
    expect(numbers.take(from, 2 ** 40 - lateFramesMax)).toBe('late');
    expect(numbers.take(from, 2 ** 40 - lateFramesMax - 1)).toBe('seen');
    for (let number = 2 ** 40 + 2; number < 2 ** 40 + 2000; number += 2) numbers.take(from, number);
    expect(numbers.take(from, 2 ** 40 - 1)).toBe('seen');
  });
});

describe('the outbox', () => {
  const ground = {
    numbers: new FrameNumbers(),
    oldestAsk: () => 1,
    isMember: () => true,
  };
  const answer = (id: number): BusItem => ({
    type: 'answer',
    id,
    attempt: 1,
    result: { ok: true, value: 'x'.repeat(100) },
  });

  it('sends everything of one turn for one member in one frame, in order', async () => {
    const frames: [MemberId, Uint8Array][] = [];
    const outbox = new OutgoingFrames({
      member: from,
      clock: systemClock,
      bus: {
        publish: async (to, frame) => frames.push([to, frame]) > 0,
        subscribe: async () => undefined,
      },
      onUndelivered: () => undefined,
      ...ground,
    });
    for (let id = 0; id < 10; id++) {
      outbox.send('worker-b' as MemberId, answer(id));
      outbox.send('worker-c' as MemberId, answer(id));
    }
    expect(frames.length).toBe(0);
    await new Promise((next) => setImmediate(next));
    expect(frames.map(([to]) => to)).toEqual(['worker-b', 'worker-c']);
    for (const [, frame] of frames) {
      const ids = readFrame(frame)?.items.map((one) => (one.type === 'answer' ? one.id : -1));
      expect(ids).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });

  it('sends what asks share once a frame, and each of them has it', async () => {
    const frames: Uint8Array[] = [];
    const outbox = new OutgoingFrames({
      member: from,
      clock: systemClock,
      bus: {
        publish: async (_to, frame) => frames.push(frame) > 0,
        subscribe: async () => undefined,
      },
      onUndelivered: () => undefined,
      ...ground,
    });
    const to = 'worker-b' as MemberId;
    const [one, other] = [Buffer.alloc(5000, 1), Buffer.alloc(5000, 2)];
    const asking = (id: number, shared?: Uint8Array): BusItem => {
      const command = { type: 'sendShared', n: id, ...(shared && { shared }) };
      return { type: 'ask', id, attempt: 1, to: accountAddress(aci), command };
    };
    const items = [asking(1, one), asking(2), asking(3, other), answer(4), asking(5, one)];
    for (const item of items) outbox.send(to, item);
    outbox.flush();
    outbox.send(to, asking(6, one));
    outbox.flush();
    expect(frames.map((frame) => Math.round(frame.length / 5000))).toEqual([2, 1]);
    const read = frames.map((frame) => readFrame(frame)?.items ?? []);
    expect(plain(read)).toEqual(plain([items, [asking(6, one)]]));
    const shared = read.flat().map((item) => (item.type === 'ask' ? item.command.shared : null));
    expect(shared[0]).toBe(shared[4]);
  });

  it('sends nothing under a permit of a worker that others may take for gone', async () => {
    const frames: [MemberId, Uint8Array][] = [];
    let isMember = true;
    const outbox = new OutgoingFrames({
      member: from,
      clock: systemClock,
      bus: {
        publish: async (to, frame) => frames.push([to, frame]) > 0,
        subscribe: async () => undefined,
      },
      onUndelivered: () => undefined,
      ...ground,
      isMember: () => isMember,
    });
    const to = 'worker-b' as MemberId;
    const permit = { untilMs: Number.POSITIVE_INFINITY };
    for (const is of [true, false]) {
      isMember = is;
      outbox.send(to, answer(1), permit);
      outbox.send(to, answer(2));
      outbox.flush();
    }
    const ids = frames.map(([, frame]) =>
      readFrame(frame)?.items.map((one) => (one.type === 'answer' ? one.id : -1)),
    );
    expect(ids).toEqual([[1, 2], [2]]);
  });

  it('holds no more bytes for all members together than it may', async () => {
    const outbox = new OutgoingFrames({
      member: from,
      clock: systemClock,
      bus: { publish: () => new Promise(() => {}), subscribe: async () => undefined },
      onUndelivered: () => undefined,
      outgoingBytesMax: 1000,
      ...ground,
    });
    let sent = 0;
    while (outbox.send(`worker-${sent}` as MemberId, answer(1))) sent++;
    expect(sent).toBeGreaterThan(5);
    expect(sent).toBeLessThan(10);
  });

  it('refuses beyond its backlog and takes again when frames were taken', async () => {
    let release = (_taken: boolean) => {};
    const lost: number[] = [];
    const outbox = new OutgoingFrames({
      member: from,
      clock: systemClock,
      bus: {
        publish: () => new Promise((resolve) => (release = resolve)),
        subscribe: async () => undefined,
      },
      onUndelivered: ({ asks }) => lost.push(...asks),
      backlogBytesMax: 1000,
      ...ground,
    });
    const to = 'worker-b' as MemberId;
    let sent = 0;
    while (outbox.send(to, answer(sent))) sent++;
    expect(sent).toBeGreaterThan(5);
    expect(sent).toBeLessThan(10);
    outbox.flush();
    expect(outbox.send(to, answer(99))).toBe(false);
    release(true);
    await new Promise((next) => setImmediate(next));
    const ask: BusItem = {
      type: 'ask',
      id: 7,
      attempt: 1,
      to: accountAddress(aci),
      command: { type: 'describe' },
    };
    expect(outbox.send(to, ask)).toBe(true);
    outbox.flush();
    release(false);
    await new Promise((next) => setImmediate(next));
    expect(lost).toEqual([7]);
  });
});
