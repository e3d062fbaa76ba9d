// Tables whose file names nobody: ids in keys stand under their pseudonyms, and values are sealed,
// but those that hold no id or are sealed already. What a deleted row leaves behind in pages that
// are free, or in a page's margin, tells nothing to whoever has the file and not the secrets.
//
// A table stands in the file under its name and the version of this layout. What stands under the
// name alone is of the layout before, and is moved at the first opening, a slice a transaction:
// whoever is killed in between goes on where it was.

import type { Sealer } from '#crypto';
import { StoreError } from '../storeError.ts';
import type { NamedTables, Table, TableKey, TableRange } from './table.ts';

const version = '.2';
/** Rows that are moved in one transaction. */
const movedPerWriteMax = 1000;
/** Sorts after every key. */
const behindAll = '\uffff';
/** Sealed by their stores, or public and nobody's. */
const openTables: readonly string[] = [
  'accounts',
  'accountLogins',
  'groups',
  'groupChanges',
  'groupFences',
  'invitations',
  'preKeys',
  'sessions',
  'waiting',
];
/** Of a layout before the former one: nothing reads them, and they end with their time. */
const endingTables: readonly string[] = ['archive', 'archiveGuids', 'archiveTimes'];
/** Says in which layout the others are, and is read before anything is known of it. */
const layoutTable = 'layout';

export class VeiledTables implements NamedTables {
  readonly #tables: NamedTables;
  readonly #sealer: Sealer;

  constructor(tables: NamedTables, sealer: Sealer) {
    this.#tables = tables;
    this.#sealer = sealer;
  }

  table(name: string): Table {
    const rows = this.#tables.table(`${name}${version}`);
    const seal = openTables.includes(name) ? undefined : new RowSealer(this.#sealer, name);
    return new VeiledTable(rows, this.#sealer, seal);
  }

  tableIfThere(name: string): Table | undefined {
    if (endingTables.includes(name)) return this.#tables.tableIfThere(name);
    return this.#tables.names().includes(`${name}${version}`) ? this.table(name) : undefined;
  }

  /** As their stores call them. */
  names(): string[] {
    return this.#tables.names().flatMap((name) => this.nameOf(name) ?? []);
  }

  write<T>(decideThenWrite: () => T): Promise<T> {
    return this.#tables.write(decideThenWrite);
  }

  read<T>(read: () => T): T {
    return this.#tables.read(read);
  }

  close(): Promise<void> {
    return this.#tables.close();
  }

  /** What a table of the file is called by its store; undefined: it is of another layout. */
  nameOf(table: string): string | undefined {
    return table.endsWith(version) ? table.slice(0, -version.length) : undefined;
  }

  /** A key as stores have it, of one that the file has. */
  unveiledKey(key: TableKey): TableKey {
    return mapped(key, (text) => this.#sealer.unveil(text));
  }

  /** Whether rows of the former layout are there. */
  hasFormer(): boolean {
    return this.#tables.read(() => this.#former().some(({ from }) => from.count() > 0));
  }

  /**
   * Moves what the former layout has left; how many rows. `told` hears after each slice how many
   * are left, whoever moves them.
   */
  async moveFormer(told: (left: number) => void = () => undefined): Promise<number> {
    const former = this.#former();
    const left = () =>
      this.#tables.read(() => former.reduce((sum, { from }) => sum + from.count(), 0));
    told(left());
    let rows = 0;
    for (const { name, from } of former) {
      rows += await this.#move(from, this.table(name), () => told(left()));
    }
    return rows;
  }

  #former() {
    const names = this.#tables
      .names()
      .filter((name) => !name.endsWith(version) && !endingTables.includes(name))
      .filter((name) => name !== layoutTable);
    return names.flatMap((name) => {
      const from = this.#tables.tableIfThere(name);
      return from ? [{ name, from }] : [];
    });
  }

  async #move(from: Table, to: Table, isMoved: () => void): Promise<number> {
    const range = { start: 0, end: [behindAll], limit: movedPerWriteMax };
    let all = 0;
    for (let moved = movedPerWriteMax; moved === movedPerWriteMax; all += moved) {
      moved = await this.#tables.write(() => {
        const rows = Array.from(from.getRange(range), ({ key, value }) => ({
          key,
          value: Uint8Array.from(value),
        }));
        for (const { key, value } of rows) {
          // Whoever was killed between two slices had moved it; nobody writes the former one then.
          if (!to.doesExist(key)) to.put(key, value);
          from.remove(key);
        }
        return rows.length;
      });
      isMoved();
    }
    return all;
  }
}

/** Seals the values of one table, each in its place. */
class RowSealer {
  readonly #sealer: Sealer;
  readonly #name: string;

  constructor(sealer: Sealer, name: string) {
    this.#sealer = sealer;
    this.#name = name;
  }

  seal(key: TableKey, value: Uint8Array): Uint8Array {
    return value.length === 0 ? value : this.#sealer.seal(value, this.#context(key));
  }

  open(key: TableKey, sealed: Uint8Array): Uint8Array {
    if (sealed.length === 0) return sealed;
    try {
      return this.#sealer.open(sealed, this.#context(key));
    } catch (cause) {
      const which = `A row of the table ${this.#name}`;
      const why = 'it is damaged, or its key is gone';
      throw new StoreError(`${which} cannot be opened: ${why}.`, { cause });
    }
  }

  /** As the file has the key. */
  #context(key: TableKey): string {
    return `row\0${this.#name}\0${JSON.stringify(key)}`;
  }
}

class VeiledTable implements Table {
  readonly #rows: Table;
  readonly #pseudonyms: Pick<Sealer, 'veil' | 'unveil'>;
  readonly #sealer: RowSealer | undefined;

  constructor(
    rows: Table,
    pseudonyms: Pick<Sealer, 'veil' | 'unveil'>,
    sealer: RowSealer | undefined,
  ) {
    this.#rows = rows;
    this.#pseudonyms = pseudonyms;
    this.#sealer = sealer;
  }

  get(key: TableKey) {
    const veiled = this.#veiled(key);
    const value = this.#rows.get(veiled);
    return value && this.#opened(veiled, value);
  }

  doesExist(key: TableKey) {
    return this.#rows.doesExist(this.#veiled(key));
  }

  *getKeys(range: TableRange) {
    for (const key of this.#rows.getKeys(this.#ranged(range))) yield this.#unveiled(key);
  }

  *getRange(range: TableRange) {
    const open = (key: TableKey, value: Uint8Array) => this.#opened(key, value);
    for (const { key, value } of this.#rows.getRange(this.#ranged(range))) {
      // Where it is asked for: whoever checks rows goes on behind one that is damaged.
      yield {
        key: this.#unveiled(key),
        get value() {
          return open(key, value);
        },
      };
    }
  }

  getKeysCount(range: Omit<TableRange, 'limit'>) {
    return this.#rows.getKeysCount(this.#ranged(range));
  }

  count() {
    return this.#rows.count();
  }

  put(key: TableKey, value: Uint8Array) {
    const veiled = this.#veiled(key);
    this.#rows.put(veiled, this.#sealer ? this.#sealer.seal(veiled, value) : value);
  }

  remove(key: TableKey) {
    this.#rows.remove(this.#veiled(key));
  }

  #opened(veiled: TableKey, value: Uint8Array): Uint8Array {
    return this.#sealer ? this.#sealer.open(veiled, value) : value;
  }

  #ranged<R extends Omit<TableRange, 'limit'>>(range: R): R {
    return { ...range, start: this.#veiled(range.start), end: this.#veiled(range.end) };
  }

  #veiled(key: TableKey): TableKey {
    return mapped(key, (text) => this.#pseudonyms.veil(text));
  }

  #unveiled(key: TableKey): TableKey {
    return mapped(key, (text) => this.#pseudonyms.unveil(text));
  }
}

function mapped(key: TableKey, turn: (text: string) => string): TableKey {
  if (typeof key === 'string') return turn(key);
  if (typeof key === 'number') return key;
  return key.map((part) => (typeof part === 'string' ? turn(part) : part));
}
