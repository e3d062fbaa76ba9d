// What goes from the folder of blobs: uploads nobody has finished, blobs nobody holds or fetches
// any more, and what a killed process has left in between. Many may do it at the same time.

import { readFile, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobSurvey } from '#ports';
import type { BlobKey } from '#protocol';
import { limits, parseBlobKey } from '#protocol';
import { ifThere, moveFile, namesIn, removeFile, sizeOf } from './files.ts';
import type { BlobLayout, UploadPaths } from './layout.ts';
import { going } from './layout.ts';

/** What belongs to no upload stays so long, as it may be one's that begins just now. */
const strayAgeMs = limits.uploadLifetimeMs;

type Counts = { -readonly [Name in keyof BlobSurvey]: BlobSurvey[Name] };

export class FolderUpkeep {
  readonly #layout: BlobLayout;
  readonly #nowMs: () => Promise<number>;

  constructor(layout: BlobLayout, nowMs: () => Promise<number>) {
    this.#layout = layout;
    this.#nowMs = nowMs;
  }

  async expire(): Promise<BlobSurvey> {
    const counts: Counts = { blobs: 0, bytes: 0, uploads: 0, removed: 0 };
    const nowMs = await this.#nowMs();
    for (const owner of await namesIn(this.#layout.uploads)) {
      await this.#expireUploads(join(this.#layout.uploads, owner), nowMs, counts);
    }
    for (const shelf of await namesIn(this.#layout.kept)) {
      await this.#expireBlobs(join(this.#layout.kept, shelf), nowMs, counts);
    }
    for (const shelf of await namesIn(this.#layout.held)) {
      await this.#expireHolds(join(this.#layout.held, shelf), nowMs);
    }
    return counts;
  }

  /** Ends what these holders hold: blobs that nobody else holds go when their time is over. */
  async dropHolders(doesGo: (holder: string) => boolean): Promise<number> {
    let dropped = 0;
    for (const shelf of await namesIn(this.#layout.held)) {
      for (const name of await namesIn(join(this.#layout.held, shelf))) {
        const key = parseBlobKey(name);
        for (const holder of key ? await namesIn(this.#layout.holders(key)) : []) {
          if (!key || !doesGo(holder)) continue;
          await removeFile(this.#layout.holder(key, holder));
          dropped += 1;
          await this.removeUnlessHeld(key);
        }
      }
    }
    return dropped;
  }

  /** The plan goes last: without it nobody would know of the rest. */
  async removeUpload({ plan, part, turn }: UploadPaths): Promise<boolean> {
    await removeFile(turn);
    await removeFile(part);
    return removeFile(plan);
  }

  /**
   * Puts the blob aside, then looks whether somebody holds it: whoever has begun to by then finds
   * it in its place again.
   */
  async removeUnlessHeld(key: BlobKey): Promise<boolean> {
    const { file } = this.#layout.blob(key);
    if (!(await moveFile(file, file + going))) return false;
    return this.#settle(key);
  }

  /** What becomes of a blob that was put aside. True: it is gone. */
  async #settle(key: BlobKey): Promise<boolean> {
    const { file } = this.#layout.blob(key);
    if ((await namesIn(this.#layout.holders(key))).length === 0) return removeFile(file + going);
    await moveFile(file + going, file);
    return false;
  }

  async #expireUploads(folder: string, nowMs: number, counts: Counts): Promise<void> {
    const names = await namesIn(folder);
    const planned = new Set(names.filter((name) => name.endsWith('.plan')));
    for (const name of names) {
      const base = name.slice(0, name.indexOf('.'));
      if (planned.has(name)) {
        if ((await endOf(join(folder, name))) > nowMs) counts.uploads += 1;
        else if (await this.removeUpload(pathsIn(folder, base))) counts.removed += 1;
      } else if (!planned.has(`${base}.plan`)) {
        const age = nowMs - ((await ifThere(stat(join(folder, name))))?.mtimeMs ?? nowMs);
        if (age > strayAgeMs) await removeFile(join(folder, name));
      }
    }
    // Fails while there is something in it.
    await rmdir(folder).catch(() => {});
  }

  async #expireBlobs(folder: string, nowMs: number, counts: Counts): Promise<void> {
    for (const name of await namesIn(folder)) {
      const isGoing = name.endsWith(going);
      const key = parseBlobKey(isGoing ? name.slice(0, -going.length) : name);
      const found = key && (await ifThere(stat(join(folder, name))));
      if (!found) continue;
      const isOver = found.mtimeMs <= nowMs;
      const isGone = isGoing
        ? await this.#settle(key)
        : isOver && (await this.#isFree(key)) && (await this.removeUnlessHeld(key));
      if (isGone) counts.removed += 1;
      else {
        counts.blobs += 1;
        counts.bytes += found.size;
      }
    }
  }

  /** Ends what is held and did not come. */
  async #expireHolds(shelf: string, nowMs: number): Promise<void> {
    for (const name of await namesIn(shelf)) {
      const key = parseBlobKey(name);
      if (!key || (await this.#isThere(key))) continue;
      const folder = this.#layout.holders(key);
      for (const holder of await namesIn(folder)) {
        const file = join(folder, holder);
        const age = nowMs - ((await ifThere(stat(file)))?.mtimeMs ?? nowMs);
        if (age >= limits.blobAwaitedMs) await removeFile(file);
      }
      // Fails while there is something in it.
      await rmdir(folder).catch(() => {});
    }
  }

  async #isThere(key: BlobKey): Promise<boolean> {
    const { file } = this.#layout.blob(key);
    return ((await sizeOf(file)) ?? (await sizeOf(file + going))) !== undefined;
  }

  async #isFree(key: BlobKey): Promise<boolean> {
    return (await namesIn(this.#layout.holders(key))).length === 0;
  }
}

/** When an upload ends; what cannot be read has ended. */
async function endOf(plan: string): Promise<number> {
  try {
    const { endsAtMs } = JSON.parse(await readFile(plan, 'utf8')) as { endsAtMs: unknown };
    return typeof endsAtMs === 'number' ? endsAtMs : 0;
  } catch {
    return 0;
  }
}

function pathsIn(folder: string, key: string): UploadPaths {
  const base = join(folder, key);
  return { folder, plan: `${base}.plan`, part: `${base}.part`, turn: `${base}.turn` };
}
