// What a run is worth: its history held against each promise.

import type { Figures, Verdict } from '#lab/figures.ts';
import { quantile, round } from '#lab/figures.ts';
import { check, latenciesBetween, recoveryMs } from './checkers.ts';
import type { HistoryEvent } from './history.ts';
import type { RunOptions } from './options.ts';
import { grantsSeen, keysTwice, ownershipFaults } from './ownership.ts';
import type { FaultKind } from './plan.ts';
import { calmMsLeast } from './plan.ts';
import type { StruckRound } from './schedule.ts';
import type { SideCounts } from './sideLoads.ts';
import { isSteady } from './sideLoads.ts';

/** A worker under this load uses a third of it. */
const residentBytesMax = 512 * 1024 * 1024;
/** Faults that strike few: everybody else must not notice. */
const strikesFew: readonly FaultKind[] = ['slow-client', 'duplicate-send'];
/** What those who are not struck may wait longer than before, as a share of the recovery. */
const unaffectedShare = 0.2;
/** The time before a fault that the time in it is compared with. */
const comparedMs = 3000;
/** How many of those who break a promise are named. */
const namesMax = 5;

/** A fault, or what goes on beside the load. */
type Tested = FaultKind | 'devices' | 'groups' | 'uploads';

/** What a kind of fault found broken by itself. */
const breachesOf = (history: readonly HistoryEvent[], kind: Tested): string[] =>
  history.flatMap((event) => (event.what === 'breach' && event.kind === kind ? event.note : []));

export interface RunFacts {
  readonly options: RunOptions;
  readonly history: readonly HistoryEvent[];
  readonly rounds: readonly StruckRound[];
  /** The load's beginning and end. */
  readonly from: number;
  readonly to: number;
  readonly errorsLogged: number;
  readonly residentBytes: number;
  readonly beside: SideCounts;
}

export interface Judgement {
  readonly figures: Figures;
  readonly promises: readonly Verdict[];
}

/** Holds a run against every promise. */
export function judge(facts: RunFacts): Judgement {
  const found = findingsOf(facts);
  return { figures: figuresOf(facts, found), promises: promisesOf(facts, found) };
}

type Findings = ReturnType<typeof findingsOf>;

function findingsOf({ options, history, rounds, from, to }: RunFacts) {
  const steady = history.filter((event) => 'stream' in event && isSteady(event.stream));
  const recoveries = rounds
    .filter((one) => one.endedAt + Math.min(options.gapMsMax, calmMsLeast) < to)
    .map((one) => ({ words: one.words, ms: recoveryMs(steady, one.endedAt) }));
  const few = rounds.filter(({ kinds }) => kinds.every((kind) => strikesFew.includes(kind)));
  // More than just before: what waited already is not this fault's doing.
  const unaffected = few.map(({ at, endedAt }) => {
    const before = quantile(latenciesBetween(steady, at - comparedMs, at), 1);
    return quantile(latenciesBetween(steady, at, endedAt), 0.99) - before;
  });
  return {
    ...check(history, from, to),
    recoveries,
    unaffectedMs: Math.max(0, ...unaffected.filter((ms) => !Number.isNaN(ms))),
    twice: keysTwice(history),
    owners: ownershipFaults(history),
    struck: history.filter((event) => event.what === 'fault').length,
  };
}

/** A promise that names keep or break: there are none, or the first few are told. */
const none = (sentence: string, names: readonly string[]): Verdict => ({
  sentence:
    names.length === 0 ? sentence : `${sentence}; but: ${names.slice(0, namesMax).join(', ')}`,
  kept: names.length === 0,
});

function promisesOf(facts: RunFacts, found: Findings): Verdict[] {
  const { options, history, errorsLogged, residentBytes } = facts;
  const { gapMsMax } = options;
  return [
    none('I1 every acknowledged message was shown', found.lost),
    none('I2 none was shown twice', found.duplicated),
    none('I3 each sender is heard in order', found.outOfOrder),
    none('I2 nothing was shown that nobody sent', found.invented),
    none('I4 no one-time pre-key was handed out twice', found.twice),
    none('I5 nothing was accepted of who was evicted', breachesOf(history, 'evict-lossy')),
    none(
      'I17 a number that was taken over begins anew, and whoever stays loses nothing',
      breachesOf(history, 'take-over'),
    ),
    none(
      'I14 a removed device is sent and shown nothing from the answer on, the rest lose nothing',
      breachesOf(history, 'devices'),
    ),
    none(
      'I15 a version of a group has one winner, the log has all, a removed member sees none',
      breachesOf(history, 'groups'),
    ),
    none(
      'I16 an acknowledged upload to a group is shown by all it was for, once, and by no others',
      breachesOf(history, 'uploads'),
    ),
    none('I6 no shard had two owners under one token, and tokens grew', found.owners),
    {
      sentence: `I8 those who were not struck waited no ${gapMsMax * unaffectedShare} ms longer`,
      kept: found.unaffectedMs <= gapMsMax * unaffectedShare,
    },
    {
      sentence: 'I9 no worker took more memory than its due',
      kept: residentBytes <= residentBytesMax,
    },
    ...found.recoveries.map(({ words, ms }) => ({
      sentence: `I10 all flowed ${Math.round(ms)} ms after: ${words}`,
      kept: ms <= gapMsMax,
    })),
    none('I13 draining heals a full Redis', breachesOf(history, 'redis-left-full')),
    {
      sentence: 'I12 every message asked for was acknowledged in the end',
      kept: found.acknowledged === found.sent,
    },
    { sentence: 'the load went through', kept: found.acknowledged > 0 && found.struck > 0 },
    { sentence: 'no worker logged an error of its own', kept: errorsLogged === 0 },
  ];
}

function figuresOf(facts: RunFacts, found: Findings): Figures {
  const { options, history, errorsLogged, residentBytes, beside } = facts;
  return {
    seed: options.seed,
    faults: options.faults.length > 3 ? `${options.faults.length}_kinds` : options.faults.join('+'),
    load_s: options.forMs / 1000,
    devices: options.devices,
    rate_per_s: options.rate,
    injected: found.struck,
    skipped: history.filter((event) => event.what === 'skipped').length,
    sent: found.sent,
    acknowledged: found.acknowledged,
    shown: found.shown,
    refused: found.refused,
    lost: found.lost.length,
    duplicated: found.duplicated.length,
    out_of_order: found.outOfOrder.length,
    devices_removed: beside.removals,
    group_races: beside.groupRaces,
    group_removals: beside.groupRemovals,
    group_uploads: beside.groupUploads,
    keys_taken: history.filter((event) => event.what === 'taken').length,
    keys_twice: found.twice.length,
    grants_seen: grantsSeen(history),
    owner_faults: found.owners.length,
    errors_logged: errorsLogged,
    resident_mb: Math.round(residentBytes / 1024 / 1024),
    unaffected_more_ms: round(found.unaffectedMs),
    recoveries: found.recoveries.length,
    recovery_ms: Math.round(Math.max(0, ...found.recoveries.map(({ ms }) => ms))),
    p50_ms: round(quantile(found.latenciesMs, 0.5)),
    p99_ms: round(quantile(found.latenciesMs, 0.99)),
  };
}
