// In which layout the durable stores are, so that no release reads what a newer one has written in
// another way, nor a newer one what it would have to convert first.
//
//   layout  'store'  {layout}   the version below

import { decodeDocument, encodeDocument } from './documents.ts';
import type { MongoConnection } from './mongo/connection.ts';
import { reaching } from './mongo/connection.ts';
import { StoreError } from './storeError.ts';
import type { Tables } from './tables/table.ts';

/** Grows when a release can no longer read what the one before has written, or the other way. */
const storeLayout = 1;
/** Likewise, of the tables: since 2 they are veiled (tables/veiledTables.ts). */
const tableLayout = 2;
/** What is converted at the opening. */
const convertedLayout = 1;
const name = 'layout';
const key = 'store';

/** Notes the layout in tables that have none yet. Throws StoreError when it is another. */
export async function claimTableLayout(tables: Tables, layout: number = tableLayout) {
  const table = tables.table(name);
  const read = () => {
    const bytes = table.get(key);
    return bytes && decodeDocument<{ layout: number }>(bytes, name).layout;
  };
  const found = tables.read(read);
  if (found !== undefined && found !== convertedLayout) return checkLayout(found, layout);
  const noted = await tables.write(() => {
    const other = read();
    // First of all: whoever reads the former one alone begins no more from here on.
    const isOurs = other === undefined || (other === convertedLayout && layout === tableLayout);
    if (isOurs) table.put(key, encodeDocument({ layout }));
    return isOurs ? layout : other;
  });
  return checkLayout(noted, layout);
}

/** The same in MongoDB. Throws StoreError as well, and Unreachable. */
export async function claimMongoLayout(connection: MongoConnection, layout: number = storeLayout) {
  const plan = { name, indexes: [] };
  const collection = connection.collection<{ _id: string; layout: number }>(plan);
  const kept = await reaching(() =>
    collection.findOneAndUpdate(
      { _id: key },
      { $setOnInsert: { layout } },
      { upsert: true, returnDocument: 'after' },
    ),
  );
  return checkLayout(kept?.layout ?? layout, layout);
}

function checkLayout(found: number, layout: number): void {
  if (found === layout) return;
  throw new StoreError(
    `The durable store is in layout ${found}, this release reads layout ${layout}. ` +
      `Start the release that wrote it${found > layout ? ', or restore a backup of before' : ''}.`,
  );
}
