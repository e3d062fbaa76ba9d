// Commands through the cluster: each gets one answer, moves do not lose or turn them round, and
// what cannot be answered ends at its deadline with the right code.

import { describe, expect, it } from 'vitest';
import { createMac } from '#crypto';
import type { AccountId, Result } from '#protocol';
import { accountAddress, limits, shardOf } from '#protocol';
import { pendingAskBytesMax, pendingAsksMax, probeAfterMs } from '../../../src/routing/asks.ts';
import { encodeItem, joinFrame } from '../../../src/routing/busCodec.ts';
import { sealFrame } from '../../../src/routing/sealedBus.ts';
import { CommandWeights } from '../../../src/routing/weight.ts';
import { metrics } from '#runtime';
import { counted } from '../../support/counted.ts';
import { testMac } from '../../support/frames.ts';
import type { SimWorker } from './simCluster.ts';
import { lifeMs, pair, type SimCluster, tickMs, ttlMs } from './simCluster.ts';

function accountOf(cluster: SimCluster, owner: SimWorker): AccountId {
  for (let number = 0; ; number++) {
    const id = cluster.account(number);
    if (owner.validShards().includes(shardOf(accountAddress(id)))) return id;
  }
}

/** Asks and notes the answers. */
class Asker {
  readonly answers: Result<unknown>[] = [];
  asked = 0;
  readonly #cluster: SimCluster;

  constructor(cluster: SimCluster) {
    this.#cluster = cluster;
  }

  ask(from: SimWorker, to: AccountId, content?: Uint8Array): void {
    this.asked++;
    const command = this.#cluster.send(content);
    void from.router.ask(accountAddress(to), command).then((answer) => this.answers.push(answer));
  }

  allAnswered = () => this.answers.length === this.asked;
  codes = () => this.answers.map((answer) => (answer.ok ? 'ok' : answer.refusal.code));
}

describe('a command', () => {
  it('reaches its actor on this worker and on another', async () => {
    const { cluster, a, b } = await pair(1);
    const asker = new Asker(cluster);
    asker.ask(a, accountOf(cluster, a));
    asker.ask(a, accountOf(cluster, b));
    await cluster.pass(50, asker.allAnswered);
    expect(asker.codes()).toEqual(['ok', 'ok']);
    expect(cluster.executed.map((one) => one.member).sort()).toEqual([a.member, b.member]);
  });

  it('brings back what the actor refuses, without asking again', async () => {
    const { cluster, a, b } = await pair(2);
    let answer: Result<unknown> | undefined;
    void a.router
      .ask(accountAddress(accountOf(cluster, b)), { type: 'describe' })
      .then((result) => {
        answer = result;
      });
    await cluster.pass(50, () => answer !== undefined);
    expect(answer).toEqual({ ok: false, refusal: { code: 'request.invalid' } });
  });

  it('arrives in the order of asking when nothing fails', async () => {
    const { cluster, a, b } = await pair(3);
    const asker = new Asker(cluster);
    const to = accountOf(cluster, b);
    for (let i = 0; i < 100; i++) {
      asker.ask(a, to);
      if (i % 7 === 0) await cluster.pass(1);
    }
    await cluster.pass(100, asker.allAnswered);
    const guids = cluster.executed.map((one) => one.guid);
    expect(guids).toEqual([...guids].sort());
    expect(guids.length).toBe(100);
  });

  it('survives drains and joins: each is carried out and answered once', async () => {
    for (const seed of [4, 5, 6]) {
      const { cluster, a, b } = await pair(seed);
      const asker = new Asker(cluster);
      const accounts = Array.from({ length: 20 }, (_, n) => cluster.account(n));
      const go = async (ms: number) => {
        for (let i = 0; i < ms; i++) {
          for (const from of [a, b]) asker.ask(from, accounts[i % accounts.length]!);
          await cluster.pass(1);
        }
      };
      await go(30);
      const c = cluster.join('worker-c');
      await go(80);
      void b.router.drain();
      await go(80);
      await cluster.pass(300, asker.allAnswered);
      expect(new Set(asker.codes())).toEqual(new Set(['ok']));
      expect(new Set(cluster.executed.map((one) => one.guid)).size).toBe(asker.asked);
      expect(cluster.executed.some((one) => one.member === c.member)).toBe(true);
      expect(b.router.ownedShards()).toBe(0);
    }
  });

  it.each([7, 17, 27])('keeps its place while its shard moves (seed %i)', async (seed) => {
    const { cluster, a, b } = await pair(seed);
    const asker = new Asker(cluster);
    const to = accountOf(cluster, b);
    for (let i = 0; i < 150; i++) {
      if (i === 50) void b.router.drain();
      asker.ask(a, to);
      await cluster.pass(1);
    }
    await cluster.pass(300, asker.allAnswered);
    const firsts = [...new Set(cluster.executed.map((one) => one.guid))];
    expect(firsts).toEqual([...firsts].sort());
    expect(new Set(cluster.executed.map((one) => one.member)).size).toBe(2);
  });

  it('is asked again at the new owner when its worker dies, inside the deadline', async () => {
    const { cluster, a, b } = await pair(8);
    const asker = new Asker(cluster);
    const to = accountOf(cluster, b);
    b.kill();
    asker.ask(a, to);
    await cluster.pass(20);
    cluster.network.forget(b.member);
    await cluster.pass(60, asker.allAnswered);
    expect(asker.codes()).toEqual(['ok']);

    const other = await pair(9);
    const second = new Asker(other.cluster);
    const moved = accountOf(other.cluster, other.b);
    other.b.kill();
    second.ask(other.a, moved);
    await other.cluster.pass(lifeMs + 2 * tickMs, second.allAnswered);
    expect(second.codes()).toEqual(['ok']);
  });

  it('leaves once for an owner that is slow, and times out as unknown', async () => {
    const { cluster, a, b } = await pair(10);
    const asker = new Asker(cluster);
    const to = accountOf(cluster, b);
    b.handleMs = () => 60_000;
    const content = new Uint8Array(50_000);
    asker.ask(a, to, content);
    cluster.busBytes = 0;
    await cluster.pass(limits.commandDeadlineMs + 200, asker.allAnswered);
    expect(asker.codes()).toEqual(['server.timeout']);
    expect(cluster.executed.length).toBe(1);
    expect(cluster.busBytes).toBeLessThan(2 * content.length);
  });

  it('is answered by an owner that was slow, at whichever look', async () => {
    const { cluster, a, b } = await pair(20);
    const asker = new Asker(cluster);
    b.handleMs = () => 5000;
    asker.ask(a, accountOf(cluster, b));
    await cluster.pass(5050, asker.allAnswered);
    expect(asker.codes()).toEqual(['ok']);
    expect(cluster.executed.length).toBe(1);
  });

  it('that the bus lost is asked again, as soon as a later frame shows it', async () => {
    const { cluster, a, b } = await pair(21);
    const asker = new Asker(cluster);
    const to = accountOf(cluster, b);
    asker.ask(a, to);
    await cluster.pass(20, asker.allAnswered);
    cluster.loseFrames = 1;
    asker.ask(a, to);
    await cluster.pass(10);
    expect([cluster.loseFrames, asker.answers.length]).toEqual([0, 1]);
    asker.ask(a, to);
    const tookMs = await cluster.pass(200, asker.allAnswered);
    expect(tookMs).toBeLessThan(probeAfterMs / 2);
    expect(cluster.executed.length).toBe(3);
  });

  it('that the bus lost is asked again though nothing follows it', async () => {
    const { cluster, a, b } = await pair(22);
    const again = await counted(metrics.busRetries);
    const asker = new Asker(cluster);
    cluster.loseFrames = 1;
    asker.ask(a, accountOf(cluster, b));
    await cluster.pass(probeAfterMs + 300, asker.allAnswered);
    expect(asker.codes()).toEqual(['ok']);
    expect(cluster.executed.length).toBe(1);
    expect(await again()).toBe(1);
  });

  it('whose answer the bus lost is not carried out again', async () => {
    const { cluster, a, b } = await pair(23);
    const asker = new Asker(cluster);
    b.handleMs = () => 50;
    asker.ask(a, accountOf(cluster, b));
    await cluster.pass(20, () => cluster.executed.length === 1);
    cluster.loseFrames = 1;
    await cluster.pass(probeAfterMs + 300, asker.allAnswered);
    expect(asker.codes()).toEqual(['ok']);
    expect([cluster.loseFrames, cluster.executed.length]).toEqual([0, 1]);
  });

  it('is refused as unavailable when no owner could be asked', async () => {
    const { cluster, a } = await pair(11);
    for (const worker of cluster.workers.values()) {
      cluster.network.setReachable(worker.member, false);
    }
    await cluster.pass(ttlMs + tickMs);
    const asker = new Asker(cluster);
    for (let number = 0; number < 8; number++) asker.ask(a, cluster.account(number));
    await cluster.pass(limits.commandDeadlineMs + 200, asker.allAnswered);
    expect(new Set(asker.codes())).toEqual(new Set(['server.unavailable']));
  });

  it('is refused as busy beyond the limit of commands under way', async () => {
    const { cluster, a, b } = await pair(12);
    const to = accountOf(cluster, b);
    b.freeze();
    const asker = new Asker(cluster);
    for (let i = 0; i < pendingAsksMax + 3; i++) asker.ask(a, to);
    await cluster.pass(2);
    expect(asker.codes()).toEqual(['server.busy', 'server.busy', 'server.busy']);
    a.router.stop();
    await cluster.pass(2);
    expect(asker.allAnswered()).toBe(true);
  });
});

describe('commands under way', () => {
  it('are refused as busy beyond their bytes', async () => {
    const { cluster, a, b } = await pair(15);
    const to = accountOf(cluster, b);
    b.freeze();
    const asker = new Asker(cluster);
    const content = new Uint8Array(1024 * 1024);
    const most = Math.floor(pendingAskBytesMax / content.length);
    for (let i = 0; i < most + 2; i++) asker.ask(a, to, content);
    await cluster.pass(2);
    expect(new Set(asker.codes())).toEqual(new Set(['server.busy']));
    expect(asker.answers.length).toBeGreaterThanOrEqual(2);
    a.router.stop();
    await cluster.pass(2);
  });
});

describe('what many commands share', () => {
  it('weighs once while any of them is under way, here and there', async () => {
    const { cluster, a, b } = await pair(31);
    const shared = new Uint8Array(limits.envelopeBytesMax);
    const codes: string[] = [];
    const most = 2 * Math.floor(pendingAskBytesMax / shared.length);
    const ask = (owner: SimWorker) => {
      const command = { ...cluster.send(), shared } as const;
      const answer = a.router.ask(accountAddress(accountOf(cluster, owner)), command);
      void answer.then((result) => codes.push(result.ok ? 'ok' : result.refusal.code));
    };
    for (let i = 0; i < most; i++) ask(i % 2 === 0 ? a : b);
    await cluster.pass(100, () => codes.length === most);
    expect(new Set(codes)).toEqual(new Set(['ok']));
    expect(cluster.executed.length).toBe(most);
    // Nothing is left of it: other commands have all the room.
    const weights = new CommandWeights(200);
    const command = { type: 'x', shared: new Uint8Array(60) };
    const first = weights.add(command) as number;
    expect(weights.add(command)).toBeDefined();
    expect(weights.add({ type: 'x', shared: new Uint8Array(60) })).toBeUndefined();
    for (let i = 0; i < 2; i++) weights.remove(command, first);
    expect(weights.add({ type: 'x', shared: new Uint8Array(140) })).toBeDefined();
  });
});

describe('whoever may publish in Redis', () => {
  const forge = async (
    seed: number,
    of: (frame: Uint8Array[], stranger: Uint8Array) => Uint8Array,
  ) => {
    const { cluster, a, b } = await pair(seed);
    const asker = new Asker(cluster);
    const to = accountOf(cluster, b);
    const recorded: Uint8Array[] = [];
    cluster.onFrame = (member, frame) => member === b.member && recorded.push(frame);
    asker.ask(a, to);
    await cluster.pass(50, asker.allAnswered);
    const before = cluster.executed.length;
    const item = {
      type: 'ask',
      id: 99,
      attempt: 1,
      to: accountAddress(to),
      command: cluster.send(),
    } as const;
    const key = createMac(new Uint8Array(32).fill(9));
    const header = { from: a.member, number: 2, oldest: 1 };
    const stranger = sealFrame(key, b.member, joinFrame(header, [encodeItem(item)]));
    cluster.network.frame(b.member, of(recorded, stranger));
    await cluster.pass(50);
    return { cluster, before, to, a, b };
  };

  it('commands no account', async () => {
    const forged = await counted(metrics.deadLetters, { reason: 'bus_forged' });
    const { cluster, before } = await forge(16, (_recorded, stranger) => stranger);
    expect(cluster.executed.length).toBe(before);
    expect(await forged()).toBe(1);
  });

  it('commands none by a frame that was recorded', async () => {
    const repeated = await counted(metrics.deadLetters, { reason: 'bus_repeated' });
    const { cluster, before } = await forge(17, ([first]) => first ?? new Uint8Array());
    expect(cluster.executed.length).toBe(before);
    expect(await repeated()).toBe(1);
  });

  it('brings nobody to take frames of workers twice or at another worker', async () => {
    const { cluster, to, a, b } = await forge(18, ([first]) => first ?? new Uint8Array());
    const item = {
      type: 'ask',
      id: 99,
      attempt: 1,
      to: accountAddress(to),
      command: cluster.send(),
    } as const;
    const header = { from: a.member, number: 50, oldest: 1 };
    const forOther = sealFrame(testMac, a.member, joinFrame(header, [encodeItem(item)]));
    const before = cluster.executed.length;
    cluster.network.frame(b.member, forOther);
    await cluster.pass(20);
    expect(cluster.executed.length).toBe(before);
    const forB = sealFrame(testMac, b.member, joinFrame(header, [encodeItem(item)]));
    cluster.network.frame(b.member, forB);
    await cluster.pass(20);
    expect(cluster.executed.length).toBe(before + 1);
  });
});
