// The board of jobs: bull-board's pages over the queues, which only read, and the numbers of runs
// for the operators' page. It takes no part in running jobs.

import type { FastifyAdapter } from '@bull-board/fastify';
import type { Log, RedisClient } from '#runtime';
import { logDefect } from '#runtime';
import { Queue } from 'bullmq';
import { jobNames, namePrefix } from './names.ts';

const icon = '/console/assets/icon.svg';

/** How many runs of one kind of job are where. */
interface JobRunCounts {
  readonly name: string;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly completed: number;
  readonly failed: number;
  readonly nextRunAtMs?: number;
}

type BoardPlugin = ReturnType<FastifyAdapter['registerPlugin']>;

/** What the console shows of the jobs. */
export interface JobBoard {
  /** Loads the board's pages and API, a Fastify plugin. */
  open(): Promise<BoardPlugin>;
  /** Throws when Redis is away. */
  counts(): Promise<readonly JobRunCounts[]>;
  stop(): Promise<void>;
}

/**
 * Opens the board on a connection it shares and does not close. `basePath` is where the console
 * mounts the plugin. Throws when Redis does not answer, since a queue that could not begin never
 * would.
 */
export async function openJobBoard(
  redis: RedisClient,
  basePath: string,
  log: Log,
): Promise<JobBoard> {
  const queues = jobNames.map((name) => {
    const queue = new Queue(name, { connection: redis, prefix: namePrefix, skipMetasUpdate: true });
    queue.on('error', (error: Error) => log.debug('board.away', logDefect(error)));
    return queue;
  });
  await Promise.all(queues.map((queue) => queue.waitUntilReady()));
  return {
    open: () => openPages(queues, basePath),
    counts: () => Promise.all(queues.map(count)),
    async stop() {
      await Promise.all(queues.map((queue) => queue.close().catch(() => {})));
    },
  };
}

/** Loaded when somebody looks, as the library is large. */
async function openPages(queues: readonly Queue[], basePath: string): Promise<BoardPlugin> {
  const [{ createBullBoard }, { BullMQAdapter }, { FastifyAdapter }] = await Promise.all([
    import('@bull-board/api'),
    import('@bull-board/api/bullMQAdapter'),
    import('@bull-board/fastify'),
  ]);
  const adapter = new FastifyAdapter().setBasePath(basePath);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter: adapter,
    options: {
      uiConfig: {
        boardTitle: 'Aldis jobs',
        boardLogo: { path: icon, width: 28, height: 28 },
        favIcon: { default: icon, alternative: icon },
        miscLinks: [{ text: 'Console', url: '/console' }],
        hideDocsLink: true,
        locale: { lng: 'en-GB' },
        // The list of a big cluster's connections is long, and every poll would read it.
        showWorkers: false,
      },
    },
  });
  return adapter.registerPlugin();
}

async function count(queue: Queue): Promise<JobRunCounts> {
  const [counts, scheduler] = await Promise.all([
    queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'completed', 'failed'),
    queue.getJobScheduler(queue.name),
  ]);
  const {
    waiting: first = 0,
    prioritized = 0,
    active = 0,
    delayed = 0,
    completed = 0,
    failed = 0,
  } = counts;
  // Those that can wait stand in a line of their own.
  const waiting = first + prioritized;
  const next = scheduler?.next;
  return {
    name: queue.name,
    ...{ waiting, active, delayed, completed, failed },
    ...(typeof next === 'number' ? { nextRunAtMs: next } : {}),
  };
}
