// The operators' log in ordered tables.
//
//   audit      number   hash (32 bytes) ‖ the entry
//   auditHead  'head'   number (u64be) ‖ hash (32 bytes) ‖ mac

import type { AuditRow, AuditStore, SealedAuditHead } from '#ports';
import { headSeq } from '../auditEntries.ts';
import type { Table, Tables } from './table.ts';

const headKey = 'head';
/** In front of each entry. */
export const auditHashBytes = 32;
const seqBytes = 8;
const seqEnd = Number.MAX_SAFE_INTEGER;

export class TableAuditStore implements AuditStore {
  readonly #tables: Tables;
  readonly #rows: Table;
  readonly #head: Table;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#rows = tables.table('audit');
    this.#head = tables.table('auditHead');
  }

  async head() {
    return this.#tables.read(() => this.#headNow());
  }

  async last() {
    return this.#tables.read(() => {
      const seq = this.#headNow()?.seq ?? 0;
      const behind = this.#keys(seq + 1, seqEnd, 1).length > 0;
      const found = behind ? undefined : this.#row(seq);
      return found ?? this.#below(seqEnd, 1)[0];
    });
  }

  async append(
    expected: SealedAuditHead | undefined,
    rows: readonly AuditRow[],
    head: SealedAuditHead,
  ) {
    return this.#tables.write(() => {
      const isTaken = rows.some(({ seq }) => this.#rows.doesExist(seq));
      if (!isSame(this.#headNow(), expected) || isTaken) return false;
      for (const row of rows) this.#rows.put(row.seq, Buffer.concat([row.hash, row.bytes]));
      const seq = Buffer.alloc(seqBytes);
      seq.writeBigUInt64BE(BigInt(head.seq));
      this.#head.put(headKey, Buffer.concat([seq, head.hash, head.mac]));
      return true;
    });
  }

  async from(seq: number, limit: number) {
    return this.#tables.read(() => this.#rowsOf(this.#keys(seq, seqEnd, limit)));
  }

  async below(seq: number, limit: number) {
    return this.#tables.read(() => this.#below(seq, limit));
  }

  /** Tables are read forwards: further and further back, until there are enough. */
  #below(seq: number, limit: number): AuditRow[] {
    // From the last that is there, which stands at the head, or behind a head that was altered.
    const head = this.#headNow()?.seq ?? 0;
    const last = this.#keys(head + 1, seqEnd).at(-1) ?? head;
    const end = Math.min(seq, last + 1);
    for (let span = limit; ; span *= 2) {
      const keys = this.#keys(Math.max(1, end - span), end);
      if (keys.length < limit && span < end) continue;
      return this.#rowsOf(keys.slice(-limit).reverse());
    }
  }

  #keys(start: number, end: number, limit?: number): number[] {
    const range = { start, end, ...(limit === undefined ? {} : { limit }) };
    return [...this.#rows.getKeys(range)].map(Number);
  }

  #rowsOf(keys: readonly number[]): AuditRow[] {
    return keys.flatMap((key) => this.#row(key) ?? []);
  }

  #row(seq: number): AuditRow | undefined {
    const stored = this.#rows.get(seq);
    if (!stored) return undefined;
    // The store's own memory is used again.
    const copy = Uint8Array.from(stored);
    return { seq, hash: copy.slice(0, auditHashBytes), bytes: copy.slice(auditHashBytes) };
  }

  /** What is no head has a number that no entry has, and says nothing. */
  #headNow(): SealedAuditHead | undefined {
    const stored = this.#head.get(headKey);
    if (!stored) return undefined;
    const bytes = Buffer.from(stored);
    const seq = bytes.length < seqBytes ? 0 : headSeq(Number(bytes.readBigUInt64BE()));
    const hash = new Uint8Array(bytes.subarray(seqBytes, seqBytes + auditHashBytes));
    return { seq, hash, mac: new Uint8Array(bytes.subarray(seqBytes + auditHashBytes)) };
  }
}

function isSame(one: SealedAuditHead | undefined, other: SealedAuditHead | undefined): boolean {
  if (!one || !other) return one === other;
  return one.seq === other.seq && Buffer.from(one.mac).equals(other.mac);
}
