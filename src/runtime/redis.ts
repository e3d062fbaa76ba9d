// Connections to Redis, the only place that makes them: one server, or a Redis Cluster. Commands
// fail at once while Redis is away, so that whoever waits is refused instead of kept; the
// connection itself comes back without end.

import { Cluster, Redis } from 'ioredis';
import type { Log, LogSafe } from './log.ts';
import { logConstant } from './log.ts';
import { gatherWrites } from './redisWrites.ts';

/** One server, or a cluster of them that is used as one. */
export type RedisClient = Redis | Cluster;
export type RedisClusterClient = Cluster;
/** One server of either. */
export type RedisNode = Redis;

export function isRedisCluster(client: RedisClient): client is RedisClusterClient {
  return client instanceof Cluster;
}

/** A command without an answer for this long fails; its outcome is unknown. */
const redisCommandTimeoutMs = 5000;
const connectTimeoutMs = 5000;
const retryFirstMs = 50;
const retryMostMs = 1000;
/** How long a cluster's move of slots may go unnoticed by those who only listen. */
const slotsRefreshEveryMs = 2000;
const defaultPort = 6379;
const defaultSentinelPort = 26379;
/** Redirections of one command; a slot that is being moved needs a few. */
const redirectionsMax = 8;

/** The pause before a connection is tried again. */
export const redisRetryDelayMs = (attempt: number) =>
  Math.min(retryFirstMs * 2 ** Math.max(0, attempt - 1), retryMostMs);

/** Suits commands that somebody waits for: they fail rather than wait. */
const prompt = {
  each: {
    autoResendUnfulfilledCommands: false,
    // ioredis leaves a subscription that fails while it comes back to nobody; see redisListener.
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    commandTimeout: redisCommandTimeoutMs,
  },
  server: { enableOfflineQueue: false },
  cluster: {
    enableOfflineQueue: false,
    // A command whose connection broke may have been carried out: its caller decides.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
  },
};

/** Suits commands that may wait through an absence of Redis. */
const patient = { each: { maxRetriesPerRequest: null }, server: {}, cluster: {} };

/**
 * Opens a connection and resolves when it is ready. Address: URL, path of a unix socket, or
 * `redis-cluster://host:port,host:port` (`rediss-cluster` over TLS) with some nodes of a cluster,
 * or `redis-sentinel://host:port,host:port/name` with sentinels and what they watch.
 * Throws when Redis cannot be reached within the connect time-out.
 */
export async function openRedis(address: string, role: string, log: Log): Promise<RedisClient> {
  const client = createClient(address, role, prompt);
  gatherWrites(client);
  report(client, role, log);
  let reason: Error | undefined;
  client.on('error', (error: Error) => {
    // What it answered says more than how the connection ended then.
    if (!reason || isRedisAway(reason)) reason = error;
  });
  try {
    await client.connect();
    // A cluster's nodes are connected at their first command, and refuse what comes meanwhile.
    await Promise.all(redisNodes(client).map((node) => node.ping()));
  } catch (error) {
    client.disconnect();
    throw reason ?? error;
  }
  return client;
}

/**
 * Opens a connection for blocking commands: they wait through an absence of Redis instead of
 * failing. For jobs alone, which nobody waits for. Throws as `openRedis` does.
 */
export async function openBlockingRedis(
  address: string,
  role: string,
  log: Log,
): Promise<RedisClient> {
  const client = createClient(address, role, patient);
  gatherWrites(client);
  report(client, role, log);
  try {
    await client.connect();
  } catch (error) {
    client.disconnect();
    throw error;
  }
  return client;
}

const awayCodes: readonly string[] = ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT'];
const awayWords = /^(Connection is closed|Stream isn't writeable|Command timed out|LOADING )/;

/** True for a failure that says nothing but that Redis cannot be reached or is just starting. */
export function isRedisAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  // A file that is missing has such a code too, and is a defect.
  const ofSocket = 'syscall' in error && /^(connect|read|write)$/.test(String(error.syscall));
  return (
    error.name === 'MaxRetriesPerRequestError' ||
    error.name === 'Unreachable' ||
    (ofSocket && awayCodes.includes(code)) ||
    awayWords.test(error.message)
  );
}

/** The key under which a cluster knows a node, as in its list of slots. */
export function nodeKey({ options }: RedisNode): string {
  return `${options.host}:${options.port}`;
}

/** The servers that hold data: one, or a cluster's masters in a fixed order. */
export function redisNodes(client: RedisClient): RedisNode[] {
  if (client instanceof Redis) return [client];
  return client.nodes('master').sort((a, b) => (nodeKey(a) < nodeKey(b) ? -1 : 1));
}

/** A cluster's nodes and credentials in an address; undefined for any other. */
export function parseClusterAddress(address: string) {
  const parts = /^(rediss?)-cluster:\/\/(?:([^@/]*)@)?([^@/]+)\/?$/.exec(address);
  return parts ? parseHosts(parts[1], parts[2], parts[3], defaultPort) : undefined;
}

/** Sentinels, credentials and the name of what they watch; undefined for any other address. */
export function parseSentinelAddress(address: string) {
  const parts = /^(rediss?)-sentinel:\/\/(?:([^@/]*)@)?([^@/]+)\/([\w.-]+)$/.exec(address);
  const hosts = parts && parseHosts(parts[1], parts[2], parts[3], defaultSentinelPort);
  return hosts ? { ...hosts, name: parts[4] ?? '' } : undefined;
}

function parseHosts(
  scheme: string | undefined,
  credentials: string | undefined,
  hosts: string | undefined,
  portOtherwise: number,
) {
  const nodes = (hosts ?? '').split(',').map((one) => {
    const [, host = '', port] = /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(one) ?? [];
    return { host: host.replace(/^\[|\]$/g, ''), port: Number(port ?? portOtherwise) };
  });
  if (nodes.some(({ host }) => host === '')) return undefined;
  const [user = '', password] = (credentials ?? '').split(':', 2).map(decodeURIComponent);
  return {
    nodes,
    tls: scheme === 'rediss',
    ...(user === '' ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
  };
}

function createClient(
  address: string,
  role: string,
  manner: typeof prompt | typeof patient,
): RedisClient {
  const every = { connectionName: `aldis-${role}`, connectTimeout: connectTimeoutMs };
  const watched = parseSentinelAddress(address);
  if (watched) {
    const { nodes, tls, name, ...credentials } = watched;
    return new Redis({
      ...every,
      ...manner.each,
      ...manner.server,
      ...credentials,
      ...(tls ? { tls: {}, enableTLSForSentinelMode: true } : {}),
      sentinels: nodes,
      name,
      lazyConnect: true,
      retryStrategy: redisRetryDelayMs,
      sentinelRetryStrategy: redisRetryDelayMs,
    });
  }
  const cluster = parseClusterAddress(address);
  if (!cluster) {
    return new Redis(address.replace(/^unix:\/\//, ''), {
      ...every,
      ...manner.each,
      ...manner.server,
      lazyConnect: true,
      retryStrategy: redisRetryDelayMs,
    });
  }
  const { nodes, tls, ...credentials } = cluster;
  return new Cluster(nodes, {
    ...manner.cluster,
    lazyConnect: true,
    maxRedirections: redirectionsMax,
    slotsRefreshInterval: slotsRefreshEveryMs,
    clusterRetryStrategy: redisRetryDelayMs,
    redisOptions: {
      ...every,
      ...manner.each,
      ...credentials,
      ...(tls ? { tls: {} } : {}),
    },
    // Certificates name hosts, which an address looked up beforehand would hide.
    ...(tls ? { dnsLookup: (host, found) => found(null, host) } : {}),
  });
}

function report(client: RedisClient, role: string, log: Log): void {
  const what: LogSafe = logConstant(role);
  client.on('error', (error: NodeJS.ErrnoException) => {
    log.debug('redis.error', { role: what, system: logConstant(error.code ?? error.name) });
  });
  let away = false;
  const isAway = () => {
    if (!away) log.warn('redis.away', { role: what });
    away = true;
  };
  client.on('reconnecting', isAway);
  client.on('ready', () => {
    if (away) log.info('redis.back', { role: what });
    away = false;
  });
}
