// Ordered tables: what is in memory answers as LMDB does, whatever was written and deleted before.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLmdb } from '../../src/persistence/lmdb/environment.ts';
import { MemoryTables } from '../../src/persistence/memory/tables.ts';
import type { Table, TableKey, Tables } from '../../src/persistence/tables/table.ts';

const part = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.constantFrom(1.5, Number.MAX_SAFE_INTEGER),
  fc.constantFrom('a', 'a.1', 'a/b', 'b', 'ba', 'é', '\uffff'),
);
const key: fc.Arbitrary<TableKey> = fc.oneof(
  fc.constantFrom('a', 'ab', 'b', 'c'),
  fc.array(part, { minLength: 1, maxLength: 3 }),
);
const step = fc.oneof(
  fc.record({ put: key, value: fc.uint8Array({ minLength: 1, maxLength: 4 }) }),
  fc.record({ remove: key }),
);
const range = fc.record(
  { start: key, end: key, limit: fc.integer({ min: 1, max: 5 }) },
  { requiredKeys: ['start', 'end'] },
);

let folder: string;
let lmdb: Tables;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'aldis-tables-'));
  lmdb = openLmdb(folder);
});

afterAll(async () => {
  await lmdb.close();
  rmSync(folder, { recursive: true });
});

describe('tables', () => {
  it('answer the same in memory and in LMDB', async () => {
    const onDisk = lmdb.table('compared');
    let run = 0;
    const steps = fc.array(step, { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(steps, fc.array(range, { maxLength: 8 }), async (all, ranges) => {
        run += 1;
        // What earlier runs have left stands under other numbers.
        const within = (one: TableKey) => [run, ...(typeof one === 'object' ? one : [one])];
        const tables = new MemoryTables();
        const inMemory = tables.table('compared');
        const apply = (table: Table) => {
          for (const one of all) {
            if ('put' in one) table.put(within(one.put), one.value);
            else table.remove(within(one.remove));
          }
        };
        await Promise.all([tables.write(() => apply(inMemory)), lmdb.write(() => apply(onDisk))]);
        const look = (table: Table) => ({
          ranges: ranges.map(({ start, end, ...limit }) => {
            const asked = { start: within(start), end: within(end), ...limit };
            return {
              keys: [...table.getKeys(asked)],
              rows: Array.from(table.getRange(asked), ({ value }) => [...value]),
              length: table.getKeysCount({ start: asked.start, end: asked.end }),
            };
          }),
          rows: all.map((one) => {
            const asked = within('put' in one ? one.put : one.remove);
            return [table.doesExist(asked), [...(table.get(asked) ?? [])]];
          }),
        });
        expect(tables.read(() => look(inMemory))).toEqual(lmdb.read(() => look(onDisk)));
        const everything = { start: [run], end: [run + 1] };
        expect(inMemory.count()).toBe(lmdb.read(() => onDisk.getKeysCount(everything)));
      }),
      { seed: 7_210, numRuns: 150 },
    );
  });
});
