// Rows in a backup: what is an account's opens with its key alone, everything else as it was.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountKey } from '#crypto';
import { AccountKeys, ArchiveError } from '#crypto';
import type { OwnedRow } from '#persistence';
import type { AccountId } from '#protocol';
import { openRows, sealRows } from '../../../cluster/backup/ownedRows.ts';

const ids = ['one', 'two', 'three'] as unknown as readonly AccountId[];
const backupKey = { id: '0'.repeat(16), key: new Uint8Array(32).fill(1), madeAtMs: 1 };
const ring = new AccountKeys([], [backupKey]);
const keys = new Map(ids.map((id, nth) => [id, ring.of(String(nth).padStart(64, '0'))]));
const keyOf = (id: AccountId): AccountKey | undefined => keys.get(id);

const row: fc.Arbitrary<OwnedRow> = fc.record({
  shelf: fc.constantFrom('accounts.2', 'relations.2', ''),
  key: fc.uint8Array({ maxLength: 20 }),
  value: fc.uint8Array({ maxLength: 3000 }),
  owners: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 2 }),
});

async function* each<T>(of: readonly T[]) {
  yield* of;
}

/** The rows in pages of so many. */
async function* paged(rows: readonly OwnedRow[], length = 7) {
  for (let at = 0; at < rows.length; at += length) yield rows.slice(at, at + length);
}

async function* torn(stream: AsyncIterable<Uint8Array>, bytes: number) {
  for await (const one of stream) {
    for (let at = 0; at < one.length; at += bytes) yield one.subarray(at, at + bytes);
  }
}

async function readAll(stream: AsyncIterable<Uint8Array>, without?: AccountId) {
  const gone = without && keys.get(without)?.slot;
  const forgotten = new Set<string>();
  const keyAt = (slot: string) => (slot === gone ? undefined : ring.at(slot));
  const rows = [];
  for await (const page of openRows(stream, keyAt, (slot) => forgotten.add(slot))) {
    rows.push(...page);
  }
  return { rows, forgotten: forgotten.size };
}

type Plain = readonly [string, Buffer, Buffer];
const plain = (rows: readonly Omit<OwnedRow, 'owners'>[]): Plain[] =>
  rows.map(({ shelf, key, value }) => [shelf, Buffer.from(key), Buffer.from(value)]);
/** As a backup may sort them: those of the same accounts and table stay in order. */
const sorted = (rows: readonly OwnedRow[]) => {
  const groups = Map.groupBy(rows, ({ shelf, owners }) => `${shelf}\0${owners.join()}`);
  return plain([...groups.values()].flat());
};

describe('rows', () => {
  it('come back as they were, an account’s in order, in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row), fc.integer({ min: 1, max: 500 }), async (rows, bytes) => {
        const read = await readAll(torn(sealRows(paged(rows), keyOf), bytes));
        expect(plain(read.rows)).toEqual(sorted(rows));
      }),
      { numRuns: 60 },
    );
  });

  it('of whoever has no key are gone, also those that are somebody else’s as well', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row), fc.constantFrom(...ids), async (rows, gone) => {
        const read = await readAll(sealRows(paged(rows), keyOf), gone);
        const left = rows.filter(({ owners }) => !owners.includes(gone));
        expect(plain(read.rows)).toEqual(sorted(left));
        expect(read.forgotten).toBe(left.length < rows.length ? 1 : 0);
        // Whoever is known to be deleted when a backup is made is not even in it.
        const known = (id: AccountId) => (id === gone ? undefined : keyOf(id));
        expect(plain((await readAll(sealRows(paged(rows), known))).rows)).toEqual(sorted(left));
      }),
      { numRuns: 60 },
    );
  });

  it('that were changed or cut short are refused', async () => {
    const rows = [{ shelf: 't', key: Buffer.from('k'), value: Buffer.from('v'), owners: [ids[0]] }];
    const parts = [];
    for await (const one of sealRows(paged(rows as OwnedRow[]), keyOf)) parts.push(one);
    const bytes = Buffer.concat(parts);
    for (const broken of [bytes.subarray(0, -1), Buffer.concat([bytes, Buffer.of(1)])]) {
      await expect(readAll(each([broken]))).rejects.toThrow(ArchiveError);
    }
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await expect(readAll(each([bytes]))).rejects.toThrow(ArchiveError);
  });

  it('of two who alternate share as few seals as if each were alone', async () => {
    const value = new Uint8Array(300);
    const rows = Array.from({ length: 2000 }, (_, nth): OwnedRow => {
      const owners = [ids[nth % 2] ?? fail()];
      return { shelf: 'waitingTimes.2', key: Buffer.from(String(nth)), value, owners };
    });
    let bytes = 0;
    for await (const one of sealRows(paged(rows, 100), keyOf)) bytes += one.length;
    // Ten seals of 64 KiB, each with a slot, a length, a nonce, a tag and the name of its table.
    const rowsBytes = rows.reduce((sum, { key }) => sum + 8 + key.length + value.length, 0);
    expect(bytes - rowsBytes).toBeLessThan(12 * 70);
  });
});

function fail(): never {
  throw new Error('there is nobody');
}
