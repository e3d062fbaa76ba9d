// What the primary promises about starting, watching and stopping, with real processes, a real
// Redis and workers that do nothing else.

import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRedis, silentLog } from '#runtime';
import { describe, expect, it } from 'vitest';
import { claimPort } from '../../cluster/checks.ts';
import { processRuns } from '../../cluster/lock.ts';
import { redisMemoryBytes } from '../../cluster/redisServer.ts';
import { drainTimeoutMs } from '../../cluster/workers.ts';
import { flagsOf, hasLargePages, isOnLargePages } from '../support/largePages.ts';
import type { RunningCluster } from './start/run.ts';
import { eventually, readText, refusal, start, startReady, temporaryFolder } from './start/run.ts';

const socketOf = (folder: string) => join(folder, 'redis/redis.sock');

async function withRedis<T>(
  folder: string,
  use: (redis: Awaited<ReturnType<typeof openRedis>>) => Promise<T>,
): Promise<T> {
  const redis = await openRedis(socketOf(folder), 'test', silentLog);
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

const drainNotes = (folder: string) =>
  readdirSync(folder).filter((name) => name.startsWith('drained-'));

/** No process of the cluster is left, and the folder says that it is free. */
function expectNothingLeft(cluster: RunningCluster, pids: number[]): void {
  expect(pids.filter(processRuns)).toEqual([]);
  expect(existsSync(join(cluster.folder, 'cluster.json'))).toBe(false);
  expect(existsSync(join(cluster.folder, 'primary.pid'))).toBe(false);
}

describe('a start', () => {
  it('prints every address, an invitation and the next command', async () => {
    const cluster = await startReady(temporaryFolder());
    const { url } = cluster.facts();
    for (const part of [
      url,
      `${url}/docs`,
      `${url}/console  (sign in with operatorToken of ${join(cluster.folder, 'secrets.json')})`,
      '/openapi.json',
      '/asyncapi.json',
      '/readyz',
      cluster.folder,
    ]) {
      expect(cluster.output()).toContain(part);
    }
    expect(cluster.output()).toContain('./aldis register alice --invite the-invitation');
    // It waits for no media worker, and says how that stands.
    expect(cluster.output()).toMatch(/voice +(ready|building|missing: npm run build:voice)/);
    expect(cluster.output()).not.toContain('\u001b[');
    await fetch(url).then((answer) => expect(answer.status).toBe(200));
  });

  it('begins workers whose own code is on large pages, where there are any', async () => {
    const cluster = await startReady(temporaryFolder());
    for (const { pid } of cluster.facts().workers) {
      expect(flagsOf(pid)).toEqual(['--use-largepages=silent']);
      expect(isOnLargePages(pid)).toBe(hasLargePages());
    }
    // Whatever the primary does, messages do not go through it.
    expect(isOnLargePages(cluster.pid)).toBe(false);
  });

  it('begins workers with nothing of the kind where that is turned off', async () => {
    const cluster = await startReady(temporaryFolder(), { ALDIS_LARGE_PAGES: 'off' });
    for (const { pid } of cluster.facts().workers) {
      expect(flagsOf(pid)).toEqual([]);
      expect(isOnLargePages(pid)).toBe(false);
    }
  });

  it('writes where it runs into a file for its owner alone', async () => {
    const cluster = await startReady(temporaryFolder(), { ALDIS_MODE: 'production' });
    const facts = cluster.facts();
    expect(facts.pid).toBe(cluster.pid);
    expect(facts.workers.map((one) => one.index)).toEqual([0, 1]);
    expect(facts.workers.every((one) => one.member?.startsWith('tiny-'))).toBe(true);
    expect(statSync(join(cluster.folder, 'cluster.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(cluster.folder, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(facts.invitation, 'production gives no invitation').toBeUndefined();
    expect(cluster.output()).not.toContain('the-invitation');
  });

  it('runs a Redis that syncs every write and evicts nothing', async () => {
    const cluster = await startReady(temporaryFolder());
    const settings = await withRedis(cluster.folder, async (redis) => [
      await redis.config('GET', 'appendonly'),
      await redis.config('GET', 'appendfsync'),
      await redis.config('GET', 'maxmemory-policy'),
      await redis.config('GET', 'port'),
      await redis.config('GET', 'maxmemory'),
    ]);
    expect(settings.map((pair) => (pair as string[])[1])).toEqual([
      'yes',
      'always',
      'noeviction',
      '0',
      String(redisMemoryBytes(undefined)),
    ]);
  });
});

describe('a stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s drains the workers, ends Redis and exits with 0',
    async (signal) => {
      const cluster = await startReady(temporaryFolder());
      const { workers, redisPid } = cluster.facts();
      cluster.kill(signal);
      expect(await cluster.exit).toBe(0);
      expect(drainNotes(cluster.folder)).toHaveLength(2);
      expectNothingLeft(cluster, [...workers.map((one) => one.pid), redisPid ?? 0]);
    },
  );

  it('keeps the data for the next start', async () => {
    const folder = temporaryFolder();
    const first = await startReady(folder);
    await withRedis(folder, (redis) => redis.set('kept', 'yes'));
    first.kill('SIGTERM');
    await first.exit;
    await startReady(folder);
    expect(await withRedis(folder, (redis) => redis.get('kept'))).toBe('yes');
  });

  // Again where the machine stood still: a stop that is not forced is late each time.
  it('is forced by a second Ctrl-C when a worker hangs', { retry: 2 }, async () => {
    const cluster = await startReady(temporaryFolder(), { ALDIS_TEST_WORKER: 'hang' });
    const { workers, redisPid } = cluster.facts();
    const begun = performance.now();
    cluster.kill('SIGINT');
    cluster.kill('SIGINT');
    await sleep(1200);
    expect(processRuns(cluster.pid)).toBe(true);
    cluster.kill('SIGINT');
    expect(await cluster.exit).toBe(0);
    expect(performance.now() - begun).toBeLessThan(drainTimeoutMs);
    expectNothingLeft(cluster, [...workers.map((one) => one.pid), redisPid ?? 0]);
  });

  it('in the middle of a start leaves nothing behind', async () => {
    const cluster = start(temporaryFolder());
    await eventually(() => existsSync(socketOf(cluster.folder)));
    cluster.kill('SIGTERM');
    expect([0, 1]).toContain(await cluster.exit);
    const redisPid = Number.parseInt(readText(join(cluster.folder, 'redis/redis.pid')), 10);
    expectNothingLeft(cluster, redisPid > 0 ? [redisPid] : []);
  });
});

describe('a death', () => {
  it('of a worker frees its member and brings another worker', async () => {
    const cluster = await startReady(temporaryFolder());
    const [victim] = cluster.facts().workers;
    process.kill(victim?.pid ?? 0, 'SIGKILL');
    await eventually(() => {
      const [now] = cluster.facts().workers;
      return now?.index === 0 && now.pid !== victim?.pid && now.member !== undefined;
    });
    await eventually(() =>
      readText(join(cluster.folder, 'forgotten')).includes(`${victim?.member}\n`),
    );
    await fetch(cluster.facts().url).then((answer) => expect(answer.status).toBe(200));
  });

  it('of Redis brings Redis back with all it had acknowledged', async () => {
    const cluster = await startReady(temporaryFolder());
    await withRedis(cluster.folder, (redis) => redis.set('acknowledged', '1'));
    const { redisPid } = cluster.facts();
    process.kill(redisPid ?? 0, 'SIGKILL');
    await eventually(() => !processRuns(redisPid ?? 0));
    await eventually(() =>
      withRedis(cluster.folder, async (redis) => (await redis.get('acknowledged')) === '1'),
    );
    cluster.kill('SIGTERM');
    expect(await cluster.exit).toBe(0);
    expect(processRuns(redisPid ?? 0)).toBe(false);
  });

  it('of the primary drains the workers, and the next start takes over its data', async () => {
    const folder = temporaryFolder();
    const first = await startReady(folder);
    await withRedis(folder, (redis) => redis.set('acknowledged', '1'));
    const { workers, redisPid } = first.facts();
    first.kill('SIGKILL');
    await first.exit;
    const second = await startReady(folder);
    expect(workers.map((one) => one.pid).filter(processRuns)).toEqual([]);
    expect(drainNotes(folder)).toHaveLength(2);
    expect(processRuns(redisPid ?? 0)).toBe(false);
    expect(second.facts().redisPid).not.toBe(redisPid);
    expect(await withRedis(folder, (redis) => redis.get('acknowledged'))).toBe('1');
  });
});

describe('a start that cannot be', () => {
  it('names the process that uses the data folder', async () => {
    const cluster = await startReady(temporaryFolder());
    const second = start(cluster.folder);
    expect(await refusal(second)).toContain(`(process ${cluster.pid}) uses the data folder`);
    expect(await withRedis(cluster.folder, (redis) => redis.ping())).toBe('PONG');
  });

  it('says that the pid file is none', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'primary.pid', 'inside'), { recursive: true });
    mkdirSync(join(folder, 'primary.pid.stale.1'), { recursive: true });
    expect(await refusal(start(folder))).toContain('cannot be taken');
  });

  it('names the setting that is wrong', async () => {
    const folder = temporaryFolder();
    expect(await refusal(start(folder, { ALDIS_WORKERS: 'many' }))).toMatch(/^ALDIS_WORKERS: /);
    expect(await refusal(start(folder, { ALDIS_WORKRES: '4' }))).toMatch(/^ALDIS_WORKRES is not/);
  });

  it('names the port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await eventually(() => server.listening);
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const cluster = start(temporaryFolder(), { PORT: port });
    expect(await refusal(cluster)).toContain(`Port ${port} of 127.0.0.1 is taken`);
    server.close();
  });

  it('names the Redis that is out of reach, without its password', async () => {
    const cluster = start(temporaryFolder(), { REDIS_URL: 'redis://me:canary@127.0.0.1:1' });
    expect(await refusal(cluster)).toContain('Redis at 127.0.0.1:1 does not answer (ECONNREFUSED)');
    expect(cluster.output()).not.toContain('canary');
  });

  it('says that Redis refuses the password, or that it is none', async () => {
    const first = await startReady(temporaryFolder());
    const redisPort = await claimPort('127.0.0.1', 0);
    await withRedis(first.folder, async (redis) => {
      await redis.config('SET', 'port', redisPort);
      await redis.config('SET', 'requirepass', 'another');
      for (const [given, code] of [
        [`unix://${join(first.folder, 'redis/redis.sock')}`, 'NOAUTH'],
        [`redis://:canary@127.0.0.1:${redisPort}`, 'WRONGPASS'],
      ] as const) {
        const said = await refusal(start(temporaryFolder(), { REDIS_URL: given }));
        expect(said).toContain(`refuses the user or the password (${code})`);
        expect(said).not.toContain('canary');
      }
      // Whoever ends it afterwards knows it by its socket, and gives no password.
      await redis.config('SET', 'requirepass', '');
      await redis.config('SET', 'port', 0);
    });
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    }).listen(0, '127.0.0.1');
    await eventually(() => server.listening);
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const other = start(temporaryFolder(), { REDIS_URL: `redis://127.0.0.1:${port}` });
    expect(await refusal(other)).toContain(`Redis at 127.0.0.1:${port} answers what no Redis does`);
    server.close();
  });

  it('says how to mend a damaged append-only file', async () => {
    const folder = temporaryFolder();
    const first = await startReady(folder);
    await withRedis(folder, (redis) => redis.set('a', 'b'));
    first.kill('SIGTERM');
    await first.exit;
    const files = join(folder, 'redis/appendonlydir');
    const increment = readdirSync(files).find((name) => name.endsWith('.incr.aof')) ?? '';
    appendFileSync(join(files, increment), 'not a command at all\r\n*1\r\n$4\r\nPING\r\n');
    const sentence = await refusal(start(folder));
    expect(sentence).toContain(`redis-check-aof --fix ${files}/appendonly.aof.manifest`);
  });

  it('says that the secrets file is damaged', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'secrets.json'), '{"version":1}');
    expect(await refusal(start(folder))).toContain('is damaged; restore it from your backup');
  });

  it('prints once what the workers say, and stops everything', async () => {
    const cluster = start(temporaryFolder(), { ALDIS_TEST_WORKER: 'failed' });
    expect(await refusal(cluster)).toBe('The store is damaged; restore it.');
    const redisPid = Number.parseInt(readText(join(cluster.folder, 'redis/redis.pid')), 10);
    expectNothingLeft(cluster, redisPid > 0 ? [redisPid] : []);
  });

  it('gives up when the workers end before they serve', async () => {
    const cluster = start(temporaryFolder(), { ALDIS_TEST_WORKER: 'crash' });
    expect(await cluster.exit).toBe(1);
    expect(cluster.output()).toContain('The workers end before they serve');
  });
});
