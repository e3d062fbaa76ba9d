// A rolling reload: each worker in turn gets a successor of the present code and settings, which
// serves before its predecessor drains. It stops at the first successor that does not serve, so
// that a bad release costs one worker and not all.

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRootKeys, readSecrets } from '#crypto';
import { readCertificate } from '#gateway';
import type { Config } from '#runtime';
import { describeConfig } from '#runtime';
import { StartError } from '../checks.ts';
import { readFacts } from '../facts.ts';
import { noted } from '../noting.ts';
import { Pm2 } from './daemon.ts';
import { portOf, readerOf, settingsOf, workerName } from './start.ts';

/** A successor that PM2 calls ready is in the facts a moment later. */
const factsWaitMs = 5000;
/** From one successor to the next: a start, and the drain of a predecessor. */
const successorWaitMs = 60_000;
const pollMs = 100;

/** Replaces every worker, one after the other. Throws StartError and its like. */
export async function reloadWorkers(config: Config): Promise<void> {
  readSecrets(config.secretsFile, openRootKeys(config));
  readCertificate(config);
  const facts = readFacts(config.dataDir);
  const given = Object.fromEntries(
    describeConfig().map(({ name }) => [name, process.env[name] ?? '']),
  );
  const port = facts ? portOf(facts) : config.PORT;
  const pm2 = new Pm2(config.dataDir, { ...given, ...settingsOf(config, port) });
  const workers = await pm2.list(workerName);
  if (!facts || workers.length === 0) {
    throw new StartError(`No cluster under PM2 runs on ${config.dataDir}; \`npm run cluster\`.`);
  }
  const startedAt = performance.now();
  const act = { act: 'cluster.reload', facts: { workers: workers.length } } as const;
  await noted(config, act, 'The reload', () => rollOver(config, pm2, workers.length));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`Reloaded ${workers.length} workers in ${seconds} s.`);
}

/**
 * PM2 takes its orders for one worker after the other from the command, so that a command broken
 * off leaves the rest as they were. (Its reload of a single worker by number never hears that the
 * successor is ready.)
 */
async function rollOver(config: Config, pm2: Pm2, count: number): Promise<void> {
  const said = readerOf(join(config.dataDir, 'logs/workers.log'));
  const before = new Set(servingPids(config));
  const successors = () => servingPids(config).filter((pid) => !before.has(pid)).length;
  const reload = pm2.begin('reload', workerName, '--update-env');
  let done = false;
  void reload.done.then(() => {
    done = true;
  });
  let progressedAt = performance.now();
  for (let shown = 0; !done || successors() < count; await sleep(pollMs)) {
    const now = successors();
    if (now > shown) {
      console.log(`${now} of ${count} workers have a successor.`);
      progressedAt = performance.now();
      shown = now;
    }
    const sentence = said();
    const late = performance.now() - progressedAt > (done ? factsWaitMs : successorWaitMs);
    if (sentence === undefined && !late) continue;
    reload.breakOff();
    throw new StartError(
      `A successor does not serve: ${sentence ?? `see ${config.dataDir}/logs/workers.log`} ` +
        `${now} of ${count} are replaced, the others are as they were. Go back to the earlier ` +
        'release and reload again.',
    );
  }
}

const servingPids = (config: Config): number[] =>
  (readFacts(config.dataDir)?.workers ?? [])
    .filter((one) => one.member !== undefined)
    .map((one) => one.pid);
