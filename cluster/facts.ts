// What a started cluster tells: the table on the terminal, and cluster.json for the tools that
// look for a running cluster (demo, chaos, doctor).

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '#runtime';
import { hostsOf } from './checks.ts';
import type { RedisServer } from './redisServer.ts';
import { sayVoice, voiceState } from './voice/state.ts';
import type { WorkerState } from './workers.ts';

/** Where `./aldis` looks for a server unless it is told another. */
const urlDefault = 'http://127.0.0.1:7350';

/** Shape of <data>/cluster.json. */
export interface ClusterFacts {
  readonly pid: number;
  readonly url: string;
  readonly workers: readonly WorkerState[];
  /** The process of the private Redis. */
  readonly redisPid?: number;
  /** Only in development. */
  readonly invitation?: string;
}

/** The facts of this process's cluster. */
export function factsOf(
  url: string,
  workers: readonly WorkerState[],
  server: Pick<RedisServer, 'pid'> | undefined,
  invitation: string | undefined,
): ClusterFacts {
  const redisPid = server?.pid();
  return {
    pid: process.pid,
    url,
    workers,
    ...(redisPid === undefined ? {} : { redisPid }),
    ...(invitation === undefined ? {} : { invitation }),
  };
}

/** The address a client on this machine uses. */
export function localUrl(
  { HOST: host, ALDIS_TLS_CERT_FILE: certificate }: Pick<Config, 'HOST' | 'ALDIS_TLS_CERT_FILE'>,
  port: number,
): string {
  const anywhere = host === '0.0.0.0' || host === '::' || host === '';
  const name = anywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `${certificate === undefined ? 'http' : 'https'}://${name}:${port}`;
}

/** The facts, ready to print. Colour is for terminals. */
export function renderFacts(
  config: Config,
  facts: RunningFacts,
  colour: boolean,
  farewell = 'Ctrl-C drains and stops everything.',
): string {
  const bold = (text: string) => (colour ? `\u001b[1m${text}\u001b[0m` : text);
  const dim = (text: string) => (colour ? `\u001b[2m${text}\u001b[0m` : text);
  const rows: [string, string][] = [
    ['gateway', `${facts.url}  (HTTP, and Socket.IO on /socket.io)`],
    ['API page', `${facts.url}/docs`],
    ['OpenAPI', `${facts.url}/openapi.json`],
    ['AsyncAPI', `${facts.url}/asyncapi.json`],
    ...(config.ALDIS_CONSOLE ? [consoleRow(config, facts.url)] : []),
    ['health', `${facts.url}/livez, ${facts.url}/readyz`],
    ['data folder', config.dataDir],
    ['Redis', config.REDIS_URL ? hostsOf(config.REDIS_URL) : `${config.redis}  (private)`],
    ['store', config.MONGODB_URL ? `MongoDB at ${hostsOf(config.MONGODB_URL)}` : 'embedded'],
    ['codes', whoBringsCodes(config)],
    ['voice', config.ALDIS_VOICE ? sayVoice(voiceState(config)) : 'off'],
    ['workers', facts.workers.map((one) => `${one.index}: process ${one.pid}`).join(', ')],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${dim(name.padEnd(width))}  ${value}`);
  return ['', bold('Aldis is up.'), ...lines, '', ...whatNext(facts, bold), farewell, ''].join(
    '\n',
  );
}

/** Workers have read the file by now: one that is wrong has ended the start. */
function whoBringsCodes({ ALDIS_CODES_PROVIDER_FILE: file, ALDIS_MODE: mode }: Config): string {
  if (file !== undefined) return `the gateway of ${file}`;
  return mode === 'production' ? 'none; people register by invitation' : 'shown on this console';
}

/** Where operators look, and what they sign in with: its place, not the token itself. */
function consoleRow(config: Config, url: string): [string, string] {
  const token =
    config.ALDIS_OPERATOR_TOKEN === undefined
      ? `operatorToken of ${config.secretsFile}`
      : 'ALDIS_OPERATOR_TOKEN';
  return ['console', `${url}/console  (sign in with ${token})`];
}

function whatNext(facts: RunningFacts, bold: (text: string) => string): string[] {
  const server = facts.url === urlDefault ? '' : ` --server ${facts.url}`;
  const register = `--invite ${facts.invitation ?? 'TOKEN'}${server}`;
  const source =
    facts.invitation === undefined
      ? ['An operator makes invitations: npm run invite.']
      : ['An invitation for 24 hours and 1000 accounts is in the first commands.'];
  return [
    ...source,
    'Try next, in another terminal:',
    `  ${bold(`./aldis register alice ${register}`)}`,
    `  ${bold(`./aldis register bob ${register}`)}`,
    `  ${bold('./aldis --profile alice desk')}   (a page; bob's beside it)`,
    `  ${bold('./aldis --profile alice chat bob')}   the same at a terminal`,
    `  ${bold('npm run demo')}`,
  ];
}

const fileOf = (dataDir: string) => join(dataDir, 'cluster.json');

/** Writes cluster.json in one step, readable by its owner alone. */
export function writeFacts(dataDir: string, facts: ClusterFacts): void {
  const fresh = `${fileOf(dataDir)}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(facts, null, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, fileOf(dataDir));
}

/** What of the facts is read again. */
export type RunningFacts = Pick<ClusterFacts, 'pid' | 'url' | 'workers' | 'invitation'>;

/** What the last primary wrote, as far as it is understood; it may be dead since. */
export function readFacts(dataDir: string): RunningFacts | undefined {
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(fileOf(dataDir), 'utf8'));
  } catch {
    return undefined;
  }
  if (typeof read !== 'object' || read === null) return undefined;
  if (!('pid' in read && 'url' in read && 'workers' in read)) return undefined;
  const { pid, url, workers } = read;
  if (typeof pid !== 'number' || typeof url !== 'string' || !Array.isArray(workers)) {
    return undefined;
  }
  const invitation = 'invitation' in read ? { invitation: String(read.invitation) } : {};
  return { pid, url, workers: workers.filter(isWorkerState), ...invitation };
}

function isWorkerState(value: unknown): value is WorkerState {
  if (typeof value !== 'object' || value === null || !('pid' in value)) return false;
  return typeof value.pid === 'number' && value.pid > 0;
}

export function removeFacts(dataDir: string): void {
  rmSync(fileOf(dataDir), { force: true });
}
