// The processes of raw clients, as a measurement commands them, and what they saw, put together.

import { fileURLToPath } from 'node:url';
import type { ProcessGroup } from '../processCpu.ts';
import { GroupMeter, sleepsOf, systemMicrosOf } from '../processCpu.ts';
import type { Ledger } from '../ledger.ts';
import { settle } from '../ledger.ts';
import { clockMicros } from '../clock.ts';
import { quantile } from '../figures.ts';
import { Forked } from '../forked.ts';
import type { RawTarget } from './client.ts';
import type { DialectName } from './dialects.ts';
import type { Answers, Health, Order, RunBooks } from './orders.ts';
import type { PairSeats } from './pair.ts';

const processFile = fileURLToPath(new URL('./process.ts', import.meta.url));
/** Every process has heard of the run by then. */
const startLeadMs = 300;
/** Beyond these the generator was the limit, and the run says nothing about the server's speed. */
const cpuShareMax = 0.9;
const loopDelayP99MsMax = 50;
const lateP99MsMax = 50;

export interface SeatOptions {
  readonly target: RawTarget;
  readonly dialect: DialectName;
  readonly contentBytes: number;
  readonly recipientAcknowledges: boolean;
}

/** A time-stamped reading of what the servers' processes used. */
interface Reading {
  readonly atMicros: number;
  readonly used: ByGroup;
  readonly system: ByGroup;
  readonly sleeps: ByGroup;
}

/** Figures by group of server processes. */
type ByGroup = Readonly<Record<string, number>>;

export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
}

export interface RunResult {
  readonly ledger: Ledger;
  /** Delivered again to recipients who had lost their connections. */
  readonly redelivered: number;
  /** Messages delivered a second, over the time that counts. */
  readonly rate: number;
  readonly counted: number;
  readonly delivered: Latency;
  readonly acknowledged: Latency;
  /** Latencies of what was delivered and was due between two moments. */
  deliveredBetween(fromMicros: number, untilMicros: number): Latency;
  /** Processor time of each group of server processes. Unit: microseconds per delivered message. */
  readonly serverMicros: ByGroup;
  /** The system's part of it. */
  readonly systemMicros: ByGroup;
  /** How often a thread of it went to sleep, per delivered message. */
  readonly sleeps: ByGroup;
  readonly serverCores: number;
  readonly generatorMicros: number;
  readonly health: Health;
  /** Why the run says nothing about speed; empty when it does. */
  readonly void: readonly string[];
}

export class RawGenerators {
  readonly #members: Forked<Order, Answers>[];
  #pairs = 0;
  #runs = 0;

  constructor(processes: number) {
    this.#members = Array.from({ length: processes }, () => new Forked(processFile));
  }

  get pids(): number[] {
    return this.#members.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  /** Connects every pair. */
  async seat(options: SeatOptions, pairs: readonly PairSeats[]): Promise<void> {
    this.#pairs = pairs.length;
    await this.#all((index) => ({
      what: 'seat',
      ...options,
      pairs: pairs.filter(({ pair }) => pair % this.#members.length === index),
    }));
  }

  /** Keeps so many messages of each pair under way. */
  async closed(
    servers: readonly ProcessGroup[],
    { window, warmupMs, forMs }: { window: number; warmupMs: number; forMs: number },
  ): Promise<RunResult> {
    const startMicros = clockMicros() + startLeadMs * 1000;
    const countMicros = startMicros + warmupMs * 1000;
    const run = ++this.#runs;
    const books = this.#all(() => ({ what: 'closed', run, window, startMicros, warmupMs, forMs }));
    const [used, all] = await Promise.all([between(servers, countMicros, forMs), books]);
    return summarize(all, used, servers);
  }

  /** Messages are due at a rate; the figures are of all of them, however late they came. */
  async open(
    servers: readonly ProcessGroup[],
    { rate, forMs }: { rate: number; forMs: number },
  ): Promise<RunResult> {
    const startMicros = clockMicros() + startLeadMs * 1000;
    const run = ++this.#runs;
    const order = { what: 'open', run, rate, pairs: this.#pairs, startMicros, forMs } as const;
    const books = this.#all(() => order);
    const [used, all] = await Promise.all([between(servers, startMicros, forMs), books]);
    return summarize(all, used, servers);
  }

  /** Recipients of so many pairs lose their connections and come back. */
  async stir(count: number): Promise<void> {
    const each = Math.ceil(count / this.#members.length);
    await this.#all(() => ({ what: 'stir', count: each }));
  }

  async end(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.end()));
  }

  #all<O extends Order>(order: (index: number) => O): Promise<Answers[O['what']][]> {
    return Promise.all(this.#members.map((member, index) => member.ask(order(index))));
  }
}

/** What each group used from a moment on, and how long that really was. */
async function between(
  servers: readonly ProcessGroup[],
  fromMicros: number,
  forMs: number,
): Promise<Reading> {
  const sleepUntil = (micros: number) =>
    new Promise((resolve) => setTimeout(resolve, Math.max(0, (micros - clockMicros()) / 1000)));
  await sleepUntil(fromMicros);
  const used = new GroupMeter(servers);
  const system = new GroupMeter(servers, systemMicrosOf);
  const sleeps = new GroupMeter(servers, sleepsOf);
  const begun = clockMicros();
  await sleepUntil(fromMicros + forMs * 1000);
  const atMicros = clockMicros() - begun;
  return { used: used.read(), system: system.read(), sleeps: sleeps.read(), atMicros };
}

function summarize(
  books: readonly RunBooks[],
  reading: Reading,
  servers: readonly ProcessGroup[],
): RunResult {
  const delivered = sorted(books.map((one) => one.deliveredMicros));
  const acknowledged = sorted(books.map((one) => one.acknowledgedMicros));
  const counted = delivered.length;
  const per = (amount: number) => (counted > 0 ? amount / counted : Number.NaN);
  const each = (of: ByGroup): ByGroup =>
    Object.fromEntries(servers.map(({ name }) => [name, per(of[name] ?? Number.NaN)]));
  const all = servers.reduce((sum, { name }) => sum + (reading.used[name] ?? Number.NaN), 0);
  const health = worst(books.map((one) => one.health));
  const ledger = settle(
    books.flatMap((one) => one.sent),
    books.flatMap((one) => one.shown),
  );
  return {
    ledger,
    redelivered: books.reduce((sum, one) => sum + one.redelivered, 0),
    rate: counted / (reading.atMicros / 1e6),
    counted,
    delivered: latencyOf(delivered),
    acknowledged: latencyOf(acknowledged),
    deliveredBetween: (from, until) => latencyOf(sorted(books.map((one) => due(one, from, until)))),
    serverMicros: each(reading.used),
    systemMicros: each(reading.system),
    sleeps: each(reading.sleeps),
    serverCores: all / reading.atMicros,
    generatorMicros: per(health.cpuMicros),
    health,
    void: faultsOf(books, ledger, health),
  };
}

function faultsOf(books: readonly RunBooks[], ledger: Ledger, health: Health): string[] {
  const faults: string[] = [];
  const { lost, unanswered } = ledger;
  if (lost > 0) faults.push(`${lost} messages were acknowledged and never delivered`);
  if (unanswered > 0) faults.push(`${unanswered} messages had no answer`);
  const reasons = new Set(books.flatMap((one) => Object.keys(one.broken)));
  for (const reason of reasons) faults.push(`a connection broke: ${reason}`);
  const codes = new Set(books.flatMap((one) => Object.keys(one.refusals)));
  for (const code of codes) faults.push(`refused: ${code}`);
  if (books.some(({ strays }) => strays > 0)) faults.push('messages of an earlier run arrived');
  return [...faults, ...limitsOf(health)];
}

/** Why the generator's figures are its own and not the server's. */
function limitsOf({ cpuShare, loopDelayP99Ms, lateP99Ms }: Health): string[] {
  const faults: string[] = [];
  const ms = (value: number) => `${Math.round(value)} ms`;
  if (cpuShare > cpuShareMax) {
    faults.push(`THE GENERATOR WAS THE LIMIT: it used ${Math.round(cpuShare * 100)} % of a core`);
  }
  if (loopDelayP99Ms > loopDelayP99MsMax || lateP99Ms > lateP99MsMax) {
    const late = `event loop ${ms(loopDelayP99Ms)}, messages ${ms(lateP99Ms)} late`;
    faults.push(`the generator had to wait for its core (p99: ${late})`);
  }
  return faults;
}

/** The processes' times together, and the worst of the rest. */
function worst(all: readonly Health[]): Health {
  const most = (of: (one: Health) => number) => Math.max(...all.map(of));
  return {
    cpuMicros: all.reduce((sum, one) => sum + one.cpuMicros, 0),
    cpuShare: most((one) => one.cpuShare),
    loopDelayP99Ms: most((one) => one.loopDelayP99Ms),
    lateP99Ms: most((one) => one.lateP99Ms),
    lateMaxMs: most((one) => one.lateMaxMs),
  };
}

function sorted(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all.sort();
}

function due(books: RunBooks, from: number, until: number): Float64Array {
  const { deliveredMicros, deliveredDues } = books;
  return deliveredMicros.filter((_, index) => {
    const at = deliveredDues[index] ?? 0;
    return at >= from && at < until;
  });
}

function latencyOf(micros: Float64Array): Latency {
  const ms = (share: number) => quantile(micros, share) / 1000;
  return { p50Ms: ms(0.5), p99Ms: ms(0.99), p999Ms: ms(0.999), maxMs: ms(1) };
}
