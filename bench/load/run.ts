// One run from the first registration to the last message: sets the devices up, puts the load on,
// waits until everything had its time to arrive, and gathers what was found.

import { createProgress } from '#lab/progress.ts';
import { Generators } from './generators.ts';
import { settle } from '#lab/ledger.ts';
import type { LoadOptions } from './options.ts';
import type { Sample } from './orders.ts';
import { clockMicros } from '#lab/clock.ts';
import type { ProcessGroup } from '#lab/processCpu.ts';
import { GroupMeter, machineCpuMicros, totalMicros } from '#lab/processCpu.ts';
import type { Schedule } from './schedule.ts';
import { copiesOf, makeSchedule } from './schedule.ts';
import { Timeline } from './timeline.ts';
import type { Findings } from './verdict.ts';
import { worstHealth } from './verdict.ts';

/** A first message makes a device look after its keys a second later; that is over by then. */
const calmMs = 2500;
const setUpMsMax = 1_200_000;
/** What is missing is not coming when nothing new came for this long. */
const silenceMs = 20_000;
const settleMsMax = 300_000;
const settlePollMs = 250;
/** What is delivered twice would be delivered late. */
const echoMs = 2000;
const showEveryMs = 500;
const cpuEveryMs = 1000;

/** Where the load goes. */
export interface Target {
  readonly url: string;
  readonly invitation: string;
  /** Further addresses of the same cluster, between which devices change when one is away. */
  readonly others?: readonly string[];
  /** Called once, half-way through the load. */
  readonly halfWay?: () => void;
  /** The server's processes, where they are known. */
  readonly processes?: readonly ProcessGroup[];
}

export interface RunResult {
  readonly findings: Findings;
  readonly timeline: Timeline;
}

/** Runs; `abort` rejects when the person has had enough. */
export async function runLoad(
  options: LoadOptions,
  target: Target,
  abort: Promise<never>,
): Promise<RunResult> {
  const { devices, ratePerS, forMs, scenario, processes, bytes, groups } = options;
  const schedule = makeSchedule(scenario, devices, ratePerS, forMs, groups);
  const samples = new Samples();
  const { url, others = [], invitation } = target;
  const onSample = (sample: Sample, index: number) => samples.add(sample, index);
  const generators = new Generators({
    url,
    others,
    invitation,
    devices,
    processes,
    bytes,
    groups,
    linked: scenario === 'devices',
    onSample,
  });
  try {
    return await Promise.race([abort, measure(generators, samples, schedule, target)]);
  } finally {
    await generators.end();
  }
}

/** What came in from all processes. */
class Samples {
  readonly #latest: Sample[] = [];
  timeline: Timeline | undefined;

  add(sample: Sample, index: number): void {
    this.#latest[index] = sample;
    this.timeline?.add(sample);
  }

  sum(of: (sample: Sample) => number): number {
    return this.#latest.reduce((total, sample) => total + of(sample), 0);
  }
}

async function measure(
  generators: Generators,
  samples: Samples,
  schedule: Schedule,
  target: Target,
): Promise<RunResult> {
  await setUp(generators, samples, schedule);
  const machineBefore = machineCpuMicros();
  const clientCpuBefore = samples.sum((one) => one.cpuMicros);
  const server = new GroupMeter(target.processes ?? []);
  let startMicros = clockMicros();
  let timeline = new Timeline(schedule, startMicros);
  const loading = generators.load(schedule, (start) => {
    startMicros = start;
    timeline = new Timeline(schedule, start);
    samples.timeline = timeline;
    if (target.halfWay) setTimeout(target.halfWay, schedule.forMs / 2);
  });
  const stopShowing = show(samples, timeline, startMicros);
  const stopMetering = meter(samples, timeline, server);
  try {
    await loading;
    await untilSettled(generators);
    const meteredMs = (clockMicros() - startMicros) / 1000;
    const serverCpu = server.read();
    const clientCpuMicros = samples.sum((one) => one.cpuMicros) - clientCpuBefore;
    const machineMicros = machineCpuMicros() - machineBefore;
    const others = machineMicros - clientCpuMicros - (totalMicros(serverCpu) ?? 0);
    await pause(echoMs);
    const findings = await gather(generators, {
      meteredMs,
      tookMs: Math.max(schedule.forMs, timeline.lastAfterMs),
      clientCpuMicros,
      serverCpu,
      otherCpuMicros: Math.max(0, others),
      measured: timeline.delivery.count + timeline.waited.count,
    });
    return { findings, timeline };
  } finally {
    stopShowing();
    stopMetering();
  }
}

async function setUp(generators: Generators, samples: Samples, schedule: Schedule) {
  const { devices } = schedule;
  const progress = createProgress('devices');
  const showing = setInterval(() => {
    const ready = samples.sum((one) => one.ready);
    const greeted = samples.sum((one) => one.counts.acknowledged) / copiesOf(schedule);
    const words = `${ready} of ${devices} registered, ${greeted} greeted`;
    progress.show((ready + greeted) / (2 * devices), words);
  }, showEveryMs);
  try {
    await inTime(generators.setUp());
    await untilSettled(generators);
    if (schedule.groups > 0) {
      await inTime(generators.gather(schedule));
      await untilSettled(generators);
    }
    await pause(calmMs);
  } finally {
    clearInterval(showing);
    progress.end();
  }
}

/** A server that takes registrations and then answers nothing would hold the run for ever. */
async function inTime(setUp: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const message = `The devices were not ready after ${setUpMsMax / 1000} s.`;
    timer = setTimeout(() => reject(new Error(message)), setUpMsMax);
  });
  try {
    await Promise.race([setUp, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits until all that was acknowledged was delivered, or nothing comes any more. */
async function untilSettled(generators: Generators): Promise<void> {
  const until = Date.now() + settleMsMax;
  let before = '';
  let changedAt = Date.now();
  while (Date.now() < until && Date.now() - changedAt < silenceMs) {
    const counts = await generators.counts();
    const { sent, acknowledged, refused, delivered } = counts;
    if (sent === acknowledged + refused && delivered >= acknowledged) return;
    const now = JSON.stringify(counts);
    if (now !== before) changedAt = Date.now();
    before = now;
    await pause(settlePollMs);
  }
}

type Measured = Pick<
  Findings,
  'tookMs' | 'meteredMs' | 'clientCpuMicros' | 'serverCpu' | 'otherCpuMicros' | 'measured'
>;

async function gather(generators: Generators, measured: Measured): Promise<Findings> {
  const books = await generators.books();
  const sum = (of: (book: (typeof books)[number]) => number) =>
    books.reduce((total, book) => total + of(book), 0);
  const slowest = (name: 'connectedAfterMs' | 'caughtUpAfterMs') => {
    const all = books.map((book) => book[name]).filter((ms) => ms !== undefined);
    return all.length > 0 ? { [name]: Math.max(...all) } : {};
  };
  return {
    ...measured,
    ledger: settle(
      books.flatMap((book) => book.sent),
      books.flatMap((book) => book.shown),
    ),
    undecryptable: sum((book) => book.undecryptable),
    rejected: sum((book) => book.rejected),
    receipts: sum((book) => book.receipts),
    troubles: sum((book) => book.troubles),
    forged: sum((book) => book.forged),
    health: worstHealth(books),
    ...slowest('connectedAfterMs'),
    ...slowest('caughtUpAfterMs'),
  };
}

function show(samples: Samples, timeline: Timeline, startMicros: number): () => void {
  const progress = createProgress('load');
  let shownAt = clockMicros();
  const timer = setInterval(() => {
    const now = clockMicros();
    const { p99Ms, count } = timeline.takeFresh();
    const ratePerS = Math.round((count * 1e6) / (now - shownAt));
    shownAt = now;
    const waiting = samples.sum(({ counts }) => counts.sent - counts.delivered);
    const p99 = Number.isNaN(p99Ms) ? '–' : p99Ms.toFixed(1);
    progress.show(
      (now - startMicros) / 1000 / timeline.schedule.forMs,
      `${ratePerS}/s delivered, p99 ${p99} ms, ${waiting} under way`,
    );
  }, showEveryMs);
  return () => {
    clearInterval(timer);
    progress.end();
  };
}

/** Notes the cores in use, second by second. */
function meter(samples: Samples, timeline: Timeline, server: GroupMeter): () => void {
  let at = clockMicros();
  let serverBefore = totalMicros(server.read());
  let clientBefore = samples.sum((one) => one.cpuMicros);
  const timer = setInterval(() => {
    const now = clockMicros();
    const serverNow = totalMicros(server.read());
    const clientNow = samples.sum((one) => one.cpuMicros);
    const cores = (before: number | undefined, after: number | undefined) =>
      before === undefined || after === undefined ? Number.NaN : (after - before) / (now - at);
    timeline.cpu(now, cores(serverBefore, serverNow), cores(clientBefore, clientNow));
    [at, serverBefore, clientBefore] = [now, serverNow, clientNow];
  }, cpuEveryMs);
  return () => clearInterval(timer);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
