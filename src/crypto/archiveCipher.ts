// Encryption of a long stream, such as a backup: AES-256-GCM piece by piece, each bound to its
// place, the last marked as the last (STREAM, Hoang et al. 2015). What was cut short, put in
// another order, changed or joined with another does not open, and nothing of a piece is told
// before it is genuine.
//
//   "ALDISBK1" ‖ u16be length ‖ head as JSON ‖ pieces
//   piece: ciphertext of 1 MiB (the last: 0 … 1 MiB) ‖ 16-byte tag
//   key    HKDF-SHA256(backup key, salt, "aldis backup 1"); salt: 32 random bytes of the head
//   nonce  u8 1 for the last, 0 for others ‖ 5 zero bytes ‖ u48be number of the piece
//   AAD    all before the pieces

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod/v4';
import type { BackupKey } from './backupKeys.ts';

const mark = Buffer.from('ALDISBK1');
const pieceBytes = 1024 * 1024;
const tagBytes = 16;
const headLengthBytes = 2;
const headBytesMax = 4096;

const headShape = z.object({
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  salt: z.string().length(44),
  madeAtMs: z.number(),
  release: z.string().max(64),
});

/** What can be read of an archive without its key. */
export type ArchiveHead = z.infer<typeof headShape>;

/** An archive cannot be opened; the message is made for the operator. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

type Bytes = AsyncIterable<Uint8Array>;

/** The archive of a stream. */
export async function* sealArchive(
  plain: Bytes,
  { id, key }: BackupKey,
  about: Pick<ArchiveHead, 'madeAtMs' | 'release'>,
): AsyncGenerator<Uint8Array> {
  const salt = randomBytes(32);
  const head = headOf({ keyId: id, salt: salt.toString('base64'), ...about });
  yield head;
  const pieceKey = pieceKeyOf(key, salt);
  let number = 0;
  for await (const { bytes, isLast } of inPieces(plain, pieceBytes)) {
    const cipher = createCipheriv('aes-256-gcm', pieceKey, nonceOf(number++, isLast));
    cipher.setAAD(head);
    const body = cipher.update(bytes);
    cipher.final();
    yield body;
    yield cipher.getAuthTag();
  }
}

/** Reads the head of an archive from its first bytes. Throws ArchiveError. */
export function readArchiveHead(bytes: Uint8Array): { head: ArchiveHead; length: number } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = mark.length + headLengthBytes;
  if (buffer.length < start || !buffer.subarray(0, mark.length).equals(mark)) {
    throw new ArchiveError('This file is no backup of Aldis.');
  }
  const length = start + buffer.readUInt16BE(mark.length);
  if (length > headBytesMax || buffer.length < length) throw cutShort();
  try {
    const head = headShape.parse(JSON.parse(buffer.toString('utf8', start, length)));
    return { head, length };
  } catch (cause) {
    throw new ArchiveError('The head of this backup is damaged.', { cause });
  }
}

/** What an archive holds, each piece once it is known to be genuine. Throws ArchiveError. */
export async function* openArchive(
  sealed: Bytes,
  keys: readonly BackupKey[],
): AsyncGenerator<Uint8Array> {
  const { first, rest } = await firstBytes(sealed, headBytesMax);
  const { head, length } = readArchiveHead(first);
  const key = keys.find((one) => one.id === head.keyId);
  if (!key) {
    throw new ArchiveError(
      `This backup was made under the key ${head.keyId}, which is not among the backup keys; ` +
        'put the file with it back (ALDIS_BACKUP_KEY_FILE).',
    );
  }
  const pieceKey = pieceKeyOf(key.key, Buffer.from(head.salt, 'base64'));
  const associated = first.subarray(0, length);
  let number = 0;
  const body = joined(first.subarray(length), rest);
  for await (const { bytes, isLast } of inPieces(body, pieceBytes + tagBytes)) {
    if (bytes.length < tagBytes) throw cutShort();
    const end = bytes.length - tagBytes;
    const decipher = createDecipheriv('aes-256-gcm', pieceKey, nonceOf(number++, isLast));
    decipher.setAAD(associated);
    decipher.setAuthTag(bytes.subarray(end));
    const plain = decipher.update(bytes.subarray(0, end));
    try {
      decipher.final();
    } catch (cause) {
      throw new ArchiveError('This backup is damaged, or its end is missing; take another.', {
        cause,
      });
    }
    yield plain;
  }
}

function cutShort(): ArchiveError {
  return new ArchiveError('This backup is cut short; take another.');
}

function headOf(head: ArchiveHead): Buffer {
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(headLengthBytes);
  length.writeUInt16BE(text.length);
  return Buffer.concat([mark, length, text]);
}

function pieceKeyOf(key: Uint8Array, salt: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', key, salt, 'aldis backup 1', 32));
}

function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce[0] = isLast ? 1 : 0;
  nonce.writeUIntBE(number, 6, 6);
  return nonce;
}

/** The stream in pieces of one size, of which the last may be shorter or empty. */
async function* inPieces(stream: Bytes, size: number) {
  let waiting: Buffer[] = [];
  let length = 0;
  for await (const bytes of stream) {
    if (bytes.length === 0) continue;
    // A full piece goes when something follows: only then it is not the last.
    waiting.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    length += bytes.length;
    if (length <= size) continue;
    let all = Buffer.concat(waiting);
    while (all.length > size) {
      yield { bytes: all.subarray(0, size), isLast: false };
      all = all.subarray(size);
    }
    waiting = [all];
    length = all.length;
  }
  yield { bytes: Buffer.concat(waiting), isLast: true };
}

async function firstBytes(stream: Bytes, count: number) {
  const rest = stream[Symbol.asyncIterator]();
  let first = Buffer.alloc(0);
  while (first.length < count) {
    const next = await rest.next();
    if (next.done) break;
    first = Buffer.concat([first, next.value]);
  }
  return { first, rest };
}

async function* joined(first: Uint8Array, rest: AsyncIterator<Uint8Array>) {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
