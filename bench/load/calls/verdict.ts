// What a run of calls is held to, and its line of figures.

import type { Figures, Verdict } from '#lab/figures.ts';
import { round } from '#lab/figures.ts';
import { generatorLimits } from '../verdict.ts';
import type { CallsOptions } from './options.ts';
import type { CallsFound } from './run.ts';
import type { CallSeconds } from './seconds.ts';
import { growthOf } from './seconds.ts';

/** The share of packets that may be missing without a bad way or a kill. */
const lossMax = 0.01;
/** How long until all who lost their place hear all again. */
const backAfterMsMax = { 'media-worker': 2000, owner: 5000 } as const;
/** What listeners per core are told for. */
const packetsPerS = 50;

/** Frames that proved false, or opened as another's. */
export const forgedOf = ({ sdk, frames }: CallsFound): number =>
  frames.wrong + (sdk['frame.forged'] ?? 0) + (sdk['sender.other'] ?? 0);

/** Share of packets that never came. */
export const lossOf = ({ frames: { arrived, lost } }: CallsFound): number =>
  lost / Math.max(1, arrived + lost);

export function callPromises(options: CallsOptions, found: CallsFound): Verdict[] {
  const { frames, silence, wire, health } = found;
  const { kill, loss, jitterMs } = options;
  const isSmooth = kill === undefined && loss === 0 && jitterMs === 0;
  const keptUp = generatorLimits(health).length === 0;
  const promises: Verdict[] = [
    {
      sentence: 'nothing was opened that its talker did not say there',
      kept: forgedOf(found) === 0,
    },
    { sentence: 'nothing was opened twice', kept: frames.twice === 0 },
    { sentence: 'no media worker had a voice in clear', kept: frames.clear === 0 },
    { sentence: 'everybody hears everybody at the end', kept: silence.silent === 0 },
    { sentence: 'the load went through', kept: frames.opened > 0 },
  ];
  if (wire) promises.push({ sentence: 'nor the wire', kept: wire.clear === 0 });
  if (isSmooth && keptUp) {
    const sentence = `no more than ${lossMax * 100} % of the packets were lost`;
    promises.push({ sentence, kept: lossOf(found) <= lossMax });
    const opened = frames.opened >= frames.tried * (1 - lossMax);
    promises.push({ sentence: 'what was to be opened was opened', kept: opened });
  }
  if (kill !== undefined) {
    const most = backAfterMsMax[kill];
    const kept = silence.broken > 0 && silence.backAfterMs <= most;
    promises.push({ sentence: `who lost their place were back within ${most} ms`, kept });
  }
  return promises;
}

/** What a media worker needs for a packet that it passes on. Unit: microseconds. */
export const mediaMicrosPerPacket = ({ cpu, frames }: CallsFound): number =>
  (cpu['media'] ?? Number.NaN) / Math.max(1, frames.arrived);

/** Streams of 50 packets a second that a core would carry at this cost. */
export const listenersPerCore = (found: CallsFound): number =>
  1e6 / packetsPerS / mediaMicrosPerPacket(found);

export function callFigures(options: CallsOptions, found: CallsFound): Figures {
  const { frames, seconds, silence, cpu, loadMs, health, wire } = found;
  const { through, bare } = seconds;
  const at = (percent: number) => through.percentileMs(percent);
  const without = (percent: number) => bare.percentileMs(percent);
  const cores = (micros: number) => round(micros / 1000 / loadMs);
  return {
    scenario: 'calls',
    ...asked(options),
    sent: found.sent,
    unsent: found.unsent,
    forwarded: frames.arrived,
    lost: frames.lost,
    repeated: frames.repeated,
    tried: frames.tried,
    opened: frames.opened,
    opened_twice: frames.twice,
    forged: forgedOf(found),
    clear: frames.clear,
    replays_refused: found.sdk['frame.replayed'] ?? 0,
    without_key: (found.sdk['key.unknown'] ?? 0) + (found.sdk['key.gone'] ?? 0),
    ...(wire ? { wire_datagrams: wire.datagrams, wire_clear: wire.clear } : {}),
    forwarded_per_s: round((frames.arrived * 1000) / loadMs),
    p50_ms: round(at(50)),
    p99_ms: round(at(99)),
    bare_p50_ms: round(without(50)),
    bare_p99_ms: round(without(99)),
    added_p50_ms: round(at(50) - without(50)),
    added_p99_ms: round(at(99) - without(99)),
    silence_max_ms: round(silence.longestMs),
    ...(options.kill
      ? { broken_pairs: silence.broken, back_after_ms: round(silence.backAfterMs) }
      : {}),
    silent_at_end: silence.silent,
    media_us_per_packet: round(mediaMicrosPerPacket(found)),
    listeners_per_core: Math.round(listenersPerCore(found)),
    ...Object.fromEntries(
      Object.entries(cpu).map(([name, used]) => [`${name}_cores`, cores(used)]),
    ),
    media_workers: found.mediaWorkers,
    ...memoryFigures(seconds),
    client_cores: cores(found.clientCpuMicros),
    other_cores: cores(found.otherCpuMicros),
    places: found.places,
    troubles: found.troubles,
    late_p99_ms: round(health.lateP99Ms),
    late_max_ms: round(health.lateMaxMs),
    loop_delay_p99_ms: round(health.loopDelayP99Ms),
    loop_utilization: round(health.loopUtilization),
    generator_limited: generatorLimits(health).length > 0 ? 1 : 0,
  };
}

function memoryFigures({ memory }: CallSeconds): Figures {
  return Object.fromEntries(
    Object.entries(memory).flatMap(([name, points]) => [
      [`${name}_rss_mib`, Math.round((points.at(-1)?.value ?? Number.NaN) / 1024)],
      [`${name}_rss_kib_per_min`, Math.round(growthOf(points))],
    ]),
  );
}

function asked({ rooms, talkers, listeners, packetsPerS: packets, forMs, ...rest }: CallsOptions) {
  return {
    ...{ rooms, talkers, listeners, packets_per_s: packets, load_s: forMs / 1000 },
    ...{ bytes: rest.bytes, loss: rest.loss, jitter_ms: rest.jitterMs },
    ...(rest.kill ? { kill: rest.kill } : {}),
  };
}
