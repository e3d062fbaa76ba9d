// Sessions with others' devices, each with its recorded life cycle, and the devices themselves.

import type { Database } from './database.ts';
import { bytesOf, wordOf } from './row.ts';

const states = [
  'created',
  'initializing',
  'active',
  'expired',
  'closed',
  'suspended',
  'cleaned',
] as const;

/**
 * created: opened from a bundle. initializing: we wrote, nothing came back yet. active: the other
 * side has proved that it holds the session too. expired: unused for too long. closed: reset
 * after an error. suspended: another identity key was seen, and a person has to decide. cleaned:
 * its record is deleted.
 */
export type SessionState = (typeof states)[number];

/** A session with a device, and where it stands. */
export interface SessionView {
  readonly account: string;
  readonly device: number;
  readonly state: SessionState;
  readonly changedAt: number;
  readonly usedAt: number;
}

export class SessionTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  record(account: string, device: number): Uint8Array<ArrayBuffer> | undefined {
    const sql = 'SELECT record FROM sessions WHERE account = ? AND device = ?';
    const row = this.#db.get(sql, account, device);
    return row && bytesOf(row.record);
  }

  state(account: string, device: number): SessionState | undefined {
    const sql = 'SELECT state FROM sessions WHERE account = ? AND device = ?';
    const row = this.#db.get(sql, account, device);
    return row && wordOf(states, row.state);
  }

  /** Writes the record and, where the state changed, one line of its life. */
  save(
    account: string,
    device: number,
    record: Uint8Array,
    life: { readonly state: SessionState; readonly reason: string; readonly now: number },
  ): void {
    const before = this.state(account, device);
    this.#db.run(
      `INSERT INTO sessions (account, device, record, state, changed_at, used_at)
       VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (account, device) 
       DO UPDATE SET record = excluded.record, used_at = excluded.used_at`,
      account,
      device,
      record,
      life.state,
      life.now,
      life.now,
    );
    if (before !== life.state) this.#note(account, device, life.state, life.reason, life.now);
  }

  /** Notes that nothing is sent through the sessions with an account. */
  suspendAll(account: string, reason: string, now: number): void {
    for (const { account: other, device, state } of this.all()) {
      if (other !== account || state === 'suspended') continue;
      this.#note(account, device, 'suspended', reason, now);
    }
  }

  remove(account: string, device: number, reason: string, now: number): void {
    const sql = 'DELETE FROM sessions WHERE account = ? AND device = ?';
    if (this.#db.run(sql, account, device) > 0) {
      this.#note(account, device, 'cleaned', reason, now);
    }
  }

  /** Ends all sessions with an account and leaves no state of them. */
  removeAll(account: string, reason: string, now: number): void {
    for (const one of this.all()) {
      if (one.account === account) this.remove(account, one.device, reason, now);
    }
  }

  all(): SessionView[] {
    return this.#db
      .all(
        'SELECT account, device, state, changed_at, used_at FROM sessions ORDER BY account, device',
      )
      .map((row) => ({
        account: String(row.account),
        device: Number(row.device),
        state: wordOf(states, row.state),
        changedAt: Number(row.changed_at),
        usedAt: Number(row.used_at),
      }));
  }

  /** The states a session has gone through, oldest first. */
  life(account: string, device: number): { state: SessionState; reason: string; at: number }[] {
    return this.#db
      .all(
        'SELECT state, reason, at FROM session_life WHERE account = ? AND device = ? ORDER BY id',
        account,
        device,
      )
      .map((row) => ({
        state: wordOf(states, row.state),
        reason: String(row.reason),
        at: Number(row.at),
      }));
  }

  devices(account: string): Map<number, number> {
    const rows = this.#db.all(
      'SELECT device, registration_id FROM devices WHERE account = ? ORDER BY device',
      account,
    );
    return new Map(rows.map((row) => [Number(row.device), Number(row.registration_id)]));
  }

  saveDevice(account: string, device: number, registrationId: number): void {
    this.#db.run(
      'INSERT OR REPLACE INTO devices (account, device, registration_id) VALUES (?, ?, ?)',
      account,
      device,
      registrationId,
    );
  }

  removeDevice(account: string, device: number): void {
    this.#db.run('DELETE FROM devices WHERE account = ? AND device = ?', account, device);
  }

  /** Forgets which devices an account has; the next send asks for them all. */
  removeDevices(account: string): void {
    this.#db.run('DELETE FROM devices WHERE account = ?', account);
  }

  /** Forgets lines of life older than the time. */
  prune(before: number): void {
    this.#db.run('DELETE FROM session_life WHERE at < ?', before);
  }

  #note(account: string, device: number, state: SessionState, reason: string, now: number): void {
    this.#db.run(
      'UPDATE sessions SET state = ?, changed_at = ? WHERE account = ? AND device = ?',
      state,
      now,
      account,
      device,
    );
    this.#db.run(
      'INSERT INTO session_life (account, device, state, reason, at) VALUES (?, ?, ?, ?, ?)',
      account,
      device,
      state,
      reason,
      now,
    );
  }
}
