// A profile as an older schema would hold it, for tests of the way on from there.

import { copyFileSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { decodeContent } from '#protocol';
import { migrations } from '../../../client/store/schema.ts';
import { schemaOne } from './schemaOne.ts';

/** Tables that hold the same in other columns, and how they did. */
const formerly: Record<string, string> = {
  messages: `
    INSERT INTO main.messages
      (id, account, device, timestamp, server_timestamp, body, received_at, shown)
    SELECT id, author, device, sent_at, server_timestamp, text_of(content), received_at, shown
    FROM new.messages WHERE state = 'received'`,
  receipts_due: `
    INSERT INTO main.receipts_due SELECT account, timestamp FROM new.receipts_due
    WHERE type = 'delivery'`,
};

/** Rewrites a closed profile as the schema of that version, and does `also` to it there. */
export function asOldProfile(
  profile: string,
  version: number,
  also: (db: DatabaseSync) => void = () => {},
): void {
  const old = `${profile}.old`;
  const db = new DatabaseSync(old);
  db.function('text_of', (content) => {
    const read = decodeContent(content as Uint8Array);
    return read.type === 'text' ? read.body : '';
  });
  db.exec(schemaOne);
  for (let from = 1; from < version; from += 1) db.exec(migrations[from] ?? '');
  db.exec(`PRAGMA user_version = ${version}`);
  db.exec(`ATTACH '${profile}' AS new`);
  for (const name of namesOf(db, "SELECT name FROM main.sqlite_master WHERE type = 'table'")) {
    if (!name.startsWith('sqlite_')) db.exec(formerly[name] ?? sharedColumns(db, name));
  }
  db.exec(`UPDATE main.sent SET delivered_at = created_at WHERE EXISTS (
    SELECT 1 FROM new.sent_arrivals AS there
    WHERE there.account = sent.account AND there.timestamp = sent.timestamp)`);
  db.exec('DETACH new');
  also(db);
  db.close();
  for (const suffix of ['', '-wal', '-shm']) rmSync(profile + suffix, { force: true });
  copyFileSync(old, profile);
  rmSync(old);
}

function sharedColumns(db: DatabaseSync, table: string): string {
  const columnsOf = (base: string) =>
    namesOf(db, `SELECT name FROM pragma_table_info('${table}', '${base}')`);
  const there = new Set(columnsOf('new'));
  const columns = columnsOf('main')
    .filter((name) => there.has(name))
    .join(', ');
  return `INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM new.${table}`;
}

const namesOf = (db: DatabaseSync, sql: string): string[] =>
  db
    .prepare(sql)
    .all()
    .map((row) => String(row.name));
