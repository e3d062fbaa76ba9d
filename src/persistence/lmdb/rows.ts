// All rows of an embedded store, each with whose it is, and the way back into an empty one.

import type { Sealer } from '#crypto';
import type { AccountId } from '#protocol';
import type { OwnedLogin } from '#ports';
import { decodeDocument, SealedDocuments } from '../documents.ts';
import type { OwnedRow, Pages } from '../ownedRows.ts';
import { accountsIn } from '../ownedRows.ts';
import { StoreError } from '../storeError.ts';
import type { Table, TableKey } from '../tables/table.ts';
import { VeiledTables } from '../tables/veiledTables.ts';
import { openLmdb } from './environment.ts';

/** Rows of one look. */
const rowsAtOnce = 1000;
/** Of one transaction, which waits for the disk once. */
const writeRowsMax = 20_000;
const writeBytesMax = 16 * 1024 * 1024;
/** Texts of keys whose accounts are remembered: rows of one queue follow each other. */
const textsMax = 10_000;
/** Sorts after every key. */
const behindAll = '\uffff';

/**
 * Reads a store that nobody else writes: a copy. Throws FolderError or StoreError.
 */
export async function* readRows(
  dataDir: string,
  sealer: Sealer,
): AsyncGenerator<readonly OwnedRow[]> {
  const file = openLmdb(dataDir);
  try {
    const veiled = new VeiledTables(file, sealer);
    for (const table of file.names()) {
      const owners = ownersIn(veiled, sealer, table);
      for (const page of pagesOf(file.table(table), (read) => file.read(read))) {
        yield page.map(({ key, value }) => {
          return {
            shelf: table,
            key: Buffer.from(JSON.stringify(key)),
            value,
            owners: owners(key),
          };
        });
      }
    }
  } finally {
    await file.close();
  }
}

/** Writes rows as they were read; resolves with how many, all on disk. Throws as `openLmdb`. */
export async function writeRows(
  dataDir: string,
  pages: Pages<Omit<OwnedRow, 'owners'>>,
): Promise<number> {
  const file = openLmdb(dataDir);
  const tables = new Map<string, Table>();
  let [batch, bytes, written]: [Omit<OwnedRow, 'owners'>[], number, number] = [[], 0, 0];
  const flush = async () => {
    for (const { shelf } of batch) {
      if (!tables.has(shelf)) tables.set(shelf, file.table(shelf));
    }
    await file.write(() => {
      for (const { shelf, key, value } of batch) {
        tables.get(shelf)?.put(JSON.parse(Buffer.from(key).toString()) as TableKey, value);
      }
    });
    written += batch.length;
    [batch, bytes] = [[], 0];
  };
  try {
    for await (const page of pages) {
      for (const row of page) {
        batch.push(row);
        bytes += row.value.length;
      }
      if (batch.length >= writeRowsMax || bytes >= writeBytesMax) await flush();
    }
    await flush();
    return written;
  } finally {
    await file.close();
  }
}

function* pagesOf(table: Table, read: <T>(read: () => T) => T) {
  for (let last: TableKey | undefined; ; ) {
    const range = { start: last ?? 0, end: [behindAll], limit: rowsAtOnce + 1 };
    const page = read(() =>
      Array.from(table.getRange(range), ({ key, value }) => ({
        key,
        value: new Uint8Array(value),
      })),
    );
    yield last === undefined ? page : page.slice(1);
    if (page.length <= rowsAtOnce) return;
    last = page.at(-1)?.key;
  }
}

/** Whose the rows of one table of the file are. Those of no known layout name nobody. */
function ownersIn(veiled: VeiledTables, sealer: Sealer, table: string) {
  const name = veiled.nameOf(table);
  if (name === undefined) return () => [];
  const rows = veiled.table(name);
  const names = veiled.table('usernames');
  const logins = new SealedDocuments<OwnedLogin>(sealer, 'login');
  const textAt = (key: TableKey) => Buffer.from(rows.get(key) ?? []).toString();
  const ofName = (of: TableKey): AccountId[] => {
    const bytes = names.get(of);
    return bytes ? [decodeDocument<{ account: AccountId }>(bytes, 'user name').account] : [];
  };
  const ways: Readonly<Record<string, (key: TableKey) => AccountId[]>> = {
    accountLogins: (key) => [logins.open(String(key), rows.get(key) ?? new Uint8Array(0)).account],
    accountNumbers: (key) => accountsIn(textAt(key)),
    accountPnis: (key) => accountsIn(textAt(key)),
    usernames: ofName,
    usernameExpiry: (key) => ofName(partsOf(key)[1] ?? ''),
    usernameLinks: (key) => ofName(textAt(key)),
  };
  const way = ways[name];
  const byText = new Map<string, AccountId[]>();
  const inText = (text: string) => {
    const known = byText.get(text);
    if (known) return known;
    if (byText.size >= textsMax) byText.clear();
    const found = accountsIn(veiled.unveiledKey(text));
    byText.set(text, found);
    return found;
  };
  return (veiledKey: TableKey): readonly AccountId[] => {
    if (!way) return ownersOfParts(partsOf(veiledKey), inText);
    try {
      return way(veiled.unveiledKey(veiledKey));
    } catch (error) {
      // A damaged row is copied as it is: a backup is no check.
      if (error instanceof StoreError) return [];
      throw error;
    }
  };
}

function ownersOfParts(
  parts: readonly (string | number)[],
  inText: (text: string) => readonly AccountId[],
): readonly AccountId[] {
  const found = parts.flatMap((part) => (typeof part === 'string' ? [inText(part)] : []));
  return found.length === 1 && found[0] ? found[0] : [...new Set(found.flat())];
}

const partsOf = (key: TableKey) => (typeof key === 'object' ? key : [key]);
