// What stands in a backup, as one stream: facts, entries one after the other, and at the end the
// list of all of them with their hashes, without which it is not whole.
//
//   frame: u8 kind ‖ u32be length ‖ bytes
//     F  facts, in JSON            the first
//     N  {name, modifiedAtMs?}     an entry begins
//     D  up to 1 MiB of it
//     L  [{name, bytes, sha256}]   the last

import type { Hash } from 'node:crypto';
import { createHash } from 'node:crypto';
import { ArchiveError } from '#crypto';
import { z } from 'zod/v4';

const frameBytesMax = 1024 * 1024;
const headBytes = 5;
const kinds = { facts: 0x46, name: 0x4e, data: 0x44, list: 0x4c } as const;
/** Room for the list of so many blobs; a frame of data is never as long. */
const listBytesMax = 1024 * 1024 * 1024;

/** A path under the folder that is restored: nothing leads out of it. */
const nameForm = /^(?!.*(^|\/)\.)[\w.~-]+(\/[\w.~-]+)*$/;
const nameShape = z.object({
  name: z.string().max(512).regex(nameForm),
  modifiedAtMs: z.number().optional(),
});
const listShape = z.array(
  z.object({ name: z.string(), bytes: z.number(), sha256: z.string().length(64) }),
);
const factsShape = z.object({
  /** Since 2 what is an account's is sealed under its own key. */
  format: z.union([z.literal(1), z.literal(2)]),
  /** What it is called among the account keys that it needs; since format 2. */
  name: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  /** The form of the file of account keys beside it: since 2 that has a tag. */
  accountKeys: z.literal(2).optional(),
  release: z.string(),
  madeAtMs: z.number(),
  store: z.enum(['embedded', 'mongodb']),
  /** Servers of Redis that held data, each with a snapshot of its own. */
  redis: z.number().int().min(1),
  /** Whether the documents of the store are all of one moment. */
  isOneMoment: z.boolean(),
});

/** What a backup says of itself. */
export type BackupFacts = z.infer<typeof factsShape>;
export type BackupList = z.infer<typeof listShape>;

type Bytes = AsyncIterable<Uint8Array>;

/** One thing to back up. */
export interface Entry {
  readonly name: string;
  readonly modifiedAtMs?: number;
  read(): Bytes;
}

/** The stream of entries. An entry that is `gone` when its turn comes (ENOENT) is left out. */
export async function* writeEntries(
  facts: BackupFacts,
  entries: AsyncIterable<Entry>,
): AsyncGenerator<Uint8Array> {
  yield* frame(kinds.facts, json(facts));
  const list: BackupList = [];
  for await (const { read, ...about } of entries) {
    const hash = createHash('sha256');
    let bytes = 0;
    yield* frame(kinds.name, json(about));
    for await (const chunk of read()) {
      hash.update(chunk);
      bytes += chunk.length;
      for (let at = 0; at < chunk.length; at += frameBytesMax) {
        yield* frame(kinds.data, chunk.subarray(at, at + frameBytesMax));
      }
    }
    list.push({ name: about.name, bytes, sha256: hash.digest('hex') });
  }
  yield* frame(kinds.list, json(list));
}

/** Takes what is read: `begin` names what the next `data` belong to. */
export interface EntrySink {
  facts(facts: BackupFacts): void;
  begin(entry: z.infer<typeof nameShape>): Promise<void>;
  data(bytes: Uint8Array): Promise<void>;
  /** The entry that was begun is whole. */
  end(): Promise<void>;
}

/** Reads a stream of entries to its end and compares all hashes. Throws ArchiveError. */
export async function readEntries(stream: Bytes, sink: EntrySink): Promise<BackupList> {
  const found: BackupList = [];
  let list: BackupList | undefined;
  let open: { name: string; hash: Hash; bytes: number } | undefined;
  const close = async () => {
    if (!open) return;
    found.push({ name: open.name, bytes: open.bytes, sha256: open.hash.digest('hex') });
    open = undefined;
    await sink.end();
  };
  for await (const { kind, bytes } of frames(stream)) {
    if (kind === kinds.data && open) {
      open.hash.update(bytes);
      open.bytes += bytes.length;
      await sink.data(bytes);
      continue;
    }
    await close();
    if (kind === kinds.facts) sink.facts(parsed(factsShape, bytes));
    else if (kind === kinds.list) list = parsed(listShape, bytes);
    else if (kind === kinds.name) {
      const entry = parsed(nameShape, bytes);
      open = { name: entry.name, hash: createHash('sha256'), bytes: 0 };
      await sink.begin(entry);
    } else throw notReadable();
  }
  if (JSON.stringify(list) !== JSON.stringify(found)) throw notReadable();
  return found;
}

async function* frames(stream: Bytes) {
  let held = Buffer.alloc(0);
  let parts: Uint8Array[] = [];
  let length = 0;
  let wanted = headBytes;
  for await (const chunk of stream) {
    parts.push(chunk);
    length += chunk.length;
    if (length < wanted) continue;
    held = Buffer.concat(parts);
    wanted = headBytes;
    while (held.length >= headBytes) {
      const end = headBytes + held.readUInt32BE(1);
      if (end > listBytesMax) throw notReadable();
      wanted = end;
      if (held.length < end) break;
      yield { kind: held[0], bytes: held.subarray(headBytes, end) };
      held = held.subarray(end);
      wanted = headBytes;
    }
    parts = [held];
    length = held.length;
  }
  if (length > 0) throw notReadable();
}

function* frame(kind: number, bytes: Uint8Array) {
  const head = Buffer.alloc(headBytes);
  head[0] = kind;
  head.writeUInt32BE(bytes.length, 1);
  yield head;
  yield bytes;
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

function parsed<T>(shape: z.ZodType<T>, bytes: Uint8Array): T {
  try {
    return shape.parse(JSON.parse(Buffer.from(bytes).toString()));
  } catch (cause) {
    throw new ArchiveError(unreadable, { cause });
  }
}

const unreadable =
  'What is in this backup has a form this version does not know; use the version that made it.';

function notReadable(): ArchiveError {
  return new ArchiveError(unreadable);
}
