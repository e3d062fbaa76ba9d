// In which layout the durable stores are, so that no release reads what a newer one has written in
// another way, nor a newer one what it would have to convert first.
//
//   layout  'store'  {layout}   the version below

import { decodeDocument, encodeDocument } from './documents.ts';
import type { MongoConnection } from './mongo/connection.ts';
import { reaching } from './mongo/connection.ts';
import { StoreError } from './storeError.ts';
import type { Tables } from './tables/table.ts';

/**
 * Grows when a release can no longer read what the one before has written, or the other way. In 2
 * copies of what waits may be sealed as no earlier release opens it (redis/belonging.ts); all else
 * is as in the one before, which is read, and left so as long as an earlier release may serve.
 */
const storeLayout = 2;
/** Likewise, of the tables: since 2 they are veiled (tables/veiledTables.ts), 3 is as 2 there. */
const tableLayout = 3;
/** What is converted at the opening. */
const convertedLayout = 1;
const name = 'layout';
const key = 'store';

/** What a release makes of a store. */
export interface LayoutClaim {
  /** The layout before is made the present one: no earlier release serves. Absent: it is not. */
  readonly takes?: boolean;
  /** The present one, in tests. */
  readonly layout?: number;
}

/** Notes the layout in tables that have none yet. Throws StoreError when it is another. */
export async function claimTableLayout(tables: Tables, claim: LayoutClaim = {}): Promise<void> {
  const { takes = false, layout = tableLayout } = claim;
  const table = tables.table(name);
  const read = () => {
    const bytes = table.get(key);
    return bytes && decodeDocument<{ layout: number }>(bytes, name).layout;
  };
  const next = (found: number | undefined) => {
    const isConverted = found === convertedLayout && layout === tableLayout;
    return nextLayout(isConverted ? undefined : found, layout, takes);
  };
  const found = tables.read(read);
  if (found === next(found)) return checkLayout(found, layout);
  const noted = await tables.write(() => {
    const other = read();
    // First of all: whoever reads the former one alone begins no more from here on.
    if (next(other) !== other) table.put(key, encodeDocument({ layout: next(other) }));
    return next(other);
  });
  return checkLayout(noted, layout);
}

/** The same in MongoDB. Throws StoreError as well, and Unreachable. */
export async function claimMongoLayout(
  connection: MongoConnection,
  { takes = false, layout = storeLayout }: LayoutClaim = {},
): Promise<void> {
  const plan = { name, indexes: [] };
  const collection = connection.collection<{ _id: string; layout: number }>(plan);
  const anew = nextLayout(undefined, layout, takes);
  const kept = await reaching(() =>
    collection.findOneAndUpdate(
      { _id: key },
      { $setOnInsert: { layout: anew } },
      { upsert: true, returnDocument: 'after' },
    ),
  );
  const found = kept?.layout ?? anew;
  const next = nextLayout(found, layout, takes);
  if (next !== found) {
    await reaching(() =>
      collection.updateOne({ _id: key, layout: found }, { $set: { layout: next } }),
    );
  }
  return checkLayout(next, layout);
}

/** What is noted where this was found. */
function nextLayout(found: number | undefined, layout: number, takes: boolean): number {
  if (found === undefined) return takes ? layout : layout - 1;
  return found === layout - 1 && takes ? layout : found;
}

function checkLayout(found: number, layout: number): void {
  if (found === layout || found === layout - 1) return;
  throw new StoreError(
    `The durable store is in layout ${found}, this release reads layout ${layout}. ` +
      `Start the release that wrote it${found > layout ? ', or restore a backup of before' : ''}.`,
  );
}
