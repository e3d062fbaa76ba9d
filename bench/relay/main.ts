// `npm run bench -- relay`: Aldis, which has every message on disk before it acknowledges, next to
// a bare Socket.IO relay, which stores nothing. Same generator, same content, same number of
// messages under way; the runs take turns, under a busy load and under a sparse one.

import type { Figures, Verdict } from '#lab/figures.ts';
import { conclude } from '#lab/figures.ts';
import { runCommand } from '#lab/options.ts';
import { createProgress } from '#lab/progress.ts';
import type { RawGenerators } from '#lab/raw/generators.ts';
import { seatPairs } from '#lab/seating.ts';
import type { Contender } from '#lab/contender.ts';
import { startAldis } from '#lab/contender.ts';
import { startBare } from './bare.ts';
import type { CountedRun } from './judge.ts';
import { judge } from './judge.ts';
import { place } from '#lab/layout.ts';
import type { Load } from './loads.ts';
import { barsOf } from './loads.ts';
import type { RelayOptions } from './options.ts';
import { readRelayOptions } from './options.ts';
import { runLine } from '#lab/raw/runLine.ts';

const warmupMs = 1500;
/**
 * So many messages of a load compile a side's code: its first turns, which are printed and kept to
 * their ledger, not compared. A side that is slow ends after `openingMsMax`, warm or not.
 */
const openingMessages = 20_000;
const openingMsMax = 40_000;
/** One of the first turns. */
const openingTurnMs = 2500;

/** A server with the clients of one load connected. */
interface Side {
  readonly contender: Contender;
  readonly generators: RawGenerators;
  readonly openings: CountedRun[];
  readonly runs: CountedRun[];
}

async function seat(contender: Contender, load: Load, options: RelayOptions): Promise<Side> {
  const { bytes, processes, layout } = options;
  const generators = await seatPairs(contender, { pairs: load.pairs, bytes, processes });
  const servers = contender.servers.flatMap(({ pids }) => pids());
  if (!place(layout, servers, generators.pids)) {
    console.log(`(the layout "${layout}" is not possible here: processes run anywhere)`);
  }
  return { contender, generators, openings: [], runs: [] };
}

/** One run of one side. */
async function turn(
  { contender, generators }: Side,
  window: number,
  forMs: number,
): Promise<CountedRun> {
  const before = await contender.redis.calls();
  const run = await generators.closed(contender.servers, { window, warmupMs, forMs });
  const after = await contender.redis.calls();
  const per = (of: (calls: typeof before) => number) =>
    (of(after) - of(before)) / run.ledger.delivered;
  return { ...run, redisCommands: per((one) => one.commands), redisReads: per((one) => one.reads) };
}

/** Warms a side up. */
async function open(side: Side, window: number): Promise<void> {
  const untilMs = performance.now() + openingMsMax;
  for (let sent = 0; sent < openingMessages && performance.now() < untilMs; ) {
    const run = await turn(side, window, openingTurnMs);
    console.log(`first, not compared: ${runLine(side.contender.name, run)}`);
    side.openings.push(run);
    sent += run.ledger.sent;
  }
}

async function takeTurns(sides: readonly Side[], load: Load, options: RelayOptions) {
  const progress = createProgress(`${load.name}: runs`);
  const all = options.runs * sides.length;
  for (const side of sides) await open(side, load.window);
  for (let index = 0; index < options.runs; index++) {
    for (const side of sides) {
      const done = sides.reduce((sum, one) => sum + one.runs.length, 0);
      progress.show(done / all, `${side.contender.name} ${index + 1}`);
      const run = await turn(side, load.window, options.forMs);
      progress.end();
      console.log(runLine(side.contender.name, run));
      side.runs.push(run);
    }
  }
}

/** Both servers under one load, whose clients come and go with it. */
async function compare(contenders: readonly Contender[], load: Load, options: RelayOptions) {
  const sides: Side[] = [];
  try {
    for (const contender of contenders) sides.push(await seat(contender, load, options));
    const { bytes, layout, wire } = options;
    const { name, pairs, window } = load;
    console.log(
      `${name}: ${pairs} pairs, ${window} messages under way each, ${bytes} bytes, ` +
        `${layout}, ${wire}`,
    );
    await takeTurns(sides, load, options);
    const turns = sides.map(({ contender, openings, runs }) => ({
      name: contender.name,
      openings,
      runs,
    }));
    return judge(name, turns, barsOf(load, wire));
  } finally {
    await Promise.all(sides.map(({ generators }) => generators.end()));
  }
}

/** The first load's figures have plain names, those of a further one begin with its own. */
async function compareAll(
  contenders: readonly Contender[],
  options: RelayOptions,
): Promise<{ figures: Figures; promises: Verdict[] }> {
  const figures: Record<string, number | string> = {};
  const promises: Verdict[] = [];
  for (const [index, load] of options.loads.entries()) {
    const judged = await compare(contenders, load, options);
    const { pairs, window } = load;
    for (const [name, value] of Object.entries({ ...judged.figures, pairs, window })) {
      figures[index === 0 ? name : `${load.name}_${name}`] = value;
    }
    promises.push(...judged.promises);
  }
  return { figures, promises };
}

async function main(): Promise<number> {
  const options = readRelayOptions(process.argv.slice(2));
  const { layout, wire, json } = options;
  const contenders: Contender[] = [];
  try {
    if (options.only !== 'bare') contenders.push(await startAldis({ wire }));
    if (options.only !== 'aldis') {
      const { adapter, bareAcknowledges: recipientAcknowledges } = options;
      contenders.push(await startBare({ adapter, recipientAcknowledges }));
    }
    for (const { name, servers } of contenders) {
      const pids = servers.map((group) => `${group.name} ${group.pids().join(' ')}`);
      console.log(`${name}: ${pids.join(', ')}`);
    }
    const { figures, promises } = await compareAll(contenders, options);
    return conclude({ ...figures, layout, wire }, promises, json);
  } finally {
    await Promise.all(contenders.map((contender) => contender.stop()));
  }
}

await runCommand(main);
