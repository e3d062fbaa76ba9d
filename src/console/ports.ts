// What the console is told by the rooms around it.

import type { FastifyPluginCallback } from 'fastify';
import type { OperatorSessions } from '#crypto';
import type { Operating, RateLimiter } from '#ports';
import type { MemberId } from '#protocol';
import type { Clock, ClusterCounts, ClusterFigures, Config, Log } from '#runtime';
import type { BackupState, JobCounts } from './view.ts';

/** The board of jobs, a part of the pages that lives in another room. */
interface JobBoard {
  /** Loads the board's pages and API, which only read. */
  open(): Promise<FastifyPluginCallback>;
  /** Throws when Redis is away. */
  counts(): Promise<readonly JobCounts[]>;
}

/** A server this worker depends on. */
export interface Dependency {
  readonly kind: string;
  /** Asks it for something cheap; throws when it does not answer. */
  ask(): Promise<unknown>;
}

export interface ConsoleParts {
  readonly config: Pick<
    Config,
    'ALDIS_CONSOLE' | 'ALDIS_QUEUE_DWELL_MS' | 'ALDIS_PERSIST_EVERY_MS'
  >;
  readonly clock: Clock;
  readonly log: Log;
  readonly member: MemberId;
  /** What opens a session. */
  readonly operatorToken: string;
  /** Counts a wrong login against the address it came from. */
  takeLogin(ip: string): ReturnType<RateLimiter['take']>;
  /** What guards browsers in every answer of the HTTP door. */
  readonly securityHeaders: Readonly<Record<string, string>>;
  readonly sessions: OperatorSessions;
  /** Which token that is, for the log of operators' acts. */
  readonly operatorTokenId: string;
  readonly operating: Operating;
  readonly figures: ClusterFigures;
  readonly counts: ClusterCounts;
  readonly jobs: JobBoard;
  readonly redis: Dependency;
  readonly store: Dependency;
  /** Throws when Redis is away. */
  backups(): Promise<BackupState>;
  /** The owner of each shard as this worker knows it; index is the shard. */
  shardOwners(): readonly (MemberId | undefined)[];
}
