// Lets the rounds of a plan strike one after the other while the load runs.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Scene } from './scene.ts';
import { strike } from './faults.ts';
import type { HistoryWriter } from './history.ts';
import { clockMs } from '#lab/clock.ts';
import type { Fault, FaultKind, Round } from './plan.ts';

/** The load runs smoothly for this long first. */
const quietMs = 1500;

/** A round that was let loose. */
export interface StruckRound {
  readonly kinds: readonly FaultKind[];
  readonly words: string;
  readonly at: number;
  /** When the last of what was hit could serve again. */
  readonly endedAt: number;
}

/** Strikes until the plan or the time is at an end. Resolves with what was done. */
export async function strikeAll(
  scene: Scene,
  plan: readonly Round[],
  endsAt: number,
  history: HistoryWriter,
  say: (words: string) => void,
): Promise<readonly StruckRound[]> {
  const done: StruckRound[] = [];
  await sleep(quietMs);
  for (const { faults, calmMs } of plan) {
    const longest = Math.max(...faults.map(({ forMs }) => forMs));
    // What is not given its time to recover cannot be judged.
    if (clockMs() + longest + calmMs > endsAt) break;
    const at = clockMs();
    const outcomes = await Promise.all(faults.map((fault) => one(scene, fault, history)));
    const struck = outcomes.filter((outcome) => outcome !== undefined);
    if (struck.length === 0) continue;
    const words = struck.map(({ words }) => words).join(' + ');
    say(`${((at - endsAt) / 1000).toFixed(1)} s ${words}`);
    done.push({ kinds: struck.map(({ kind }) => kind), words, at, endedAt: clockMs() });
    await sleep(Math.max(0, Math.min(calmMs, endsAt - clockMs())));
  }
  return done;
}

async function one(scene: Scene, fault: Fault, history: HistoryWriter) {
  const { kind } = fault;
  history.add({ what: 'fault', kind, note: '', at: clockMs() });
  const outcome = await strike(scene, fault);
  const skipped = 'skipped' in outcome;
  const note = skipped ? outcome.skipped : outcome.note;
  history.add({ what: skipped ? 'skipped' : 'healed', kind, note, at: clockMs() });
  if (skipped) console.error(`skipped ${kind}: ${note}`);
  return skipped ? undefined : { kind, words: `${kind} (${note})` };
}
