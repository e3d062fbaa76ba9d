// Uploads and downloads of the SDK, over a line that breaks anywhere, and from a server that gives
// other bytes than it got.

import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '#runtime';
import { Blobs } from '../../../../client/blobs/blobs.ts';
import { sealedLength } from '../../../../client/blobs/sealing.ts';
import { MemoryBlobs } from '../memoryBlobs.ts';

let folder: string;
let server: MemoryBlobs;
let clock: ManualClock;
let blobs: Blobs;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aldis-client-blobs-'));
  server = new MemoryBlobs();
  clock = new ManualClock();
  blobs = newBlobs();
});
afterEach(() => rmSync(folder, { recursive: true }));

function newBlobs(): Blobs {
  return new Blobs({
    folder: join(folder, 'under way'),
    clock,
    http: async (ask) => server.http(ask) ?? { status: 404, headers: {}, body: undefined },
    bytes: (ask) => server.bytes(ask),
  });
}

/** Turns the clock until the work has ended. */
async function ended<T>(work: Promise<T>): Promise<T> {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  work.then(end, end);
  while (!isOver) {
    clock.advance(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return work;
}

const content = (length: number) => new Uint8Array(randomBytes(length));

async function* slowly(bytes: Uint8Array, piece = 3000) {
  for (let at = 0; at < bytes.length; at += piece) {
    await new Promise((resolve) => setImmediate(resolve));
    yield bytes.subarray(at, at + piece);
  }
}

describe('an upload', () => {
  it('keeps what its pointer opens, and nothing that can be read', async () => {
    const bytes = new Uint8Array(Buffer.from('a secret word '.repeat(20_000)));
    const told: number[] = [];
    const onProgress = (done: number) => void told.push(done);
    const pointer = await ended(blobs.upload(bytes, { onProgress }));
    const kept = server.kept.get(pointer.key)?.bytes ?? new Uint8Array(0);
    expect(pointer.size).toBe(bytes.length);
    expect(kept.length).toBe(sealedLength(bytes.length));
    expect(pointer.digest).toEqual(new Uint8Array(createHash('sha256').update(kept).digest()));
    expect(Buffer.from(kept).includes('secret')).toBe(false);
    expect(told.at(-1)).toBe(kept.length);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    const read = await ended(blobs.download(pointer));
    expect(await read.bytes()).toEqual(bytes);
    await read.drop();
    expect(readdirSync(join(folder, 'under way'))).toEqual([]);
  });

  it('of a stream is cut anywhere and goes on, with the same bytes', async () => {
    const bytes = content(2_000_000);
    let cuts = 0;
    server.cuts = {
      patch: () => (++cuts % 2 === 1 ? cuts * 20_011 : undefined),
      patched: () => cuts % 4 === 0,
    };
    const source = { size: bytes.length, bytes: slowly(bytes, 70_000) };
    const pointer = await ended(blobs.upload(source));
    expect(cuts).toBeGreaterThan(3);
    expect(await (await ended(blobs.download(pointer))).bytes()).toEqual(bytes);
    const kept = server.kept.get(pointer.key)?.bytes ?? new Uint8Array(0);
    expect(pointer.digest).toEqual(new Uint8Array(createHash('sha256').update(kept).digest()));
  });

  it('begins anew where the server has lost what it had', async () => {
    const bytes = content(1_500_000);
    let lost = false;
    server.cuts = {
      patch: (_ask, offset) => {
        if (lost || offset < 300_000) return undefined;
        lost = true;
        for (const kept of server.kept.values()) kept.bytes = kept.bytes.subarray(0, 1000);
        return 0;
      },
    };
    const pointer = await ended(blobs.upload(bytes));
    expect(lost).toBe(true);
    expect(await (await ended(blobs.download(pointer))).bytes()).toEqual(bytes);
  });

  it('takes smaller pieces on a line that breaks, and larger ones on a good one', async () => {
    const sizes: number[] = [];
    let bad = true;
    server.cuts = {
      patch: (ask) => {
        sizes.push(ask.body?.length ?? 0);
        bad = sizes.length < 4;
        return bad ? 1000 : undefined;
      },
    };
    await ended(blobs.upload(content(6_000_000)));
    expect(Math.min(...sizes.slice(0, 5))).toBeLessThan(100_000);
    expect(Math.max(...sizes)).toBeGreaterThan(1_000_000);
  });

  it('ends where nothing comes of it, and at a word that is for good', async () => {
    server.cuts = { patch: () => 0 };
    await expect(ended(blobs.upload(content(1000)))).rejects.toMatchObject({ name: 'NoAnswer' });
    const answer = (status: number, code: string) => ({
      status,
      headers: { 'x-aldis-code': code },
      body: slowly(new Uint8Array(0)),
    });
    server.cuts = { bytes: () => answer(413, 'blob.too_large') };
    const refused = { code: 'blob.too_large' };
    await expect(ended(blobs.upload(content(1000)))).rejects.toMatchObject(refused);
    let full = 3;
    server.cuts = { bytes: () => (--full > 0 ? answer(503, 'server.full') : undefined) };
    expect(await ended(blobs.upload(content(1000)))).toMatchObject({ size: 1000 });
  });

  it('ends where the server says yes and takes nothing', async () => {
    const answer = (offset: string) => ({
      status: 204,
      headers: { 'upload-offset': offset },
      body: slowly(new Uint8Array(0)),
    });
    server.cuts = { bytes: () => answer('0') };
    await expect(ended(blobs.upload(content(1000)))).rejects.toMatchObject({ name: 'NoAnswer' });
  });

  it('believes no offset that cannot be', async () => {
    for (const offset of ['-1', '99999999', 'x', '']) {
      const headers = { 'upload-offset': offset };
      server.cuts = { bytes: () => ({ status: 204, headers, body: slowly(new Uint8Array(0)) }) };
      const refused = { code: 'server.refused' };
      await expect(ended(blobs.upload(content(5000)))).rejects.toMatchObject(refused);
    }
  });

  it('is refused before anything is asked when it is too large', async () => {
    const source = { size: 101 * 1024 * 1024, bytes: slowly(new Uint8Array(0)) };
    await expect(blobs.upload(source)).rejects.toMatchObject({ code: 'blob.too_large' });
    expect(server.log).toEqual([]);
  });
});

describe('a download', () => {
  it('goes on where it was cut, also in another process', async () => {
    const bytes = content(300_000);
    const pointer = await ended(blobs.upload(bytes));
    server.cuts = { get: (first) => (first < 200_000 ? 30_000 : undefined) };
    server.log.length = 0;
    const part = blobs.file(`${pointer.key}.part`);
    writeFileSync(part, (server.kept.get(pointer.key)?.bytes ?? bytes).subarray(0, 12_345));
    const read = await ended(newBlobs().download(pointer));
    expect(server.log[0]).toBe('GET bytes=12345-');
    expect(server.log.length).toBeGreaterThan(4);
    expect(await read.bytes()).toEqual(bytes);
    server.log.length = 0;
    const again = await ended(blobs.download(pointer));
    expect(server.log).toEqual([`GET bytes=${sealedLength(bytes.length)}-`]);
    expect(await again.bytes()).toEqual(bytes);
  });

  it('beside another of the same blob takes nothing from it, nor when that is done', async () => {
    const bytes = content(300_000);
    const pointer = await ended(blobs.upload(bytes));
    const [one, two] = await ended(Promise.all([blobs.download(pointer), blobs.download(pointer)]));
    await one.drop();
    expect(await two.bytes()).toEqual(bytes);
    const three = await ended(blobs.download(pointer));
    await two.drop();
    expect(await three.bytes()).toEqual(bytes);
    await three.drop();
    expect(readdirSync(join(folder, 'under way'))).toEqual([]);
  });

  it('gives and keeps nothing of a blob that was changed, lengthened or exchanged', async () => {
    const bytes = content(200_000);
    const [pointer, other] = [
      await ended(blobs.upload(bytes)),
      await ended(blobs.upload(content(200_000))),
    ];
    const kept = server.kept.get(pointer.key);
    if (!kept) throw new Error('nothing is kept');
    const right = kept.bytes;
    const bent = Uint8Array.from(right);
    bent[150_000] = (bent[150_000] ?? 0) ^ 1;
    const wrong = [bent, server.kept.get(other.key)?.bytes ?? right];
    for (const one of wrong) {
      kept.bytes = one;
      const damaged = { code: 'blob.damaged' };
      await expect(ended(blobs.download(pointer))).rejects.toMatchObject(damaged);
      expect(existsSync(join(folder, 'under way', `${pointer.key}.part`))).toBe(false);
    }
    kept.bytes = Uint8Array.from([...right, 1]);
    await expect(ended(blobs.download(pointer))).rejects.toMatchObject({ code: 'blob.damaged' });
    kept.bytes = right;
    expect(await (await ended(blobs.download(pointer))).bytes()).toEqual(bytes);
  });

  it('without a digest is still checked as it is read', async () => {
    const pointer = await ended(blobs.upload(content(200_000)));
    const { key, secret } = pointer;
    expect(await (await ended(blobs.download({ key, secret }))).bytes()).toHaveLength(200_000);
    const kept = server.kept.get(key);
    if (kept) kept.bytes[kept.bytes.length - 1] = (kept.bytes.at(-1) ?? 0) ^ 1;
    const read = await ended(newBlobs().download({ key, secret }));
    await read.drop();
    const damaged = await ended(blobs.download({ key, secret }));
    await expect(damaged.bytes()).rejects.toMatchObject({ code: 'blob.damaged' });
  });

  it('is written whole or not at all', async () => {
    const bytes = content(100_000);
    const pointer = await ended(blobs.upload(bytes));
    const read = await ended(blobs.download(pointer));
    const to = join(folder, 'photo');
    await read.saveTo(to);
    expect(new Uint8Array(readFileSync(to))).toEqual(bytes);
    expect(statSync(to).mode & 0o077).toBe(0);
    await read.drop();
    await expect(read.saveTo(join(folder, 'other'))).rejects.toThrow();
    expect(readdirSync(folder).sort()).toEqual(['photo', 'under way']);
  });

  it('ends where there is no such blob, or nothing comes', async () => {
    const pointer = await ended(blobs.upload(content(1000)));
    server.kept.delete(pointer.key);
    const missing = { code: 'blob.not_found' };
    await expect(ended(blobs.download(pointer))).rejects.toMatchObject(missing);
    const second = await ended(blobs.upload(content(100_000)));
    server.cuts = { get: () => 0 };
    await expect(ended(blobs.download(second))).rejects.toMatchObject({ name: 'NoAnswer' });
  });

  it.each([
    ['an empty part', 206, (length: number, first: number) => `bytes ${first}-${first}/${length}`],
    ['no range', 416, (length: number) => `bytes */${length}`],
  ])('ends where the server answers with %s again and again', async (_what, status, range) => {
    const pointer = await ended(blobs.upload(content(100_000)));
    const length = sealedLength(100_000);
    server.log.length = 0;
    server.cuts.bytes = ({ headers }) => {
      if (server.log.length > 100) throw new Error('It is asked without end.');
      const first = Number(/\d+/.exec(headers['range'] ?? '')?.[0] ?? 0);
      const shown = { 'content-range': range(length, first), 'x-aldis-code': 'blob.range' };
      return { status, headers: shown, body: slowly(new Uint8Array(0)) };
    };
    await expect(ended(blobs.download(pointer))).rejects.toMatchObject({ name: 'NoAnswer' });
    expect(server.log.length).toBeLessThan(20);
    server.cuts = {};
    expect(await (await ended(blobs.download(pointer))).bytes()).toHaveLength(100_000);
  });
});
