// Histories under way: those this device has promised to others of its account, and the one that it
// is given; and which messages belong into one.

import type { BlobPointer } from '#protocol';
import { parseBlobKey } from '#protocol';
import { fromBase64, toBase64 } from '../bytes.ts';
import type { Database } from './database.ts';

export interface PromisedHistory {
  readonly device: number;
  /** False: the device is told that none comes. */
  readonly isWanted: boolean;
}

export interface IncomingHistory {
  /** Absent where there is none to have. */
  readonly archive: BlobPointer | undefined;
  readonly messages: number;
  /** Items of it that are in the store. */
  readonly imported: number;
}

export class HistoryTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  promise({ device, isWanted }: PromisedHistory): void {
    const sql = 'INSERT OR REPLACE INTO history_out (device, wanted) VALUES (?, ?)';
    this.#db.run(sql, device, isWanted ? 1 : 0);
  }

  promised(): PromisedHistory[] {
    return this.#db
      .all('SELECT * FROM history_out ORDER BY device')
      .map((row) => ({ device: Number(row.device), isWanted: row.wanted === 1 }));
  }

  /** It was given, or is not to be. */
  settle(device: number): void {
    this.#db.run('DELETE FROM history_out WHERE device = ?', device);
  }

  /** A later one takes the place of one that is not in the store yet. */
  expect(archive: BlobPointer | undefined, messages: number): void {
    this.#db.run(
      'INSERT OR REPLACE INTO history_in (one, archive, messages, imported) VALUES (1, ?, ?, 0)',
      archive ? pointerText(archive) : null,
      messages,
    );
  }

  incoming(): IncomingHistory | undefined {
    const row = this.#db.get('SELECT * FROM history_in');
    if (!row) return undefined;
    const archive = row.archive === null ? undefined : readPointer(String(row.archive));
    return { archive, messages: Number(row.messages), imported: Number(row.imported) };
  }

  imported(items: number): void {
    this.#db.run('UPDATE history_in SET imported = ?', items);
  }

  done(): void {
    this.#db.run('DELETE FROM history_in');
  }

  /** Rows of the newest messages that are to be given, the oldest of them first. */
  newest(now: number, limit: number): number[] {
    return this.#db
      .all(
        `SELECT id FROM messages
         WHERE gone = 0 AND state IN ('received', 'sent')
           AND (expires_at IS NULL OR expires_at > ?)
         ORDER BY sent_at DESC, id DESC LIMIT ?`,
        now,
        limit,
      )
      .map((row) => Number(row.id))
      .reverse();
  }

  timers(): { conversation: string; seconds: number; version: number }[] {
    return this.#db.all('SELECT * FROM timers').map((row) => ({
      conversation: String(row.conversation),
      seconds: Number(row.seconds),
      version: Number(row.version),
    }));
  }
}

function pointerText({ key, secret, size, digest }: BlobPointer): string {
  return JSON.stringify({ key, secret: toBase64(secret), size, digest: toBase64(digest) });
}

function readPointer(text: string): BlobPointer {
  const read = JSON.parse(text) as Record<'key' | 'secret' | 'digest', string> & { size: number };
  const key = parseBlobKey(read.key);
  if (!key) throw new Error('A column of blobs holds none.');
  const [secret, digest] = [fromBase64(read.secret), fromBase64(read.digest)];
  return { key, secret, size: read.size, digest };
}
