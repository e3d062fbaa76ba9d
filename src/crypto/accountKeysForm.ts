// How the file of account keys is written: lines, and under them a tag over all of them, so that a
// line that was changed, moved or put back, and an end that is missing, are seen. What is not seen
// is a whole file that was ours once.
//
//   aldis account keys 2 <id of the tag's key>
//   lines
//   tag <HMAC-SHA256 of all bytes before it, hex>
//
// The key of the tag derives from the secrets, which are not where backups are. A file of the form
// before (`aldis account keys 1`) has no tag.

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { BackupKeyError } from './backupKeys.ts';
import { derivedKey } from './derivedKeys.ts';
import type { Secrets } from './secrets.ts';

const formerHead = 'aldis account keys 1';
const headForm = /^aldis account keys 2 ([0-9a-f]{16})$/;
const tagForm = /^tag ([0-9a-f]{64})$/;
const lineFeed = 0x0a;
const chunkBytes = 1024 * 1024;

/** What the file of a cluster is known by. */
export interface AccountKeysTag {
  /** Names the key and tells nothing of it. Shape: 16 hex digits. */
  readonly id: string;
  /** Shape: 32 bytes. */
  readonly key: Uint8Array;
}

/** The file of account keys is of a cluster with other secrets. */
export class ForeignAccountKeys extends BackupKeyError {}

/** The tag of a cluster's file. */
export function accountKeysTagOf(secrets: Pick<Secrets, 'indexKey'>): AccountKeysTag {
  const key = derivedKey(secrets, 'aldis tag of account keys 1', 32);
  const hash = createHash('sha256').update('aldis account keys tag 1').update(key);
  return { key, id: hash.digest('hex').slice(0, 16) };
}

/** What a file says. */
export interface ReadAccountKeys {
  readonly lines: readonly string[];
  /** Without a tag. */
  readonly isFormer: boolean;
}

/** Reads a file's bytes; `path` is for sentences. Throws BackupKeyError. */
export function parseAccountKeys(bytes: Buffer, tag: AccountKeysTag, path: string) {
  const lines = linesOf(bytes);
  const head = lines.shift() ?? '';
  if (head === formerHead) return { lines, isFormer: true } satisfies ReadAccountKeys;
  const [, id] = headForm.exec(head) ?? [];
  if (id === undefined) throw damaged(path);
  if (id !== tag.id) {
    throw new ForeignAccountKeys(`The account keys ${path} are of another cluster.`);
  }
  const [, found] = tagForm.exec(lines.pop() ?? '') ?? [];
  if (found === undefined || bytes.at(-1) !== lineFeed) throw damaged(path);
  const body = bytes.subarray(0, bytes.lastIndexOf(lineFeed, -2) + 1);
  const right = createHmac('sha256', tag.key).update(body).digest();
  if (!timingSafeEqual(right, Buffer.from(found, 'hex'))) throw damaged(path);
  return { lines, isFormer: false } satisfies ReadAccountKeys;
}

/** A file's bytes, some at a time. */
export function* writtenAccountKeys(
  lines: readonly string[],
  tag: AccountKeysTag,
): Generator<Uint8Array> {
  const hash = createHmac('sha256', tag.key);
  let held = `aldis account keys 2 ${tag.id}\n`;
  for (const line of lines) {
    held += `${line}\n`;
    if (held.length < chunkBytes) continue;
    const bytes = Buffer.from(held, 'latin1');
    hash.update(bytes);
    yield bytes;
    held = '';
  }
  const rest = Buffer.from(held, 'latin1');
  yield Buffer.concat([rest, Buffer.from(`tag ${hash.update(rest).digest('hex')}\n`)]);
}

function linesOf(bytes: Buffer): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const found = bytes.indexOf(lineFeed, at);
    const end = found < 0 ? bytes.length : found;
    lines.push(bytes.toString('latin1', at, end));
    at = end + 1;
  }
  return lines;
}

function damaged(path: string): BackupKeyError {
  return new BackupKeyError(`The account keys ${path} are damaged; put your copy back.`);
}
