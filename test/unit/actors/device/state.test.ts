// What a device's connection is handed, whatever the order in which things happen.

import type { QueuedEnvelope } from '#ports';
import type { ConnectionAddress, ConnectionId, EnvelopeGuid, MemberId } from '#protocol';
import { limits } from '#protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  DeviceEffect,
  DeviceEvent,
  DeviceState,
} from '../../../../src/actors/device/state.ts';
import { decideDevice, detached, underWay } from '../../../../src/actors/device/state.ts';

const seed = 20_261_121;
const socket = (name: string): ConnectionAddress => ({
  member: 'member-1' as MemberId,
  connection: name as ConnectionId,
});
const nothing: ReadonlySet<EnvelopeGuid> = new Set();

type Read = Extract<DeviceEffect, { type: 'read' }>;

/** A queue, a device that decides, and a client, moved one step at a time. */
class Model {
  state: DeviceState = detached;
  readonly stored: QueuedEnvelope[] = [];
  /** Outcomes in the order of the inserts; `unknown` where nobody learned it. */
  readonly outcomes: (QueuedEnvelope | 'unknown')[] = [];
  readonly reads: Read[] = [];
  readonly pages: Extract<DeviceEvent, { type: 'page' }>[] = [];
  readonly retries: number[] = [];
  delivered: QueuedEnvelope[] = [];
  unacknowledged: EnvelopeGuid[] = [];
  queueEmpties = 0;
  storedAtAttach = 0;
  closed: string[] = [];
  #position = 0;
  #at = 0;
  readonly #handed = new Set<EnvelopeGuid>();

  run(event: DeviceEvent): readonly DeviceEffect[] {
    const { state, effects } = decideDevice(this.state, event);
    this.state = state;
    for (const effect of effects) {
      if (effect.type === 'read') this.reads.push(effect);
      if (effect.type === 'queueEmpty') this.#sawQueueEmpty();
      if (effect.type === 'close') this.closed.push(effect.connection.connection);
      if (effect.type === 'retryLater') this.retries.push(effect.round);
      if (effect.type === 'deliver') for (const one of effect.envelopes) this.#receive(one);
    }
    expect(underWay(state)).toBeLessThanOrEqual(limits.unacknowledgedMax);
    expect(this.unacknowledged.length).toBeLessThanOrEqual(limits.unacknowledgedMax);
    return effects;
  }

  /** Stores; the outcome comes later, and is perhaps not known even then. */
  insert(outcome: 'known' | 'unknown'): void {
    this.#position += 1 + (this.#position % 3);
    const guid = String(this.#position).padStart(32, '0') as EnvelopeGuid;
    const envelope = { guid, position: this.#position, bytes: new Uint8Array(1) };
    this.stored.push(envelope);
    this.outcomes.push(outcome === 'unknown' ? outcome : envelope);
  }

  complete(): void {
    const outcome = this.outcomes.shift();
    if (!outcome) return;
    this.run(outcome === 'unknown' ? { type: 'stir' } : { type: 'queued', envelope: outcome });
  }

  /** The store looks at what is there now; the answer is still on its way. */
  beginRead(): void {
    const read = this.reads.shift();
    if (!read) return;
    const { round, after, limit } = read;
    const rest = this.stored.filter((one) => one.position > after);
    const page = { envelopes: rest.slice(0, limit), more: rest.length > limit };
    this.pages.push({ type: 'page', round, page, removing: nothing });
  }

  failRead(): void {
    const read = this.reads.shift();
    if (read) this.run({ type: 'readFailed', round: read.round });
  }

  retry(): void {
    const round = this.retries.shift();
    if (round !== undefined) this.run({ type: 'retry', round });
  }

  endRead(): void {
    const page = this.pages.shift();
    if (page) this.run(page);
  }

  acknowledge(count: number): void {
    const guids = this.unacknowledged.splice(0, count);
    for (const guid of guids) {
      this.stored.splice(
        this.stored.findIndex((one) => one.guid === guid),
        1,
      );
    }
    this.run({ type: 'acknowledged', guids });
  }

  attach(name: string): void {
    this.delivered = [];
    this.#handed.clear();
    this.unacknowledged = [];
    this.queueEmpties = 0;
    this.storedAtAttach = this.#position;
    this.run({
      type: 'attach',
      connection: socket(name),
      place: this.#at++,
      attempt: this.#at,
    });
  }

  detach(name: string): void {
    this.run({ type: 'detach', connection: socket(name) });
  }

  /** Everything under way ends and the client acknowledges, until nothing moves any more. */
  settle(): void {
    for (let step = 0; step < 5_000; step++) {
      const moving =
        this.outcomes.length + this.reads.length + this.pages.length + this.retries.length;
      if (moving + this.unacknowledged.length === 0) return;
      this.complete();
      this.retry();
      this.beginRead();
      this.endRead();
      this.acknowledge(7);
    }
    throw new Error('stuck');
  }

  holds(envelope: QueuedEnvelope): boolean {
    return this.#handed.has(envelope.guid);
  }

  #receive(envelope: QueuedEnvelope): void {
    const last = this.delivered.at(-1);
    if (last) expect(envelope.position).toBeGreaterThan(last.position);
    this.delivered.push(envelope);
    this.#handed.add(envelope.guid);
    this.unacknowledged.push(envelope.guid);
  }

  #sawQueueEmpty(): void {
    this.queueEmpties++;
    const late = this.stored.filter(
      (one) => one.position <= this.storedAtAttach && !this.holds(one),
    );
    expect(late).toEqual([]);
  }
}

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('insert' as const), n: fc.nat(40) }) },
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

  it('closes the older of two connections, whichever came last', () => {
    const { state } = decideDevice(detached, {
      type: 'attach',
      connection: socket('newer'),
      place: 2,
      attempt: 1,
    });
    const older = {
      type: 'attach',
      connection: socket('older'),
      place: 1,
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
      place: 3,
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
    const place = 2;
    const dead = { type: 'attach', connection: socket('dead'), place, attempt: 1 } as const;
    const { state } = decideDevice(detached, dead);
    const early = { ...dead, connection: socket('next'), place: 1 };
    const refused = decideDevice(state, early);
    expect(refused.effects).toEqual([{ type: 'refuse', code: 'server.unavailable' }]);
    const again = { ...early, connection: socket('again'), place: 3 };
    const taken = decideDevice(refused.state, again);
    expect(taken.state.attachment?.connection).toEqual(socket('again'));
  });

  it('lets only the connection itself detach', () => {
    const attached = decideDevice(detached, {
      type: 'attach',
      connection: socket('a'),
      place: 1,
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
      attachment: { connection: socket(name), place: 1, attempt: 1 },
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
