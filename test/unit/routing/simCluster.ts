// A whole cluster in one process: routers over the memory twins, a hand-turned clock, seeded
// delays, and workers that can be frozen, cut off and killed. Holds invariant I6 at every step.

import { expect } from 'vitest';
import { seededRandom } from '#lab/random.ts';
import type { Command, CommandOf, EntityHost, ShardGrant } from '#actors';
import type {
  AccountId,
  DeviceId,
  EntityAddress,
  EnvelopeGuid,
  MemberId,
  Result,
  ShardId,
} from '#protocol';
import { ok, refuse, shardCountDefault, shardOf } from '#protocol';
import type { Bus, ClusterRouter } from '#routing';
import { createMemoryRouting, createRouter, MemoryNetwork, SealedBus } from '#routing';
import type { Clock } from '#runtime';
import { ManualClock, silentLog } from '#runtime';
import { testMac } from '../../support/frames.ts';

export const ttlMs = 3000;
export const tickMs = ttlMs / 4;
/** How long a lease lasts that is not renewed. */
export const lifeMs = ttlMs * 1.25;

/**
 * The clock of a process that can be frozen: time goes on, its timers do not run until the thaw.
 */
class ProcessClock implements Clock {
  frozen = false;
  readonly #base: Clock;
  #missed: (() => void)[] = [];

  constructor(base: Clock) {
    this.#base = base;
  }

  now = () => this.#base.now();
  monotonic = () => this.#base.monotonic();
  after = (delayMs: number, run: () => void) => this.#base.after(delayMs, () => this.run(run));
  every = (everyMs: number, run: () => void) => this.#base.every(everyMs, () => this.run(run));

  run(step: () => void): void {
    if (this.frozen) this.#missed.push(step);
    else step();
  }

  thaw(): void {
    this.frozen = false;
    const missed = this.#missed;
    this.#missed = [];
    for (const step of missed) step();
  }
}

/** One carried-out command. */
export interface Executed {
  readonly member: MemberId;
  readonly guid: EnvelopeGuid;
  readonly to: AccountId;
}

/** Actors that note what they were told, each command taking a few milliseconds. */
class SimHost implements EntityHost {
  readonly grants = new Map<ShardId, ShardGrant>();
  readonly opened: ShardGrant[] = [];
  readonly #busy = new Map<ShardId, Set<Promise<void>>>();
  readonly #worker: SimWorker;

  constructor(worker: SimWorker) {
    this.#worker = worker;
  }

  open(grant: ShardGrant): void {
    expect(this.grants.has(grant.shard), 'a shard is closed before it is opened again').toBe(false);
    this.grants.set(grant.shard, grant);
    this.opened.push(grant);
  }

  async close(shard: ShardId): Promise<void> {
    this.grants.delete(shard);
    await Promise.all(this.#busy.get(shard) ?? []);
  }

  async handle(to: EntityAddress, command: Command): Promise<Result<unknown>> {
    const shard = shardOf(to);
    const grant = this.grants.get(shard);
    if (!grant?.isValid()) return refuse('shard.not_owner');
    if (command.type !== 'send') return refuse('request.invalid');
    const { cluster, clock, member } = this.#worker;
    cluster.executed.push({
      member,
      guid: (command as CommandOf<'account', 'send'>).guid,
      to: to.id as AccountId,
    });
    const done = new Promise<void>((resolve) => {
      clock.after(this.#worker.handleMs(), resolve);
    });
    const busy = this.#busy.get(shard) ?? new Set();
    this.#busy.set(shard, busy.add(done));
    await done;
    busy.delete(done);
    return ok({ serverTimestamp: 1 });
  }

  async stop(): Promise<void> {
    for (const shard of [...this.grants.keys()]) await this.close(shard);
  }
}

export class SimWorker {
  readonly member: MemberId;
  readonly cluster: SimCluster;
  readonly clock: ProcessClock;
  readonly host: SimHost;
  readonly router: ClusterRouter;
  readonly moved: ReadonlySet<ShardId>[] = [];
  /** How often it was sent away. */
  dismissed = 0;
  handleMs = () => Math.floor(this.cluster.random() * 4);

  constructor(cluster: SimCluster, member: MemberId) {
    this.cluster = cluster;
    this.member = member;
    this.clock = new ProcessClock(cluster.clock);
    this.host = new SimHost(this);
    const ports = createMemoryRouting(cluster.network, member);
    const { clock } = this;
    const behind = cluster.watched(ports.bus);
    this.router = createRouter({
      ...ports,
      bus: new SealedBus({ behind, mac: testMac, clock, log: silentLog }),
      member,
      mac: testMac,
      host: this.host,
      clock: this.clock,
      log: silentLog,
      leaseTtlMs: ttlMs,
      relayAddress: `unix:${member}`,
      random: cluster.random,
      onDismissed: () => void this.dismissed++,
    });
    this.router.onShardsMoved((shards) => this.moved.push(shards));
  }

  /** SIGSTOP. */
  freeze(): void {
    this.clock.frozen = true;
  }

  /** SIGCONT. */
  thaw(): void {
    this.clock.thaw();
  }

  /** SIGKILL. */
  kill(): void {
    this.clock.frozen = true;
    this.cluster.network.setReachable(this.member, false);
    this.cluster.workers.delete(this.member);
  }

  validShards(): ShardId[] {
    return [...this.host.grants.values()].filter((g) => g.isValid()).map((g) => g.shard);
  }
}

export class SimCluster {
  readonly clock = new ManualClock();
  readonly random: () => number;
  readonly network: MemoryNetwork;
  readonly workers = new Map<MemberId, SimWorker>();
  readonly executed: Executed[] = [];
  /** Frames that are lost on their way from now on. */
  loseFrames = 0;
  busBytes = 0;
  /** What workers have asked the store. */
  requests = 0;
  onFrame: (to: MemberId, frame: Uint8Array) => unknown = () => undefined;
  readonly #lastHopMs = new Map<string, number>();
  #guids = 0;

  constructor(seed: number, options: { fresh?: boolean } = {}) {
    this.random = seededRandom(seed);
    this.network = new MemoryNetwork(this.clock, (member, way, run) => {
      if (way === 'request') this.requests++;
      // One way's steps keep their order, as on a connection.
      const key = `${member} ${way}`;
      const delayMs = this.random() * 3;
      const atMs = Math.max(this.clock.monotonic() + delayMs, this.#lastHopMs.get(key) ?? 0);
      this.#lastHopMs.set(key, atMs);
      this.clock.after(atMs - this.clock.monotonic(), () => {
        const worker = this.workers.get(member);
        if (way === 'request' || !worker) run();
        else worker.clock.run(run);
      });
    });
    if (options.fresh !== false) this.network.declareFresh();
  }

  /** A bus that counts, shows and loses frames. */
  watched(bus: Bus): Bus {
    return {
      subscribe: (member, listener) => bus.subscribe(member, listener),
      publish: async (to, frame) => {
        this.busBytes += frame.length;
        this.onFrame(to, frame);
        if (this.loseFrames === 0) return bus.publish(to, frame);
        this.loseFrames--;
        return true;
      },
    };
  }

  /** Starts a worker; it joins as time goes on. */
  join(name: string): SimWorker {
    const worker = new SimWorker(this, name as MemberId);
    this.workers.set(worker.member, worker);
    void worker.router.start();
    return worker;
  }

  /** Lets time pass in steps of a millisecond and checks I6 at each. */
  async pass(ms: number, until?: () => boolean): Promise<number> {
    for (let passed = 0; passed < ms; passed++) {
      if (until?.()) return passed;
      this.clock.advance(1);
      for (let turn = 0; turn < 3; turn++) await new Promise((next) => setImmediate(next));
      this.holdSingleOwner();
    }
    if (until) expect(until(), `what was awaited came within ${ms} ms`).toBe(true);
    return ms;
  }

  holdSingleOwner(): void {
    const owners = new Map<ShardId, MemberId>();
    for (const worker of this.workers.values()) {
      for (const shard of worker.validShards()) {
        const other = owners.get(shard);
        if (other) throw new Error(`shard ${shard} has two owners: ${other}, ${worker.member}`);
        owners.set(shard, worker.member);
      }
    }
  }

  /** Shards with an owner that runs. */
  owned(): number {
    let sum = 0;
    for (const worker of this.workers.values()) {
      if (!worker.clock.frozen) sum += worker.validShards().length;
    }
    return sum;
  }

  allOwned = (): boolean => this.owned() === shardCountDefault;

  /** An account of the shard-space, the same for the same number. */
  account(number: number): AccountId {
    return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}` as AccountId;
  }

  send(content?: Uint8Array): CommandOf<'account', 'send'> {
    const contents = content
      ? [{ deviceId: 1 as DeviceId, registrationId: 1, type: 1, content }]
      : [];
    return {
      type: 'send',
      guid: (this.#guids++).toString(16).padStart(32, '0') as EnvelopeGuid,
      identity: 'aci',
      contents,
      ephemeral: false,
      urgent: false,
      clientTimestamp: 1,
      serverTimestamp: 1,
    };
  }
}

/** Two workers that have taken all shards. */
export async function pair(seed: number) {
  const cluster = new SimCluster(seed);
  const a = cluster.join('worker-a');
  const b = cluster.join('worker-b');
  await cluster.pass(500, cluster.allOwned);
  await cluster.pass(100);
  return { cluster, a, b };
}
