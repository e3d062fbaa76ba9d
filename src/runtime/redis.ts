// Connections to Redis, the only place that makes them. Commands fail at once while Redis is away,
// so that whoever waits is refused instead of kept; the connection itself comes back without end.

import { Redis } from 'ioredis';
import type { Log, LogSafe } from './log.ts';
import { logConstant } from './log.ts';

export type RedisClient = Redis;

/** A command without an answer for this long fails; its outcome is unknown. */
export const redisCommandTimeoutMs = 5000;
const connectTimeoutMs = 5000;
const retryFirstMs = 50;
const retryMostMs = 1000;

/**
 * Opens a connection and resolves when it is ready. Address: URL or path of a unix socket.
 * Throws when Redis cannot be reached within the connect time-out.
 */
export async function openRedis(address: string, role: string, log: Log): Promise<RedisClient> {
  const client = new Redis(address.replace(/^unix:\/\//, ''), {
    lazyConnect: true,
    connectionName: `aldis-${role}`,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: redisCommandTimeoutMs,
    connectTimeout: connectTimeoutMs,
    retryStrategy: (attempt) => Math.min(retryFirstMs * 2 ** (attempt - 1), retryMostMs),
  });
  report(client, role, log);
  let reason: Error | undefined;
  client.on('error', (error: Error) => {
    reason = error;
  });
  try {
    await client.connect();
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
  const client = new Redis(address.replace(/^unix:\/\//, ''), {
    lazyConnect: true,
    connectionName: `aldis-${role}`,
    maxRetriesPerRequest: null,
    connectTimeout: connectTimeoutMs,
    retryStrategy: (attempt) => Math.min(retryFirstMs * 2 ** (attempt - 1), retryMostMs),
  });
  report(client, role, log);
  try {
    await client.connect();
  } catch (error) {
    client.disconnect();
    throw error;
  }
  return client;
}

function report(client: RedisClient, role: string, log: Log): void {
  const what: LogSafe = logConstant(role);
  client.on('error', (error: NodeJS.ErrnoException) => {
    log.debug('redis.error', { role: what, system: logConstant(error.code ?? error.name) });
  });
  let away = false;
  client.on('reconnecting', () => {
    if (!away) log.warn('redis.away', { role: what });
    away = true;
  });
  client.on('ready', () => {
    if (away) log.info('redis.back', { role: what });
    away = false;
  });
}
