// The encryption of blobs: what comes back is what was put in, and nothing else ever does.

import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { behind, inPieces, together } from '../../../../client/blobs/pieces.ts';
import { saltBytes, seal, sealedLength, unseal } from '../../../../client/blobs/sealing.ts';

const chunkBytes = 64 * 1024 + 16;
const keys = () => ({
  secret: new Uint8Array(randomBytes(32)),
  salt: new Uint8Array(randomBytes(saltBytes)),
});
const bytesOf = (length: number) => new Uint8Array(randomBytes(length));

async function* cut(bytes: Uint8Array, piece: number) {
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
}

async function sealed(content: Uint8Array, with_ = keys()) {
  return { ...with_, bytes: await together(seal(cut(content, 7001), content.length, with_)) };
}

const opened = (bytes: Uint8Array, secret: Uint8Array, piece = 5003) =>
  together(unseal(cut(bytes, piece), secret));

describe('pieces', () => {
  it('have one length whatever they come in', async () => {
    const bytes = bytesOf(10_000);
    for (const [from, to] of [
      [1, 4096],
      [4096, 1],
      [3000, 3000],
      [9999, 10_000],
      [20_000, 64],
    ] as const) {
      const pieces: Uint8Array[] = [];
      for await (const piece of inPieces(cut(bytes, from), to)) pieces.push(Uint8Array.from(piece));
      expect(new Uint8Array(Buffer.concat(pieces))).toEqual(bytes);
      expect(pieces.slice(0, -1).every(({ length }) => length === to)).toBe(true);
    }
    expect(await together(behind(cut(bytes, 777), 5000))).toEqual(bytes.subarray(5000));
  });
});

describe('a blob', () => {
  it.each([0, 1, 500, 533, 534, 65_000, 65_528, 65_536, 200_000, 1_000_000])(
    'of %i bytes comes back',
    async (size) => {
      const content = bytesOf(size);
      const { bytes, secret } = await sealed(content);
      expect(bytes.length).toBe(sealedLength(size));
      for (const piece of [1_000_000, 5003, 16]) {
        if (size > 70_000 && piece === 16) continue;
        expect(await opened(bytes, secret, piece)).toEqual(content);
      }
    },
  );

  it('has a length of few, and none that is much more than it needs', () => {
    const lengths = new Set(Array.from({ length: 2000 }, (_, n) => sealedLength(1000 + n)));
    expect(lengths.size).toBeLessThan(40);
    for (const size of [1000, 100_000, 90_000_000]) {
      expect(sealedLength(size) / size).toBeLessThan(1.06);
    }
  });

  it('is the same bytes again under one secret and salt, and others under another', async () => {
    const content = bytesOf(100_000);
    const first = await sealed(content);
    expect((await sealed(content, first)).bytes).toEqual(first.bytes);
    const other = await sealed(content, { secret: first.secret, salt: keys().salt });
    expect(Buffer.compare(other.bytes.subarray(16, 100), first.bytes.subarray(16, 100))).not.toBe(
      0,
    );
  });

  it('tells any change before a byte of the changed chunk is given', async () => {
    const content = bytesOf(200_000);
    const { bytes, secret } = await sealed(content);
    const places = [0, 15, 16, 100, 16 + chunkBytes - 1, 16 + chunkBytes, bytes.length - 1];
    for (const place of places) {
      const bent = Uint8Array.from(bytes);
      bent[place] = (bent[place] ?? 0) ^ 1;
      const given: Uint8Array[] = [];
      const reading = (async () => {
        for await (const piece of unseal(cut(bent, 9000), secret)) given.push(piece);
      })();
      await expect(reading).rejects.toMatchObject({ code: 'blob.damaged' });
      const right = content.subarray(0, Buffer.concat(given).length);
      expect(new Uint8Array(Buffer.concat(given))).toEqual(right);
    }
  });

  it('is refused cut short, made longer, in another order, or under another secret', async () => {
    const { bytes, secret } = await sealed(bytesOf(200_000));
    const head = bytes.subarray(0, 16);
    const chunk = (n: number) => bytes.subarray(16 + n * chunkBytes, 16 + (n + 1) * chunkBytes);
    const all = [0, 1, 2, 3].map(chunk);
    const order = (...which: number[]) =>
      Buffer.concat([head, ...which.map((n) => all[n] ?? head)]);
    const bad = [
      new Uint8Array(0),
      bytes.subarray(0, 10),
      head,
      order(0, 1, 2),
      order(0),
      order(1, 0, 2, 3),
      order(0, 2, 3),
      order(0, 0, 1, 2, 3),
      order(0, 1, 2, 3, 3),
      Buffer.concat([bytes, Buffer.alloc(1)]),
      bytes.subarray(0, bytes.length - 1),
    ];
    for (const one of bad) {
      await expect(opened(one, secret)).rejects.toMatchObject({ code: 'blob.damaged' });
    }
    const wrong = opened(bytes, keys().secret);
    await expect(wrong).rejects.toMatchObject({ code: 'blob.damaged' });
  });

  it('is made of a content of the length that was said alone', async () => {
    for (const size of [99, 101]) {
      const made = together(seal(cut(bytesOf(100), 30), size, keys()));
      await expect(made).rejects.toMatchObject({ code: 'blob.length' });
    }
  });
});
