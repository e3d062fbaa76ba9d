// All that a database of MongoDB holds at one moment, as documents one after the other (BSON, the
// form of mongodump's files), and the way back into an empty one. Tombstones are no part of it: a
// restore has to know of those that came later.

import type { ClientSession, Collection, Document } from 'mongodb';
import { BSON, MongoServerError } from 'mongodb';
import { silentLog } from '#runtime';
import type { AccountId } from '#protocol';
import type { OwnedRow } from '../ownedRows.ts';
import { accountsIn } from '../ownedRows.ts';
import { StoreError } from '../storeError.ts';
import { connectMongo, reaching } from './connection.ts';
import { tombstonesPlan } from './tombstones.ts';

/** Documents of one answer and of one write. */
const documentsAtOnce = 500;
const documentBytesMax = 16 * 1024 * 1024 + 16 * 1024;
const writeBytesMax = 32 * 1024 * 1024;
const lengthBytes = 4;
const nothing = new Uint8Array(0);
/** SnapshotTooOld, SnapshotUnavailable; InvalidOptions and others of servers that know none. */
const tooOld = 239;

/** A database that is dumped or filled. */
export interface MongoDump {
  /** Names of what it holds, tombstones apart. */
  names(): Promise<string[]>;
  /** Documents of one collection, all calls as of the moment of the first. Throws StoreError. */
  read(name: string): AsyncGenerator<readonly OwnedRow[]>;
  /** Writes documents as they were read; resolves with how many, all on disk. */
  write(name: string, documents: AsyncIterable<Uint8Array>): Promise<number>;
  /** Marks of the accounts that were deleted. */
  marks(): Promise<string[]>;
  close(): Promise<void>;
}

/** Connects. Throws StoreError. */
export async function openMongoDump(url: string): Promise<MongoDump> {
  const connection = await connectMongo(url, silentLog);
  const session = connection.snapshot();
  const rows = (name: string) => connection.collection<Document>({ name, indexes: [] });
  return {
    async names() {
      const all = await reaching(() => connection.collectionNames());
      return all.filter((name) => name !== tombstonesPlan.name && !name.startsWith('system.'));
    },
    read: (name) => readAll(rows(name), session),
    write: (name, documents) => writeAll(rows(name), documents),
    async marks() {
      const found = await reaching(() => connection.collection(tombstonesPlan).find().toArray());
      return found.map((one) => `${String(one._id)} ${Number(one.day)}`);
    },
    async close() {
      await session.endSession();
      await connection.close();
    },
  };
}

async function* readAll(
  rows: Collection<Document>,
  session: ClientSession,
): AsyncGenerator<readonly OwnedRow[]> {
  // The driver takes the level of the connection else, and servers refuse a moment with that.
  const options = { readConcern: { level: 'snapshot' }, readPreference: 'primary' } as const;
  const cursor = rows.find({}, { ...options, session, raw: true, batchSize: documentsAtOnce });
  try {
    for await (const first of cursor) {
      yield [first, ...cursor.readBufferedDocuments()].map((one) => {
        const value = one as unknown as Buffer;
        return { shelf: '', key: nothing, value, owners: ownersOf(value) };
      });
    }
  } catch (cause) {
    if (!(cause instanceof MongoServerError)) throw cause;
    const why =
      cause.code === tooOld
        ? 'kept the moment of this backup for less time than it took; raise its ' +
          'minSnapshotHistoryWindowInSeconds'
        : 'gives no snapshot, as MongoDB does from 5.0 on';
    throw new StoreError(`MongoDB ${why} (${cause.codeName ?? cause.code}).`, { cause });
  }
}

/** Whose a document is, by the fields that name accounts in any collection. */
function ownersOf(document: Buffer): AccountId[] {
  const { _id, queue, pool, low, high, account } = BSON.deserialize(document);
  return accountsIn(_id, queue, pool, low, high, account);
}

async function writeAll(
  rows: Collection<Document>,
  documents: AsyncIterable<Uint8Array>,
): Promise<number> {
  let [batch, bytes, written]: [Document[], number, number] = [[], 0, 0];
  const flush = async () => {
    if (batch.length > 0) await reaching(() => rows.insertMany(batch, { ordered: false }));
    written += batch.length;
    [batch, bytes] = [[], 0];
  };
  for await (const one of documents) {
    // Numbers stay what they were: a double does not become an integer.
    batch.push(BSON.deserialize(one, { promoteValues: false, bsonRegExp: true }));
    bytes += one.length;
    if (batch.length >= documentsAtOnce || bytes >= writeBytesMax) await flush();
  }
  await flush();
  return written;
}

/** The documents of a stream of them. Throws StoreError. */
export async function* documentsIn(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    held = held.length === 0 ? Buffer.from(chunk) : Buffer.concat([held, chunk]);
    while (held.length >= lengthBytes) {
      const length = held.readInt32LE(0);
      if (length <= lengthBytes || length > documentBytesMax) throw notDocuments();
      if (held.length < length) break;
      yield held.subarray(0, length);
      held = held.subarray(length);
    }
  }
  if (held.length > 0) throw notDocuments();
}

function notDocuments(): StoreError {
  return new StoreError('What this backup has of MongoDB are no documents.');
}
