// An archive opens whole or not at all, under its key alone.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  ArchiveError,
  BackupKeyError,
  createBackupKeys,
  openArchive,
  readArchiveHead,
  readBackupKeys,
  rotateBackupKey,
  sealArchive,
  inClear,
} from '#crypto';

const folder = mkdtempSync(join(tmpdir(), 'aldis-backup-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const key = { id: '0011223344556677', key: randomBytes(32), madeAtMs: 1 };
const about = { madeAtMs: 1_700_000_000_000, release: '0.1.0' };
const mebibyte = 1024 * 1024;
const tagBytes = 16;

async function* stream(...chunks: Uint8Array[]) {
  yield* chunks;
}

async function gathered(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}

const seal = (plain: Uint8Array) => gathered(sealArchive(stream(plain), key, about));
const open = (sealed: Uint8Array, keys = [key]) => gathered(openArchive(stream(sealed), keys));

describe('an archive', () => {
  it('gives back what went in, however it comes in pieces', async () => {
    const lengths = [0, 1, mebibyte - 1, mebibyte, mebibyte + 1, 2 * mebibyte, 2 * mebibyte + 7];
    for (const length of lengths) {
      const plain = randomBytes(length);
      const at = Math.floor(length / 3);
      const parts = stream(plain.subarray(0, at), plain.subarray(at));
      const sealed = await gathered(sealArchive(parts, key, about));
      expect(readArchiveHead(sealed).head).toMatchObject({ keyId: key.id, ...about });
      const cut = Math.floor(sealed.length / 2);
      const again = stream(sealed.subarray(0, cut), sealed.subarray(cut));
      expect((await gathered(openArchive(again, [key]))).equals(plain)).toBe(true);
    }
  });

  it('does not open when one byte of it is another', async () => {
    const sealed = await seal(Buffer.from('what waits, what lasts'));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(sealed.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, by) => {
          const changed = Buffer.from(sealed);
          changed[at] = (changed[at] ?? 0) ^ by;
          await expect(open(changed)).rejects.toThrow(ArchiveError);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('does not open when it is cut short, at the end of a piece too', async () => {
    const sealed = await seal(randomBytes(3 * mebibyte));
    const { length } = readArchiveHead(sealed);
    const piece = mebibyte + tagBytes;
    for (const end of [length, length + piece, length + 2 * piece, sealed.length - 1, 9, 3]) {
      await expect(open(sealed.subarray(0, end))).rejects.toThrow(ArchiveError);
    }
  });

  it('does not open with pieces in another order, or one of another archive', async () => {
    const [one, other] = await Promise.all([1, 2].map(() => seal(randomBytes(3 * mebibyte))));
    if (!one || !other) throw new Error('two archives');
    const { length } = readArchiveHead(one);
    const piece = mebibyte + tagBytes;
    const pieces = (of: Buffer) =>
      [0, 1, 2].map((n) => of.subarray(length + n * piece, length + (n + 1) * piece));
    const [a, b, c] = pieces(one) as [Buffer, Buffer, Buffer];
    const [, foreign] = pieces(other) as [Buffer, Buffer, Buffer];
    const head = one.subarray(0, length);
    await expect(open(Buffer.concat([head, b, a, c]))).rejects.toThrow(ArchiveError);
    await expect(open(Buffer.concat([head, a, foreign, c]))).rejects.toThrow(ArchiveError);
    await expect(open(Buffer.concat([one, c]))).rejects.toThrow(ArchiveError);
  });

  it('names the key that is missing, and opens under none of the others', async () => {
    const sealed = await seal(Buffer.from('hello'));
    const other = { ...key, id: '8899aabbccddeeff' };
    await expect(open(sealed, [other])).rejects.toThrow(key.id);
    await expect(open(sealed, [{ ...key, key: randomBytes(32) }])).rejects.toThrow(ArchiveError);
    expect(sealed.includes('hello')).toBe(false);
  });
});

describe('the keys of backups', () => {
  it('are made once, readable by their owner alone, and rotate', () => {
    const path = join(folder, 'keys.json');
    const [first] = createBackupKeys(path, 1000, inClear);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(createBackupKeys(path, 2000, inClear)).toEqual([first]);
    const [newest, older] = rotateBackupKey(path, 500, inClear);
    expect(older).toEqual(first);
    expect(newest?.id).not.toBe(first?.id);
    expect(readBackupKeys(path, inClear)).toEqual([newest, older]);
  });

  it('are told when they are damaged or gone', () => {
    const path = join(folder, 'damaged.json');
    writeFileSync(path, '{"version":1,"keys":[]}');
    expect(() => readBackupKeys(path, inClear)).toThrow(BackupKeyError);
    expect(() => readBackupKeys(join(folder, 'none.json'), inClear)).toThrow(/put your copy back/);
  });
});
