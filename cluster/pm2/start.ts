// Starting under PM2: what can be wrong is looked at first, then the ground is started, then the
// workers, one after the other. A start that fails leaves nothing behind. Called while the cluster
// runs, it changes the number of workers.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openRootKeys, readSecrets } from '#crypto';
import { readCertificate } from '#gateway';
import type { Config } from '#runtime';
import { claimPort, prepareDataFolder, StartError } from '../checks.ts';
import { lockFolder } from '../lock.ts';
import type { RunningFacts } from '../facts.ts';
import { readFacts, renderFacts } from '../facts.ts';
import { noted } from '../noting.ts';
import { Pm2 } from './daemon.ts';
import { stopUnderPm2 } from './stop.ts';

const groundName = 'aldis-ground';
export const workerName = 'aldis-worker';
const ecosystemFile = join(import.meta.dirname, '../../ecosystem.config.js');
const pollMs = 100;
/** After its first worker serves, the cluster makes an invitation; it does without after this. */
const invitationWaitMs = 5000;
/** Workers that leave have drained by then. */
const scaleWaitMs = 15_000;

/** The workers that are asked for: a core each, unless the environment says otherwise. */
const workersWanted = (config: Config): number =>
  process.env['ALDIS_WORKERS'] ? config.ALDIS_WORKERS : availableParallelism();

/** What the processes get beside the environment, so that all mean the same folder and port. */
export const settingsOf = ({ dataDir }: Config, port: number): Record<string, string> => ({
  ALDIS_DATA: dataDir,
  PORT: String(port),
});

/** Starts the cluster, or changes the number of its workers. Throws StartError and its like. */
export async function startUnderPm2(config: Config): Promise<void> {
  prepareDataFolder(config.dataDir);
  const running = readFacts(config.dataDir);
  if (running && new Pm2(config.dataDir, {}).pid() !== undefined) return scale(config, running);
  const port = await lookAhead(config);
  const pm2 = new Pm2(config.dataDir, settingsOf(config, port));
  const interrupted = onInterruption(config);
  try {
    await startGround(config, pm2);
    await startWorkers(config, pm2);
  } catch (error) {
    await stopUnderPm2(config, { quiet: true });
    throw error;
  } finally {
    interrupted.forget();
  }
  const facts = await announced(config);
  const colour = process.stdout.isTTY === true && !config.NO_COLOR;
  console.log(renderFacts(config, facts, colour, 'npm run cluster:stop drains and stops it.'));
}

/** Everything that would only be seen in a log later. Resolves with the port. */
async function lookAhead(config: Config): Promise<number> {
  // The ground takes it for good; whoever holds it now is named.
  lockFolder(config.dataDir).release();
  if (existsSync(config.secretsFile)) readSecrets(config.secretsFile, openRootKeys(config));
  readCertificate(config);
  return claimPort(config.HOST, config.PORT);
}

async function startGround(config: Config, pm2: Pm2): Promise<void> {
  console.log('Starting the ground: keys, Redis …');
  const said = readerOf(join(config.dataDir, 'logs/ground.log'));
  await pm2.run('start', ecosystemFile, '--only', groundName);
  if (readFacts(config.dataDir)) return;
  throw new StartError(said() ?? `The ground does not start; its log is ${config.dataDir}/logs.`);
}

async function startWorkers(config: Config, pm2: Pm2): Promise<void> {
  const wanted = workersWanted(config);
  const said = readerOf(join(config.dataDir, 'logs/workers.log'));
  const starting = pm2.run('start', ecosystemFile, '--only', workerName);
  let started = false;
  void starting.then(() => {
    started = true;
  });
  for (let shown = 0; !started; await sleep(pollMs)) {
    const sentence = said();
    if (sentence !== undefined) throw new StartError(sentence);
    const serving = servingCount(config);
    if (serving > shown) console.log(`Worker ${serving} of ${wanted} serves.`);
    shown = Math.max(shown, serving);
  }
  const serving = servingCount(config);
  if (serving >= wanted) return;
  const log = `${config.dataDir}/logs/workers.log`;
  throw new StartError(said() ?? `${serving} of ${wanted} workers serve; the log is ${log}.`);
}

/** More workers join, fewer drain; the others go on. */
async function scale(config: Config, running: RunningFacts): Promise<void> {
  const wanted = workersWanted(config);
  const before = running.workers.length;
  const pm2 = new Pm2(config.dataDir, settingsOf(config, portOf(running)));
  if (process.env['ALDIS_WORKERS'] && wanted !== before) {
    console.log(`Aldis runs with ${before} workers; going to ${wanted} …`);
    const act = { act: 'cluster.scale', facts: { from: before, to: wanted } } as const;
    await noted(config, act, 'The change', () => scaled(config, pm2, wanted));
  }
  const facts = readFacts(config.dataDir) ?? running;
  console.log(`Aldis is up at ${facts.url} with ${facts.workers.length} workers.`);
}

async function scaled(config: Config, pm2: Pm2, wanted: number): Promise<void> {
  await pm2.run('scale', workerName, String(wanted));
  for (let waitedMs = 0; servingCount(config) !== wanted; waitedMs += pollMs) {
    if (waitedMs >= scaleWaitMs) throw new StartError(`${servingCount(config)} workers serve.`);
    await sleep(pollMs);
  }
}

export const portOf = ({ url }: Pick<RunningFacts, 'url'>): number => {
  const { port, protocol } = new URL(url);
  return Number(port) || (protocol === 'https:' ? 443 : 80);
};

const servingCount = (config: Config): number =>
  (readFacts(config.dataDir)?.workers ?? []).filter((one) => one.member !== undefined).length;

/** The facts with the invitation, which comes a moment after the first worker. */
async function announced(config: Config): Promise<RunningFacts> {
  const wanted = config.ALDIS_MODE === 'development';
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    const facts = readFacts(config.dataDir);
    if (!facts) throw new StartError('The ground has ended; its log says why.');
    if (!wanted || facts.invitation !== undefined || waitedMs >= invitationWaitMs) return facts;
    await sleep(pollMs);
  }
}

/** Reads the first sentence for the operator that a log gets from now on. */
export function readerOf(file: string): () => string | undefined {
  const from = existsSync(file) ? statSync(file).size : 0;
  return () => {
    if (!existsSync(file)) return undefined;
    const fresh = readFileSync(file).subarray(from).toString('utf8');
    const line = fresh.split('\n').find((one) => one.includes('"sentence":'));
    return line === undefined ? undefined : sentenceOf(line);
  };
}

function sentenceOf(line: string): string | undefined {
  try {
    const told: unknown = JSON.parse(line);
    const has = typeof told === 'object' && told !== null && 'sentence' in told;
    return has ? String(told.sentence) : undefined;
  } catch {
    // Written in part.
    return undefined;
  }
}

/** Ctrl-C while it starts takes everything down again. */
function onInterruption(config: Config): { forget(): void } {
  const stop = () => {
    console.log('Interrupted; stopping what was started.');
    void stopUnderPm2(config, { quiet: true }).finally(() => process.exit(130));
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
  return {
    forget: () => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, stop);
    },
  };
}
