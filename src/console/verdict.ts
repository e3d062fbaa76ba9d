// Is the cluster well? The one sentence an operator wants first, and what speaks against it.

import type {
  BackupState,
  Complaint,
  DependencyState,
  JobCounts,
  QueueState,
  Verdict,
  WorkerRow,
} from './view.ts';

/** An event loop that is held up longer than this, in one turn of a hundred, delays everybody. */
const lagWorryMs = 250;
/** Senders that wait longer than this for an acknowledgement begin to notice. */
const ackWorryMs = 1000;
/** One backup may be late or fail; two are a habit. */
const backupsMissedMax = 2;
const hourMs = 60 * 60 * 1000;
/** Complaints of one kind that are told one by one; more are counted. */
const namedMax = 3;

export interface Facts {
  readonly workers: readonly WorkerRow[] | null;
  readonly owners: readonly (string | null)[];
  readonly jobs: readonly JobCounts[] | null;
  readonly redis: DependencyState;
  readonly store: DependencyState;
  readonly queue: QueueState | null;
  readonly oldestExpectedMs: number;
  readonly backups: BackupState | null;
  /** By the clock that dates backups. */
  readonly atMs: number;
}

/** Judges the facts of one moment. */
export function judge(facts: Facts): Verdict {
  const complaints = [...outages(facts), ...worries(facts)];
  const level = complaints.some((one) => one.level === 'bad')
    ? 'bad'
    : complaints.length > 0
      ? 'warn'
      : 'ok';
  return { level, complaints };
}

/** A worker as people call it; the host only where there are several. */
function nameOf(worker: WorkerRow, workers: readonly WorkerRow[]): string {
  const alone = workers.every(({ host }) => host === worker.host);
  return alone ? `Worker ${worker.index}` : `Worker ${worker.index} on ${worker.host}`;
}

function* outages({ workers, owners, redis, store }: Facts): Generator<Complaint> {
  const bad = (text: string): Complaint => ({ level: 'bad', text });
  if (!redis.up) {
    yield bad('Redis does not answer: sends are refused, and nothing is known of other workers.');
  }
  if (!store.up) yield bad(`${store.kind} does not answer: accounts cannot be read or changed.`);
  if (workers?.length === 0) yield bad('No worker has told its figures.');
  const ownerless = owners.filter((owner) => owner === null).length;
  if (ownerless > 0) {
    const what = ownerless === 1 ? 'shard has' : 'shards have';
    yield bad(`${ownerless} ${what} no owner: sends to accounts there wait.`);
  }
}

function* worries(facts: Facts): Generator<Complaint> {
  const warn = (text: string): Complaint => ({ level: 'warn', text });
  const workers = (facts.workers ?? []).filter(({ status }) => status !== 'gone');
  const name = (worker: WorkerRow) => nameOf(worker, facts.workers ?? []);
  const each = (found: WorkerRow[], say: (worker: WorkerRow) => string) =>
    found.length > namedMax
      ? [warn(`${found.slice(0, namedMax).map(say).join(' ')} So it is with ${found.length}.`)]
      : found.map((worker) => warn(say(worker)));
  yield* each(
    workers.filter(({ status }) => status === 'draining'),
    (worker) => `${name(worker)} is leaving: its shards and sockets move to the others.`,
  );
  yield* each(
    workers.filter((worker) => worker.eventLoopLagP99Ms > lagWorryMs),
    (worker) => `${name(worker)} is held up for ${Math.round(worker.eventLoopLagP99Ms)} ms.`,
  );
  yield* each(
    workers.filter((worker) => (worker.ackP99Ms ?? 0) > ackWorryMs),
    (worker) => `${name(worker)} acknowledges slowly: ${Math.round(worker.ackP99Ms ?? 0)} ms.`,
  );
  const { queue, oldestExpectedMs, jobs } = facts;
  if (queue?.oldestMs && queue.oldestMs > oldestExpectedMs) {
    const minutes = Math.round(queue.oldestMs / 60_000);
    yield warn(`An envelope has been in Redis for ${minutes} min: the job persist lags behind.`);
  }
  const sinceBackupMs = overdueMs(facts);
  if (sinceBackupMs !== undefined) {
    const hours = Math.round(sinceBackupMs / hourMs);
    yield warn(
      Number.isFinite(hours)
        ? `The last backup is ${hours} h old: the job backup, or its disk, does not work.`
        : 'No backup was ever made: the job backup, or its disk, does not work.',
    );
  }
  for (const { name: job, failed } of jobs ?? []) {
    const runs = failed === 1 ? 'One run' : `${failed} runs`;
    if (failed > 0) yield warn(`${runs} of the job ${job} failed for good; the board says why.`);
  }
}

/** How long ago the last backup was made, where too many were missed since. */
function overdueMs({ backups, atMs, workers }: Facts): number | undefined {
  if (!backups?.everyMs) return undefined;
  const upMs = Math.max(0, ...(workers ?? []).map((one) => one.uptimeMs));
  // A cluster that was started just now has had no time to make any.
  if (upMs < hourMs) return undefined;
  const sinceMs = atMs - (backups.madeAtMs ?? Number.NEGATIVE_INFINITY);
  return sinceMs > backupsMissedMax * backups.everyMs ? sinceMs : undefined;
}
