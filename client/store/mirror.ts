// What a locked profile holds, open: a database in memory alone, which notes the rows that change.

import { atomically } from './atomically.ts';
import type { SqlStatement, SqlValue, Sqlite } from './clientStore.ts';
import {
  counters,
  dropTables,
  encodedRow,
  fill,
  isOwn,
  nameOf,
  quoted,
  tablesOf,
} from './tables.ts';
import type { Shape, StoredRow, Table } from './tables.ts';

interface Watched extends Table {
  readonly select: SqlStatement;
}

interface Changed {
  readonly table: string;
  readonly key: readonly SqlValue[];
}

export class Mirror {
  readonly sqlite: Sqlite;
  readonly #tables = new Map<string, Watched>();
  /** What has changed, by the row's name. */
  readonly #changed = new Map<string, Changed>();

  /** Takes an empty database. Nothing is noted before `watch`. */
  constructor(sqlite: Sqlite, shape: Shape, rows: Iterable<StoredRow>) {
    this.sqlite = sqlite;
    try {
      this.sqlite.exec(
        `PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON;
         PRAGMA recursive_triggers = ON`,
      );
      atomically(this.sqlite, () => fill(this.sqlite, shape, rows));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Begins to note what changes. */
  watch(): void {
    this.sqlite.function('row_changed', { varargs: true }, (table, ...key) => {
      this.#note({ table: String(table), key });
      return null;
    });
    for (const table of tablesOf(this.sqlite)) {
      const [name, here] = [quoted(table.name), table.key.map((one) => `${quoted(one)} IS ?`)];
      const select = this.sqlite.prepare(`SELECT * FROM ${name} WHERE ${here.join(' AND ')}`);
      this.#tables.set(table.name, { ...table, select });
      if (!isOwn(table)) this.sqlite.exec(triggersOf(table));
    }
  }

  get hasChanged(): boolean {
    return this.#changed.size > 0;
  }

  /** The rows that have changed since, as they are now; they are noted no more. */
  *changes(): Generator<StoredRow> {
    for (const { table } of [...this.#changed.values()]) {
      if (this.#tables.get(table)?.isCounted) this.#note({ table: counters, key: [table] });
    }
    const all = [...this.#changed];
    this.forget();
    for (const [name, changed] of all) yield this.#row(name, changed);
  }

  /** What was noted did not happen. */
  forget(): void {
    this.#changed.clear();
  }

  /** Overwrites what it held, as far as SQLite does, and ends. */
  close(): void {
    this.forget();
    // A journal would be one more copy.
    this.sqlite.exec('PRAGMA foreign_keys = OFF; PRAGMA journal_mode = OFF');
    dropTables(this.sqlite, tablesOf(this.sqlite));
    this.sqlite.close();
  }

  #note(changed: Changed): void {
    this.#changed.set(nameOf(changed.table, changed.key), changed);
  }

  #row(name: string, { table, key }: Changed): StoredRow {
    const watched = this.#tables.get(table);
    const row = watched?.select.get(...key);
    return { name, row: row && watched && encodedRow(watched, row) };
  }
}

function triggersOf({ name, key }: Table): string {
  const tell = (which: 'OLD' | 'NEW', where = '') => {
    const named = key.map((one) => `${which}.${quoted(one)}`);
    return `SELECT row_changed(${[`'${name}'`, ...named].join(', ')})${where};`;
  };
  const isRenamed = key.map((one) => `OLD.${quoted(one)} IS NOT NEW.${quoted(one)}`).join(' OR ');
  const trigger = (when: string, body: string) =>
    `CREATE TEMP TRIGGER ${quoted(`${name} ${when}`)} AFTER ${when} ON main.${quoted(name)}
     BEGIN ${body} END;`;
  return [
    trigger('INSERT', tell('NEW')),
    trigger('UPDATE', tell('NEW') + tell('OLD', ` WHERE ${isRenamed}`)),
    trigger('DELETE', tell('OLD')),
  ].join('\n');
}
