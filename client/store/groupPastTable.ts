// How it stood in groups before: who was a member as what, and who might write, for as long as
// something that was said then may still come.

import type { GroupId } from '#protocol';
import type { Database } from './database.ts';

const roles = ['MEMBER', 'ADMINISTRATOR'] as const;
type Role = (typeof roles)[number];

/** What a change has ended. */
export interface Past {
  /** The version that the change has made. */
  readonly version: number;
  /** The name that the group has for a member; empty: the role that it took to write. */
  readonly name: string;
  /** Absent: it was no member. */
  readonly was: Role | undefined;
  /** When the server made the change, by its clock; 0: nobody knows. */
  readonly at: number;
}

export class GroupPastTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** No change is told to be older than the one before it. */
  add(group: GroupId, { version, name, was, at }: Past): void {
    this.#db.run(
      `INSERT OR IGNORE INTO group_past (group_id, version, name, was, at)
       VALUES (?1, ?2, ?3, ?4, CASE ?5 WHEN 0 THEN -1
         ELSE max(?5, coalesce((SELECT max(at) FROM group_past WHERE group_id = ?1), 0)) END)`,
      group,
      version,
      name,
      was ?? null,
      at,
    );
  }

  /**
   * As it was before the first change of it that came after a version and after a moment, if one is
   * said; nothing where there was none: then it is as it is now.
   */
  before(
    group: GroupId,
    name: string,
    { version, at = -2 }: { readonly version: number; readonly at?: number },
  ): { readonly was: Role | undefined } | undefined {
    const row = this.#db.get(
      `SELECT was FROM group_past WHERE group_id = ? AND name = ? AND version > ? AND at > ?
       ORDER BY version LIMIT 1`,
      group,
      name,
      version,
      at,
    );
    return row && { was: roles.find((one) => one === row.was) };
  }

  /**
   * Who has become a member up to a moment, and when; nobody of whom that is not known of the last
   * time: what was said while they were out is not theirs.
   */
  newcomers(group: GroupId, until: number): { readonly name: string; readonly at: number }[] {
    return this.#db
      .all(
        `SELECT name, at FROM group_past AS came
         WHERE group_id = ?1 AND was IS NULL AND at BETWEEN 0 AND ?2 AND version = (
           SELECT max(version) FROM group_past
           WHERE group_id = ?1 AND name = came.name AND was IS NULL)`,
        group,
        until,
      )
      .map((row) => ({ name: String(row.name), at: Number(row.at) }));
  }

  forget(group: GroupId): void {
    this.#db.run('DELETE FROM group_past WHERE group_id = ?', group);
  }

  /** Forgets what is too old, and the oldest beyond so many of a group. */
  prune(group: GroupId, before: number, most: number): void {
    this.#db.run('DELETE FROM group_past WHERE group_id = ? AND at BETWEEN 0 AND ?', group, before);
    this.#db.run(
      `DELETE FROM group_past WHERE group_id = ?1 AND version <= (
         SELECT version FROM group_past WHERE group_id = ?1
         ORDER BY version DESC LIMIT 1 OFFSET ?2)`,
      group,
      most,
    );
  }
}
