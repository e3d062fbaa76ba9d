// Several runs of one script in one call. A call costs Redis and its driver as much as the three
// commands inside it, so that runs of a batch that may share one do: a script made for it loops
// over the groups of names and arguments it gets and answers with a list.

import type { Script, ScriptArgument } from './scripts.ts';

/** Runs of one call; a script holds up everybody else while it runs. */
export const runsPerCallMax = 100;
/** Names and arguments of one call, where it has more than one run. */
const callArgumentsMax = 4000;

/** One run of a script. */
export interface Invocation {
  readonly script: Script;
  readonly names: readonly string[];
  /** Arguments that are the same in every run of the script. */
  readonly shared: readonly ScriptArgument[];
  readonly own: readonly ScriptArgument[];
}

interface Call {
  readonly script: Script;
  readonly runs: number[];
  arguments: number;
}

/**
 * Shares the runs of a batch out to calls, by their index.
 * Order: runs whose names have the same hash tag stay in the order of the batch.
 */
export function mergeRuns(batch: readonly Invocation[]): number[][] {
  const calls: Call[] = [];
  const latest = new Map<Script, number>();
  /** The last call with something of this tag: what follows may join none before it. */
  const touched = new Map<string, number>();
  for (let run = 0; run < batch.length; run++) {
    const { script, names, own } = batch[run] as Invocation;
    const tag = tagOf(names[0] ?? '');
    const weight = names.length + own.length;
    const at = latest.get(script);
    const open = at === undefined ? undefined : calls[at];
    const fits =
      open !== undefined &&
      open.runs.length < runsPerCallMax &&
      open.arguments + weight <= callArgumentsMax;
    if (script.takesRuns && fits && at !== undefined && (touched.get(tag) ?? 0) <= at) {
      open.runs.push(run);
      open.arguments += weight;
      touched.set(tag, at);
    } else {
      latest.set(script, calls.length);
      touched.set(tag, calls.length);
      calls.push({ script, runs: [run], arguments: weight });
    }
  }
  return calls.map(({ runs }) => runs);
}

/** The arguments of EVALSHA for a call: shared ones once, names and own ones run by run. */
export function callArguments(
  batch: readonly Invocation[],
  runs: readonly number[],
): ScriptArgument[] {
  const first = batch[runs[0] as number] as Invocation;
  const all: ScriptArgument[] = [first.script.hash, first.names.length * runs.length];
  for (const run of runs) for (const name of (batch[run] as Invocation).names) all.push(name);
  for (const argument of first.shared) all.push(argument);
  for (const run of runs) for (const argument of (batch[run] as Invocation).own) all.push(argument);
  return all;
}

/** A run's answer among those of its call. */
export function answerOf({ script }: Invocation, value: unknown, at: number): unknown {
  return script.takesRuns && Array.isArray(value) ? value[at] : value;
}

/** What decides about the slot of a name. */
function tagOf(name: string): string {
  const open = name.indexOf('{');
  const close = name.indexOf('}', open + 2);
  return open < 0 || close < 0 ? name : name.slice(open + 1, close);
}
