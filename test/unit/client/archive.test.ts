// Archives of what was said, which another device has made.

import { expect, it } from 'vitest';
import { readArchive } from '../../../client/history/archive.ts';

const framed = (length: number, bytes: Uint8Array) => {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(length);
  return Buffer.concat([head, bytes]);
};

it.each([
  ['an item that cannot be read', framed(3, Buffer.from([0xff, 0xff, 0xff]))],
  ['an item that is too long', framed(2 ** 31, Buffer.alloc(8))],
  ['an end within an item', framed(100, Buffer.alloc(8))],
])('%s makes it no archive, for good', async (_what, bytes) => {
  const read = async () => {
    for await (const _item of readArchive(pieces(bytes)));
  };
  await expect(read()).rejects.toMatchObject({ code: 'blob.damaged' });
});

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, 3);
  yield bytes.subarray(3);
}
