// What a backup holds comes out as it went in, and nothing of it leads out of its folder.

import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { ArchiveError } from '#crypto';
import type { BackupFacts, Entry } from '../../../cluster/backup/entries.ts';
import { readEntries, writeEntries } from '../../../cluster/backup/entries.ts';

const facts: BackupFacts = {
  ...{ format: 1, release: '0.1.0', madeAtMs: 1, store: 'embedded', redis: 1, isOneMoment: true },
};

async function* each<T>(...all: T[]) {
  yield* all;
}

function entry(name: string, bytes: Uint8Array, modifiedAtMs?: number): Entry {
  return { name, ...(modifiedAtMs ? { modifiedAtMs } : {}), read: () => each(bytes) };
}

async function written(...entries: Entry[]): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of writeEntries(facts, each(...entries))) parts.push(part);
  return Buffer.concat(parts);
}

/** Reads in pieces of that size. */
async function read(stream: Buffer, pieceBytes: number) {
  const files = new Map<string, Buffer>();
  const times = new Map<string, number | undefined>();
  let open = '';
  const pieces = async function* () {
    for (let at = 0; at < stream.length; at += pieceBytes) {
      yield stream.subarray(at, at + pieceBytes);
    }
  };
  const list = await readEntries(pieces(), {
    facts: (found) => expect(found).toEqual(facts),
    async begin({ name, modifiedAtMs }) {
      open = name;
      files.set(name, Buffer.alloc(0));
      times.set(name, modifiedAtMs);
    },
    async data(bytes) {
      files.set(open, Buffer.concat([files.get(open) ?? Buffer.alloc(0), bytes]));
    },
    end: async () => undefined,
  });
  return { files, times, list };
}

it('gives back every entry, whatever the pieces are', async () => {
  const large = randomBytes(2_500_000);
  const stream = await written(
    entry('redis/0.rdb', large),
    entry('blobs/kept/ab/abc~', Buffer.alloc(0), 1234.5),
  );
  for (const pieceBytes of [977_777, 64 * 1024, stream.length]) {
    const { files, times, list } = await read(stream, pieceBytes);
    expect(files.get('redis/0.rdb')?.equals(large)).toBe(true);
    expect(files.get('blobs/kept/ab/abc~')).toHaveLength(0);
    expect(times.get('blobs/kept/ab/abc~')).toBe(1234.5);
    expect(list.map(({ name }) => name)).toEqual(['redis/0.rdb', 'blobs/kept/ab/abc~']);
  }
});

it('refuses what has no list at its end, or another one', async () => {
  const stream = await written(entry('a', Buffer.from('b')));
  await expect(read(stream.subarray(0, stream.length - 40), 100)).rejects.toThrow(ArchiveError);
  const changed = Buffer.from(
    stream.toString('latin1').replace('"bytes":1', '"bytes":2'),
    'latin1',
  );
  await expect(read(changed, 100)).rejects.toThrow(ArchiveError);
});

it('refuses names that lead elsewhere', async () => {
  for (const name of ['../x', '/etc/x', 'a/../b', 'a//b', '.ssh/x', 'a/.b', '']) {
    await expect(read(await written(entry(name, Buffer.from('x'))), 100)).rejects.toThrow(
      ArchiveError,
    );
  }
});
