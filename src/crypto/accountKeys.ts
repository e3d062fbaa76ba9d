// The keys of accounts in backups. What a backup has of an account is sealed under a key of that
// account alone, which is in no backup but in a file beside them: whoever takes an account's line
// out of that file has every backup forget the account, those made before as well.
//
//   account <mark> <slot> <backup key> <sealed>   a line an account
//   backup <name>                                 a line a backup: the lines of all whom it has are
//                                                 there, or were taken out
//
// mark: a keyed hash of the account, as the log of deletions has it, hex; slot: what the account is
// called in backups, random, hex; sealed: its key under that backup key, base64url.

import { randomBytes } from 'node:crypto';
import type { BackupKey } from './backupKeys.ts';
import { BackupKeyError } from './backupKeys.ts';
import { openBytes, sealBytes } from './keySeal.ts';

/** Under what an account's rows are sealed in backups. */
export interface AccountKey {
  /** What the account is called there. Shape: 32 hex digits, random. */
  readonly slot: string;
  /** Shape: 32 bytes. */
  readonly key: Uint8Array;
}

interface Kept {
  readonly slot: string;
  readonly line: string;
  opened?: AccountKey;
}

export const slotBytes = 16;
const accountForm = /^account ([0-9a-f]{64}) ([0-9a-f]{32}) ([0-9a-f]{16}) ([\w-]+)$/;
const backupForm = /^backup ([0-9a-f]{32})$/;

/** A name for a backup. Shape: 32 hex digits. */
export function newBackupName(): string {
  return randomBytes(16).toString('hex');
}

/** The lines that stay once the accounts of these marks are forgotten. */
export function withoutMarks(lines: readonly string[], marks: ReadonlySet<string>): string[] {
  return lines.filter((line) => !marks.has(accountForm.exec(line)?.[1] ?? ''));
}

/** Whether a line is a backup's name. */
export function isBackupLine(line: string): boolean {
  return backupForm.test(line);
}

/** Whether all accounts of a backup are among the lines, but those that were taken out. */
export function coversBackup(lines: readonly string[], name: string): boolean {
  return lines.includes(`backup ${name}`);
}

/** Keys as lines have them, and those that are made meanwhile. Throws BackupKeyError. */
export class AccountKeys {
  readonly #backupKeys: ReadonlyMap<string, BackupKey>;
  readonly #newest: BackupKey;
  readonly #byMark = new Map<string, Kept>();
  readonly #bySlot = new Map<string, Kept>();
  readonly #fresh: string[] = [];

  /** The newest backup key seals what is made. */
  constructor(lines: readonly string[], backupKeys: readonly BackupKey[]) {
    const [newest] = backupKeys;
    if (!newest) throw new TypeError('there is no backup key');
    this.#newest = newest;
    this.#backupKeys = new Map(backupKeys.map((one) => [one.id, one]));
    for (const line of lines) {
      const [, mark, slot] = accountForm.exec(line) ?? [];
      if (mark !== undefined && slot !== undefined) this.#keep(mark, { slot, line });
      else if (!isBackupLine(line)) throw damaged();
    }
  }

  /** The key of an account, made where it has none. */
  of(mark: string): AccountKey {
    const kept = this.#byMark.get(mark);
    if (kept) return this.#open(kept);
    const slot = randomBytes(slotBytes).toString('hex');
    const key = new Uint8Array(randomBytes(32));
    const { id, key: under } = this.#newest;
    const sealed = Buffer.from(sealBytes(under, key, contextOf(slot))).toString('base64url');
    const line = `account ${mark} ${slot} ${id} ${sealed}`;
    this.#keep(mark, { slot, line, opened: { slot, key } });
    this.#fresh.push(line);
    return { slot, key };
  }

  /** The key of whom a backup calls so; undefined: forgotten. */
  at(slot: string): Uint8Array | undefined {
    const kept = this.#bySlot.get(slot);
    return kept && this.#open(kept).key;
  }

  /** Lines of keys that were made here. */
  fresh(): readonly string[] {
    return this.#fresh;
  }

  #keep(mark: string, kept: Kept): void {
    this.#byMark.set(mark, kept);
    this.#bySlot.set(kept.slot, kept);
  }

  #open(kept: Kept): AccountKey {
    if (kept.opened) return kept.opened;
    const [, , slot = '', id = '', sealed = ''] = accountForm.exec(kept.line) ?? [];
    const under = this.#backupKeys.get(id);
    if (!under) throw new BackupKeyError(`The account keys need the backup key ${id}.`);
    const key = openBytes(under.key, Buffer.from(sealed, 'base64url'), contextOf(slot));
    if (!key) throw damaged();
    kept.opened = { slot, key };
    return kept.opened;
  }
}

/** Seals what a backup has of an account. */
export function sealForAccount({ slot, key }: AccountKey, plain: Uint8Array): Uint8Array {
  return sealBytes(key, plain, rowsContextOf(slot));
}

/** Undefined for what was changed or is another's. */
export function openForAccount({ slot, key }: AccountKey, sealed: Uint8Array) {
  return openBytes(key, sealed, rowsContextOf(slot));
}

const contextOf = (slot: string) => Buffer.from(`aldis account key 1 ${slot}`);
const rowsContextOf = (slot: string) => Buffer.from(`aldis rows of an account 1 ${slot}`);

const damaged = () =>
  new BackupKeyError('The account keys beside the backups are damaged; put your copy back.');
