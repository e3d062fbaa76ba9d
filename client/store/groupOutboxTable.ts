// What is to be said in groups, in order for each group, and the log of what was.

import { accountFromBytes, accountToBytes, parseGroupId } from '#protocol';
import type { AccountId, GroupId } from '#protocol';
import type { SqlRow } from './clientStore.ts';
import type { Database } from './database.ts';
import { bytesOf, numberOf, wordOf } from './row.ts';

const kinds = ['text', 'deed', 'typing', 'ring'] as const;
/** The kinds of the outbox of accounts; `ring` is about the group's call. */
type GroupOutboxKind = (typeof kinds)[number];

const accountBytes = 16;

export interface GroupOutboxRow {
  readonly id: number;
  readonly group: GroupId;
  readonly kind: GroupOutboxKind;
  readonly content: Uint8Array<ArrayBuffer>;
  readonly timestamp: number;
  /** Who has it not yet; absent until it was sealed first. */
  readonly recipients: readonly AccountId[] | undefined;
  /** Sealed for them. */
  readonly upload: Uint8Array<ArrayBuffer> | undefined;
  /** What it was sealed with ends then. */
  readonly uploadUntil: number | undefined;
}

/** What was said and has left. */
export interface TakenRow extends Pick<GroupOutboxRow, 'timestamp' | 'content'> {
  readonly recipients: readonly AccountId[];
  /** The time by the server's clock. */
  readonly at: number;
}

export class GroupOutboxTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  add(row: Pick<GroupOutboxRow, 'group' | 'kind' | 'content' | 'timestamp'>, now: number): number {
    return this.#db.insert(
      `INSERT INTO group_outbox (group_id, kind, content, timestamp, created_at)
       VALUES (?, ?, ?, ?, ?)`,
      row.group,
      row.kind,
      row.content,
      row.timestamp,
      now,
    );
  }

  /** The oldest row of the group. */
  head(group: string): GroupOutboxRow | undefined {
    const sql = 'SELECT * FROM group_outbox WHERE group_id = ? ORDER BY id LIMIT 1';
    const row = this.#db.get(sql, group);
    return row && outboxRow(row);
  }

  groups(): GroupId[] {
    return this.#db
      .all('SELECT DISTINCT group_id FROM group_outbox')
      .map((row) => groupOf(row.group_id));
  }

  waiting(): number {
    return Number(this.#db.get('SELECT count(*) AS n FROM group_outbox')?.n ?? 0);
  }

  /** Notes for whom it is and what was sealed for them; nothing: it is to be sealed anew. */
  setUpload(
    id: number,
    recipients: readonly AccountId[],
    sealed?: { readonly upload: Uint8Array; readonly untilMs: number },
  ): void {
    this.#db.run(
      'UPDATE group_outbox SET recipients = ?, upload = ?, upload_until = ? WHERE id = ?',
      packed(recipients),
      sealed?.upload ?? null,
      sealed ? Math.trunc(sealed.untilMs) : null,
      id,
    );
  }

  /** Notes for whom a row is, when it is sealed first. */
  log(row: GroupOutboxRow, recipients: readonly AccountId[], now: number): void {
    this.#db.run(
      `INSERT INTO group_sent (group_id, timestamp, kind, content, recipients, created_at)
       VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
      row.group,
      row.timestamp,
      row.kind,
      row.content,
      packed(recipients),
      now,
    );
  }

  remove(id: number): void {
    this.#db.run('DELETE FROM group_outbox WHERE id = ?', id);
  }

  /** What was said then in a group to that account among others. */
  sentTo(
    account: AccountId,
    timestamp: number,
  ):
    | { readonly group: GroupId; readonly content: Uint8Array<ArrayBuffer>; readonly at: number }
    | undefined {
    const rows = this.#db.all('SELECT * FROM group_sent WHERE timestamp = ?', timestamp);
    const row = rows.find((one) => unpacked(bytesOf(one.recipients)).includes(account));
    if (!row) return undefined;
    const content = bytesOf(row.content);
    return { group: groupOf(row.group_id), content, at: Number(row.created_at) };
  }

  /**
   * The accounts that this device said something to then; nothing where it did not, or long ago.
   */
  recipientsOf(group: string, timestamp: number): readonly AccountId[] | undefined {
    const sql = 'SELECT recipients FROM group_sent WHERE timestamp = ? AND group_id = ?';
    const row = this.#db.get(sql, timestamp, group);
    return row && unpacked(bytesOf(row.recipients));
  }

  /** Somebody is sent what was said then as well. */
  sentAlso(group: GroupId, timestamp: number, account: AccountId): void {
    const recipients = packed([...(this.recipientsOf(group, timestamp) ?? []), account]);
    const sql = 'UPDATE group_sent SET recipients = ? WHERE timestamp = ? AND group_id = ?';
    this.#db.run(sql, recipients, timestamp, group);
  }

  /** The server took it, first for some of those it is for. */
  took({ group, timestamp }: Pick<GroupOutboxRow, 'group' | 'timestamp'>, at: number): void {
    const sql = 'INSERT OR IGNORE INTO group_taken (group_id, timestamp, at) VALUES (?, ?, ?)';
    this.#db.run(sql, group, timestamp, at);
  }

  /** The last of what was said in a group and taken by the server, oldest first. */
  taken(group: GroupId, limit: number): TakenRow[] {
    return this.#db
      .all(
        `SELECT * FROM group_sent JOIN group_taken USING (group_id, timestamp)
         WHERE group_id = ? ORDER BY timestamp DESC LIMIT ?`,
        group,
        limit,
      )
      .map((row) => ({
        timestamp: Number(row.timestamp),
        content: bytesOf(row.content),
        recipients: unpacked(bytesOf(row.recipients)),
        at: Number(row.at),
      }))
      .toReversed();
  }

  /** When that was said which the server has taken for everybody. */
  takenTimes(group: GroupId): number[] {
    return this.#db
      .all(
        `SELECT timestamp FROM group_taken WHERE group_id = ?1 AND timestamp NOT IN (
           SELECT timestamp FROM group_outbox WHERE group_id = ?1)`,
        group,
      )
      .map((row) => Number(row.timestamp));
  }

  /** Whoever comes in from now on came after these. */
  settle(group: GroupId, times: readonly number[]): void {
    const sql = 'DELETE FROM group_taken WHERE group_id = ? AND timestamp = ?';
    for (const time of times) this.#db.run(sql, group, time);
  }

  /**
   * Overwrites what was said at these times; it is not sent again. Returns who may have had a copy.
   */
  forget(group: string, times: readonly number[]): ReadonlySet<AccountId> {
    const sql = `UPDATE group_sent SET content = x'' WHERE timestamp = ? AND group_id = ?
                 RETURNING recipients`;
    const rows = times.flatMap((time) => this.#db.all(sql, time, group));
    return new Set(rows.flatMap((row) => unpacked(bytesOf(row.recipients))));
  }

  /** Drops notes that somebody types: a moment later they are of no use. */
  dropTyping(group?: string): void {
    const sql =
      "DELETE FROM group_outbox WHERE kind = 'typing' AND group_id = coalesce(?, group_id)";
    this.#db.run(sql, group ?? null);
  }

  /** Forgets what is too old to be sent again. */
  prune(before: number): void {
    this.#db.run('DELETE FROM group_sent WHERE created_at < ?', before);
    this.#db.run(`DELETE FROM group_taken WHERE NOT EXISTS (
      SELECT 1 FROM group_sent WHERE group_sent.group_id = group_taken.group_id
        AND group_sent.timestamp = group_taken.timestamp)`);
  }
}

const packed = (accounts: readonly AccountId[]): Uint8Array =>
  Buffer.concat(accounts.map(accountToBytes));

function unpacked(bytes: Uint8Array): AccountId[] {
  const accounts: AccountId[] = [];
  for (let at = 0; at < bytes.length; at += accountBytes) {
    const account = accountFromBytes(bytes.subarray(at, at + accountBytes));
    if (account) accounts.push(account);
  }
  return accounts;
}

function groupOf(value: SqlRow[string] | undefined): GroupId {
  const group = parseGroupId(String(value));
  if (!group) throw new Error('A column of groups holds none.');
  return group;
}

function outboxRow(row: SqlRow): GroupOutboxRow {
  return {
    id: Number(row.id),
    group: groupOf(row.group_id),
    kind: wordOf(kinds, row.kind),
    content: bytesOf(row.content),
    timestamp: Number(row.timestamp),
    recipients: row.recipients === null ? undefined : unpacked(bytesOf(row.recipients)),
    upload: row.upload === null ? undefined : bytesOf(row.upload),
    uploadUntil: numberOf(row.upload_until),
  };
}
