// One run: a cluster of its own, simulated devices that really encrypt, the faults a seed has
// drawn, and then every promise checked against the history.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProgress } from '#lab/progress.ts';
import type { Fleet } from './fleet.ts';
import { startFleet } from './fleet.ts';
import { startEnvironment } from './environment.ts';
import { HistoryWriter, readHistory } from './history.ts';
import { clockMs } from '#lab/clock.ts';
import { archivingEnv } from './mailFaults.ts';
import type { RunOptions } from './options.ts';
import type { FaultKind } from './plan.ts';
import { seededRandom } from '#lab/random.ts';
import { drawPlan } from './plan.ts';
import type { StruckRound } from './schedule.ts';
import { strikeAll } from './schedule.ts';
import type { SideLoads } from './sideLoads.ts';
import { startSideLoads } from './sideLoads.ts';
import type { Judgement } from './verdict.ts';
import { judge } from './verdict.ts';

const settleTimeoutMs = 60_000;
/** What is shown twice would be shown late. */
const lingerMs = 2000;
const deviceProcesses = 2;
/** Faults that need archived mail. */
const overArchive: readonly FaultKind[] = ['attach-storm', 'clock-days'];
/** Rounds of a plan; more than any run has time for. */
const roundsMost = 2000;
const progressEveryMs = 500;

/** Runs one seed. Keeps its folder when a promise was broken. */
export async function runSeed(options: RunOptions): Promise<Judgement> {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-chaos-'));
  const random = seededRandom(options.seed);
  const { workers, redis, store } = options;
  let keep = options.keep;
  const env = options.faults.some((kind) => overArchive.includes(kind)) ? archivingEnv : {};
  const lossy = options.faults.includes('evict-lossy');
  // Mixed with others it strikes without links in every other seed: they are put to the test, too.
  const links = !lossy || (options.faults.length > 1 && options.seed % 2 === 0);
  const environment = await startEnvironment({ folder, workers, redis, store, random, env, links });
  let aside: SideLoads | undefined;
  try {
    const historyFile = join(folder, 'history-aside.jsonl');
    const history = new HistoryWriter(historyFile);
    const fleet = await startFleet({
      url: environment.url,
      invitation: environment.invitation,
      folder: join(folder, 'fleet'),
      devices: options.devices,
      processes: deviceProcesses,
      onDisk: options.onDisk,
    });
    aside = await startSideLoads(environment, history);
    const plan = drawPlan(options.seed, options.faults, roundsMost);
    const scene = { environment: environment, aside, history };
    const load = await loadWithFaults(options, fleet, aside, (endsAt, say) =>
      strikeAll(scene, plan, endsAt, history, say),
    );
    await fleet.end();
    const beside = aside.conclude();
    history.flush();
    const log = environment.log();
    const judgement = judge({
      options,
      history: readHistory([...fleet.historyFiles, historyFile]),
      ...load,
      beside,
      errorsLogged: log.split('\n').filter((line) => line.startsWith('{"level":50')).length,
      residentBytes: aside.residentBytesMost(),
    });
    keep ||= judgement.promises.some((promise) => !promise.kept);
    if (keep) writeFileSync(join(folder, 'all.log'), log);
    return judgement;
  } catch (error) {
    keep = true;
    writeFileSync(join(folder, 'all.log'), environment.log());
    throw error;
  } finally {
    await aside?.close();
    await environment.stop();
    if (keep) console.error(`history, profiles and log: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

type Strike = (endsAt: number, say: (words: string) => void) => Promise<readonly StruckRound[]>;

/**
 * Puts the load on, the faults in, and waits until what was acknowledged had its time to arrive.
 */
async function loadWithFaults(options: RunOptions, fleet: Fleet, aside: SideLoads, strike: Strike) {
  const { rate, forMs } = options;
  const progress = createProgress('chaos');
  const from = clockMs();
  let latest = '';
  const loading = fleet.load(rate, forMs);
  const striking = strike(from + forMs, (words) => {
    latest = words;
    console.error(words);
  });
  const showing = setInterval(async () => {
    const now = await fleet.progress().catch(() => undefined);
    if (!now) return;
    const words = `${now.acknowledged} acknowledged, ${now.shown} shown; ${latest}`;
    progress.show((clockMs() - from) / forMs, words);
  }, progressEveryMs);
  try {
    const [rounds] = await Promise.all([striking, loading]);
    const to = from + forMs;
    aside.finish();
    await settled(fleet, aside);
    return { from, to, rounds };
  } finally {
    clearInterval(showing);
    progress.end();
  }
}

async function settled(fleet: Fleet, aside: SideLoads): Promise<void> {
  const until = clockMs() + settleTimeoutMs;
  for (let now = await fleet.progress(); clockMs() < until; now = await fleet.progress()) {
    if (now.pending === 0 && now.shown >= now.acknowledged && aside.settled()) break;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  await new Promise((resolve) => setTimeout(resolve, lingerMs));
}
