// Downloads into a file, which a later try goes on with, also after the process was killed. Nothing
// of it is given to anybody before all of it is there and is what the pointer says.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, stat, truncate } from 'node:fs/promises';
import { limits } from '#protocol';
import type { BlobKey } from '#protocol';
import { same } from '../bytes.ts';
import type { ClientClock } from '../clock.ts';
import type { ByteAnswer, ByteAsk } from '../transport/transport.ts';
import type { Halt } from './attempts.ts';
import { NoAnswer } from '../transport/transport.ts';
import { Attempts } from './attempts.ts';
import { damaged } from './sealing.ts';
import { refusalOfBytes } from './uploading.ts';

export interface Downloading {
  readonly key: BlobKey;
  /** Where it goes, and what of it is there already. */
  readonly file: string;
  /** The length of the blob, where it is known. */
  readonly length?: number | undefined;
  readonly digest?: Uint8Array | undefined;
  /** What is longer is damaged. */
  readonly lengthMax?: number | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

interface Ways {
  readonly bytes: (ask: ByteAsk) => Promise<ByteAnswer>;
  readonly clock: ClientClock;
  readonly halt: Halt;
}

/**
 * Resolves when the file is the blob. Throws NoAnswer when it went no further for long. Refuses:
 * blob.not_found, blob.damaged; then the file is gone.
 */
export async function download(ways: Ways, downloading: Downloading): Promise<void> {
  const { file, digest } = downloading;
  const attempts = new Attempts(ways);
  for (let whole = false; !whole; ) {
    const before = await lengthOf(file);
    try {
      whole = await fetchOn(ways, downloading, before);
      // An answer that brings nothing is no better than none.
      if (!whole && (await lengthOf(file)) === before) {
        throw new NoAnswer('The server sent nothing.');
      }
    } catch (error) {
      if ((await lengthOf(file)) > before) attempts.gained();
      await attempts.failed(error);
    }
  }
  if (!digest || same(await digestOf(file), digest)) return;
  await rm(file, { force: true });
  throw damaged();
}

/** Fetches what is missing; true when nothing is. */
async function fetchOn(ways: Ways, downloading: Downloading, have: number): Promise<boolean> {
  const { key, file, onProgress, lengthMax = limits.blobBytesMax } = downloading;
  const headers: Record<string, string> = have > 0 ? { range: `bytes=${have}-` } : {};
  const answer = await ways.bytes({ verb: 'GET', path: `/attachments/${key}`, headers });
  const total = totalOf(answer, have);
  const expected = downloading.length ?? total;
  if (answer.status === 416) {
    await refusalOfBytes(answer, 'The download was refused');
    if (total === have && total === expected) return true;
    if (have > 0) await truncate(file, 0);
    return false;
  }
  if (answer.status !== 200 && answer.status !== 206) {
    throw await refusalOfBytes(answer, 'The download was refused');
  }
  if (total !== expected || !(total <= lengthMax)) {
    await leave(answer);
    throw damaged();
  }
  const begin = answer.status === 206 ? have : 0;
  const handle = await open(file, begin === 0 ? 'w' : 'a', 0o600);
  let done = begin;
  try {
    for await (const bytes of answer.body) {
      ways.halt.check();
      done += bytes.length;
      if (done > total) throw damaged();
      await handle.writeFile(bytes);
      onProgress?.(done, total);
    }
  } finally {
    await handle.close();
  }
  return done === total;
}

/** What is not wanted is not waited for. */
async function leave({ body }: ByteAnswer): Promise<void> {
  for await (const _bytes of body) return;
}

/** The length of the whole blob, as the answer says; NaN where it says none that fits. */
function totalOf({ status, headers }: ByteAnswer, have: number): number {
  if (status === 200) return Number(headers['content-length'] ?? Number.NaN);
  const [, first, total] =
    /^bytes (?:(\d+)-\d+|\*)\/(\d+)$/.exec(headers['content-range'] ?? '') ?? [];
  if (total === undefined || (status === 206 && Number(first) !== have)) return Number.NaN;
  return Number(total);
}

async function lengthOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

async function digestOf(file: string): Promise<Uint8Array> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(file)) hash.update(bytes as Uint8Array);
  return new Uint8Array(hash.digest());
}
