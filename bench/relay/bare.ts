// The server without any work that Aldis is compared with, started and ended as Aldis is.

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Contender } from '#lab/contender.ts';
import { RedisCounter } from '#lab/redisCalls.ts';
import { startRedis } from '#lab/redisServer.ts';
import type { RelayFacts } from './bareRelay.ts';

const relayFile = fileURLToPath(new URL('./bareRelay.ts', import.meta.url));

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
