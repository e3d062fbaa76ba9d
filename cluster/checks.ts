// What the primary makes sure of before it forks: a folder it may write, a free port, Redis in
// reach.

import { accessSync, constants, existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { SecretsError } from '#crypto';
import type { Config, Log, RedisClient } from '#runtime';
import {
  logConstant,
  makeFolder,
  openRedis,
  parseSentinelAddress,
  redisNodes,
  silentLog,
} from '#runtime';

/** The store, Redis and the compiled code of an empty cluster take less. */
const startFreeLeastMiB = 16;
/** The cluster cannot start; the message is one sentence for the operator. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/**
 * Makes the data folder, readable by its owner alone, and writes in it. Throws FolderError, or
 * StartError where that is not possible or little room is left.
 */
export function prepareDataFolder(folder: string): void {
  makeFolder(folder);
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    // Only writing tells a full disk, and a folder that takes no file from anybody.
    const probe = join(folder, `probe.${process.pid}`);
    try {
      writeFileSync(probe, 'Aldis writes here.\n');
    } finally {
      rmSync(probe, { force: true });
    }
  } catch (error) {
    const code = systemCode(error);
    throw new StartError(
      `The data folder ${folder} cannot be written (${code}); mend it or set ALDIS_DATA.`,
      { cause: error },
    );
  }
  const { bavail, bsize } = statfsSync(folder);
  const freeMiB = Math.floor((bavail * bsize) / 2 ** 20);
  if (freeMiB >= startFreeLeastMiB) return;
  throw new StartError(
    `The disk of the data folder ${folder} has ${freeMiB} MiB left, and a start takes ` +
      `${startFreeLeastMiB}; free some or set ALDIS_DATA.`,
  );
}

/**
 * What seals the data is gone, and new keys would not open it. Throws SecretsError. The folder is
 * there.
 */
export function refuseLostSecrets({ dataDir, secretsFile }: Config): void {
  if (existsSync(secretsFile) || !holdsData(dataDir)) return;
  throw new SecretsError(
    `The secrets file ${secretsFile} is gone, and nothing else opens what is in ${dataDir}; ` +
      'restore it from your backup, or move the data away to start empty.',
  );
}

/** Stands in a data folder from when a restore changes it until it is whole. */
const unfinishedFile = (dataDir: string) => join(dataDir, 'restore.unfinished');

/** A restore begins to change the folder: no cluster starts on it until `restoreEnded`. */
export function restoreBegun(dataDir: string): void {
  writeFileSync(unfinishedFile(dataDir), 'A restore was begun here.\n', { flush: true });
}

/** What a restore has put in place is fit to go on from. */
export function restoreEnded(dataDir: string): void {
  rmSync(unfinishedFile(dataDir), { force: true });
}

/**
 * Data that is put back in part, or whose one-time keys and deleted accounts are those of before,
 * is nothing to go on from. Throws StartError.
 */
export function refuseHalfRestored({ dataDir }: Pick<Config, 'dataDir'>): void {
  if (!existsSync(unfinishedFile(dataDir))) return;
  throw new StartError(
    `A restore into ${dataDir} was cut short; run it again: npm run restore -- FILE --replace.`,
  );
}

/** True where a cluster has run: what it stored is sealed under its secrets. */
export const holdsData = (dataDir: string) =>
  ['store/durable.made', 'redis/appendonlydir'].some((name) => existsSync(join(dataDir, name)));

/** Finds out that the port is free, and which one it is when any will do. Throws StartError. */
export function claimPort(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      const code = systemCode(error);
      const reason =
        code === 'EADDRINUSE'
          ? `Port ${port} of ${host} is taken; stop what uses it or set PORT, as in ` +
            '`PORT=7351 npm start`.'
          : `Aldis cannot listen on ${host}:${port} (${code}); set HOST and PORT.`;
      reject(new StartError(reason, { cause: error }));
    });
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      const found = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(found));
    });
  });
}

/** Why Redis can't be used, behind its address. What it said itself may hold anything. */
export function redisFault(error: unknown): string {
  const words = error instanceof Error ? error.message : '';
  const [refusal] = /^(WRONGPASS|NOAUTH|NOPERM)\b|invalid password/.exec(words) ?? [];
  if (refusal) return `refuses the user or the password (${refusal})`;
  if (/^Unknown RESP type|^Protocol error/.test(words)) return 'answers what no Redis does';
  return `does not answer (${systemCode(error)})`;
}

/**
 * Connects to the cluster's Redis; one of the operator's own is checked for durability. Throws
 * StartError.
 */
export async function reachRedis(config: Config, log: Log): Promise<RedisClient> {
  let client: RedisClient;
  try {
    client = await openRedis(config.redis, 'primary', log);
  } catch (error) {
    const hosts = hostsOf(config.redis);
    throw new StartError(`Redis at ${hosts} ${redisFault(error)}; start it or mend REDIS_URL.`, {
      cause: error,
    });
  }
  if (config.REDIS_URL !== undefined) {
    for (const [name, value] of await notDurable(client)) {
      log.warn('redis.not-durable', { setting: logConstant(name), value: logConstant(value) });
    }
  }
  return client;
}

/**
 * Settings of any node under which an acknowledged message may be lost, as `[name, value, wanted]`.
 */
export async function notDurable(client: RedisClient): Promise<[string, string, string][]> {
  const wanted = { appendonly: 'yes', appendfsync: 'always', 'maxmemory-policy': 'noeviction' };
  const wrong: [string, string, string][] = [];
  for (const node of redisNodes(client)) {
    for (const [name, value] of Object.entries(wanted)) {
      // A managed Redis may forbid CONFIG; then nothing can be said.
      const answer: unknown = await node.config('GET', name).catch(() => undefined);
      const found = Array.isArray(answer) ? String(answer[1] ?? '') : undefined;
      if (found !== undefined && found !== value) wrong.push([name, found, value]);
    }
  }
  return wrong;
}

/**
 * What Sentinels say of the replicas they may promote: true when they prefer some of them, which
 * may be behind the others. Throws when the first of them does not answer.
 */
export async function prefersSomeReplicas(address: string): Promise<boolean> {
  const watched = parseSentinelAddress(address);
  const [first] = watched?.nodes ?? [];
  if (!watched || !first) return false;
  const sentinel = await openRedis(`redis://${first.host}:${first.port}`, 'doctor', silentLog);
  try {
    const answer = (await sentinel.call('SENTINEL', ['REPLICAS', watched.name])) as unknown[];
    const priorities = answer.map((one) => {
      const fields = Array.isArray(one) ? one.map(String) : Object.entries(one as object).flat();
      return String(fields[fields.indexOf('slave-priority') + 1]);
    });
    return new Set(priorities).size > 1;
  } finally {
    sentinel.disconnect();
  }
}

/** Replicas that are connected to the nodes that hold data; the fewest of any. */
export async function replicasOf(client: RedisClient): Promise<number> {
  const counts = redisNodes(client).map(async (node) => {
    const text = await node.info('replication');
    return Number(/connected_slaves:(\d+)/.exec(text)?.[1] ?? 0);
  });
  return Math.min(...(await Promise.all(counts)));
}

/** True when a node says that it may take all memory there is. */
export async function hasNoMemoryLimit(client: RedisClient): Promise<boolean> {
  for (const node of redisNodes(client)) {
    const answer: unknown = await node.config('GET', 'maxmemory').catch(() => undefined);
    if (Array.isArray(answer) && answer[1] === '0') return true;
  }
  return false;
}

/** Host and port of a URL, without the password it may hold. */
export function hostsOf(address: string): string {
  try {
    const url = new URL(address);
    return url.host === '' ? url.pathname : url.host;
  } catch {
    // Several hosts, as MongoDB's URLs may name: what stands between the credentials and the path.
    if (!address.includes('://')) return address;
    const [, hosts] = /^[^:]+:\/\/(?:.*@)?([^/?@]+)(?=$|[/?])/.exec(address) ?? [];
    return hosts ?? 'an address that is none';
  }
}

/** The system's code of an error, or its class. */
export function systemCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
