// What is to be sent, in order for each account, and the log of what was.

import { randomBytes } from 'node:crypto';
import type { AccountId } from '#protocol';
import type { SqlRow } from './clientStore.ts';
import type { Database } from './database.ts';
import { accountOf, bytesOf, numberOf, wordOf } from './row.ts';
import { anyDevice } from './deviceSchema.ts';

const kinds = [
  'text',
  'deed',
  'receipt',
  'typing',
  'null',
  'error',
  'sync',
  'group',
  'senderKey',
  'profile',
  'ring',
  'call',
] as const;

/**
 * `deed`: what is done to messages. `typing` is of this moment: never stored by the server, never
 * sent late. `error` is a decryption error report: readable, never encrypted, never resent. `sync`
 * is for the other devices of the own account. `group`: said in a group, to this account alone.
 * `senderKey`: lets the account's devices read what we say in a group.
 * `profile`: tells that ours has changed. `ring` and `call`: said about a call of two; the secret
 * of a ring is forgotten when it has ended.
 */
type OutboxKind = (typeof kinds)[number];

/** Kinds that are of no use when they are sent again. */
const unlogged: readonly OutboxKind[] = ['error', 'typing', 'call'];

export interface OutboxRow {
  readonly id: number;
  /** The same on every retry, also after a restart. */
  readonly guid: Uint8Array;
  readonly account: AccountId;
  readonly kind: OutboxKind;
  readonly content: Uint8Array<ArrayBuffer>;
  readonly timestamp: number;
  /** The encoded Send once it is encrypted. */
  readonly frame: Uint8Array | undefined;
  /** A resend: for this identity key or not at all. */
  readonly onlyFor: Uint8Array | undefined;
}

export interface SentRow {
  readonly account: AccountId;
  readonly timestamp: number;
  readonly kind: OutboxKind;
  readonly content: Uint8Array;
  readonly serverTimestamp: number | undefined;
  readonly failedCode: string | undefined;
  readonly resends: number;
  /** The identity key it was encrypted for; absent where that is not known. */
  readonly sealedFor: Uint8Array | undefined;
}

export class OutboxTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  add(
    row: Pick<OutboxRow, 'account' | 'kind' | 'content' | 'timestamp'> & {
      readonly onlyFor?: Uint8Array;
    },
    now: number,
  ): number {
    return this.#db.insert(
      `INSERT INTO outbox (guid, account, kind, content, timestamp, created_at, only_for)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      randomBytes(16),
      row.account,
      row.kind,
      row.content,
      row.timestamp,
      now,
      row.onlyFor ?? null,
    );
  }

  /** The oldest row for the account. */
  head(account: string): OutboxRow | undefined {
    const row = this.#db.get('SELECT * FROM outbox WHERE account = ? ORDER BY id LIMIT 1', account);
    return row && outboxRow(row);
  }

  /** The oldest row for the account that needs no identity key. */
  headReport(account: string): OutboxRow | undefined {
    const row = this.#db.get(
      "SELECT * FROM outbox WHERE account = ? AND kind = 'error' ORDER BY id LIMIT 1",
      account,
    );
    return row && outboxRow(row);
  }

  accounts(): AccountId[] {
    const rows = this.#db.all('SELECT DISTINCT account FROM outbox');
    return rows.map((row) => accountOf(row.account));
  }

  waiting(): number {
    return Number(this.#db.get('SELECT count(*) AS n FROM outbox')?.n ?? 0);
  }

  /** Keeps the ciphertexts and whom they are for; absent for what is not encrypted. */
  setFrame(id: number, frame: Uint8Array, sealedFor: Uint8Array | undefined): void {
    this.#db.run(
      'UPDATE outbox SET frame = ?, sealed_for = ? WHERE id = ?',
      frame,
      sealedFor ?? null,
      id,
    );
  }

  /** The encoded Send of a row, once it is encrypted. */
  frame(id: number): Uint8Array | undefined {
    const row = this.#db.get('SELECT frame FROM outbox WHERE id = ? AND frame IS NOT NULL', id);
    return row && bytesOf(row.frame);
  }

  /**
   * Ciphertexts of a session that was given up, or for devices that are no more the account's, are
   * made anew, and so is `row` in any case.
   */
  clearFrames(account: string, row?: number): void {
    const sql = "UPDATE outbox SET frame = NULL WHERE account = ? AND (kind <> 'error' OR id = ?)";
    this.#db.run(sql, account, row ?? null);
  }

  /** Moves a row to the log: the server has it, or it was given up with a code. */
  finish(
    row: OutboxRow,
    end: { readonly serverTimestamp?: number; readonly failedCode?: string },
    now: number,
  ): void {
    this.#db.transaction(() => {
      const gone = this.#db.get('DELETE FROM outbox WHERE id = ? RETURNING sealed_for', row.id);
      if (unlogged.includes(row.kind)) return;
      // A resend is in the log already and keeps its first line.
      this.#db.run(
        `INSERT INTO sent (account, timestamp, kind, content, server_timestamp, failed_code,
           created_at, sealed_for)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account, timestamp) DO NOTHING`,
        row.account,
        row.timestamp,
        row.kind,
        row.content,
        end.serverTimestamp ?? null,
        end.failedCode ?? null,
        now,
        gone?.sealed_for ?? null,
      );
    });
  }

  sent(account: string, timestamp: number): SentRow | undefined {
    const row = this.#db.get(
      'SELECT * FROM sent WHERE account = ? AND timestamp = ?',
      account,
      timestamp,
    );
    return row && sentRow(row);
  }

  isWaiting(account: string, timestamp: number): boolean {
    const sql = 'SELECT 1 AS waits FROM outbox WHERE account = ? AND timestamp = ?';
    return this.#db.get(sql, account, timestamp) !== undefined;
  }

  countResend(account: string, timestamp: number): void {
    this.#db.run(
      'UPDATE sent SET resends = resends + 1 WHERE account = ? AND timestamp = ?',
      account,
      timestamp,
    );
  }

  /** Notes that a device has what was sent at these times: it is not sent to it again. */
  arrived(account: string, device: number, times: readonly number[]): void {
    const sql = `INSERT OR IGNORE INTO sent_arrivals (account, timestamp, device)
                 SELECT account, timestamp, ? FROM sent WHERE account = ? AND timestamp = ?`;
    for (const time of times) this.#db.run(sql, device, account, time);
  }

  hasArrived(account: string, device: number, timestamp: number): boolean {
    const sql = `SELECT 1 AS has FROM sent_arrivals
                 WHERE account = ? AND timestamp = ? AND device IN (?, ${anyDevice})`;
    return this.#db.get(sql, account, timestamp, device) !== undefined;
  }

  /** Overwrites what was said at these times; it is not sent again. */
  forget(account: string, times: readonly number[]): void {
    const sql = "UPDATE sent SET content = x'' WHERE account = ? AND timestamp = ?";
    for (const time of times) this.#db.run(sql, account, time);
  }

  /** Rings that wait to be sent, and those that were sent for calls of which no end was noted. */
  rings(): Pick<OutboxRow, 'account' | 'timestamp' | 'content'>[] {
    const columns = 'SELECT account, timestamp, content';
    const sql = `${columns} FROM outbox WHERE kind = 'ring' UNION ALL
                 ${columns} FROM sent WHERE kind = 'ring' AND length(content) > 0`;
    return this.#db.all(sql).map(({ account, timestamp, content }) => ({
      account: accountOf(account),
      timestamp: Number(timestamp),
      content: bytesOf(content),
    }));
  }

  /** Takes a row out, as if it had never been in. */
  drop(id: number): void {
    this.#db.run('DELETE FROM outbox WHERE id = ?', id);
  }

  /** Drops notes that somebody types: a moment later they are of no use. */
  dropTyping(account?: string): void {
    const sql = "DELETE FROM outbox WHERE kind = 'typing' AND account = coalesce(?, account)";
    this.#db.run(sql, account ?? null);
  }

  /** Calls of before, which nobody is in: they ring no more, and what let into them is wiped. */
  dropRings(): void {
    this.#db.run("DELETE FROM outbox WHERE kind = 'ring'");
    this.#db.run("UPDATE sent SET content = x'' WHERE kind = 'ring' AND content <> x''");
  }

  /** What this client says by itself to an account is not sent. */
  dropUnsaid(account: string): void {
    const sql = `DELETE FROM outbox
                 WHERE account = ? AND kind IN ('receipt', 'typing', 'null', 'error', 'profile',
                   'ring', 'call')`;
    this.#db.run(sql, account);
  }

  /** Forgets what is too old to be sent again. */
  prune(before: number): void {
    this.#db.run('DELETE FROM sent WHERE created_at < ?', before);
    this.#db.run(
      `DELETE FROM sent_arrivals WHERE NOT EXISTS (
         SELECT 1 FROM sent
         WHERE sent.account = sent_arrivals.account AND sent.timestamp = sent_arrivals.timestamp)`,
    );
  }
}

function outboxRow(row: SqlRow): OutboxRow {
  return {
    id: Number(row.id),
    guid: bytesOf(row.guid),
    account: accountOf(row.account),
    kind: wordOf(kinds, row.kind),
    content: bytesOf(row.content),
    timestamp: Number(row.timestamp),
    frame: row.frame === null ? undefined : bytesOf(row.frame),
    onlyFor: row.only_for === null ? undefined : bytesOf(row.only_for),
  };
}

function sentRow(row: SqlRow): SentRow {
  return {
    account: accountOf(row.account),
    timestamp: Number(row.timestamp),
    kind: wordOf(kinds, row.kind),
    content: bytesOf(row.content),
    serverTimestamp: numberOf(row.server_timestamp),
    failedCode: row.failed_code === null ? undefined : String(row.failed_code),
    resends: Number(row.resends),
    sealedFor: row.sealed_for === null ? undefined : bytesOf(row.sealed_for),
  };
}
