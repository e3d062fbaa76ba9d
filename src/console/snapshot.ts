// What the console shows at one moment: everybody's figures, asked for at once, each within a short
// time, so that the page tells what still answers when a part of the cluster does not.

import type { Clock, WorkerFigures } from '#runtime';
import type { ConsoleParts, Dependency } from './ports.ts';
import { judge } from './verdict.ts';
import type { DependencyState, QueueState, Snapshot, WorkerRow } from './view.ts';

/** A part without an answer for this long counts as down. */
export const askTimeoutMs = 1500;
/** Pages that ask within this time see the same snapshot, however many there are. */
export const snapshotLifetimeMs = 500;

type SnapshotParts = Pick<
  ConsoleParts,
  'backups' | 'clock' | 'figures' | 'jobs' | 'member' | 'redis' | 'shardOwners' | 'store'
>;

export interface SnapshotOptions {
  readonly parts: SnapshotParts;
  /** What waits longer than this in Redis should have been moved long since. */
  readonly oldestExpectedMs: number;
}

/** Makes snapshots, one for all who ask at the same time. */
export function createSnapshots(options: SnapshotOptions): () => Promise<Snapshot> {
  const { clock } = options.parts;
  let last: { readonly atMs: number; readonly snapshot: Promise<Snapshot> } | undefined;
  return () => {
    const nowMs = clock.monotonic();
    if (last && nowMs - last.atMs < snapshotLifetimeMs) return last.snapshot;
    last = { atMs: nowMs, snapshot: take(options) };
    return last.snapshot;
  };
}

async function take(options: SnapshotOptions): Promise<Snapshot> {
  const { parts, oldestExpectedMs } = options;
  const { clock } = parts;
  const answer = <T>(work: Promise<T>) => within(clock, work).catch(() => null);
  const [figures, jobs, redis, store, backups] = await Promise.all([
    answer(parts.figures.read()),
    answer(parts.jobs.counts()),
    probe(clock, parts.redis),
    probe(clock, parts.store),
    answer(parts.backups()),
  ]);
  const owners = parts.shardOwners().map((owner) => owner ?? null);
  const workers = figures && figures.map((one) => rowOf(one, figures, owners));
  const known = { workers, owners, jobs, redis, store, backups };
  const facts = { ...known, queue: figures && queueOf(figures) };
  const verdict = judge({ ...facts, oldestExpectedMs, atMs: clock.now() });
  return { atMs: clock.now(), servedBy: parts.member, ...facts, verdict };
}

function rowOf(
  figures: WorkerFigures,
  all: readonly WorkerFigures[],
  owners: readonly (string | null)[],
): WorkerRow {
  const { shards, draining, ...rest } = figures;
  const owned = owners.filter((owner) => owner === figures.member).length;
  const isReplaced = all.some(
    (other) =>
      other.member !== figures.member &&
      other.host === figures.host &&
      other.index === figures.index &&
      other.uptimeMs < figures.uptimeMs,
  );
  const isGone = isReplaced || (shards.length > 0 && owned === 0);
  return { ...rest, status: draining ? 'draining' : isGone ? 'gone' : 'serving', shards: owned };
}

/** One worker surveys for all; of two surveys the larger is shown. */
function queueOf(figures: readonly WorkerFigures[]): QueueState | null {
  const surveys = figures.filter((one) => one.queueWaiting !== undefined);
  if (surveys.length === 0) return null;
  const ages = surveys.flatMap((one) => one.queueOldestMs ?? []);
  return {
    waiting: Math.max(...surveys.map((one) => one.queueWaiting ?? 0)),
    oldestMs: ages.length === 0 ? null : Math.max(...ages),
  };
}

async function probe(clock: Clock, { kind, ask }: Dependency): Promise<DependencyState> {
  const started = clock.monotonic();
  try {
    await within(clock, ask());
    return { kind, up: true, roundTripMs: clock.monotonic() - started };
  } catch {
    return { kind, up: false, roundTripMs: null };
  }
}

/** The work's outcome, or a rejection when it takes too long. */
function within<T>(clock: Clock, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = clock.after(askTimeoutMs, () => reject(new Error('no answer in time')));
    work.then(resolve, reject).finally(() => timer.cancel());
  });
}
