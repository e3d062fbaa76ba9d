// How a blob is encrypted while it streams: in chunks of AES-256-GCM whose nonces count them and
// mark the last one (the STREAM construction), so that a chunk that is changed, left out, moved, or
// cut off behind is seen before any of it is used. The key is derived from the pointer's secret and
// a salt before the first chunk: one secret may serve several blobs.
//
//   salt (16) ‖ chunk (65,536 + 16) ‖ … ‖ last chunk
//
// Inside: the length of the content (8 bytes), the content, zeros that hide how long it is.

import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { ClientError } from '../clientError.ts';
import { inPieces } from './pieces.ts';

const chunkBytes = 64 * 1024;
const tagBytes = 16;
export const saltBytes = 16;
const lengthBytes = 8;
const info = 'aldis blob 1';
const algorithm = 'aes-256-gcm';
/** No blob is padded to less, and none by more than a twentieth. Source: Signal's clients. */
const paddedMin = 541;
const paddedGrowth = 1.05;

/** What a content of that length is padded to, its length included. */
function paddedLength(size: number): number {
  const plain = lengthBytes + size;
  const power = Math.ceil(Math.log(plain) / Math.log(paddedGrowth));
  return Math.max(paddedMin, plain, Math.floor(paddedGrowth ** power));
}

/** The length of the blob that a content of that length becomes. */
export function sealedLength(size: number): number {
  const padded = paddedLength(size);
  return saltBytes + padded + tagBytes * Math.ceil(padded / chunkBytes);
}

/**
 * Encrypts a content of exactly that length. The same secret, salt and content give the same bytes;
 * another content needs another salt. Throws ClientError blob.length for a content of another one.
 */
export async function* seal(
  content: AsyncIterable<Uint8Array>,
  size: number,
  { secret, salt }: { readonly secret: Uint8Array; readonly salt: Uint8Array },
): AsyncGenerator<Uint8Array> {
  yield salt;
  const key = keyOf(secret, salt);
  const last = Math.ceil(paddedLength(size) / chunkBytes) - 1;
  let index = 0;
  for await (const chunk of inPieces(padded(content, size), chunkBytes)) {
    const cipher = createCipheriv(algorithm, key, nonceOf(index, index === last));
    yield Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
    index += 1;
  }
}

/** Decrypts a blob. Throws ClientError blob.damaged before anything of what is wrong is given. */
export async function* unseal(
  sealed: AsyncIterable<Uint8Array>,
  secret: Uint8Array,
): AsyncGenerator<Uint8Array> {
  let left: number | undefined;
  for await (const chunk of opened(sealed, secret)) {
    let content = chunk;
    if (left === undefined) {
      if (chunk.length < lengthBytes) throw damaged();
      const view = new DataView(chunk.buffer, chunk.byteOffset, lengthBytes);
      left = Number(view.getBigUint64(0));
      content = chunk.subarray(lengthBytes);
    }
    const taken = content.subarray(0, Math.min(left, content.length));
    left -= taken.length;
    if (taken.length > 0) yield taken;
  }
  if (left !== 0) throw damaged();
}

export const damaged = () =>
  new ClientError('blob.damaged', 'What was downloaded is not what was uploaded.');

/** The chunks as they were before; each is known to be the last or not before it is given. */
async function* opened(
  sealed: AsyncIterable<Uint8Array>,
  secret: Uint8Array,
): AsyncGenerator<Uint8Array> {
  const source = sealed[Symbol.asyncIterator]();
  const { salt, rest } = await saltOf(source);
  const key = keyOf(secret, salt);
  let before: Uint8Array | undefined;
  let index = 0;
  for await (const chunk of inPieces(rest, chunkBytes + tagBytes)) {
    if (before) yield openChunk(key, before, index++, false);
    before = chunk;
  }
  if (!before) throw damaged();
  yield openChunk(key, before, index, true);
}

async function saltOf(source: AsyncIterator<Uint8Array>) {
  let head = new Uint8Array(0);
  while (head.length < saltBytes) {
    const next = await source.next();
    if (next.done) throw damaged();
    head = new Uint8Array(Buffer.concat([head, next.value]));
  }
  async function* rest(): AsyncGenerator<Uint8Array> {
    yield head.subarray(saltBytes);
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
  }
  return { salt: head.subarray(0, saltBytes), rest: rest() };
}

function openChunk(key: Uint8Array, chunk: Uint8Array, index: number, isLast: boolean): Uint8Array {
  if (chunk.length <= tagBytes) throw damaged();
  try {
    const cipher = createDecipheriv(algorithm, key, nonceOf(index, isLast));
    cipher.setAuthTag(chunk.subarray(chunk.length - tagBytes));
    const plain = cipher.update(chunk.subarray(0, chunk.length - tagBytes));
    cipher.final();
    return plain;
  } catch {
    throw damaged();
  }
}

async function* padded(content: AsyncIterable<Uint8Array>, size: number) {
  const head = new Uint8Array(lengthBytes);
  new DataView(head.buffer).setBigUint64(0, BigInt(size));
  yield head;
  let length = 0;
  for await (const bytes of content) {
    length += bytes.length;
    if (length > size) throw wrongLength();
    yield bytes;
  }
  if (length !== size) throw wrongLength();
  yield new Uint8Array(paddedLength(size) - lengthBytes - size);
}

const wrongLength = () =>
  new ClientError('blob.length', 'The content is not as long as was said before.');

function keyOf(secret: Uint8Array, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, salt, info, 32));
}

/** 7 zeros, the chunk's number, and whether it is the last. */
function nonceOf(index: number, isLast: boolean): Uint8Array {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(index, 7);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}
