// The ground under PM2's workers, a process of its own: it holds the data folder, makes the keys,
// runs the private Redis, frees what a dead worker held, and writes where the cluster is. It serves
// nobody, and workers go on without it while it restarts, as far as Redis is not its child.

import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { forgetMember } from '#routing';
import type { Config, Lifecycle, Log, RedisClient } from '#runtime';
import {
  ConfigError,
  createLifecycle,
  createLog,
  logDefect,
  readConfig,
  systemClock,
} from '#runtime';
import type { FoundationOptions } from '../foundation.ts';
import { layFoundation, rotateEveryDay, stopGraceMs, takeFolder } from '../foundation.ts';
import { invite } from '../invitation.ts';
import { processRuns } from '../lock.ts';
import { drainOnce } from '../messages.ts';
import { factsOf, localUrl, removeFacts, writeFacts } from '../facts.ts';
import { toldSentence } from '../told.ts';
import type { WorkerState } from '../workers.ts';
import { drainTimeoutMs } from '../workers.ts';
import { groundSocket, openGround } from './link.ts';
import { end, forgetPm2Listeners, onStopFromPm2 } from './parent.ts';

const workerFile = fileURLToPath(new URL('../worker.ts', import.meta.url));
/** A process whose connection has ended is looked at this often, and so many times. */
const deathPollMs = 20;
const deathPolls = 250;

/** Opens everything; what it opens it registers with `lifecycle`. */
async function prepare(options: FoundationOptions, lifecycle: Lifecycle): Promise<void> {
  const { config, log } = options;
  takeFolder(options, lifecycle);
  const foundation = await layFoundation(options, lifecycle);
  const url = localUrl(config, config.PORT);
  let invitation: string | undefined;
  let inviting = config.ALDIS_MODE !== 'development';
  const refresh = () => {
    if (!lifecycle.stopping)
      writeFacts(config.dataDir, factsOf(url, link.workers(), foundation.server, invitation));
  };
  const link = await openGround(groundSocket(config.dataDir), {
    onGone: (worker) => void forgetDead(worker, foundation.redis, log),
    onChange() {
      refresh();
      if (inviting || link.workers().every((one) => one.member === undefined)) return;
      inviting = true;
      const token = config.ALDIS_OPERATOR_TOKEN ?? foundation.secrets.operatorToken;
      void invite(config, url, token, log).then((made) => {
        invitation = made;
        refresh();
      });
    },
  });
  lifecycle.onStop('link', stopGraceMs, () => link.close());
  lifecycle.onStop('facts', stopGraceMs, () => removeFacts(config.dataDir));
  // PM2 ends all at once; Redis has to outlive the workers that drain.
  lifecycle.onStop('workers', drainTimeoutMs + stopGraceMs, () => link.empty());
  rotateEveryDay(options, foundation.root, () => link.tell({ type: 'keys' }));
  foundation.server?.onChange(refresh);
  refresh();
}

/** Frees a worker's shards at once when its process has ended; else its leases run out. */
async function forgetDead(worker: WorkerState, redis: RedisClient, log: Log): Promise<void> {
  for (let poll = 0; processRuns(worker.pid); poll++) {
    if (poll === deathPolls) return;
    await sleep(deathPollMs);
  }
  try {
    if (worker.member !== undefined) await forgetMember(redis, worker.member);
  } catch (error) {
    log.warn('worker.not-forgotten', logDefect(error));
  }
}

function configOrEnd(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    end(error.message);
  }
}

async function main(): Promise<void> {
  const config = configOrEnd();
  const log = createLog(config, 'ground');
  forgetPm2Listeners();
  const lifecycle = createLifecycle(log);
  onStopFromPm2(drainOnce(() => void lifecycle.stop().then((well) => process.exit(well ? 0 : 1))));
  const onBroken = (sentence: string) => void lifecycle.stop().then(() => end(sentence));
  const options = { config, workerFile, clock: systemClock, log, onBroken };
  try {
    await prepare(options, lifecycle);
    if (process.connected) process.send?.('ready');
  } catch (error) {
    const told = toldSentence(error);
    if (told === undefined) throw error;
    await lifecycle.stop();
    end(told);
  }
}

await main();
