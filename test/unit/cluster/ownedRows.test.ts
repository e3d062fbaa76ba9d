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
  for await (const one of openRows(stream, keyAt, (slot) => forgotten.add(slot))) rows.push(one);
  return { rows, forgotten: forgotten.size };
}

const plain = (rows: readonly Omit<OwnedRow, 'owners'>[]) =>
  rows.map(({ shelf, key, value }) => [shelf, Buffer.from(key), Buffer.from(value)]);

describe('rows', () => {
  it('come back as they were and in order, in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row), fc.integer({ min: 1, max: 500 }), async (rows, bytes) => {
        const read = await readAll(torn(sealRows(each(rows), keyOf), bytes));
        expect(plain(read.rows)).toEqual(plain(rows));
      }),
      { numRuns: 60 },
    );
  });

  it('of whoever has no key are gone, also those that are somebody else’s as well', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row), fc.constantFrom(...ids), async (rows, gone) => {
        const read = await readAll(sealRows(each(rows), keyOf), gone);
        const left = rows.filter(({ owners }) => !owners.includes(gone));
        expect(plain(read.rows)).toEqual(plain(left));
        expect(read.forgotten).toBe(left.length < rows.length ? 1 : 0);
        // Whoever is known to be deleted when a backup is made is not even in it.
        const known = (id: AccountId) => (id === gone ? undefined : keyOf(id));
        expect(plain((await readAll(sealRows(each(rows), known))).rows)).toEqual(plain(left));
      }),
      { numRuns: 60 },
    );
  });

  it('that were changed or cut short are refused', async () => {
    const rows = [{ shelf: 't', key: Buffer.from('k'), value: Buffer.from('v'), owners: [ids[0]] }];
    const parts = [];
    for await (const one of sealRows(each(rows as OwnedRow[]), keyOf)) parts.push(one);
    const bytes = Buffer.concat(parts);
    for (const broken of [bytes.subarray(0, -1), Buffer.concat([bytes, Buffer.of(1)])]) {
      await expect(readAll(each([broken]))).rejects.toThrow(ArchiveError);
    }
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await expect(readAll(each([bytes]))).rejects.toThrow(ArchiveError);
  });
});
