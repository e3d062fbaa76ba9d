// A cluster under PM2 for a measurement or a test, by the same commands that people use: a folder
// of its own, so a PM2 of its own, on a free port.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { RunningCluster } from './launch.ts';
import { findCluster, unlimitedBuckets } from './launch.ts';

const projectDir = fileURLToPath(new URL('../..', import.meta.url));

export interface Pm2Cluster {
  readonly url: string;
  readonly operatorToken: string;
  readonly dataDir: string;
  facts(): RunningCluster;
  /** Runs `reload` or `start` again; resolves with what it printed. Throws when it failed. */
  run(command: 'reload' | 'start', env?: Readonly<Record<string, string>>): Promise<string>;
  /** Stops everything and deletes the folder; resolves with what the command printed. */
  stop(): Promise<string>;
}

/** Starts one, of this tree unless another is said; resolves when every worker serves. */
export async function launchPm2(
  workers: number,
  env: Readonly<Record<string, string>> = {},
  tree: string = projectDir,
): Promise<Pm2Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-pm2-'));
  const dataDir = join(folder, 'data');
  const operatorToken = randomBytes(24).toString('hex');
  const limits = join(folder, 'limits.json');
  writeFileSync(limits, JSON.stringify(bucketsOf(tree)));
  const settings = {
    PORT: '0',
    ALDIS_DATA: dataDir,
    ALDIS_WORKERS: String(workers),
    ALDIS_LIMITS_FILE: limits,
    ALDIS_PENDING_PER_ADDRESS: '18000',
    ALDIS_OPERATOR_TOKEN: operatorToken,
    ...env,
  };
  const run = (command: string, more = {}) => runCommand(tree, command, { ...settings, ...more });
  const stop = async () => {
    const said = await run('stop');
    rmSync(folder, { recursive: true, force: true });
    return said;
  };
  try {
    await run('start');
    const facts = findCluster(dataDir);
    if (!facts) throw new Error('the cluster started and left no facts');
    return { url: facts.url, operatorToken, dataDir, facts: () => here(dataDir), run, stop };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

/** Wide open, as far as that release knows of them: one that it does not know stops its start. */
function bucketsOf(tree: string): object {
  const known = readFileSync(join(tree, 'src/gateway/ingress/rateLimits.ts'), 'utf8');
  const isKnown = ([name]: [string, unknown]) => new RegExp(`^  ${name}: `, 'm').test(known);
  return Object.fromEntries(Object.entries(unlimitedBuckets()).filter(isKnown));
}

function here(dataDir: string): RunningCluster {
  const facts = findCluster(dataDir);
  if (!facts) throw new Error('the cluster under PM2 is gone');
  return facts;
}

async function runCommand(
  tree: string,
  command: string,
  settings: Readonly<Record<string, string>>,
): Promise<string> {
  const child = spawn(process.execPath, [join(tree, 'cluster/pm2/main.ts'), command], {
    cwd: tree,
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if ((await code) === 0) return said;
  throw new Error(`cluster ${command} failed: ${complained || said}${logOf(settings)}`);
}

/** The end of PM2's log, which names what no command could. */
function logOf({ ALDIS_DATA = '' }: Readonly<Record<string, string>>): string {
  try {
    return `\n${readFileSync(join(ALDIS_DATA, 'logs/pm2.log'), 'utf8').slice(-1500)}`;
  } catch {
    return '';
  }
}
