// Aldis as the measurements start it: two workers on this machine.

import { randomBytes } from 'node:crypto';
import { parseMemberId } from '#protocol';
import { readConfig } from '#runtime';
import type { ProcessGroup } from './processCpu.ts';
import { registerAccounts } from './accounts.ts';
import { launchCluster } from './launch.ts';
import type { Account } from './accounts.ts';
import { choices, fewPairsMax, nearAndFar } from './nearAndFar.ts';
import type { Wire } from './raw/dialects.ts';
import { RedisCounter } from './redisCalls.ts';
import type { SeatedServer } from './seating.ts';

const workers = 2;

export interface Contender extends SeatedServer {
  readonly servers: readonly ProcessGroup[];
  readonly redis: RedisCounter;
  stop(): Promise<void>;
}

/** A contender with what only Aldis has. */
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
    async seats(count, onProgress) {
      const door = { url: cluster.url, operatorToken, wire };
      const pairs = count / 2;
      const members = cluster
        .facts()
        .workers.flatMap(({ member = '' }) => parseMemberId(member) ?? []);
      if (!Number.isInteger(pairs) || pairs > fewPairsMax || members.length < workers) {
        return registerAccounts(door, count, onProgress);
      }
      const many = await registerAccounts(door, count * choices, (done) =>
        onProgress(Math.ceil(done / choices)),
      );
      return nearAndFar(many, members, pairs);
    },
    async stop() {
      redis.end();
      await cluster.stop();
    },
  };
}
