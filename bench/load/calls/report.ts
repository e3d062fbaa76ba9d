// The end of a run of calls for the terminal, and as one page.

import type { Verdict } from '#lab/figures.ts';
import { round } from '#lab/figures.ts';
import { barsOf, card, msOf, pageOf, promisesCard, table } from '../page.ts';
import type { Mark } from '../plots.ts';
import { barChart, lineChart } from '../plots.ts';
import { columns, generatorLines, histogram, ms, row } from '../textReport.ts';
import type { Latencies } from '../timeline.ts';
import { generatorLimits } from '../verdict.ts';
import type { CallsOptions } from './options.ts';
import type { CallsFound } from './run.ts';
import type { CallSecond } from './seconds.ts';
import { growthOf } from './seconds.ts';
import { forgedOf, listenersPerCore, lossOf, mediaMicrosPerPacket } from './verdict.ts';

const latencyNames = ['p50', 'p90', 'p99', 'p99.9', 'longest'] as const;

/** The lines of the report, without the verdict and the figures. */
export function callsText(options: CallsOptions, found: CallsFound, fancy: boolean): string[] {
  const { through } = found.seconds;
  return [
    headline(options),
    '',
    'frames',
    ...frameRows(found).map(([name, value]) => row(name, value)),
    '',
    'from said to opened, through the server',
    ...histogram(through, fancy),
    columns('ms', latencyNames),
    ...latencyRows(found).map(([name, ...values]) => columns(name, values)),
    ...silenceRows(options, found).map(([name, value]) => row(name, value)),
    '',
    'processors',
    ...cpuRows(found).map(([name, value]) => row(name, value)),
    '',
    ...generatorLines(generatorLimits(found.health)),
  ];
}

function headline({
  rooms,
  talkers,
  listeners,
  packetsPerS,
  forMs,
  ...rest
}: CallsOptions): string {
  const faults = [
    ...(rest.loss > 0 ? [`${rest.loss * 100} % lost each way`] : []),
    ...(rest.jitterMs > 0 ? [`up to ${rest.jitterMs} ms late each way`] : []),
    ...(rest.kill ? [`kill -9 of the ${rest.kill} half-way`] : []),
  ];
  const who = `${rooms} calls of ${talkers} who talk and ${listeners} who listen`;
  const what = `${packetsPerS} frames/s each of ${rest.bytes} bytes for ${forMs / 1000} s`;
  return [who, what, ...faults].join(', ');
}

function frameRows(found: CallsFound): [string, string][] {
  const { frames, sdk, wire } = found;
  const percent = (100 * lossOf(found)).toFixed(2);
  return [
    ['sent', String(found.sent)],
    ['held back', `${found.unsent} (no key or no way yet)`],
    ['forwarded', String(frames.arrived)],
    ['lost', `${frames.lost} (${percent} %)`],
    ['repeated', String(frames.repeated)],
    ['to be opened', String(frames.tried)],
    ['opened', String(frames.opened)],
    ['opened twice', String(frames.twice)],
    ['forged', String(forgedOf(found))],
    ['replays refused', String(sdk['frame.replayed'] ?? 0)],
    ['without a key', String((sdk['key.unknown'] ?? 0) + (sdk['key.gone'] ?? 0))],
    ['in clear', String(frames.clear)],
    ...(wire ? [['on the wire', `${wire.clear} of ${wire.datagrams}`] as [string, string]] : []),
  ];
}

function latencyRows({ seconds: { through, bare } }: CallsFound): [string, ...string[]][] {
  const of = (latencies: Latencies) => [
    ...[50, 90, 99, 99.9].map((percent) => latencies.percentileMs(percent)),
    latencies.maxMs,
  ];
  const [all, without] = [of(through), of(bare)];
  const added = all.map((value, at) => value - (without[at] ?? 0));
  const words = (values: readonly number[]) =>
    values.map((value) => (Number.isFinite(value) ? String(round(value)) : '-'));
  return [
    ['through', ...words(all)],
    ['bare path', ...words(without)],
    ['added', ...words(added)],
  ];
}

function silenceRows({ kill }: CallsOptions, { silence }: CallsFound): [string, string][] {
  return [
    ['longest silence', ms(silence.longestMs)],
    ...(kill
      ? [['back after', `${ms(silence.backAfterMs)}, ${silence.broken} pairs`] as [string, string]]
      : []),
  ];
}

function cpuRows(found: CallsFound): [string, string][] {
  const { cpu, loadMs, frames, clientCpuMicros, otherCpuMicros, health } = found;
  const cores = (micros: number) => `${(micros / 1000 / loadMs).toFixed(2)} cores`;
  const each = (micros: number) => `${round(micros / Math.max(1, frames.arrived))} µs a frame`;
  const busy = Math.round(health.loopUtilization * 100);
  return [
    ...Object.entries(cpu).map(([name, used]): [string, string] => [
      name,
      `${cores(used)}, ${each(used)}`,
    ]),
    ['a media core', `${Math.round(listenersPerCore(found))} streams of 50 frames/s`],
    ...Object.entries(found.seconds.memory).map(([name, points]): [string, string] => {
      const mib = Math.round((points.at(-1)?.value ?? 0) / 1024);
      return [`memory, ${name}`, `${mib} MiB, ${round(growthOf(points))} KiB a minute more`];
    }),
    ['devices', `${cores(clientCpuMicros)}, ${each(clientCpuMicros)}`],
    ['other programs', cores(otherCpuMicros)],
    ['frames late', `p99 ${ms(health.lateP99Ms)}, longest ${ms(health.lateMaxMs)}`],
    ['generator loop', `busy ${busy} %, late p99 ${ms(health.loopDelayP99Ms)}`],
  ];
}

/** The page. */
export function callsPage(
  options: CallsOptions,
  found: CallsFound,
  promises: readonly Verdict[],
): string {
  const { seconds, frames } = found;
  const limits = generatorLimits(found.health);
  return pageOf({
    headline: headline(options),
    promises,
    warnings: limits.length > 0 ? generatorLines(limits) : [],
    tiles: [
      ['forwarded', frames.arrived.toLocaleString('en')],
      ['lost', `${(100 * lossOf(found)).toFixed(2)} %`],
      ['forged', String(forgedOf(found))],
      ['p99', msOf(seconds.through.percentileMs(99))],
      ['bare path, p99', msOf(seconds.bare.percentileMs(99))],
      ['media µs a frame', String(round(mediaMicrosPerPacket(found)))],
    ],
    plots: plots(options, seconds.read(), seconds.through),
    cards: [
      card('Frames', table(frameRows(found))),
      promisesCard(promises),
      card('Latency, ms', table([['', ...latencyNames], ...latencyRows(found)])),
      card('Processors', table([...cpuRows(found), ...silenceRows(options, found)])),
    ],
  });
}

function plots(
  { kill, forMs }: CallsOptions,
  seconds: readonly CallSecond[],
  through: Latencies,
): string[] {
  const of = (read: (second: CallSecond) => number) => seconds.map(read);
  const marks: Mark[] = kill ? [{ name: `kill -9: ${kill}`, from: forMs / 2000 }] : [];
  const scale = 'linear';
  return [
    lineChart({
      ...{ title: 'Frames a second', scale, marks },
      series: [
        { name: 'forwarded', look: 'a', values: of((one) => one.arrived) },
        { name: 'sent', look: 'b', values: of((one) => one.sent) },
      ],
    }),
    lineChart({
      ...{ title: 'Latency (ms) by the second in which a frame was opened', scale: 'log', marks },
      series: [
        { name: 'p50', look: 'a', values: of((one) => one.p50Ms) },
        { name: 'p99', look: 'b', values: of((one) => one.p99Ms) },
      ],
    }),
    barChart({ title: 'Frames by latency (upper ends, ms)', bars: barsOf(through) }),
    lineChart({
      ...{ title: 'Processor cores in use', scale, marks },
      series: [
        { name: 'media workers', look: 'a', values: of((one) => one.mediaCores) },
        { name: 'workers', look: 'b', values: of((one) => one.workerCores) },
        { name: 'devices', look: 'c', values: of((one) => one.clientCores) },
      ],
    }),
  ];
}
