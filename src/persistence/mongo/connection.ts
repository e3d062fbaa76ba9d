// The connection to MongoDB: a replica set or a sharded cluster (transactions need one), majority
// writes that are on the journal, majority reads, no network compression.

import type { ClientSession, Collection, Document, IndexDescription } from 'mongodb';
import {
  MongoBulkWriteError,
  MongoClient,
  MongoError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
} from 'mongodb';
import type { Log } from '#runtime';
import { logConstant } from '#runtime';
import { Unreachable } from '#ports';
import { StoreError } from '../storeError.ts';

/** A server that is not found by then counts as unreachable. */
const serverSelectionTimeoutMs = 5_000;
const connectTimeoutMs = 5_000;
/** An answer that takes longer is given up; its outcome is unknown. */
const socketTimeoutMs = 15_000;
/** A request waits so long for a free connection of the pool. */
const poolWaitTimeoutMs = 5_000;
/** How long a majority may take to confirm a write. */
const majorityTimeoutMs = 10_000;
const poolSizeMax = 50;
/** Rows of one answer where they may be large: the rest is asked for when it is wanted. */
export const largeRowsReadMax = 16;
const defaultDatabase = 'aldis';
const duplicateKey = 11000;
/** Unauthorized, UserNotFound, AuthenticationFailed; and of Atlas. */
const refusalCodes: ReadonlySet<unknown> = new Set([11, 13, 18, 8000]);

/** A collection and the indexes it cannot do without. */
export interface CollectionPlan {
  readonly name: string;
  readonly indexes: readonly IndexDescription[];
}

export class MongoConnection {
  readonly #client: MongoClient;
  readonly #database: string;

  constructor(client: MongoClient, database: string) {
    this.#client = client;
    this.#database = database;
  }

  collection<T extends Document>(plan: CollectionPlan): Collection<T> {
    return this.#client.db(this.#database).collection<T>(plan.name);
  }

  /** Makes the collections' indexes; those that are there already stay as they are. */
  async createIndexes(plans: readonly CollectionPlan[]): Promise<void> {
    const database = this.#client.db(this.#database);
    for (const plan of plans) {
      if (plan.indexes.length === 0) continue;
      await database.collection(plan.name).createIndexes([...plan.indexes]);
    }
  }

  /** Runs the callback in a transaction, again when it met another; it must be repeatable. */
  transaction<T>(run: (session: ReturnType<MongoClient['startSession']>) => Promise<T>) {
    return reaching(() =>
      this.#client.withSession((session) => session.withTransaction(() => run(session))),
    );
  }

  /** Asks the server itself, of whatever database. */
  askServer(command: Document): Promise<Document> {
    return this.#client.db('admin').command(command);
  }

  /** A session all of whose reads are of one moment. */
  snapshot(): ClientSession {
    return this.#client.startSession({ snapshot: true });
  }

  async collectionNames(): Promise<string[]> {
    const found = this.#client.db(this.#database).listCollections({}, { nameOnly: true });
    return (await found.toArray()).map(({ name }) => name);
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}

/** Connects within serverSelectionTimeoutMs. Throws StoreError. */
export async function connectMongo(url: string, log: Log): Promise<MongoConnection> {
  let client: MongoClient;
  try {
    client = new MongoClient(url, {
      appName: 'aldis',
      compressors: ['none'],
      connectTimeoutMS: connectTimeoutMs,
      ignoreUndefined: true,
      maxPoolSize: poolSizeMax,
      readConcern: { level: 'majority' },
      retryReads: true,
      retryWrites: true,
      serverSelectionTimeoutMS: serverSelectionTimeoutMs,
      socketTimeoutMS: socketTimeoutMs,
      waitQueueTimeoutMS: poolWaitTimeoutMs,
      writeConcern: { w: 'majority', journal: true, wtimeoutMS: majorityTimeoutMs },
    });
  } catch (cause) {
    throw new StoreError('MONGODB_URL is not a MongoDB address; it starts with mongodb://.', {
      cause,
    });
  }
  try {
    await client.connect();
    const hello = await client.db('admin').command({ hello: 1 });
    if (!hello.setName && hello.msg !== 'isdbgrid') {
      throw new StoreError(
        'The MongoDB server is in no replica set, as transactions need; start it with --replSet.',
      );
    }
  } catch (cause) {
    await client.close();
    if (cause instanceof StoreError) throw cause;
    throw new StoreError(whyNot(client, cause), { cause });
  }
  client.on('serverHeartbeatFailed', () => {
    log.warn('mongodb.unreachable', { server: logConstant('mongodb') });
  });
  const named = client.options.dbName;
  return new MongoConnection(client, named === 'test' ? defaultDatabase : named);
}

/** Names the hosts, not the user or the password. What the server says may hold anything. */
function whyNot({ options }: MongoClient, cause: unknown): string {
  const at = `MongoDB at ${options.srvHost ?? options.hosts.join(', ')}`;
  if (cause instanceof MongoServerError && refusalCodes.has(cause.code)) {
    return `${at} refuses the user or the password; mend MONGODB_URL.`;
  }
  return `${at} does not answer (${codeOf(cause)}); start it or mend MONGODB_URL.`;
}

/** The system's code, which the driver wraps more than once, or the class of the failure. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  const inner =
    error instanceof MongoServerSelectionError
      ? [...(error.reason?.servers.values() ?? [])].find((one) => one.error)?.error
      : error.cause;
  return inner instanceof Error ? codeOf(inner) : error.name;
}

/** Runs a request and turns what only says "not now" into Unreachable. */
export async function reaching<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (cause) {
    if (saysNotNow(cause)) throw new Unreachable('MongoDB cannot be reached just now', { cause });
    throw cause;
  }
}

/** Unauthorized, CommandNotFound, NoReplicationEnabled; mongos knows no command of a member. */
const notForUsCodes: ReadonlySet<unknown> = new Set([13, 59, 76]);

/** True when a command is not this user's to give, or not this server's to take. */
export function mayNotAsk(error: unknown): boolean {
  return error instanceof MongoServerError && notForUsCodes.has(error.code);
}

/** True when a unique index refused the write. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === duplicateKey;
}

const notNowNames: ReadonlySet<string> = new Set([
  'MongoWaitQueueTimeoutError',
  'MongoOperationTimeoutError',
  'MongoExpiredSessionError',
  'MongoClientClosedError',
]);
const notNowLabels: readonly string[] = [
  'RetryableWriteError',
  'RetryableError',
  'TransientTransactionError',
];

/**
 * Of a server that goes, or that is no primary any more. Labels say so of writes; a read is begun
 * again once by the driver, and fails without one when an election lasts.
 */
const notNowCodes: ReadonlySet<unknown> = new Set([91, 189, 10107, 11600, 11602, 13435, 13436]);

function saysNotNow(error: unknown): boolean {
  if (!(error instanceof MongoError)) return false;
  // The driver wraps a connection lost in a bulk write: no server has named an error then.
  if (error instanceof MongoBulkWriteError && [error.writeErrors].flat().length === 0) return true;
  return (
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError ||
    error instanceof MongoTopologyClosedError ||
    error instanceof MongoNotConnectedError ||
    error instanceof MongoWriteConcernError ||
    notNowNames.has(error.name) ||
    notNowCodes.has(error.code) ||
    notNowLabels.some((label) => error.hasErrorLabel(label))
  );
}
