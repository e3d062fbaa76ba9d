// A backup put back into a Redis and a MongoDB of the operator's, which are empty: their own tools
// could not, as a snapshot of Redis is a file of one server, and documents come with a new epoch.

import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyKeys, documentsIn, openMongoDump, redisIsEmpty } from '#persistence';
import type { Config, RedisClient } from '#runtime';
import { openRedis, redisNodes, silentLog, systemClock } from '#runtime';
import { StartError } from '../checks.ts';
import { redisMemoryBytes, startRedisServer } from '../redisServer.ts';
import type { RowsOf } from './accountKeys.ts';
import type { BackupFacts } from './entries.ts';
import type { OpenedBackup } from './putBack.ts';
import { makeAppendOnly, ownServers } from './putBack.ts';
import { mongoFolder } from './take.ts';

/** Servers that a backup cannot be put into are said to be before anything changes. */
export async function refuseUnfit(config: Config, facts: BackupFacts): Promise<void> {
  const own = ownServers(config);
  if (own.mongo !== (facts.store === 'mongodb')) {
    const is = own.mongo ? 'the embedded store; unset' : 'a MongoDB; set';
    throw new StartError(`This backup is of ${is} MONGODB_URL to put it back.`);
  }
  if (!own.redis && facts.redis > 1) {
    throw new StartError(
      `This backup is of ${facts.redis} servers of Redis; set REDIS_URL to put it back.`,
    );
  }
  if (own.redis && !(await withClient(config.redis, redisIsEmpty)))
    throw notEmpty('Redis', 'FLUSHALL');
  if (config.MONGODB_URL === undefined) return;
  const mongo = await openMongoDump(config.MONGODB_URL);
  try {
    if ((await mongo.names()).length > 0) throw notEmpty('MongoDB', 'drop its collections');
  } finally {
    await mongo.close();
  }
}

function notEmpty(server: string, how: string): StartError {
  return new StartError(
    `Your ${server} holds data already: name one that is empty, or empty it (${how}) once no ` +
      'cluster uses it.',
  );
}

/** Fills those of the two servers that are the operator's. Throws StoreError or Unreachable. */
export async function fillOwnServers(
  config: Config,
  opened: OpenedBackup,
  rows: RowsOf,
): Promise<void> {
  if (config.MONGODB_URL !== undefined) await fillMongo(config.MONGODB_URL, opened, rows);
  if (!ownServers(config).redis) return;
  await withClient(config.redis, async (to) => {
    for (let index = 0; index < opened.facts.redis; index++) {
      await fillRedis(config, opened.folder, index, to);
    }
  });
}

async function fillMongo(url: string, { folder, list }: OpenedBackup, rows: RowsOf): Promise<void> {
  const form = new RegExp(`^${mongoFolder}/(.+)\\.(bson|rows)$`);
  const mongo = await openMongoDump(url);
  try {
    for (const { name } of list) {
      const [, collection, kind] = form.exec(name) ?? [];
      if (collection === undefined) continue;
      const path = join(folder, name);
      const isFormer = kind === 'bson';
      const documents = isFormer ? documentsIn(createReadStream(path)) : valuesOf(rows(path));
      await mongo.write(collection, documents);
    }
  } finally {
    await mongo.close();
  }
}

async function* valuesOf(rows: ReturnType<RowsOf>): AsyncGenerator<Uint8Array> {
  for await (const page of rows) for (const { value } of page) yield value;
}

/** A server of our own loads the snapshot, and its names are copied from there. */
async function fillRedis(
  config: Config,
  folder: string,
  index: number,
  to: RedisClient,
): Promise<void> {
  const dataDir = join(folder, `server-${index}`);
  // Deep folders have no room for a socket's name.
  const beside = await mkdtemp(join(tmpdir(), 'aldis-put-'));
  const socket = join(beside, 'redis.sock');
  try {
    await makeAppendOnly(join(folder, `redis/${index}.rdb`), join(dataDir, 'redis'));
    await withServer(config, { dataDir, socket }, async (from) => {
      for (const node of redisNodes(from)) await copyKeys(node, to);
    });
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

type Work<T> = (redis: RedisClient) => Promise<T>;

/** Runs a private Redis on a folder for as long as the work takes. */
export async function withServer<T>(
  config: Config,
  at: { readonly dataDir: string; readonly socket: string },
  work: Work<T>,
): Promise<T> {
  const server = await startRedisServer({
    ...{ ...at, clock: systemClock, log: silentLog },
    memoryBytes: redisMemoryBytes(config.ALDIS_REDIS_MEMORY_MIB),
    onBroken: () => undefined,
  });
  try {
    return await withClient(at.socket, work);
  } finally {
    await server.stop();
  }
}

/** Connects for as long as the work takes. */
export async function withClient<T>(address: string, work: Work<T>): Promise<T> {
  const redis = await openRedis(address, 'restore', silentLog);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
