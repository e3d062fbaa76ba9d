// The durable stores say in which layout they are: what another release has written in another way
// is told at the start, in one sentence, and left as it is.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { silentLog } from '#runtime';
import { claimMongoLayout, claimTableLayout } from '../../src/persistence/layout.ts';
import { openLmdb } from '../../src/persistence/lmdb/environment.ts';
import { connectMongo } from '../../src/persistence/mongo/connection.ts';
import { startMongod } from '../support/servers.ts';

const folder = mkdtempSync(join(tmpdir(), 'aldis-layout-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What each start says of a store of layout 3, and of one that is behind. */
async function holds(claim: (layout?: number) => Promise<void>): Promise<void> {
  await claim(3);
  await claim(3);
  const newer = 'The durable store is in layout 3, this release reads layout 2. Start the release';
  await expect(claim(2)).rejects.toThrow(`${newer} that wrote it, or restore a backup of before.`);
  await expect(claim(4)).rejects.toThrow('in layout 3, this release reads layout 4. Start the');
  await expect(claim()).rejects.toThrow('reads layout ');
  await claim(3);
}

test('the embedded store', async () => {
  const tables = openLmdb(folder);
  await holds((layout) => claimTableLayout(tables, layout));
  await tables.close();
  const again = openLmdb(folder);
  await expect(claimTableLayout(again)).rejects.toThrow('in layout 3');
  await again.close();
});

test('MongoDB', async () => {
  const mongod = await startMongod();
  const connection = await connectMongo(mongod.url, silentLog);
  await holds((layout) => claimMongoLayout(connection, layout));
  await connection.close();
  await mongod.stop();
});
