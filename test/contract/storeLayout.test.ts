// The durable stores say in which layout they are: what another release has written in another way
// is told at the start, in one sentence, and left as it is.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { silentLog } from '#runtime';
import type { LayoutClaim } from '../../src/persistence/layout.ts';
import { claimMongoLayout, claimTableLayout } from '../../src/persistence/layout.ts';
import { openLmdb } from '../../src/persistence/lmdb/environment.ts';
import { connectMongo } from '../../src/persistence/mongo/connection.ts';
import { startMongod } from '../support/servers.ts';

const folder = mkdtempSync(join(tmpdir(), 'aldis-layout-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What each start says of a store of layout 7, and of one that is behind. */
async function holds(claim: (claim: LayoutClaim) => Promise<void>): Promise<void> {
  // New, and left so that the release before may serve beside.
  await claim({ layout: 7 });
  await claim({ layout: 6 });
  await claim({ layout: 7, takes: true });
  await claim({ layout: 7 });
  const newer = 'The durable store is in layout 7, this release reads layout 6. Start the release';
  const refused = `${newer} that wrote it, or restore a backup of before.`;
  await expect(claim({ layout: 6 })).rejects.toThrow(refused);
  await expect(claim({ layout: 6, takes: true })).rejects.toThrow(refused);
  // The next release may serve beside, and the one behind that reads it no more.
  await claim({ layout: 8 });
  const behind = 'in layout 7, this release reads layout 9. Start the release that wrote it.';
  await expect(claim({ layout: 9, takes: true })).rejects.toThrow(behind);
  await expect(claim({})).rejects.toThrow('reads layout ');
  await claim({ layout: 7, takes: true });
}

test('the embedded store', async () => {
  const tables = openLmdb(folder);
  await holds((claim) => claimTableLayout(tables, claim));
  await tables.close();
  const again = openLmdb(folder);
  await expect(claimTableLayout(again)).rejects.toThrow('in layout 7');
  await again.close();
});

test('MongoDB', async () => {
  const mongod = await startMongod();
  const connection = await connectMongo(mongod.url, silentLog);
  await holds((claim) => claimMongoLayout(connection, claim));
  await connection.close();
  await mongod.stop();
});
