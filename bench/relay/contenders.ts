// The two servers that are compared, started and ended in the same way.

import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { readConfig } from '#runtime';
import { startRedis } from '../../test/support/redisServer.ts';
import type { ProcessGroup } from '../load/processCpu.ts';
import { registerAccounts } from '../support/accounts.ts';
import { launchCluster } from '../support/launch.ts';
import type { Account } from '../support/accounts.ts';
import type { Wire } from '../support/raw/dialects.ts';
import { RedisCounter } from '../support/redisCalls.ts';
import type { SeatedServer } from '../support/seating.ts';
import type { RelayFacts } from './bareRelay.ts';

const relayFile = fileURLToPath(new URL('./bareRelay.ts', import.meta.url));
const workers = 2;

export interface Contender extends SeatedServer {
  readonly servers: readonly ProcessGroup[];
  readonly redis: RedisCounter;
  stop(): Promise<void>;
}

/** With what only Aldis has. */
export interface AldisContender extends Contender {
  readonly url: string;
  readonly operatorToken: string;
  readonly dataDir: string;
  primaryPid(): number;
  seats(count: number, onProgress: (done: number) => void): Promise<Account[]>;
}

export interface AldisOptions {
  /** Default: a temporary one, deleted at stop. */
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** How the accounts that it makes will connect. */
  readonly wire?: Wire;
}

/** Two workers, a private Redis that syncs before it answers, the embedded store. */
export async function startAldis(options: AldisOptions = {}): Promise<AldisContender> {
  const { dataDir, env, wire = 'default' } = options;
  const operatorToken = randomBytes(24).toString('hex');
  const cluster = await launchCluster({
    workers,
    unlimited: true,
    env: { ALDIS_LOG: 'warn', ALDIS_OPERATOR_TOKEN: operatorToken, ...env },
    ...(dataDir === undefined ? {} : { dataDir }),
  });
  const { hostname, port } = new URL(cluster.url);
  const redis = new RedisCounter(readConfig({ ALDIS_DATA: cluster.dataDir }).redis);
  return {
    name: 'aldis',
    target: { host: hostname, port: Number(port) },
    recipientAcknowledges: true,
    servers: [
      { name: 'workers', pids: () => cluster.facts().workers.map(({ pid }) => pid) },
      { name: 'redis', pids: () => [cluster.facts().redisPid ?? 0] },
    ],
    redis,
    url: cluster.url,
    operatorToken,
    dataDir: cluster.dataDir,
    primaryPid: () => cluster.facts().pid,
    seats: (count, onProgress) =>
      registerAccounts({ url: cluster.url, operatorToken, wire }, count, onProgress),
    async stop() {
      redis.end();
      await cluster.stop();
    },
  };
}

export interface BareOptions {
  readonly adapter: 'classic' | 'sharded';
  /** Recipients say that they got it, though the relay makes nothing of it. */
  readonly recipientAcknowledges: boolean;
}

/** Two processes and a Redis without persistence. */
export async function startBare(options: BareOptions): Promise<Contender> {
  const redis = await startRedis({ persistent: false });
  const primary = fork(relayFile, [redis.address, options.adapter]);
  const { port, pids } = await firstWord(primary).catch(async (error: unknown) => {
    await redis.stop();
    throw error;
  });
  const counter = new RedisCounter(redis.address);
  let rooms = 0;
  return {
    name: 'bare',
    target: { host: '127.0.0.1', port },
    recipientAcknowledges: options.recipientAcknowledges,
    servers: [
      { name: 'workers', pids: () => pids },
      { name: 'redis', pids: () => [redis.pid() ?? 0] },
    ],
    redis: counter,
    async seats(count) {
      return Array.from({ length: count }, () => {
        const name = `room-${rooms++}`;
        return { name, auth: { room: name }, registrationId: 0 };
      });
    },
    async stop() {
      counter.end();
      const exited = new Promise((resolve) => primary.once('exit', resolve));
      primary.disconnect();
      await exited;
      await redis.stop();
    },
  };
}

function firstWord(primary: ChildProcess): Promise<RelayFacts> {
  return new Promise((resolve, reject) => {
    primary.once('message', (facts) => resolve(facts as RelayFacts));
    primary.once('exit', () => reject(new Error('the bare relay did not start')));
  });
}
