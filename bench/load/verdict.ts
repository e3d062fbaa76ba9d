// What a run is held to: the promises of the ledger, and whether the generator kept up, without
// which the run says nothing about speed.

import type { Figures, Verdict } from '#lab/figures.ts';
import { round } from '#lab/figures.ts';
import type { Ledger } from '#lab/ledger.ts';
import type { Books, Health } from './orders.ts';
import { totalMicros } from '#lab/processCpu.ts';
import type { Timeline } from './timeline.ts';

/** A message handed to the SDK later than this, at the 99th percentile, was the generator's. */
export const lateP99MsMax = 50;
/** Likewise for the delay of a generator's event loop, */
const loopDelayP99MsMax = 50;
/** and a loop that is busier than this has no room to tell its own delay from the server's. */
const loopUtilizationMax = 0.9;

/** Everything a run found. */
export interface Findings {
  readonly ledger: Ledger;
  readonly undecryptable: number;
  readonly rejected: number;
  readonly receipts: number;
  readonly troubles: number;
  /** Shown as another's, or in another group, than they were said in. */
  readonly forged: number;
  readonly health: Health;
  readonly connectedAfterMs?: number;
  readonly caughtUpAfterMs?: number;
  /**
   * Processor time over load and settling, by kind of process; empty: not measured. Unit:
   * microseconds.
   */
  readonly serverCpu: Readonly<Record<string, number>>;
  readonly clientCpuMicros: number;
  /** What the rest of the machine used meanwhile; with the server where that is not measured. */
  readonly otherCpuMicros: number;
  /**
   * The time from the first due time until the last message arrived, and no less than the load
   * itself.
   */
  readonly tookMs: number;
  /** The time that processors were measured over. */
  readonly meteredMs: number;
  /** Messages of the load itself that were delivered. */
  readonly measured: number;
}

/** The worst of all processes, as one slow generator spoils the run. */
export function worstHealth(books: readonly Pick<Books, 'health'>[]): Health {
  const worst = (of: (health: Health) => number) =>
    Math.max(0, ...books.map(({ health }) => of(health)));
  return {
    lateP99Ms: worst((one) => one.lateP99Ms),
    lateMaxMs: worst((one) => one.lateMaxMs),
    loopDelayP99Ms: worst((one) => one.loopDelayP99Ms),
    loopUtilization: worst((one) => one.loopUtilization),
  };
}

/** Why the generator itself was the limit; none: it was not. */
export function generatorLimits(health: Health): string[] {
  const limits: string[] = [];
  const over = (what: string, value: number, most: number, unit: string) => {
    if (value > most) limits.push(`${what} ${round(value)}${unit} is over ${most}${unit}`);
  };
  over('lateness of sends at p99:', health.lateP99Ms, lateP99MsMax, ' ms');
  over("a generator's event-loop delay at p99:", health.loopDelayP99Ms, loopDelayP99MsMax, ' ms');
  over("a generator's event-loop utilization:", health.loopUtilization, loopUtilizationMax, '');
  return limits;
}

export function promisesOf(found: Findings): Verdict[] {
  const { ledger } = found;
  return [
    { sentence: 'every acknowledged message was delivered', kept: ledger.lost === 0 },
    { sentence: 'none was delivered twice', kept: ledger.duplicated === 0 },
    { sentence: 'each sender is heard in order', kept: ledger.outOfOrder === 0 },
    {
      sentence: 'every envelope could be read',
      kept: found.undecryptable === 0 && found.rejected === 0,
    },
    { sentence: 'nothing was delivered that nobody sent', kept: ledger.invented === 0 },
    { sentence: 'nothing was shown in the name of another', kept: found.forged === 0 },
    {
      sentence: 'every message was acknowledged in the end',
      kept: ledger.refused === 0 && ledger.unanswered === 0,
    },
    { sentence: 'the load went through', kept: found.measured > 0 },
  ];
}

/** The line of figures. */
export function figuresOf(found: Findings, timeline: Timeline): Figures {
  const { ledger, health } = found;
  const { delivery, acknowledgement, waited } = timeline;
  const seconds = found.tookMs / 1000;
  const server = totalMicros(found.serverCpu);
  const perDelivered = (micros: number) => round(micros / Math.max(1, found.measured));
  const cores = (micros: number) => round(micros / 1000 / found.meteredMs);
  return {
    sent: ledger.sent,
    acknowledged: ledger.acknowledged,
    delivered: ledger.delivered,
    duplicated: ledger.duplicated,
    lost: ledger.lost,
    out_of_order: ledger.outOfOrder,
    undecryptable: found.undecryptable,
    rejected: found.rejected,
    refused: ledger.refused,
    unanswered: ledger.unanswered,
    invented: ledger.invented,
    forged: found.forged,
    receipts: found.receipts,
    troubles: found.troubles,
    delivered_per_s: round(found.measured / seconds),
    p50_ms: round(delivery.percentileMs(50)),
    p90_ms: round(delivery.percentileMs(90)),
    p99_ms: round(delivery.percentileMs(99)),
    p999_ms: round(delivery.percentileMs(99.9)),
    max_ms: round(delivery.maxMs),
    ack_p50_ms: round(acknowledgement.percentileMs(50)),
    ack_p99_ms: round(acknowledgement.percentileMs(99)),
    ...(waited.count > 0 ? { waited: waited.count } : {}),
    ...optional('connected_after_ms', found.connectedAfterMs),
    ...optional('caught_up_after_ms', found.caughtUpAfterMs),
    client_cores: cores(found.clientCpuMicros),
    client_us_per_message: perDelivered(found.clientCpuMicros),
    ...(server === undefined
      ? {}
      : { server_cores: cores(server), server_us_per_message: perDelivered(server) }),
    ...Object.fromEntries(
      Object.entries(found.serverCpu).map(([name, micros]) => [`${name}_cores`, cores(micros)]),
    ),
    other_cores: cores(found.otherCpuMicros),
    late_p99_ms: round(health.lateP99Ms),
    late_max_ms: round(health.lateMaxMs),
    loop_delay_p99_ms: round(health.loopDelayP99Ms),
    loop_utilization: round(health.loopUtilization),
    generator_limited: generatorLimits(health).length > 0 ? 1 : 0,
  };
}

function optional(name: string, value: number | undefined): Figures {
  return value === undefined ? {} : { [name]: round(value) };
}
