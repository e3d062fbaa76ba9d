// `npm run bench -- relay`: Aldis, which has every message on disk before it acknowledges, next to
// a bare Socket.IO relay, which stores nothing. Same generator, same content, same number of
// messages under way; the runs take turns.

import type { Figures, Verdict } from '../support/figures.ts';
import { conclude, round } from '../support/figures.ts';
import { UsageError } from '../support/options.ts';
import { createProgress } from '../support/progress.ts';
import type { RawGenerators, RunResult } from '../support/raw/generators.ts';
import { seatPairs } from '../support/seating.ts';
import type { Contender } from './contenders.ts';
import { startAldis, startBare } from './contenders.ts';
import { place } from './layout.ts';
import type { RelayOptions } from './options.ts';
import { readRelayOptions } from './options.ts';
import { ratiosOf, runLine, serverMicrosOf, spreadOf } from './report.ts';

const warmupMs = 1500;
/** Each side's first turn compiles its code; it is printed and kept to its ledger, not compared. */
const openingMs = 5000;
const rateRatioLeast = 0.5;
const cpuRatioMost = 2;

/** A server with its clients connected. */
interface Side {
  readonly contender: Contender;
  readonly generators: RawGenerators;
  readonly openings: RunResult[];
  readonly runs: RunResult[];
}

async function seat(contender: Contender, options: RelayOptions): Promise<Side> {
  const generators = await seatPairs(contender, options);
  const servers = contender.servers.flatMap(({ pids }) => pids());
  if (!place(options.layout, servers, generators.pids)) {
    console.log(`(the layout "${options.layout}" is not possible here: processes run anywhere)`);
  }
  return { contender, generators, openings: [], runs: [] };
}

async function takeTurns(sides: readonly Side[], options: RelayOptions): Promise<void> {
  const { window, forMs } = options;
  const progress = createProgress('runs');
  const all = options.runs * sides.length;
  for (const { contender, generators, openings } of sides) {
    const opening = { window, warmupMs, forMs: openingMs };
    const run = await generators.closed(contender.servers, opening);
    console.log(`first, not compared: ${runLine(contender.name, run)}`);
    openings.push(run);
  }
  for (let index = 0; index < options.runs; index++) {
    for (const { contender, generators, runs } of sides) {
      const done = sides.reduce((sum, side) => sum + side.runs.length, 0);
      progress.show(done / all, `${contender.name} ${index + 1}`);
      const run = await generators.closed(contender.servers, { window, warmupMs, forMs });
      progress.end();
      console.log(runLine(contender.name, run));
      runs.push(run);
    }
  }
}

/** The figures of one side: medians of the runs that count. */
function sideFigures({ contender, runs }: Side): Record<string, number> {
  const good = runs.filter((run) => run.void.length === 0);
  const median = (of: (run: RunResult) => number) => round(spreadOf(good.map(of)).median);
  const sum = (of: (run: RunResult) => number) => runs.reduce((all, run) => all + of(run), 0);
  const figures: Record<string, number> = {
    per_s: median((run) => run.rate),
    p50_ms: median((run) => run.delivered.p50Ms),
    p99_ms: median((run) => run.delivered.p99Ms),
    ack_p50_ms: median((run) => run.acknowledged.p50Ms),
    ack_p99_ms: median((run) => run.acknowledged.p99Ms),
    server_us: median(serverMicrosOf),
    workers_us: median((run) => run.serverMicros['workers'] ?? Number.NaN),
    redis_us: median((run) => run.serverMicros['redis'] ?? Number.NaN),
    server_cores: median((run) => run.serverCores),
    generator_us: median((run) => run.generatorMicros),
    generator_share: median((run) => run.health.cpuShare),
    sent: sum((run) => run.ledger.sent),
    acknowledged: sum((run) => run.ledger.acknowledged),
    delivered: sum((run) => run.ledger.delivered),
    duplicated: sum((run) => run.ledger.duplicated),
    lost: sum((run) => run.ledger.lost),
    out_of_order: sum((run) => run.ledger.outOfOrder),
    void_runs: runs.length - good.length,
  };
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [`${contender.name}_${name}`, value]),
  );
}

function judge(sides: readonly Side[]): { figures: Figures; promises: Verdict[] } {
  const [ours, theirs] = sides;
  const figures = Object.assign({}, ...sides.map(sideFigures)) as Record<string, number>;
  const promises: Verdict[] = sides.map(({ contender, openings, runs }) => ({
    sentence: `${contender.name}: nothing was lost, doubled or out of order`,
    kept: [...openings, ...runs].every(
      ({ ledger }) => ledger.lost + ledger.duplicated + ledger.outOfOrder + ledger.unanswered === 0,
    ),
  }));
  promises.push({
    sentence: 'every run counts',
    kept: sides.every(({ runs }) => runs.every((run) => run.void.length === 0)),
  });
  if (!ours || !theirs) return { figures, promises };
  const rate = spreadOf(ratiosOf(ours.runs, theirs.runs, (run) => run.rate));
  const cpu = spreadOf(ratiosOf(ours.runs, theirs.runs, serverMicrosOf));
  const words = ({ median, least, most }: typeof rate) =>
    `${round(median)} (${round(least)}–${round(most)})`;
  console.log(`aldis to bare: rate ${words(rate)}, server CPU per message ${words(cpu)}`);
  promises.push(
    {
      sentence: `at least ${rateRatioLeast} of the bare relay's rate`,
      kept: rate.median >= rateRatioLeast,
    },
    {
      sentence: `at most ${cpuRatioMost} times the bare relay's CPU per message`,
      kept: cpu.median <= cpuRatioMost,
    },
  );
  const ratios = {
    rate_ratio: round(rate.median),
    rate_ratio_least: round(rate.least),
    rate_ratio_most: round(rate.most),
    cpu_ratio: round(cpu.median),
    cpu_ratio_least: round(cpu.least),
    cpu_ratio_most: round(cpu.most),
  };
  return { figures: { ...ratios, ...figures }, promises };
}

async function main(): Promise<number> {
  const options = readRelayOptions(process.argv.slice(2));
  const contenders: Contender[] = [];
  const sides: Side[] = [];
  try {
    if (options.only !== 'bare') contenders.push(await startAldis({ wire: options.wire }));
    if (options.only !== 'aldis') {
      const { adapter, bareAcknowledges: recipientAcknowledges } = options;
      contenders.push(await startBare({ adapter, recipientAcknowledges }));
    }
    for (const contender of contenders) sides.push(await seat(contender, options));
    const { pairs, window, bytes, layout, wire } = options;
    console.log(
      `${pairs} pairs, ${window} messages under way each, ${bytes} bytes, ${layout}, ${wire}`,
    );
    for (const { contender } of sides) {
      const pids = contender.servers.map(({ name, pids: of }) => `${name} ${of().join(' ')}`);
      console.log(`${contender.name}: ${pids.join(', ')}`);
    }
    await takeTurns(sides, options);
    const { figures, promises } = judge(sides);
    return conclude({ ...figures, pairs, window, layout, wire }, promises, options.json);
  } finally {
    await Promise.all(sides.map(({ generators }) => generators.end()));
    await Promise.all(contenders.map((contender) => contender.stop()));
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
