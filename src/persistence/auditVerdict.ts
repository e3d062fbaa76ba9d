// Reads the operators' log from its first entry to its last, and says what is not as it was
// written.

import { setImmediate as turn } from 'node:timers/promises';
import type { AuditChain } from '#crypto';
import type {
  AuditFault,
  AuditFaultKind,
  AuditHead,
  AuditRow,
  AuditStore,
  AuditVerdict,
} from '#ports';
import type { AuditEntries } from './auditEntries.ts';

const rowsPerLook = 500;
/** More are no news. */
const faultsMax = 100;

/** Verifies all of it; what is appended meanwhile is part of it, or not. */
export async function verifyAudit(
  store: AuditStore,
  chain: AuditChain,
  entries: AuditEntries,
  witness: AuditHead | undefined,
): Promise<AuditVerdict> {
  const reading = new Reading(chain, entries, witness);
  await reading.readAll(store);
  // Read behind the entries, it counts all of them; those it counts besides came meanwhile.
  const head = await store.head();
  if (head && head.seq > reading.seq) await reading.readAll(store, head.seq);
  const isSealed = head && chain.areEqual(head.mac, chain.mac(head.seq, head.hash));
  const { seq } = reading;
  if (!head) {
    if (seq > 0) reading.found('unsealed', 1, seq);
  } else if (!isSealed) reading.found('unsealed', head.seq, head.seq);
  else {
    if (head.seq > seq) reading.found('missing', seq + 1, head.seq);
    if (seq > head.seq) reading.found('beyond', head.seq + 1, seq);
    const isLast = seq === head.seq && seq > 0;
    if (isLast && !chain.areEqual(reading.hash, head.hash)) reading.found('changed', seq, seq);
  }
  if (witness && witness.seq > seq) reading.found('witness', seq + 1, witness.seq);
  const shown = isSealed ? { seq: head.seq, hash: head.hash } : undefined;
  return { entries: reading.entries, head: shown, faults: reading.faults };
}

class Reading {
  readonly #chain: AuditChain;
  readonly #entries: AuditEntries;
  readonly #witness: AuditHead | undefined;
  readonly faults: AuditFault[] = [];
  entries = 0;
  /** Of the last entry that was read. */
  seq = 0;
  hash: Uint8Array;

  constructor(chain: AuditChain, entries: AuditEntries, witness: AuditHead | undefined) {
    this.#chain = chain;
    this.#entries = entries;
    this.#witness = witness;
    this.hash = chain.origin;
  }

  found(kind: AuditFaultKind, fromSeq: number, toSeq: number): void {
    const last = this.faults.at(-1);
    if (last?.kind === kind && last.toSeq + 1 === fromSeq) {
      this.faults[this.faults.length - 1] = { ...last, toSeq };
    } else if (this.faults.length < faultsMax) this.faults.push({ kind, fromSeq, toSeq });
  }

  /** From behind what was read, up to a number where one is given. */
  async readAll(store: AuditStore, toSeq = Number.MAX_SAFE_INTEGER): Promise<void> {
    for (;;) {
      const rows = await store.from(this.seq + 1, rowsPerLook);
      for (const row of rows) if (row.seq <= toSeq) this.#read(row);
      if (rows.length < rowsPerLook || this.seq >= toSeq) return;
      // Others have their turn.
      await turn();
    }
  }

  #read(row: AuditRow): void {
    const { seq, bytes, hash } = row;
    const isNext = seq === this.seq + 1;
    const entry = this.#entries.open(row);
    const mends = entry !== undefined && 'act' in entry && entry.act === 'audit.mend';
    if (!isNext) this.found('missing', this.seq + 1, seq - 1);
    // Behind a gap nobody can say what it was bound to; behind one that was mended it is known.
    const isBound = isNext || mends;
    const is = () => this.#chain.areEqual(hash, this.#chain.hash(this.hash, seq, bytes));
    if (!entry || (isBound && !is())) this.found('changed', seq, seq);
    else if (mends) this.found('mended', seq, seq);
    const { seq: keptSeq, hash: kept } = this.#witness ?? {};
    if (kept && keptSeq === seq && !startsWith(hash, kept)) this.found('witness', seq, seq);
    this.entries += 1;
    this.seq = seq;
    this.hash = hash;
  }
}

/** What was kept may be the beginning of a hash, as the log of a process has it. */
function startsWith(hash: Uint8Array, kept: Uint8Array): boolean {
  return Buffer.from(hash.subarray(0, kept.length)).equals(kept);
}
