// `npm run bench -- reload`: a cluster under PM2 is reloaded, worker by worker, several times,
// while messages are due at a steady rate. Each one's time counts from when it was due, however
// long its sender or recipient is between two connections; nothing may fail, be lost or be shown
// twice. With `--from REVISION` the cluster is of that release first: it goes to this one (or to
// `--to`) under the load, back, and so on. Either may be a tarball of `npm run release`.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { settle } from '#lab/ledger.ts';
import { clockMicros } from '#lab/clock.ts';
import { registerAccounts, withTokens } from '#lab/accounts.ts';
import type { Figures, Verdict } from '#lab/figures.ts';
import { conclude, quantile, round } from '#lab/figures.ts';
import { Install } from '#lab/install.ts';
import { readFlags, runCommand, whole } from '#lab/options.ts';
import type { Pm2Cluster } from '#lab/pm2.ts';
import { launchPm2 } from '#lab/pm2.ts';
import { createProgress } from '#lab/progress.ts';
import { within } from '#lab/waiting.ts';
import type { Timing } from './stream.ts';
import { Stream } from './stream.ts';

const p99MsMost = 1000;
/** Before the first reload, between two, and after the last. */
const calmMs = 4000;
const connectTimeoutMs = 60_000;
const settleTimeoutMs = 60_000;
/** A generator whose loop lags this much at p99 measures itself. */
const loopDelayP99MsMost = 50;
const loopResolutionMs = 10;

interface Options {
  readonly ratePerS: number;
  readonly reloads: number;
  readonly pairs: number;
  readonly workers: number;
  /** The release that runs first. */
  readonly from: string | undefined;
  /** The release that it goes to. */
  readonly to: string;
  readonly json: string | undefined;
}

/** When a reload went on. Unit: microseconds. */
interface Span {
  readonly from: number;
  readonly until: number;
}

function readOptions(): Options {
  const values = readFlags({
    rate: '500',
    reloads: undefined,
    from: undefined,
    to: 'HEAD',
    pairs: '100',
    workers: '2',
    json: undefined,
  });
  return {
    ratePerS: whole('--rate', values.rate, 1, 10_000),
    reloads: whole('--reloads', values.reloads ?? (values.from ? '2' : '3'), 1, 20),
    pairs: whole('--pairs', values.pairs, 1, 2000),
    workers: whole('--workers', values.workers, 1, 16),
    from: values.from,
    to: values.to,
    json: values.json,
  };
}

async function seatStreams(cluster: Pm2Cluster, pairs: number): Promise<Stream[]> {
  const { hostname, port } = new URL(cluster.url);
  const door = { ...cluster, wire: 'sdk' } as const;
  const seats = await withTokens(door, await registerAccounts(door, pairs * 2));
  const streams: Stream[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const [from, to] = seats.slice(pair * 2, pair * 2 + 2);
    if (from && to) {
      streams.push(new Stream(pair, { host: hostname, port: Number(port) }, from, to));
    }
  }
  await within(connectTimeoutMs, () => streams.every((one) => one.connected));
  return streams;
}

/** Messages are due at the rate, over the streams in turn, until it is told to end. */
function startLoad(streams: readonly Stream[], ratePerS: number): { end(): void } {
  const startedAt = clockMicros();
  let count = 0;
  const timer = setInterval(() => {
    for (;;) {
      const due = startedAt + (count * 1e6) / ratePerS;
      if (due > clockMicros()) return;
      streams[count % streams.length]?.send(due);
      count++;
    }
  }, 1);
  return { end: () => clearInterval(timer) };
}

/** `become` lays the files of the next release, where there is another. */
async function reloadOften(
  cluster: Pm2Cluster,
  reloads: number,
  become: (reload: number) => string,
): Promise<Span[]> {
  const spans: Span[] = [];
  await sleep(calmMs);
  for (let reload = 1; reload <= reloads; reload++) {
    const name = become(reload);
    const from = clockMicros();
    await cluster.run('reload');
    spans.push({ from, until: clockMicros() });
    console.log(
      `reload ${reload} of ${reloads}${name} took ${round((clockMicros() - from) / 1e6)} s`,
    );
    await sleep(calmMs);
  }
  return spans;
}

function sorted(timings: readonly Timing[]): number[] {
  return timings.map(({ after }) => after / 1000).sort((a, b) => a - b);
}

/** Times of what was due while a reload went on, and of the rest. */
function latencies(name: string, timings: readonly Timing[], spans: readonly Span[]): Figures {
  const inSpan = ({ due }: Timing) => spans.some(({ from, until }) => due >= from && due <= until);
  const during = sorted(timings.filter(inSpan));
  const calm = sorted(timings.filter((one) => !inSpan(one)));
  return {
    [`${name}_p50_ms`]: round(quantile(during, 0.5)),
    [`${name}_p99_ms`]: round(quantile(during, 0.99)),
    [`${name}_max_ms`]: round(quantile(during, 1)),
    [`${name}_calm_p50_ms`]: round(quantile(calm, 0.5)),
    [`${name}_calm_p99_ms`]: round(quantile(calm, 0.99)),
  };
}

function addUp(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const record of records) {
    for (const [name, count] of Object.entries(record)) total[name] = (total[name] ?? 0) + count;
  }
  return total;
}

function figuresOf(streams: readonly Stream[], spans: readonly Span[]): Record<string, number> {
  const ledger = settle(
    streams.map((one) => one.sentPage()),
    streams.map((one) => one.shownPage()),
  );
  const devices = streams.flatMap(({ sender, recipient }) => [sender, recipient]);
  const away = devices.flatMap((one) => one.awayMs).sort((a, b) => a - b);
  const losses = addUp(devices.map((one) => one.losses));
  const refusals = addUp(streams.map((one) => one.refusals));
  console.log(`connections ended: ${JSON.stringify(losses)}; refused: ${JSON.stringify(refusals)}`);
  return {
    sent: ledger.sent,
    acknowledged: ledger.acknowledged,
    delivered: ledger.delivered,
    failed: ledger.refused + ledger.unanswered,
    lost: ledger.lost,
    duplicated: ledger.duplicated,
    out_of_order: ledger.outOfOrder,
    redelivered: streams.reduce((sum, one) => sum + one.redelivered, 0),
    asked_again: Object.values(refusals).reduce((sum, count) => sum + count, 0),
    moves: away.length,
    away_p50_ms: round(quantile(away, 0.5)),
    away_p99_ms: round(quantile(away, 0.99)),
    reload_s: round(Math.max(...spans.map(({ from, until }) => (until - from) / 1e6))),
    ...(latencies(
      'delivery',
      streams.flatMap((one) => one.deliveries),
      spans,
    ) as Record<string, number>),
    ...(latencies(
      'ack',
      streams.flatMap((one) => one.acknowledgements),
      spans,
    ) as Record<string, number>),
  };
}

function promisesOf(figures: Readonly<Record<string, number>>): Verdict[] {
  const none = (name: string) => figures[name] === 0;
  return [
    { sentence: 'every send was acknowledged in the end', kept: none('failed') },
    { sentence: 'every acknowledged message was delivered', kept: none('lost') },
    { sentence: 'none was shown twice', kept: none('duplicated') },
    { sentence: 'each sender was heard in order', kept: none('out_of_order') },
    {
      sentence: `99 of 100 messages due in a reload were shown within ${p99MsMost} ms`,
      kept: (figures['delivery_p99_ms'] ?? Number.POSITIVE_INFINITY) <= p99MsMost,
    },
  ];
}

async function main(): Promise<0 | 1> {
  const { ratePerS, reloads, pairs, workers, from, to, json } = readOptions();
  const progress = createProgress('reload');
  progress.show(0, 'starting the cluster');
  const folder = mkdtempSync(join(tmpdir(), 'aldis-install-'));
  const install = from === undefined ? undefined : new Install(join(folder, 'aldis'));
  const become = (reload: number) => {
    const release = reload % 2 === 1 ? to : (from ?? '');
    install?.become(release);
    return install ? `, to ${basename(release)},` : '';
  };
  if (from !== undefined) become(0);
  const cluster = await launchPm2(workers, { ALDIS_LOG: 'warn' }, install?.folder);
  let streams: Stream[] = [];
  try {
    progress.show(0.2, `connecting ${pairs * 2} devices`);
    streams = await seatStreams(cluster, pairs);
    progress.end();
    const loop = monitorEventLoopDelay({ resolution: loopResolutionMs });
    loop.enable();
    const load = startLoad(streams, ratePerS);
    const spans = await reloadOften(cluster, reloads, become);
    load.end();
    const loopDelayP99Ms = loop.percentile(99) / 1e6 - loopResolutionMs;
    if (!(await within(settleTimeoutMs, () => streams.every((one) => one.settled)))) {
      console.log('More was due than this machine did: what was still on its way counts as lost.');
    }
    const figures = figuresOf(streams, spans);
    if (loopDelayP99Ms > loopDelayP99MsMost) {
      console.log(
        'The generator itself was the limit: its event loop lagged, and so do all times.',
      );
    }
    const asked = { rate_per_s: ratePerS, pairs, workers, reloads };
    const loopFigure = { loop_delay_p99_ms: round(loopDelayP99Ms) };
    return conclude({ ...asked, ...figures, ...loopFigure }, promisesOf(figures), json);
  } finally {
    for (const stream of streams) stream.close();
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await runCommand(main);
