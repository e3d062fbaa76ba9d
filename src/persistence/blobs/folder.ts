// Blobs in a folder that all workers share: of one machine, or a mounted one of several.
//
// An upload's bytes are written in place, so that its size says how far it has come, whoever was
// killed while writing. Two appends that overlap write the same bytes to the same places where the
// client is honest; the later one takes the turn, and the earlier one sees it before its next
// write. References are files: they need no lock and no count that could be wrong.

import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open, readFile, rmdir, statfs, utimes, writeFile } from 'node:fs/promises';
import type {
  BlobAppended,
  BlobPlan,
  BlobProgress,
  BlobStore,
  BlobSurvey,
  BlobUpload,
  ByteRange,
  OpenBlob,
} from '#ports';
import { StoreFull } from '#ports';
import type { BlobKey } from '#protocol';
import { limits } from '#protocol';
import { FolderUpkeep } from './folderUpkeep.ts';
import {
  codeOf,
  fileMode,
  folderTime,
  ifThere,
  makeFolders,
  moveFile,
  namesIn,
  onDisk,
  removeFile,
  sizeOf,
  syncFolder,
  writeAt,
  writeNew,
} from './files.ts';
import { BlobLayout } from './layout.ts';

/** Bytes that are read at once for whoever downloads. */
const readBytes = 64 * 1024;
/** A folder that somebody removes just then is made anew, so often. */
const beginAttempts = 3;

export interface BlobFolderOptions {
  readonly folder: string;
  /** How much of the disk is left to others. Unit: bytes. */
  readonly freeBytesMin: number;
  /** Tests turn it; otherwise the folder's own. Unit: milliseconds. */
  readonly nowMs?: () => Promise<number>;
}

interface Plan {
  readonly length: number;
  readonly lifetimeMs: number;
  readonly endsAtMs: number;
}

export class BlobFolder implements BlobStore {
  readonly #folder: string;
  readonly #freeBytesMin: number;
  readonly #layout: BlobLayout;
  readonly #upkeep: FolderUpkeep;
  readonly #nowMs: () => Promise<number>;

  constructor({ folder, freeBytesMin, nowMs }: BlobFolderOptions) {
    this.#folder = folder;
    this.#freeBytesMin = freeBytesMin;
    this.#layout = new BlobLayout(folder);
    this.#nowMs = nowMs ?? (() => folderTime(folder));
    this.#upkeep = new FolderUpkeep(this.#layout, this.#nowMs);
  }

  begin(plan: BlobPlan) {
    const paths = this.#layout.upload(plan);
    const blob = this.#layout.blob(plan.key);
    return onDisk(async () => {
      await this.#findRoom(plan.length);
      const endsAtMs = (await this.#nowMs()) + limits.uploadLifetimeMs;
      const { length, lifetimeMs } = plan;
      const text = JSON.stringify({ length, lifetimeMs, endsAtMs } satisfies Plan);
      for (let attempt = 1; ; attempt++) {
        await makeFolders(paths.folder);
        const names = await namesIn(paths.folder);
        if (names.includes(`${plan.key}.plan`)) return 'there';
        if ((await sizeOf(blob.file)) !== undefined) return 'there';
        const unfinished = names.filter((name) => name.endsWith('.plan'));
        if (unfinished.length >= limits.uploadsMax) return 'tooMany';
        try {
          return (await writeNew(paths.plan, text)) ? 'begun' : 'there';
        } catch (error) {
          if (codeOf(error) !== 'ENOENT' || attempt === beginAttempts) throw error;
        }
      }
    });
  }

  progress(upload: BlobUpload) {
    this.#layout.upload(upload);
    return onDisk(() => this.#progress(upload));
  }

  append(upload: BlobUpload, offset: number, bytes: AsyncIterable<Uint8Array>) {
    this.#layout.upload(upload);
    return onDisk(() => this.#append(upload, offset, bytes));
  }

  abandon(upload: BlobUpload) {
    const paths = this.#layout.upload(upload);
    return onDisk(() => this.#upkeep.removeUpload(paths));
  }

  open(key: BlobKey, range?: ByteRange): Promise<OpenBlob | 'beyond' | undefined> {
    const { file } = this.#layout.blob(key);
    return onDisk(async () => {
      const handle = await ifThere(open(file, constants.O_RDONLY | constants.O_NOFOLLOW));
      if (!handle) return undefined;
      try {
        const { size: length } = await handle.stat();
        const first = range?.first ?? 0;
        if (first < length) return opened(handle, length, first, range?.last ?? length);
      } catch (error) {
        await handle.close();
        throw error;
      }
      await handle.close();
      return 'beyond';
    });
  }

  hold(key: BlobKey, holder: string) {
    const file = this.#layout.holder(key, holder);
    const folder = this.#layout.holders(key);
    return onDisk(async () => {
      for (let attempt = 1; ; attempt++) {
        await makeFolders(folder);
        const since = new Date(await this.#nowMs());
        try {
          await writeFile(file, '', { mode: fileMode, flush: true });
          await utimes(file, since, since);
          await syncFolder(folder);
          return;
        } catch (error) {
          // The last who held it has left just now.
          if (codeOf(error) !== 'ENOENT' || attempt === beginAttempts) throw error;
        }
      }
    });
  }

  release(key: BlobKey, holder: string) {
    const file = this.#layout.holder(key, holder);
    return onDisk(async () => {
      if (!(await removeFile(file))) return;
      const isLast = await rmdir(this.#layout.holders(key)).then(
        () => true,
        () => false,
      );
      if (isLast) await this.#upkeep.removeUnlessHeld(key);
    });
  }

  expire(): Promise<BlobSurvey> {
    return onDisk(async () => {
      await makeFolders(this.#folder);
      return this.#upkeep.expire();
    });
  }

  async #findRoom(length: number): Promise<void> {
    await makeFolders(this.#folder);
    const { bavail, bsize } = await statfs(this.#folder);
    if (bavail * bsize - length < this.#freeBytesMin) {
      throw new StoreFull('the disk has no room for blobs');
    }
  }

  async #progress(upload: BlobUpload): Promise<BlobProgress | undefined> {
    const plan = await this.#planOf(upload);
    if (!plan) {
      const length = await sizeOf(this.#layout.blob(upload.key).file);
      return length === undefined ? undefined : { offset: length, length };
    }
    const { length, endsAtMs } = plan;
    const offset = (await sizeOf(this.#layout.upload(upload).part)) ?? 0;
    if (offset < length) {
      const isThere = offset === 0 && (await sizeOf(this.#layout.blob(upload.key).file));
      if (!isThere) return { offset, length, endsAtMs };
    }
    // Whoever wrote the last byte did not come to the end.
    await this.#finish(upload, plan);
    return { offset: length, length };
  }

  async #append(
    upload: BlobUpload,
    offset: number,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<BlobAppended> {
    const progress = await this.#progress(upload);
    if (!progress) return { outcome: 'missing' };
    if (progress.offset !== offset) return { outcome: 'elsewhere', progress };
    const plan = await this.#planOf(upload);
    if (!plan) return { outcome: 'appended', progress };
    const { part, turn } = this.#layout.upload(upload);
    const own = randomBytes(12).toString('hex');
    await writeFile(turn, own, { mode: fileMode });
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW;
    const handle = await open(part, flags, fileMode);
    let written: Written;
    try {
      const isOwnTurn = async () => (await ifThere(readFile(turn, 'utf8'))) === own;
      written = await writeAll(handle, { offset, length: plan.length }, bytes, isOwnTurn);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    const { end, outcome } = written;
    if (outcome === 'surplus' || outcome === 'overtaken') return { outcome };
    const { length, endsAtMs } = plan;
    if (end < length) return { outcome, progress: { offset: end, length, endsAtMs } };
    await this.#finish(upload, plan);
    return { outcome: 'appended', progress: { offset: length, length } };
  }

  async #planOf(upload: BlobUpload): Promise<Plan | undefined> {
    const text = await ifThere(readFile(this.#layout.upload(upload).plan, 'utf8'));
    return text === undefined ? undefined : (JSON.parse(text) as Plan);
  }

  /** Makes a blob of the whole part. Another process may do so at the same time. */
  async #finish(upload: BlobUpload, { lifetimeMs }: Plan): Promise<void> {
    const { plan, part, turn } = this.#layout.upload(upload);
    const { folder, file } = this.#layout.blob(upload.key);
    await makeFolders(folder);
    const goesAt = new Date((await this.#nowMs()) + lifetimeMs);
    const handle = await ifThere(open(part, constants.O_RDWR | constants.O_NOFOLLOW));
    if (handle) {
      try {
        await handle.utimes(goesAt, goesAt);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await moveFile(part, file);
    }
    await removeFile(plan);
    await removeFile(turn);
  }
}

interface Written {
  readonly outcome: BlobAppended['outcome'] & ('appended' | 'cut' | 'surplus' | 'overtaken');
  /** Where the upload stands now. */
  readonly end: number;
}

async function writeAll(
  handle: FileHandle,
  { offset, length }: { readonly offset: number; readonly length: number },
  bytes: AsyncIterable<Uint8Array>,
  isOwnTurn: () => Promise<boolean>,
): Promise<Written> {
  let end = offset;
  const source = bytes[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await source.next().catch(() => undefined);
      if (!next) return { outcome: 'cut', end };
      if (next.done) return { outcome: 'appended', end };
      if (!(await isOwnTurn())) return { outcome: 'overtaken', end };
      if (end + next.value.length > length) return { outcome: 'surplus', end };
      await writeAt(handle, next.value, end);
      end += next.value.length;
    }
  } finally {
    void source.return?.()?.catch(() => {});
  }
}

function opened(handle: FileHandle, length: number, first: number, upTo: number): OpenBlob {
  const range = { first, last: Math.min(upTo, length - 1) };
  const options = { start: range.first, end: range.last, highWaterMark: readBytes };
  const bytes = handle.createReadStream(options);
  const close = async () => void bytes.destroy();
  return { length, range, bytes, close };
}
