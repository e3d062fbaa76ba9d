// Blobs of one process, gone with it, by its clock: for tests and simulations.

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
import type { Clock } from '#runtime';
import { BlobLayout } from '../blobs/layout.ts';

interface Part {
  readonly plan: BlobPlan;
  readonly endsAtMs: number;
  readonly bytes: Uint8Array;
  offset: number;
  /** Counts the appends. */
  turn: number;
}

interface Blob {
  readonly bytes: Uint8Array;
  readonly goesAtMs: number;
}

/** Bytes that are read at once. */
const readBytes = 64 * 1024;

export class MemoryBlobs implements BlobStore {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #bytesMax: number;
  /** Names are checked as the folder checks them. */
  readonly #layout = new BlobLayout('');
  readonly #parts = new Map<string, Part>();
  readonly #blobs = new Map<BlobKey, Blob>();
  /** Since when each blob is held, by blob and holder. */
  readonly #holders = new Map<BlobKey, Map<string, number>>();

  constructor(clock: Pick<Clock, 'now'>, bytesMax = Number.POSITIVE_INFINITY) {
    this.#clock = clock;
    this.#bytesMax = bytesMax;
  }

  async begin(plan: BlobPlan) {
    const name = this.#nameOf(plan);
    const parts = [...this.#parts.values()];
    const used = [...parts, ...this.#blobs.values()].map(({ bytes }) => bytes.length);
    const room = this.#bytesMax - used.reduce((sum, one) => sum + one, 0);
    if (plan.length > room) throw new StoreFull('there is no room for blobs');
    if (this.#parts.has(name) || this.#blobs.has(plan.key)) return 'there';
    const unfinished = parts.filter((one) => one.plan.owner === plan.owner);
    if (unfinished.length >= limits.uploadsMax) return 'tooMany';
    const endsAtMs = this.#clock.now() + limits.uploadLifetimeMs;
    this.#parts.set(name, {
      plan,
      endsAtMs,
      bytes: new Uint8Array(plan.length),
      offset: 0,
      turn: 0,
    });
    return 'begun';
  }

  async progress(upload: BlobUpload): Promise<BlobProgress | undefined> {
    const part = this.#parts.get(this.#nameOf(upload));
    if (part) return progressOf(part);
    const length = this.#blobs.get(upload.key)?.bytes.length;
    return length === undefined ? undefined : { offset: length, length };
  }

  async append(
    upload: BlobUpload,
    offset: number,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<BlobAppended> {
    const name = this.#nameOf(upload);
    const progress = await this.progress(upload);
    if (!progress) return { outcome: 'missing' };
    if (progress.offset !== offset) return { outcome: 'elsewhere', progress };
    const part = this.#parts.get(name);
    if (!part) return { outcome: 'appended', progress };
    part.turn += 1;
    const { turn } = part;
    let isCut = false;
    try {
      for await (const chunk of bytes) {
        if (part.turn !== turn || !this.#parts.has(name)) return { outcome: 'overtaken' };
        if (part.offset + chunk.length > part.bytes.length) return { outcome: 'surplus' };
        part.bytes.set(chunk, part.offset);
        part.offset += chunk.length;
      }
    } catch {
      isCut = true;
    }
    if (part.offset < part.bytes.length) {
      return { outcome: isCut ? 'cut' : 'appended', progress: progressOf(part) };
    }
    this.#parts.delete(name);
    const goesAtMs = this.#clock.now() + part.plan.lifetimeMs;
    this.#blobs.set(upload.key, { bytes: part.bytes, goesAtMs });
    const length = part.bytes.length;
    return { outcome: 'appended', progress: { offset: length, length } };
  }

  async abandon(upload: BlobUpload) {
    return this.#parts.delete(this.#nameOf(upload));
  }

  async open(key: BlobKey, range?: ByteRange): Promise<OpenBlob | 'beyond' | undefined> {
    this.#layout.blob(key);
    const bytes = this.#blobs.get(key)?.bytes;
    if (!bytes) return undefined;
    const { length } = bytes;
    const first = range?.first ?? 0;
    if (first >= length) return 'beyond';
    const last = Math.min(range?.last ?? length, length - 1);
    const read = pieces(bytes.subarray(first, last + 1));
    return { length, range: { first, last }, bytes: read, close: async () => {} };
  }

  async hold(key: BlobKey, holder: string) {
    this.#layout.holder(key, holder);
    const holders = this.#holders.get(key) ?? new Map<string, number>();
    this.#holders.set(key, holders.set(holder, this.#clock.now()));
  }

  async release(key: BlobKey, holder: string) {
    this.#layout.holder(key, holder);
    const holders = this.#holders.get(key);
    if (!holders?.delete(holder) || holders.size > 0) return;
    this.#holders.delete(key);
    this.#blobs.delete(key);
  }

  async expire(): Promise<BlobSurvey> {
    const nowMs = this.#clock.now();
    const before = this.#parts.size + this.#blobs.size;
    for (const [name, { endsAtMs }] of this.#parts) {
      if (endsAtMs <= nowMs) this.#parts.delete(name);
    }
    for (const [key, { goesAtMs }] of this.#blobs) {
      if (goesAtMs <= nowMs && !this.#holders.has(key)) this.#blobs.delete(key);
    }
    for (const [key, holders] of this.#holders) {
      const isAwaited = [...holders.values()].some((at) => nowMs - at < limits.blobAwaitedMs);
      if (!this.#blobs.has(key) && !isAwaited) this.#holders.delete(key);
    }
    const [uploads, blobs] = [this.#parts.size, this.#blobs.size];
    const lengths = [...this.#blobs.values()].map((blob) => blob.bytes.length);
    const bytes = lengths.reduce((sum, one) => sum + one, 0);
    return { blobs, bytes, uploads, removed: before - uploads - blobs };
  }

  #nameOf(upload: BlobUpload): string {
    return this.#layout.upload(upload).plan;
  }
}

function progressOf({ offset, bytes, endsAtMs }: Part): BlobProgress {
  return { offset, length: bytes.length, endsAtMs };
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += readBytes) yield bytes.subarray(at, at + readBytes);
}
