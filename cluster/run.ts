// The primary's life: it starts the cluster, prints where everything is, and stops all of it on
// Ctrl-C or SIGTERM. It serves nobody itself.

import cluster from 'node:cluster';
import type { Config, Lifecycle, Log } from '#runtime';
import { ConfigError, createLifecycle, createLog, readConfig, systemClock } from '#runtime';
import { systemCode } from './checks.ts';
import type { ClusterOptions } from './start.ts';
import { startCluster } from './start.ts';
import { renderFacts } from './facts.ts';
import { toldSentence } from './told.ts';

/** Ctrl-C may arrive twice, from the terminal and from npm: only a later one forces. */
const signalEchoMs = 1000;

/** Runs a cluster in this process until it is told to stop, then ends the process. */
export async function runPrimary(
  workerFile: string,
  forget: ClusterOptions['forget'],
): Promise<void> {
  const config = configOrExit();
  const log = createLog(config, 'primary');
  const lifecycle = createLifecycle(log);
  let ending: Promise<void> | undefined;
  const end = (code: number, sentence?: string) => {
    ending ??= endProcess(lifecycle, code, sentence);
    return ending;
  };
  stopOnSignals(() => end(0));
  // A terminal that is gone must not end what drains.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  try {
    const onBroken = (sentence: string) => void end(1, sentence);
    const onDoubt = (sentence: string) => console.error(sentence);
    const options = { config, workerFile, clock: systemClock, log, forget, onBroken, onDoubt };
    const facts = await startCluster(options, lifecycle);
    const colour = process.stdout.isTTY === true && !config.NO_COLOR;
    console.log(renderFacts(config, facts(), colour));
  } catch (error) {
    await end(1, sentenceOf(error, log));
  }
}

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

async function endProcess(lifecycle: Lifecycle, code: number, sentence?: string): Promise<void> {
  if (sentence !== undefined) console.error(sentence);
  await lifecycle.stop();
  process.exit(code);
}

/** The first signal drains; a later one kills the workers, after which the rest stops in order. */
function stopOnSignals(stop: () => Promise<void>): void {
  let firstAt: number | undefined;
  const onSignal = () => {
    const now = systemClock.monotonic();
    if (firstAt === undefined) {
      firstAt = now;
      console.log('Stopping: draining the workers. Ctrl-C again ends them at once.');
      void stop();
    } else if (now - firstAt > signalEchoMs) {
      for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGKILL');
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
}

function sentenceOf(error: unknown, log: Log): string {
  const told = toldSentence(error);
  if (told !== undefined) return told;
  log.error('start.failed', {}, error);
  return `Aldis could not start (${systemCode(error)}); \`npm run doctor\` looks for the reason.`;
}
