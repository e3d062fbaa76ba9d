// A console over figures that the test sets, reached without a port.

import { addConsole } from '#console';
import { createOperatorSessions } from '#crypto';
import { addressSubject, readRateLimits, securityHeaders } from '#gateway';
import type { MemberId } from '#protocol';
import type { DayCounts, ManualClock, WorkerFigures } from '#runtime';
import type { FastifyPluginCallback, InjectOptions } from 'fastify';
import type { BackupState, JobCounts } from '../../../src/console/view.ts';
import { createHttp } from '../../../src/gateway/http/server.ts';
import { createTestServices, operatorToken } from '../../support/gatewayServices.ts';

export const host = 'console.test';
export const origin = `http://${host}`;
/** What the browser says of itself when one of our own pages sends a form. */
export const ourPage = { host, origin, 'content-type': 'application/x-www-form-urlencoded' };

/** A worker about which nothing is remarkable. */
export function worker(more: Partial<WorkerFigures> = {}): WorkerFigures {
  const index = more.index ?? 0;
  return {
    member: `w${index}-0000000000`,
    index,
    host: 'one',
    pid: 100 + index,
    uptimeMs: 60_000,
    sockets: 3,
    shards: [],
    sendsPerSecond: 1,
    deliveriesPerSecond: 1,
    refusalsPerSecond: 0,
    ackP99Ms: 4,
    deliverP99Ms: 5,
    eventLoopLagP99Ms: 11,
    residentBytes: 1e8,
    cpuRatio: 0.1,
    mailboxDepthMax: 1,
    deadLetters: 0,
    redisRoundTripMs: 1,
    draining: false,
    ...more,
  };
}

/** What the console is shown; a test changes it. */
export interface Surroundings {
  workers: WorkerFigures[];
  owners: (MemberId | undefined)[];
  jobs: JobCounts[];
  backups: BackupState;
  day: DayCounts;
  /** Parts that reject, or that never answer. */
  readonly down: Set<'figures' | 'jobs' | 'redis' | 'store'>;
  readonly silent: Set<'figures' | 'jobs' | 'redis' | 'store'>;
}

/** Fresh surroundings: two workers that share the shards. */
export function surroundingsOf(): Surroundings {
  const workers = [worker({ index: 0 }), worker({ index: 1 })];
  const owners = Array.from({ length: 256 }, (_, i) => workers[i % 2]?.member as MemberId);
  const idle = { waiting: 0, active: 0, delayed: 1, completed: 2, failed: 0 };
  const jobs = [
    { name: 'persist', ...idle },
    { name: 'purge', ...idle },
    { name: 'idle', ...idle },
    { name: 'blobs', ...idle },
  ];
  const backups = { madeAtMs: null, restoredAtMs: null, everyMs: null };
  const day = { slotAtMs: 1_700_000_000_000, counts: new Map() };
  return { workers, owners, jobs, backups, day, down: new Set(), silent: new Set() };
}

/** The parts of a console over these surroundings. */
export function partsOf(now: Surroundings) {
  const answer = async <T>(part: 'figures' | 'jobs' | 'redis' | 'store', value: () => T) => {
    if (now.silent.has(part)) await new Promise(() => {});
    if (now.down.has(part)) throw new Error(`${part} is away`);
    return value();
  };
  const plugin: FastifyPluginCallback = (room, _options, done) => {
    room.get('/', (_request, reply) => reply.type('text/html').send(boardPage));
    room.put('/api/queues/pause', async () => 'paused');
    done();
  };
  return {
    figures: { read: () => answer('figures', () => now.workers) },
    counts: { read: () => answer('figures', () => now.day) },
    jobs: { open: async () => plugin, counts: () => answer('jobs', () => now.jobs) },
    redis: { kind: 'Redis', ask: () => answer('redis', () => 'PONG') },
    store: { kind: 'MongoDB', ask: () => answer('store', () => undefined) },
    backups: async () => now.backups,
    shardOwners: () => now.owners,
  };
}

const boardPage = [
  '<link href="https://fonts.example/css2?family=A" rel="stylesheet">',
  '<link href="static/main.css" rel="stylesheet"><script src="//cdn.example/x.js"></script>',
  '<p>board</p>',
].join('\n');

/** A console's HTTP door. */
export async function openScene(environment: Record<string, string> = {}) {
  const { services, stores, audit, clock, taken } = createTestServices(environment);
  const now = surroundingsOf();
  const indexKey = Buffer.alloc(32, 1).toString('base64');
  const sessions = createOperatorSessions({ indexKey }, operatorToken);
  const api = { answer: async () => ({ status: 404, headers: {}, body: new Uint8Array(0) }) };
  const { consoleLogin } = readRateLimits(services.config);
  const app = await createHttp(services, api, (door) =>
    addConsole(door, {
      ...services,
      ...partsOf(now),
      member: services.router.member,
      takeLogin: (ip) => services.limiter.take(consoleLogin, addressSubject(ip)),
      securityHeaders: securityHeaders(false),
      sessions,
    }),
  );
  const ask = (options: InjectOptions) => app.inject({ remoteAddress: '127.0.0.1', ...options });
  const logIn = (token: string, headers: Record<string, string> = ourPage) =>
    ask({ method: 'POST', url: '/console/login', headers, payload: `token=${token}` });
  const cookie = async () => {
    const given = String((await logIn(operatorToken)).headers['set-cookie']);
    return given.split(';')[0] ?? '';
  };
  const stop = () => app.close();
  const given = { services, stores, audit, taken };
  return { ask, logIn, cookie, now, ...given, clock: clock as ManualClock, stop };
}
