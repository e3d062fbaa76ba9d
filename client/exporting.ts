// All that the server holds of the account, as a file: downloaded, and then held against what its
// end says of it, and that against the server's published keys. What does not hold is no archive.

import { createHash, createPublicKey, verify } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { refusalOfBytes } from './blobs/uploading.ts';
import { ClientError } from './clientError.ts';
import type { ClientContext } from './clientContext.ts';
import { withFile } from './fileFault.ts';
import { reached } from './transport/network.ts';

const blockBytes = 512;
/** What the archive says of itself is read whole. */
const manifestBytesMax = 32 * 1024 * 1024;
/** An archive of which nothing says where it ends: what waits, six devices of 64 MiB, and more. */
const archiveBytesMax = 1024 * 1024 * 1024;

const manifestShape = z.object({
  format: z.literal('aldis-export/1'),
  account: z.string(),
  madeAt: z.string(),
  files: z.array(z.object({ name: z.string(), bytes: z.number(), sha256: z.string() })),
});
const headerShape = z.object({
  alg: z.literal('EdDSA'),
  typ: z.literal('aldis-export'),
  kid: z.string(),
});
const keysShape = z.object({ keys: z.array(z.looseObject({ kid: z.string() })) });

/** What an archive is, once it has been held against its signature. */
export interface ExportedArchive {
  /** How many files are in it, beside the two that say what it is. */
  readonly files: number;
  readonly bytes: number;
}

/** Writes the archive whole or not at all. Refuses: export.damaged, file.unwritable. */
export async function exportAccount(
  context: Pick<ClientContext, 'freshBytes' | 'nameless' | 'account'>,
  path: string,
): Promise<ExportedArchive> {
  const partial = `${path}.partial`;
  try {
    const bytes = await downloadTo(context, partial);
    const files = await checkArchive(context, partial);
    await written(path, () => rename(partial, path));
    return { files, bytes };
  } finally {
    await rm(partial, { force: true });
  }
}

async function downloadTo(
  { freshBytes }: Pick<ClientContext, 'freshBytes'>,
  path: string,
): Promise<number> {
  const ask = { verb: 'GET', path: '/v1/accounts/export', headers: {} } as const;
  const answer = await reached(() => freshBytes(ask));
  if (answer.status !== 200) throw await refusalOfBytes(answer, 'The archive was refused');
  const file = await written(path, () => open(path, 'w', 0o600));
  let bytes = 0;
  try {
    await reached(async () => {
      for await (const piece of answer.body) {
        bytes += piece.length;
        if (bytes > archiveBytesMax) throw damaged();
        await written(path, () => file.writeFile(piece));
      }
    });
  } finally {
    await file.close();
  }
  return bytes;
}

/** Refuses: export.damaged. */
async function checkArchive(
  { nameless, account }: Pick<ClientContext, 'nameless' | 'account'>,
  path: string,
): Promise<number> {
  const entries = new Map<string, Entry>();
  for await (const entry of entriesOf(path)) {
    if (entries.has(entry.name)) throw damaged();
    entries.set(entry.name, entry);
  }
  const manifest = entries.get('manifest.json')?.content;
  const signature = entries.get('manifest.jws')?.content;
  if (!manifest || !signature) throw damaged();
  const answer = await reached(() => nameless({ verb: 'GET', path: '/.well-known/jwks.json' }));
  const published = keysShape.safeParse(answer.body);
  if (!published.success) throw damaged();
  checkSignature(manifest, signature.toString(), published.data.keys as never);
  const read = manifestShape.safeParse(parsed(manifest.toString()));
  if (!read.success || read.data.account !== account) throw damaged();
  const { files } = read.data;
  const same = files.every(({ name, bytes, sha256 }) => {
    const found = entries.get(name);
    return found?.bytes === bytes && found.sha256 === sha256;
  });
  if (!same || files.length + 2 !== entries.size) throw damaged();
  return files.length;
}

/** Refuses: export.damaged. Source: RFC 7515. */
function checkSignature(
  manifest: Buffer,
  jws: string,
  keys: readonly (JsonWebKey & { readonly kid: string })[],
): void {
  const [head = '', payload = '', signature = ''] = jws.split('.');
  const header = headerShape.safeParse(parsed(Buffer.from(head, 'base64url').toString()));
  const key = header.success ? keys.find(({ kid }) => kid === header.data.kid) : undefined;
  if (!key || !Buffer.from(payload, 'base64url').equals(manifest)) throw damaged();
  const signed = Buffer.from(`${head}.${payload}`);
  let isTrue = false;
  try {
    const open = createPublicKey({ key, format: 'jwk' });
    isTrue = verify(null, signed, open, Buffer.from(signature, 'base64url'));
  } catch (cause) {
    throw damaged(cause);
  }
  if (!isTrue) throw damaged();
}

interface Entry {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Of those that say what the archive is. */
  readonly content?: Buffer;
}

/** The files of a tar, one after the other. Refuses: export.damaged. */
async function* entriesOf(path: string): AsyncGenerator<Entry> {
  const pieces = blocksOf(path);
  for (;;) {
    const head = await pieces.take(blockBytes);
    if (head.every((byte) => byte === 0)) return;
    const name = head.toString('utf8', 0, 100).replace(/\0.*$/s, '');
    const bytes = Number.parseInt(head.toString('latin1', 124, 135), 8);
    const isOwn = name === 'manifest.json' || name === 'manifest.jws';
    if (!(bytes >= 0) || (isOwn && bytes > manifestBytesMax)) throw damaged();
    const hash = createHash('sha256');
    const kept: Buffer[] = [];
    for (let left = bytes; left > 0; ) {
      const piece = await pieces.take(Math.min(left, 64 * 1024));
      hash.update(piece);
      if (isOwn) kept.push(piece);
      left -= piece.length;
    }
    await pieces.take((blockBytes - (bytes % blockBytes)) % blockBytes);
    const content = isOwn ? { content: Buffer.concat(kept) } : {};
    yield { name, bytes, sha256: hash.digest('hex'), ...content };
  }
}

/** Reads a file by as many bytes as are wanted. */
function blocksOf(path: string) {
  const stream = createReadStream(path);
  const chunks = stream[Symbol.asyncIterator]();
  let rest = Buffer.alloc(0);
  return {
    async take(wanted: number): Promise<Buffer> {
      while (rest.length < wanted) {
        const { value, done } = await chunks.next();
        if (done) throw damaged();
        rest = Buffer.concat([rest, value as Buffer]);
      }
      const taken = rest.subarray(0, wanted);
      rest = rest.subarray(wanted);
      return taken;
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged(cause);
  }
}

const damaged = (cause?: unknown) =>
  new ClientError('export.damaged', 'The archive is not what its server has signed.', { cause });

/** Refuses: file.unwritable. */
async function written<Value>(path: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    return withFile('written', path, () => {
      throw error;
    });
  }
}
