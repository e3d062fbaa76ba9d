// What operators do is noted before it is done, in a log that cannot be altered unseen: each entry
// holds a keyed hash of the one before it and of itself, and the head says how many there are.

import type { ErrorCode } from '#protocol';

/** What is done; each is noted by this name. */
export type AuditAct =
  | 'account.show'
  | 'account.set'
  | 'account.sessions'
  | 'account.end-sessions'
  | 'account.limits'
  | 'account.reset-limits'
  | 'account.reports'
  | 'report.list'
  | 'invitation.make'
  | 'invitation.list'
  | 'invitation.revoke'
  | 'worker.drain'
  | 'backup.make'
  | 'backup.restore'
  | 'cluster.reload'
  | 'cluster.scale'
  | 'cluster.stop'
  | 'keys.rotate'
  | 'keys.rewrap'
  | 'audit.mend';

/** Who an operator says they are. */
export const operatorNameForm = /^[a-z0-9][a-z0-9._-]{0,31}$/;

/** Who did it, as far as the door knows. */
export interface AuditedBy {
  /** `machine`: a command with the data folder in reach, which asks no gateway. */
  readonly door: 'http' | 'console' | 'machine';
  /** Which operators' token. Shape: 8 hex digits, of a keyed hash; absent on the machine. */
  readonly token?: string;
  /** Who they say they are; nobody checks it. Shape: `operatorNameForm`. */
  readonly name?: string;
}

/** Numbers, and words of the source: nothing that somebody typed. */
export type AuditFacts = Readonly<Record<string, number | boolean | string>>;

/** An act, before it is done. */
export interface AuditedAct {
  readonly act: AuditAct;
  /** Under the account's own key, which ends with it. Shape: 32 hex digits. */
  readonly account?: string;
  readonly facts?: AuditFacts;
}

/** `failed`: we made a mistake, or a part was out of reach; it may have been done. */
export type AuditOutcome = 'done' | 'failed' | ErrorCode;

/** An act as it is shown. Times are the store's. */
export interface AuditLine extends AuditedAct {
  readonly seq: number;
  readonly atMs: number;
  readonly by: AuditedBy;
  /** Absent: it is under way, or its end was not noted. */
  readonly outcome?: AuditOutcome;
}

/** Which acts are asked for; the newest come first. */
export interface AuditQuery {
  readonly beforeSeq?: number;
  readonly account?: string;
  readonly limit: number;
}

export interface AuditPage {
  readonly lines: readonly AuditLine[];
  /** Asked for with this the next page comes; absent: there is none. */
  readonly nextBeforeSeq?: number;
}

/** Where the log ends: whoever keeps one elsewhere sees that nothing before it was taken away. */
export interface AuditHead {
  readonly seq: number;
  /** Shape: 32 bytes. */
  readonly hash: Uint8Array;
}

/**
 * `changed`: it is not what was written there. `missing`: it was taken away. `unsealed`: what the
 * head says was not said by us, or there is none. `beyond`: behind the head. `mended`: at some time
 * the log was found not whole, and went on from there. `witness`: it is not what was kept
 * elsewhere.
 */
export type AuditFaultKind = 'changed' | 'missing' | 'unsealed' | 'beyond' | 'mended' | 'witness';

/** What is wrong with the entries from one to another, both included. */
export interface AuditFault {
  readonly kind: AuditFaultKind;
  readonly fromSeq: number;
  readonly toSeq: number;
}

export interface AuditVerdict {
  readonly entries: number;
  readonly head: AuditHead | undefined;
  /** The first ones; empty: it is whole. */
  readonly faults: readonly AuditFault[];
}

export interface AuditLog {
  /**
   * Notes what is about to be done. Resolves with its number when that is on disk. Throws
   * Unreachable: then it must not be done.
   */
  begin(by: AuditedBy, act: AuditedAct): Promise<number>;
  /** Notes how it ended. Never throws: the act is done. */
  end(begun: number, outcome: AuditOutcome): Promise<void>;
  lines(query: AuditQuery): Promise<AuditPage>;
  /** Reads all of it. `witness`: a head that was kept elsewhere. */
  verify(witness?: AuditHead): Promise<AuditVerdict>;
}

/** An entry as it is stored. */
export interface AuditRow {
  /** From 1 on, without gaps. */
  readonly seq: number;
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
}

/** The head as it is stored. */
export interface SealedAuditHead extends AuditHead {
  readonly mac: Uint8Array;
}

/** Keeps entries, and decides nothing. */
export interface AuditStore {
  head(): Promise<SealedAuditHead | undefined>;
  /** The entry of the highest number. */
  last(): Promise<AuditRow | undefined>;
  /**
   * Puts entries at the end and the head of the last in the place of the one that was seen, all or
   * none. False: another came first.
   */
  append(
    expected: SealedAuditHead | undefined,
    rows: readonly AuditRow[],
    head: SealedAuditHead,
  ): Promise<boolean>;
  /** In order, from a number on. */
  from(seq: number, limit: number): Promise<readonly AuditRow[]>;
  /** The newest first, below a number. */
  below(seq: number, limit: number): Promise<readonly AuditRow[]>;
}
