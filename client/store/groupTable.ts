// Groups of this account, and what proves to a server that we belong to them.

import type { GroupId } from '#protocol';
import { parseGroupId } from '#protocol';
import type { SqlRow } from './clientStore.ts';
import type { Database } from './database.ts';
import { bytesOf, numberOf, wordOf } from './row.ts';

const standings = ['creating', 'member', 'invited', 'requesting', 'out'] as const;

/** Where this account stands in a group; `creating`: the server may not know of it yet. */
export type Standing = (typeof standings)[number];

export interface GroupRow {
  readonly id: GroupId;
  readonly masterKey: Uint8Array<ArrayBuffer>;
  /** Sealed, as JSON; absent until it was read. */
  readonly state: string | undefined;
  readonly standing: Standing;
}

/** Leave to write to the members of one version. */
export interface KeptEndorsements {
  readonly response: Uint8Array<ArrayBuffer>;
  readonly version: number;
  readonly untilMs: number;
}

export class GroupTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Notes a group; one that is known stays as it is. */
  add(id: GroupId, masterKey: Uint8Array, standing: Standing, now: number): void {
    this.#db.run(
      'INSERT OR IGNORE INTO groups (id, master_key, standing, at) VALUES (?, ?, ?, ?)',
      id,
      masterKey,
      standing,
      now,
    );
  }

  get(id: string): GroupRow | undefined {
    const row = this.#db.get('SELECT * FROM groups WHERE id = ?', id);
    return row && groupRow(row);
  }

  /** The one that was noted first comes first. */
  all(): GroupRow[] {
    return this.#db.all('SELECT * FROM groups ORDER BY at, id').map(groupRow);
  }

  setState(id: GroupId, state: string, standing: Standing): void {
    this.#db.run('UPDATE groups SET state = ?, standing = ? WHERE id = ?', state, standing, id);
  }

  setStanding(id: GroupId, standing: Standing): void {
    this.#db.run('UPDATE groups SET standing = ? WHERE id = ?', standing, id);
  }

  remove(id: GroupId): void {
    this.#db.run('DELETE FROM groups WHERE id = ?', id);
  }

  setEndorsements(id: GroupId, { response, version, untilMs }: KeptEndorsements): void {
    this.#db.run(
      `UPDATE groups SET endorsements = ?, endorsed_version = ?, endorsed_until = ?
       WHERE id = ?`,
      response,
      version,
      Math.trunc(untilMs),
      id,
    );
  }

  dropEndorsements(id: GroupId): void {
    this.#db.run('UPDATE groups SET endorsements = NULL WHERE id = ?', id);
  }

  endorsements(id: GroupId): KeptEndorsements | undefined {
    const row = this.#db.get(
      `SELECT endorsements, endorsed_version AS version, endorsed_until AS until FROM groups
       WHERE id = ? AND endorsements IS NOT NULL`,
      id,
    );
    if (!row) return undefined;
    const response = bytesOf(row.endorsements);
    return { response, version: Number(row.version), untilMs: Number(row.until) };
  }

  /** Names our present sender key of the group. */
  distribution(id: GroupId): { readonly id: string; readonly madeAt: number } | undefined {
    const sql = 'SELECT distribution, distribution_at AS at FROM groups WHERE id = ?';
    const row = this.#db.get(sql, id);
    if (typeof row?.distribution !== 'string') return undefined;
    return { id: row.distribution, madeAt: numberOf(row.at) ?? 0 };
  }

  setDistribution(id: GroupId, distribution: string, now: number): void {
    this.#db.run(
      'UPDATE groups SET distribution = ?, distribution_at = ? WHERE id = ?',
      distribution,
      now,
      id,
    );
  }

  /** Another sender key for each group: whatever had the present ones reads nothing more. */
  forgetDistributions(): void {
    const ours = 'SELECT distribution FROM groups WHERE distribution IS NOT NULL';
    this.#db.run(`DELETE FROM sender_key_shares WHERE distribution IN (${ours})`);
    this.#db.run(`DELETE FROM sender_keys WHERE distribution IN (${ours})`);
    this.#db.run('UPDATE groups SET distribution = NULL, distribution_at = NULL');
  }

  /** True for the present sender key of some group. */
  isDistribution(distribution: string): boolean {
    const sql = 'SELECT 1 AS present FROM groups WHERE distribution = ?';
    return this.#db.get(sql, distribution) !== undefined;
  }

  /** The cluster's parameters for groups; nothing before they were first seen. */
  publicParams(): Uint8Array<ArrayBuffer> | undefined {
    const row = this.#db.get('SELECT public_params FROM group_server');
    return row && bytesOf(row.public_params);
  }

  /** Pins them, once and for all. */
  pin(publicParams: Uint8Array): void {
    const sql = 'INSERT OR IGNORE INTO group_server (one, public_params) VALUES (1, ?)';
    this.#db.run(sql, publicParams);
  }

  /** The credential of a day. Unit: seconds since the epoch. */
  credential(day: number): Uint8Array<ArrayBuffer> | undefined {
    const row = this.#db.get('SELECT credential FROM group_credentials WHERE day = ?', day);
    return row && bytesOf(row.credential);
  }

  /** Keeps credentials, and forgets those of the days before the first of them. */
  setCredentials(all: readonly { readonly day: number; readonly credential: Uint8Array }[]): void {
    const sql = 'INSERT OR REPLACE INTO group_credentials (day, credential) VALUES (?, ?)';
    for (const { day, credential } of all) this.#db.run(sql, day, credential);
    const first = Math.min(...all.map(({ day }) => day));
    this.#db.run('DELETE FROM group_credentials WHERE day < ?', first);
  }
}

function groupRow(row: SqlRow): GroupRow {
  const id = parseGroupId(String(row.id));
  if (!id) throw new Error('A column of groups holds none.');
  return {
    id,
    masterKey: bytesOf(row.master_key),
    state: row.state === null ? undefined : String(row.state),
    standing: wordOf(standings, row.standing),
  };
}
