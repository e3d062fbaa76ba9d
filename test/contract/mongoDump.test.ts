// What a dump of MongoDB promises: nothing of it is changed on the way to another database. That it
// is of one moment is the server's, which is asked for it; the twin here keeps no moment.

import { Binary, Double, Int32, Long, MongoClient, ObjectId, Timestamp } from 'mongodb';
import type { MongoDump } from '#persistence';
import { documentsIn, openMongoDump } from '#persistence';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Mongod } from '../support/servers.ts';
import { startMongod } from '../support/servers.ts';

let from: Mongod;
let client: MongoClient;
let target: string;
const dumps: MongoDump[] = [];

beforeAll(async () => {
  from = await startMongod();
  client = new MongoClient(from.url);
  const url = new URL(from.url);
  url.pathname = `${url.pathname}_target`;
  target = url.href;
});
afterAll(async () => {
  for (const dump of dumps) await dump.close();
  await client?.db(new URL(target).pathname.slice(1)).dropDatabase();
  await client?.close();
  await from?.stop();
});

async function opened(url: string): Promise<MongoDump> {
  const dump = await openMongoDump(url);
  dumps.push(dump);
  return dump;
}

const documents = [
  {
    _id: 'types',
    int: new Int32(5),
    double: new Double(5),
    long: Long.fromString('9007199254740993'),
  },
  { _id: new ObjectId(), when: new Date(12), bytes: new Binary(Buffer.from([0, 255])), none: null },
  { _id: new Timestamp({ t: 1, i: 2 }), list: [1, 'two', { three: [] }], pattern: /a.b/i },
];
const kept = { promoteValues: false, bsonRegExp: true };

it('brings documents of every type over as they were, in pieces of any size', async () => {
  const rows = client.db().collection('rows');
  await rows.insertMany(documents as object[]);
  await rows.insertMany(Array.from({ length: 1200 }, (_, at) => ({ at, text: 'x'.repeat(at) })));
  const [source, sink] = [await opened(from.url), await opened(target)];
  expect(await source.names()).toEqual(['rows']);
  expect(await sink.names()).toEqual([]);
  async function* torn() {
    for await (const page of source.read('rows')) {
      for (const { value } of page) {
        yield value.subarray(0, 3);
        yield value.subarray(3);
      }
    }
  }
  expect(await sink.write('rows', documentsIn(torn()))).toBe(1203);
  const other = client.db(new URL(target).pathname.slice(1)).collection('rows');
  const all = (of: typeof rows) => of.find({}, kept).sort({ _id: 1 }).toArray();
  expect(await all(other)).toEqual(await all(rows));
});

it('leaves tombstones out, and tells them by themselves', async () => {
  const gone = { _id: 'gone', day: 7 };
  await client.db().collection<typeof gone>('tombstones').insertOne(gone);
  const source = await opened(from.url);
  expect(await source.names()).toEqual(['rows']);
  expect(await source.marks()).toEqual(['gone 7']);
});

it('is refused where its bytes are no documents', async () => {
  const sink = await opened(target);
  for (const bytes of [
    [1, 2, 3],
    [3, 0, 0, 0],
    [255, 255, 255, 127, 0],
  ]) {
    const broken = (async function* () {
      yield new Uint8Array(bytes);
    })();
    await expect(sink.write('broken', documentsIn(broken))).rejects.toThrow('no documents');
  }
});
