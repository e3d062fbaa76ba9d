// What workers decide about their leases, whatever order requests, answers, closings and time come
// in: the decisions of several over the lease store in memory, and of one over a store that says
// anything.

import type { FencingToken, MemberId, ShardId } from '#protocol';
import { ManualClock } from '#runtime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  Holding,
  LeaseEffect,
  LeaseEvent,
  LeaseState,
} from '../../../src/routing/leaseState.ts';
import {
  changesPerExchangeMax,
  decideLeases,
  handoffDeadlineMs,
  leaseMarginShare,
  leaseRequest,
  noLeases,
} from '../../../src/routing/leaseState.ts';
import { MemoryLeases } from '../../../src/routing/memory/memoryLeases.ts';
import type { LeaseAnswer, LeaseExchange } from '../../../src/routing/ports.ts';
import { rendezvous } from '../../../src/routing/shardMap.ts';

const seed = 20_261_127;
const ttlMs = 3000;
const shardCount = 8;
const beliefMs = ttlMs * (1 - leaseMarginShare);

interface Underway {
  readonly request: LeaseExchange;
  readonly sentAtMs: number;
  answer?: LeaseAnswer;
}

/** One worker: what a keeper does, with the store and the actors in the hands of the test. */
class Worker {
  readonly member: MemberId;
  readonly clock: ManualClock;
  state: LeaseState;
  readonly open = new Map<ShardId, Holding>();
  readonly closing = new Map<ShardId, Holding>();
  underway: Underway | undefined;

  constructor(member: string, clock: ManualClock) {
    this.member = member as MemberId;
    this.clock = clock;
    this.state = noLeases(
      { member: this.member, relayAddress: `unix:${member}`, ttlMs },
      shardCount,
    );
  }

  decide(event: LeaseEvent): readonly LeaseEffect[] {
    const { state, effects } = decideLeases(this.state, event, this.clock.monotonic());
    this.state = state;
    for (const effect of effects) {
      if (effect.type === 'open') this.#opened(effect.shard, effect.holding);
      if (effect.type !== 'close') continue;
      if (this.open.get(effect.shard) !== effect.holding) expect.fail('closed, and was not open');
      this.open.delete(effect.shard);
      this.closing.set(effect.shard, effect.holding);
    }
    const { held } = this.state;
    const isSame = [...held].every(([shard, one]) => this.open.get(shard) === one);
    if (!isSame || held.size !== this.open.size) expect([...held]).toEqual([...this.open]);
    return effects;
  }

  ask(): void {
    if (this.underway) return;
    this.decide({ type: 'passed' });
    const sentAtMs = this.clock.monotonic();
    this.underway = { request: leaseRequest(this.state, sentAtMs), sentAtMs };
  }

  serve(store: MemoryLeases): void {
    if (this.underway) this.underway.answer ??= store.exchange(this.underway.request);
  }

  hear(): void {
    const { underway } = this;
    if (!underway?.answer) return;
    const { request, sentAtMs, answer } = underway;
    this.underway = undefined;
    this.decide({ type: 'answered', request, answer, sentAtMs });
    for (const holding of [...this.open.values(), ...this.closing.values()]) {
      if (holding.validUntilMs === 0 || answer.isLost) continue;
      const most = Math.min(sentAtMs + beliefMs, holding.renewUntilMs);
      if (holding.validUntilMs < most) expect.fail('not renewed');
    }
  }

  /** The actors of one shard have stopped. */
  close(n: number): void {
    const [shard, holding] = [...this.closing][n % Math.max(1, this.closing.size)] ?? [];
    if (shard === undefined || !holding) return;
    this.closing.delete(shard);
    const hadEnded = holding.validUntilMs === 0;
    this.decide({ type: 'closed', shard, holding });
    const back = this.state.release.filter(
      (one) => one.shard === shard && one.token === holding.token,
    );
    const isOnce = hadEnded ? back.length > 0 : back.length === 1;
    if (holding.validUntilMs > 0 || !isOnce) expect.fail('not given back once');
  }

  mayAct(shard: ShardId): boolean {
    return [this.open.get(shard), this.closing.get(shard)].some(
      (holding) => holding && this.clock.monotonic() < holding.validUntilMs,
    );
  }

  #opened(shard: ShardId, holding: Holding): void {
    if (this.open.has(shard) || this.closing.has(shard)) expect.fail('open before it was closed');
    if (this.state.isDraining) expect.fail('opened while everything is given back');
    this.open.set(shard, holding);
  }
}

const walks = fc.array(
  fc.record({
    do: fc.oneof(
      { weight: 30, arbitrary: fc.constantFrom('ask', 'serve', 'hear', 'exchange') },
      { weight: 20, arbitrary: fc.constantFrom('close', 'pass', 'passed') },
      { weight: 3, arbitrary: fc.constantFrom('loseAnswer', 'longPass', 'leave') },
      { weight: 1, arbitrary: fc.constantFrom('drain', 'stop', 'storeLoses') },
    ),
    who: fc.nat(3),
    n: fc.nat(900),
  }),
  { minLength: 30, maxLength: 250 },
);

class Cluster {
  readonly clock = new ManualClock();
  readonly store = new MemoryLeases(this.clock, () => undefined);
  readonly workers = ['a', 'b', 'c', 'd'].map((name) => new Worker(name, this.clock));
  readonly stopped = new Set<Worker>();

  constructor() {
    this.store.declareFresh();
  }

  step(what: string, who: number, n: number): void {
    const worker = this.workers[who] as Worker;
    if (what === 'pass') this.clock.advance(n);
    if (what === 'longPass') this.clock.advance(n * 10);
    if (what === 'storeLoses') this.store.lose();
    if (this.stopped.has(worker)) return;
    if (what === 'ask') worker.ask();
    if (what === 'serve') worker.serve(this.store);
    if (what === 'hear') worker.hear();
    if (what === 'exchange') this.exchange(worker);
    if (what === 'loseAnswer') worker.underway = undefined;
    if (what === 'close') worker.close(n);
    if (what === 'passed') worker.decide({ type: 'passed' });
    if (what === 'leave') this.store.leave(worker.member);
    if (what === 'drain') worker.decide({ type: 'drain' });
    if (what !== 'stop') return;
    worker.state = decideLeases(worker.state, { type: 'stop' }, this.clock.monotonic()).state;
    this.stopped.add(worker);
  }

  exchange(worker: Worker): void {
    worker.ask();
    worker.serve(this.store);
    worker.hear();
  }

  ownersOf(shard: ShardId): MemberId[] {
    return this.workers.flatMap((one) => (one.mayAct(shard) ? one.member : []));
  }

  /** Everybody beats and closes what is to be closed, for some lives of a lease. */
  peace(): void {
    for (let beat = 0; beat < 20; beat++) {
      for (const worker of this.workers) {
        if (this.stopped.has(worker)) continue;
        while (worker.closing.size > 0) worker.close(0);
        this.exchange(worker);
      }
      this.clock.advance(ttlMs / 4 - 1);
    }
  }
}

const shards = Array.from({ length: shardCount }, (_, i) => i as ShardId);

describe('the decisions about leases', () => {
  it('never give a shard two owners, and each its due one in the end', () => {
    fc.assert(
      fc.property(walks, (walk) => {
        const cluster = new Cluster();
        for (const { do: what, who, n } of walk) {
          cluster.step(what, who, n);
          // Whoever is thrown out of the store by hand is dead, or may have a second owner beside.
          if (what === 'leave') cluster.step('stop', who, n);
          const shared = shards.filter((shard) => cluster.ownersOf(shard).length > 1);
          if (shared.length > 0) expect.fail(`two owners of ${shared}`);
        }
        cluster.peace();
        const due = cluster.workers.filter(
          (one) => !cluster.stopped.has(one) && !one.state.isDraining,
        );
        const members = due.map((one) => one.member);
        for (const shard of shards) {
          const owner = rendezvous(shard, members);
          expect(cluster.ownersOf(shard)).toEqual(owner ? [owner] : []);
        }
        for (const worker of cluster.workers) {
          if (!worker.state.isDraining || cluster.stopped.has(worker)) continue;
          const { held, closing, release } = worker.state;
          expect([held.size, closing.size, release.length]).toEqual([0, 0, 0]);
        }
      }),
      { numRuns: 400, seed },
    );
  });

  it('hold no shard that they are giving back', () => {
    const cluster = new Cluster();
    const { store, clock, workers } = cluster;
    const [a, b] = workers as [Worker, Worker];
    for (let i = 0; i < 2; i++) cluster.exchange(a);
    expect(a.open.size).toBe(shardCount);
    // It stands still for longer than its lease, and another is told that it has gone.
    cluster.exchange(b);
    while (b.state.members.has(a.member)) {
      clock.advance(ttlMs / 4);
      cluster.exchange(b);
    }
    b.ask();
    expect(b.underway?.request.want).toHaveLength(shardCount);
    // Now it wakes: its actors stop, and the store, which knows it no more, shows it its own rows.
    a.decide({ type: 'passed' });
    while (a.closing.size > 0) a.close(0);
    cluster.exchange(a);
    a.ask();
    a.serve(store);
    b.serve(store);
    b.hear();
    for (const shard of shards) expect(cluster.ownersOf(shard).length).toBeLessThanOrEqual(1);
  });

  it('open only what was asked for, and believe no store longer than a lease', () => {
    const rows = fc.array(
      fc.record({
        shard: fc.nat(shardCount - 1),
        token: fc.integer({ min: 1, max: 6 }),
        member: fc.constantFrom('a', 'b', undefined),
      }),
      { maxLength: 12 },
    );
    const names = fc.uniqueArray(fc.constantFrom('a', 'b'));
    const says = fc.record({
      rows,
      names,
      draining: names,
      isWhole: fc.boolean(),
      isLost: fc.boolean(),
      lateMs: fc.nat(ttlMs * 2),
      closings: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(says, { maxLength: 30 }), (answers) => {
        const clock = new ManualClock();
        const worker = new Worker('a', clock);
        let version = 0;
        for (const { rows, names, draining, isWhole, isLost, lateMs, closings } of answers) {
          worker.ask();
          const underway = worker.underway as Underway;
          const { want, release } = underway.request;
          for (const shard of want) {
            expect(worker.state.due.shards.has(shard)).toBe(true);
            expect(worker.open.has(shard) || worker.closing.has(shard)).toBe(false);
          }
          for (const { shard, token } of release) {
            expect(worker.open.get(shard)?.token === token).toBe(false);
          }
          const before = new Set(worker.open.keys());
          clock.advance(lateMs);
          underway.answer = {
            known: { epoch: 1, version: ++version, own: version },
            ...{ isWhole, isLost, left: [], soonestEndMs: ttlMs },
            members: names.map((name) => ({
              ...{ member: name as MemberId, relayAddress: `unix:${name}` },
              isDraining: draining.includes(name),
            })),
            leases: rows.map(({ shard, token, member }) => ({
              ...{ shard: shard as ShardId, token: token as FencingToken },
              ...(member ? { member: member as MemberId } : {}),
            })),
          };
          worker.hear();
          for (const [shard, { validUntilMs }] of worker.open) {
            expect(before.has(shard) || want.includes(shard)).toBe(true);
            expect(validUntilMs).toBeLessThanOrEqual(underway.sentAtMs + beliefMs);
          }
          for (let i = 0; i < closings; i++) worker.close(i);
        }
      }),
      { numRuns: 300, seed },
    );
  });

  it('renew a shard that is being closed no longer than a handoff may take', () => {
    const cluster = new Cluster();
    const [worker] = cluster.workers as [Worker];
    for (let i = 0; i < 2; i++) cluster.exchange(worker);
    expect(worker.open.size).toBe(shardCount);
    worker.decide({ type: 'drain' });
    const beganMs = cluster.clock.monotonic();
    for (let beat = 0; beat < 30; beat++) {
      cluster.exchange(worker);
      cluster.clock.advance(ttlMs / 4);
    }
    for (const { renewUntilMs, validUntilMs } of worker.closing.values()) {
      expect(renewUntilMs).toBe(beganMs + handoffDeadlineMs);
      expect(validUntilMs).toBe(0);
    }
  });

  it('ask for no more in one exchange than the store bears', () => {
    const many = changesPerExchangeMax + 1;
    const member = 'a' as MemberId;
    const known = { epoch: 1, version: 1, own: 1 };
    const members = [{ member, relayAddress: 'unix:a', isDraining: false }];
    const first = noLeases({ member, relayAddress: 'unix:a', ttlMs }, many);
    const { state, effects } = decideLeases(
      first,
      {
        type: 'answered',
        request: leaseRequest(first, 0),
        answer: {
          ...{ known, members, isWhole: true, isLost: false },
          ...{ left: [], leases: [], soonestEndMs: ttlMs },
        },
        sentAtMs: 0,
      },
      0,
    );
    expect(leaseRequest(state, 0).want).toHaveLength(changesPerExchangeMax);
    expect(effects.map((one) => one.type)).toContain('askAgain');
  });
});
