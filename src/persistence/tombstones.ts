// Which accounts were deleted, where no backup reaches: a restore passes over those that are named
// here. A mark is a keyed hash, so that without the secrets the log names nobody.
//
// On one machine it is a file of the data folder: a line a deletion, `<mark> <day>`, written at its
// end and synced before the account's document goes. With MongoDB it is a collection.

import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Sealer } from '#crypto';
import type { AccountId } from '#protocol';
import type { Tombstones } from '#ports';
import { Unreachable } from '#ports';

/** The log as a restore reads it. */
export interface TombstoneLog extends Tombstones {
  marks(): Promise<ReadonlySet<string>>;
  readonly markOf: MarkOf;
}

/** Names an account, and tells without the key nothing of which. Shape: 64 hex digits. */
export type MarkOf = (account: AccountId) => string;

/** Marks under a key that derives from the secrets. */
export function marksBy(sealer: Pick<Sealer, 'blindIndex'>): MarkOf {
  return (account) => sealer.blindIndex('tombstone', account);
}

const line = /^[0-9a-f]{64}(?= )/;

/** Where the log of a data folder is. */
export function tombstonesFile(dataDir: string): string {
  return join(dataDir, 'tombstones');
}

/** The marks in a log's text; a line cut off by a crash counts for nothing: it is written again. */
export function marksIn(text: string): string[] {
  return text.split('\n').flatMap((one) => line.exec(one)?.[0] ?? []);
}

/** The log in a file, to which all processes of a machine may write. */
export class FileTombstones implements TombstoneLog {
  readonly #path: string;
  readonly markOf: MarkOf;

  constructor(dataDir: string, markOf: MarkOf) {
    this.#path = tombstonesFile(dataDir);
    this.markOf = markOf;
  }

  async bury(account: AccountId, day: number) {
    try {
      const file = openSync(this.#path, 'a', 0o600);
      try {
        // Behind a line that a crash has cut off it begins a new one.
        const bytes = Buffer.from(`\n${this.markOf(account)} ${day}\n`);
        // A disk that fills up takes a part, and says nothing of it.
        if (writeSync(file, bytes) < bytes.length) throw new Error('cut off');
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
    } catch (cause) {
      throw new Unreachable('the log of deletions cannot be written just now', { cause });
    }
  }

  async marks() {
    return new Set(existsSync(this.#path) ? marksIn(readFileSync(this.#path, 'utf8')) : []);
  }
}

/** The log of one process, gone with it. */
export class MemoryTombstones implements TombstoneLog {
  readonly #buried = new Set<string>();
  readonly markOf = (account: AccountId) => account;

  async bury(account: AccountId) {
    this.#buried.add(account);
  }

  async marks() {
    return new Set(this.#buried);
  }
}
