// The leases of a large cluster: the real keepers of hundreds of workers over the memory twin of
// the lease store, in virtual time. Shows what the store has to bear and how long shards are
// without an owner; promises that no shard ever has two.

import type { EntityHost, ShardGrant } from '#actors';
import type { MemberId, ShardId } from '#protocol';
import { refuse } from '#protocol';
import { createMemoryRouting, MemoryNetwork } from '#routing';
import { silentLog } from '#runtime';
import { ShardKeeper } from '../../src/routing/keeper.ts';
import type { Dice } from '#lab/random.ts';
import { createDice } from '#lab/random.ts';
import { sealGlobals } from './sealed.ts';
import { Process, Timeline } from './timeline.ts';

const leaseTtlMs = 3000;
/** All workers come within this time. */
const joinWithinMs = 1000;
const steadyMs = 10_000;
/** What takes longer than this never ends. */
const patienceMs = 60_000;
const lookEveryMs = 5;
/** From a worker to the store and back, each way: within a data centre. */
const hopMs = [0.1, 0.5] as const;
/** How long until a primary has noticed a death. */
const noticeMs = 30;

interface LeaseFigures {
  readonly [name: string]: number;
}

export interface LeaseRun {
  readonly figures: LeaseFigures;
  readonly promises: readonly { readonly sentence: string; readonly kept: boolean }[];
}

/** Nobody asks here: it only notes what is open. */
class NotingHost implements EntityHost {
  readonly grants = new Map<ShardId, ShardGrant>();
  readonly #opened: (grant: ShardGrant) => void;

  constructor(opened: (grant: ShardGrant) => void) {
    this.#opened = opened;
  }

  open(grant: ShardGrant): void {
    this.grants.set(grant.shard, grant);
    this.#opened(grant);
  }

  async close(shard: ShardId): Promise<void> {
    this.grants.delete(shard);
  }

  handle = () => Promise.resolve(refuse('shard.not_owner'));

  async stop(): Promise<void> {
    this.grants.clear();
  }
}

interface KeepingWorker {
  readonly member: MemberId;
  readonly process: Process;
  readonly host: NotingHost;
  readonly keeper: ShardKeeper;
}

class Cluster {
  readonly timeline = new Timeline(false);
  readonly network: MemoryNetwork;
  readonly workers: KeepingWorker[] = [];
  readonly #dice: Dice;
  readonly #shards: number;
  readonly #latest: ({ readonly grant: ShardGrant; readonly by: Process } | undefined)[];
  readonly #processes = new Map<MemberId, Process>();
  readonly #lastMs = new Map<string, number>();
  twoOwners = 0;

  constructor(shards: number, dice: Dice) {
    this.#shards = shards;
    this.#dice = dice;
    this.#latest = new Array(shards).fill(undefined);
    const { timeline } = this;
    this.network = new MemoryNetwork(timeline.clockOf(timeline.world), (member, way, run) => {
      const who = way === 'request' ? timeline.world : this.#processes.get(member);
      const key = `${member} ${way}`;
      const atMs = Math.max(timeline.nowMs + dice.between(...hopMs), this.#lastMs.get(key) ?? 0);
      this.#lastMs.set(key, atMs);
      timeline.after(atMs - timeline.nowMs, who ?? timeline.world, run);
    });
    this.network.declareFresh();
  }

  join(): KeepingWorker {
    const number = String(this.#processes.size).padStart(4, '0');
    const member = `w${number}-${this.#dice.whole(0, 2 ** 31).toString(16)}` as MemberId;
    const process = new Process(member);
    this.#processes.set(member, process);
    const host = new NotingHost((grant) => this.#granted(grant, process));
    const keeper = new ShardKeeper({
      ...{ member, host, leaseTtlMs, shardCount: this.#shards },
      relayAddress: `unix:${member}`,
      leases: createMemoryRouting(this.network, member).leases,
      clock: this.timeline.clockOf(process),
      log: silentLog,
      beforeRelease: async () => undefined,
      onChanges: () => undefined,
      onLeft: () => undefined,
    });
    const worker = { member, process, host, keeper };
    this.workers.push(worker);
    this.timeline.after(0, process, () => void keeper.start());
    return worker;
  }

  /** Starts so many, one after the other, at times of chance. */
  joinAll(workers: number): void {
    const { timeline } = this;
    for (let i = 0; i < workers; i++) {
      timeline.after(this.#dice.between(0, joinWithinMs), timeline.world, () => this.join());
    }
  }

  die(worker: KeepingWorker): void {
    worker.process.alive = false;
    this.network.setReachable(worker.member, false);
    this.workers.splice(this.workers.indexOf(worker), 1);
  }

  /** Runs until something holds; how long it took. Unit: milliseconds. */
  async until(holds: () => boolean, most = patienceMs): Promise<number> {
    const { timeline } = this;
    const beganMs = timeline.nowMs;
    let isOver = false;
    const look = () => {
      isOver = holds() || timeline.nowMs - beganMs >= most;
      if (!isOver) timeline.after(lookEveryMs, timeline.world, look);
    };
    look();
    await timeline.run(() => isOver);
    return timeline.nowMs - beganMs;
  }

  pass(ms: number): Promise<number> {
    return this.until(() => false, ms);
  }

  allOwned = (): boolean => {
    let owned = 0;
    for (const { host } of this.workers) {
      for (const grant of host.grants.values()) if (grant.isValid()) owned++;
    }
    return owned === this.#shards;
  };

  #granted(grant: ShardGrant, by: Process): void {
    const before = this.#latest[grant.shard];
    if (before?.by.alive && before.by !== by && before.grant.isValid()) this.twoOwners++;
    this.#latest[grant.shard] = { grant, by };
  }
}

/** Runs one large cluster through its life. */
export async function simulateLeases(
  workers: number,
  shards: number,
  seed: number,
): Promise<LeaseRun> {
  const dice = createDice(seed);
  const cluster = new Cluster(shards, dice);
  const giveBack = sealGlobals(cluster.timeline, dice);
  try {
    return await live(cluster, workers, shards, dice);
  } finally {
    giveBack();
  }
}

async function live(
  cluster: Cluster,
  workers: number,
  shards: number,
  dice: Dice,
): Promise<LeaseRun> {
  const { timeline, network } = cluster;
  const exchanges = () => network.leases.exchanges;
  /** What an event costs beyond renewals, and how long shards wait for an owner. */
  const cost = async (begin: () => void, isDone = (): boolean => true) => {
    const before = exchanges();
    begin();
    const tookMs = await cluster.until(() => isDone() && cluster.allOwned());
    await cluster.pass(1000);
    const renewals = ((tookMs + 1000) / leaseTtlMs) * 4 * cluster.workers.length;
    return { tookMs, extra: Math.max(0, exchanges() - before - renewals) };
  };
  const start = await cost(
    () => cluster.joinAll(workers),
    () => cluster.workers.length === workers,
  );
  await cluster.pass(leaseTtlMs);

  const sizes = cluster.workers.map(({ host }) => host.grants.size);
  const before = exchanges();
  await cluster.pass(steadyMs);
  const perSecond = ((exchanges() - before) / steadyMs) * 1000;

  const died = await cost(() => cluster.die(dice.pick(cluster.workers)));
  const noticed = await cost(() => {
    const worker = dice.pick(cluster.workers);
    cluster.die(worker);
    timeline.after(noticeMs, timeline.world, () => network.forget(worker.member));
  });
  let newcomer: KeepingWorker | undefined;
  const least = shards / workers / 3;
  const joined = await cost(
    () => {
      newcomer = cluster.join();
    },
    () => (newcomer?.host.grants.size ?? 0) >= least,
  );
  const leaver = dice.pick(cluster.workers);
  const drained = await cost(
    () => timeline.after(0, leaver.process, () => void leaver.keeper.drain()),
    () => leaver.host.grants.size === 0,
  );
  const promises = promisesOf(cluster, workers, perSecond, died.tookMs);
  return {
    figures: {
      ...{ workers, shards },
      exchanges_per_s: round(perSecond),
      exchanges_per_s_and_worker: round(perSecond / workers),
      start_ms: round(start.tookMs),
      start_exchanges: round(start.extra),
      dead_reassigned_ms: round(died.tookMs),
      dead_exchanges: round(died.extra),
      noticed_reassigned_ms: round(noticed.tookMs),
      noticed_exchanges: round(noticed.extra),
      join_ms: round(joined.tookMs),
      join_exchanges: round(joined.extra),
      drain_ms: round(drained.tookMs),
      drain_exchanges: round(drained.extra),
      shards_mean: round(shards / workers),
      shards_max: Math.max(...sizes),
      spread: round(Math.max(...sizes) / (shards / workers)),
    },
    promises,
  };
}

function promisesOf(
  cluster: Cluster,
  workers: number,
  perSecond: number,
  deadReassignedMs: number,
): LeaseRun['promises'] {
  const lifeMs = leaseTtlMs * 1.25 + leaseTtlMs / 4;
  return [
    { sentence: 'no shard had two owners', kept: cluster.twoOwners === 0 },
    { sentence: 'every shard had an owner in the end', kept: cluster.allOwned() },
    {
      sentence: "a dead worker's shards waited no longer than its lease and a beat",
      kept: deadReassignedMs <= lifeMs + 100,
    },
    {
      sentence: 'renewals grow with workers alone',
      kept: perSecond <= (1.1 * workers * 4000) / leaseTtlMs,
    },
  ];
}

const round = (value: number) => Math.round(value * 100) / 100;
