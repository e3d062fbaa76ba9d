// What the console's page is told, as it travels: the one text that the server and the page's
// scripts share. It imports nothing, so that the page's types are checked without the server's.

/** `bad`: people are refused or wait. `warn`: they do not yet, but somebody should look. */
type Level = 'ok' | 'warn' | 'bad';

export interface Complaint {
  readonly level: Exclude<Level, 'ok'>;
  readonly text: string;
}

export interface Verdict {
  readonly level: Level;
  /** Worst first; empty when all is well. */
  readonly complaints: readonly Complaint[];
}

/**
 * `gone`: its figures are still there, but others have its shards, or a younger worker its place.
 */
type WorkerStatus = 'serving' | 'draining' | 'gone';

/** One worker; the figures are those of WorkerFigures. */
export interface WorkerRow {
  readonly member: string;
  readonly index: number;
  readonly host: string;
  readonly pid: number;
  readonly status: WorkerStatus;
  readonly uptimeMs: number;
  /** How many shards it owns by the leases. */
  readonly shards: number;
  readonly sockets: number;
  readonly sendsPerSecond: number;
  /** Absent: a worker of another version. */
  readonly urgentSendsPerSecond?: number | undefined;
  readonly quietSendsPerSecond?: number | undefined;
  readonly deliveriesPerSecond: number;
  readonly refusalsPerSecond: number;
  readonly ackP99Ms: number | null;
  readonly deliverP99Ms: number | null;
  readonly eventLoopLagP99Ms: number;
  readonly residentBytes: number;
  readonly cpuRatio: number;
  readonly mailboxDepthMax: number;
  readonly deadLetters: number;
  /** How push services do by its calls, as /readyz says it: `unknown`, `ready`, `failing`. */
  readonly push?: Readonly<Record<string, string>> | undefined;
}

/** How many runs of one kind of job are where. */
export interface JobCounts {
  readonly name: string;
  readonly waiting: number;
  readonly active: number;
  /** Runs that wait for their time; a job that repeats has one. */
  readonly delayed: number;
  readonly completed: number;
  /** Runs that failed every attempt and are kept to be looked at. */
  readonly failed: number;
  readonly nextRunAtMs?: number;
  /** When it began, by the store’s clock; absent: none has ended well. */
  readonly lastRunAtMs?: number;
}

export interface DependencyState {
  readonly kind: string;
  readonly up: boolean;
  /** Time to its answer; null when there was none. Unit: milliseconds. */
  readonly roundTripMs: number | null;
}

/** What is waiting in the queues of all devices, as the last survey found it. */
export interface QueueState {
  readonly waiting: number;
  readonly oldestMs: number | null;
}

/** Times by the store's clock; null: never, as far as is known. */
export interface BackupState {
  readonly madeAtMs: number | null;
  readonly restoredAtMs: number | null;
  /** null: none is made by itself. */
  readonly everyMs: number | null;
}

/** The cluster at one moment. */
export interface Snapshot {
  readonly atMs: number;
  /** The worker that made this snapshot. */
  readonly servedBy: string;
  /** null while Redis, which holds the figures, is away. */
  readonly workers: readonly WorkerRow[] | null;
  /** Index is the shard; null for a shard that nobody is known to own. */
  readonly owners: readonly (string | null)[];
  readonly queue: QueueState | null;
  /** null while Redis, which holds the jobs, is away. */
  readonly jobs: readonly JobCounts[] | null;
  readonly redis: DependencyState;
  readonly store: DependencyState;
  /** null while Redis, which knows of them, is away. */
  readonly backups: BackupState | null;
  readonly verdict: Verdict;
}
