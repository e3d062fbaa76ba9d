// One run: a cluster, its devices and its faults, in one thread and in virtual time. Everything
// that happens follows from the seed.

import { createMemoryQueue, openMemoryStores } from '#persistence';
import type {
  Account,
  AccountStore,
  EnvelopeQueue,
  PreKeyPool,
  PreKeyStore,
  GroupStore,
  ProfileStore,
  RecordStore,
  UsernameStore,
  QueueUpkeep,
  RelationStore,
  Tombstones,
} from '#ports';
import type { AccountId, FencingToken, MemberId, ShardId } from '#protocol';
import { accountAddress, shardOf } from '#protocol';
import type { Clock } from '#runtime';
import { documentOf, fakeKey, lastResortId, queueOf } from './accounts.ts';
import { Circle } from './circle.ts';
import { Crowd } from './crowd.ts';
import { Device } from './device.ts';
import { Eviction } from './evictions.ts';
import { strike } from './faults.ts';
import { Household } from './household.ts';
import { lastLook } from './lastLook.ts';
import type { Letter, Violation } from './ledger.ts';
import { Ledger } from './ledger.ts';
import type { Mutation } from './mutations.ts';
import type { FaultKind, Plan } from './plan.ts';
import { drawPlan } from './plan.ts';
import { Profile } from './profiles.ts';
import type { Dice } from '#lab/random.ts';
import { createDice } from '#lab/random.ts';
import { sealGlobals } from './sealed.ts';
import { Timeline } from './timeline.ts';
import { Socket, Wires } from './wires.ts';
import { Worker } from './worker.ts';

/** After the faults everything that was promised has to come true in this virtual time. */
const quietMsMax = 60_000;
/** Longest that actors take to stop, by their own time-outs. */
const clearMsMax = 5000;
/** A run that does more steps than this is going round in circles. */
const stepsMax = 200_000;
const keysPerPool = 4;

export interface RunOptions {
  readonly mutation?: Mutation;
  /** The faults that are drawn from; all when absent. */
  readonly faults?: readonly FaultKind[];
  /** Changes what the seed has drawn. */
  readonly plan?: Partial<Plan>;
  readonly keepTrace?: boolean;
}

/** What a run has shown. */
export interface RunResult {
  readonly seed: number;
  readonly violation: Violation | undefined;
  /** Equal for equal runs. */
  readonly hash: number;
  readonly steps: number;
  readonly virtualMs: number;
  readonly letters: number;
  readonly faults: number;
  readonly trace: readonly string[];
}

export class World {
  readonly seed: number;
  readonly options: RunOptions;
  readonly dice: Dice;
  readonly plan: Plan;
  readonly timeline: Timeline;
  readonly ledger: Ledger;
  readonly wires: Wires;
  readonly accounts: AccountStore;
  readonly preKeys: PreKeyStore;
  readonly relations: RelationStore;
  readonly records: RecordStore;
  readonly usernames: UsernameStore;
  readonly profileStore: ProfileStore;
  readonly tombstones: Tombstones;
  readonly groups: GroupStore;
  readonly queue: EnvelopeQueue;
  readonly upkeep: QueueUpkeep;
  readonly devices: Device[] = [];
  readonly workers: Worker[] = [];
  /** Every worker there ever was. */
  readonly everyone: Worker[] = [];
  readonly shards = new Set<ShardId>();
  /** True once the faults are over. */
  quiet = false;
  #connections = 0;
  readonly #letters = new Map<string, Letter>();
  readonly profiles: Profile[] = [];
  eviction: Eviction | undefined;
  household: Household | undefined;
  readonly circle: Circle | undefined;
  readonly crowd: Crowd;
  readonly #clock: Clock;

  constructor(seed: number, options: RunOptions) {
    this.seed = seed;
    this.options = options;
    this.dice = createDice(seed);
    this.plan = { ...drawPlan(this.dice, options.faults), ...options.plan };
    this.timeline = new Timeline(options.keepTrace ?? false);
    this.ledger = new Ledger(this.timeline);
    this.wires = new Wires(this.timeline, this.dice);
    this.#clock = this.timeline.clockOf(this.timeline.world);
    const stores = openMemoryStores(undefined, this.#clock);
    this.accounts = options.mutation?.accounts?.(stores.accounts) ?? stores.accounts;
    this.relations = stores.relations;
    this.records = stores.records;
    this.usernames = stores.usernames;
    this.profileStore = stores.profiles;
    const { tombstones } = stores;
    this.tombstones = { bury: (account, day) => tombstones.bury(account, day) };
    this.crowd = new Crowd(this);
    this.circle = this.plan.groups ? new Circle(this) : undefined;
    const groups = this.circle?.watched(stores.groups) ?? stores.groups;
    this.groups = options.mutation?.groups?.(groups) ?? groups;
    this.preKeys = options.mutation?.preKeys?.(stores.preKeys) ?? stores.preKeys;
    const { queue, upkeep } = createMemoryQueue({ clock: this.#clock, archive: stores.archive });
    this.queue = queue;
    this.upkeep = upkeep;
  }

  /** Runs to the end and says what was seen. */
  async run(): Promise<RunResult> {
    const giveBack = sealGlobals(this.timeline, this.dice);
    try {
      this.#begin();
      await this.timeline.run(() => this.#isOver());
      if (!this.ledger.violation) await lastLook(this);
    } catch (cause) {
      this.ledger.broken('defect', wordsOf(cause));
    }
    const result = this.#result();
    try {
      await this.#clear();
    } finally {
      giveBack();
    }
    return result;
  }

  #result(): RunResult {
    const { timeline, ledger, seed } = this;
    return {
      seed,
      violation: ledger.violation,
      hash: timeline.hash,
      steps: timeline.steps,
      virtualMs: timeline.nowMs,
      letters: ledger.letters.length,
      faults: this.plan.faults.length,
      trace: timeline.trace,
    };
  }

  /** Ends all actors, the dead workers' too: a process that runs many seeds keeps none of them. */
  async #clear(): Promise<void> {
    const { timeline } = this;
    timeline.forgive();
    for (const { process } of this.devices) process.alive = false;
    let running = this.everyone.length;
    for (const { process, router, host } of this.everyone) {
      process.alive = true;
      if (process.frozen) timeline.thaw(process);
      router.stop();
      void host.stop().finally(() => {
        running -= 1;
      });
    }
    const untilMs = timeline.nowMs + clearMsMax;
    await timeline.run(() => running === 0 || timeline.nowMs > untilMs);
    // Stopped actors say goodbye in a turn of their own.
    const lastMs = timeline.nowMs;
    await timeline.run(() => timeline.nowMs > lastMs);
  }

  /** Starts one more worker. */
  join(): Worker {
    const member = `w-${String(this.everyone.length).padStart(2, '0')}` as MemberId;
    this.timeline.note(`join ${member}`);
    const worker = new Worker(this, member);
    this.workers.push(worker);
    this.everyone.push(worker);
    this.timeline.after(0, worker.process, () => worker.start());
    return worker;
  }

  /** The worker somebody is led to; absent while none lives. */
  entrance(): Worker | undefined {
    return this.workers.length > 0 ? this.dice.pick(this.workers) : undefined;
  }

  openSocket(device: Pick<Device, 'process'>, worker: Worker): Socket {
    return new Socket(this.timeline, this.dice, device.process, worker.process);
  }

  nextConnection(): string {
    return `c${this.#connections++}`;
  }

  letterOf(text: string): Letter | undefined {
    return this.#letters.get(text);
  }

  /** A letter is on its way, whose reader finds that in it. */
  writes(text: string, letter: Letter): void {
    this.#letters.set(text, letter);
    this.ledger.wrote(letter);
  }

  #begin(): void {
    const { plan, dice, timeline, wires } = this;
    for (let i = 0; i < plan.devices; i++) this.#register(i);
    if (plan.evicts) this.eviction = new Eviction(this);
    if (plan.links) this.household = new Household(this);
    for (let i = 0; i < plan.workers; i++) this.join();
    Object.assign(wires.bus, {
      loss: plan.busLoss,
      repeat: plan.busRepeat,
      delay: plan.busDelay,
      delayMsMax: plan.busDelayMsMax,
    });
    for (const device of this.devices) {
      const away = plan.flood && device.index === 0 ? plan.activeMs / 2 : 1000;
      timeline.after(dice.between(0, away), device.process, () => device.connect());
    }
    if (plan.archiveEveryMs > 0) {
      this.#clock.every(plan.archiveEveryMs, () => {
        void this.upkeep.archive(plan.archiveEveryMs).then(({ done }) => {
          if (done > 0) timeline.note(`archived ${done}`);
        });
      });
    }
    const at = (ms: number, run: () => void) => timeline.after(ms, timeline.world, run);
    for (let i = 0; i < plan.letters; i++) at(dice.between(0, plan.activeMs), () => this.#write());
    for (let i = 0; i < plan.keyTakes; i++) {
      at(dice.between(500, plan.activeMs), () => this.#takeKeys());
    }
    // A frame that comes late or twice may carry an older number: the bus promises it does not.
    if (plan.busRepeat + plan.busDelay === 0) {
      for (const device of this.devices) this.profiles.push(new Profile(this, device));
    }
    for (const profile of this.profiles) profile.start();
    this.eviction?.start();
    this.household?.start();
    this.circle?.start();
    this.crowd.start();
    for (const fault of plan.faults) at(fault.atMs, () => strike(this, fault));
    at(plan.activeMs, () => this.#heal());
  }

  #register(index: number): void {
    const tail = (this.dice.whole(0, 0xffff) * 16 + index).toString(16).padStart(12, '0');
    const account = `00000000-0000-4000-8000-${tail}` as AccountId;
    const credential = `${index}`.padStart(32, '0');
    this.shards.add(shardOf(accountAddress(account)));
    this.addAccount(account, credential);
    const pool: PreKeyPool = { ...queueOf(account), identity: 'aci' };
    const keys = Array.from({ length: keysPerPool }, (_, keyId) => ({ keyId, ...fakeKey }));
    void this.preKeys.replaceEc(pool, keys);
    void this.preKeys.replaceKem(pool, keys);
    this.devices.push(new Device(this, index, account, credential));
  }

  addAccount(account: AccountId, credential: string): void {
    this.createAccount(documentOf(account, credential));
  }

  createAccount(document: Account): void {
    void this.accounts.create(document, 1 as FencingToken);
  }

  #write(): void {
    const { dice, devices, ledger } = this;
    const from = this.plan.flood
      ? dice.whole(1, devices.length - 1)
      : dice.whole(0, devices.length - 1);
    const to = this.plan.flood ? 0 : (from + dice.whole(1, devices.length - 1)) % devices.length;
    const earlier = ledger.letters.filter((one) => one.from === from && one.to === to).length;
    const number = earlier + 1;
    const guid = Buffer.from(`${from}>${to}>${number}`.padEnd(16, '.'));
    const letter: Letter = { from, to, number, guid, acknowledged: false, shown: 0 };
    this.writes(`${from}>${to}>${number}`, letter);
    devices[from]?.write(letter);
  }

  /** Somebody fetches a bundle at some worker; what never arrives was handed out as well. */
  #takeKeys(): void {
    const { dice, timeline, ledger } = this;
    const target = dice.pick(this.devices);
    const worker = this.entrance();
    if (!worker) return;
    timeline.after(0, worker.process, () => {
      const command = { type: 'takeBundles', identity: 'aci', device: 'all' } as const;
      void worker.router.ask(accountAddress(target.account), command).then((answer) => {
        if (!answer.ok) return;
        for (const { preKey, kemPreKey } of answer.value.devices) {
          if (preKey) ledger.served(`ec ${target.index}`, preKey.keyId);
          if (kemPreKey.keyId !== lastResortId) {
            ledger.served(`kem ${target.index}`, kemPreKey.keyId);
          }
        }
      });
    });
  }

  /** The faults end; from here on everything has to come right by itself. */
  #heal(): void {
    const { wires, timeline, workers } = this;
    timeline.note('heal');
    this.quiet = true;
    Object.assign(wires.bus, { loss: 0, repeat: 0, delay: 0 });
    wires.setStoreFrozen(false);
    wires.flaky = 0;
    for (const worker of workers) {
      wires.setReachable(worker.member, true);
      wires.setDeaf(worker.member, false);
      if (worker.process.frozen) timeline.thaw(worker.process);
    }
    if (workers.length === 0) this.join();
  }

  #isOver(): boolean {
    const { ledger, timeline, plan } = this;
    if (ledger.violation || timeline.steps > stepsMax) return true;
    if (!this.quiet) return false;
    if (timeline.nowMs > plan.activeMs + quietMsMax) return true;
    const others = [this.eviction, this.household, this.circle, this.crowd];
    if (others.some((one) => one?.isOver === false)) return false;
    return ledger.isSettled && this.devices.every((device) => device.unconfirmed === 0);
  }
}

const wordsOf = (cause: unknown) =>
  cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);

/** Runs one seed. */
export function simulate(seed: number, options: RunOptions = {}): Promise<RunResult> {
  return new World(seed, options).run();
}
