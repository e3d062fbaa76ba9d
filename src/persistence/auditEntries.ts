// What an entry of the operators' log says, and how it is stored: sealed, so that the store alone
// tells nothing of what operators do.

import type { Sealer } from '#crypto';
import type { AuditedAct, AuditedBy, AuditLine, AuditOutcome, AuditRow } from '#ports';
import { SealedDocuments } from './documents.ts';
import { StoreError } from './storeError.ts';

export const auditCollection = 'audit';

/** An act before it is done, or how one ended. */
export type AuditEntry =
  | (AuditedAct & { readonly atMs: number; readonly by: AuditedBy })
  | { readonly atMs: number; readonly of: number; readonly outcome: AuditOutcome };

/** What is no number of an entry counts none. */
export function headSeq(seq: number): number {
  return Number.isSafeInteger(seq) && seq > 0 ? seq : 0;
}

export class AuditEntries {
  readonly #documents: SealedDocuments<AuditEntry>;

  constructor(sealer: Sealer | undefined) {
    this.#documents = new SealedDocuments(sealer, auditCollection);
  }

  seal(seq: number, entry: AuditEntry): Uint8Array {
    return this.#documents.seal(String(seq), entry);
  }

  /** Undefined for what nobody can read: `verify` tells of it. */
  open({ seq, bytes }: AuditRow): AuditEntry | undefined {
    try {
      return this.#documents.open(String(seq), bytes);
    } catch (error) {
      if (error instanceof StoreError) return undefined;
      throw error;
    }
  }

  /** The acts of some entries, each with its end where that is among them or was known before. */
  linesOf(rows: readonly AuditRow[], ends: Map<number, AuditOutcome>): AuditLine[] {
    const lines: AuditLine[] = [];
    for (const row of rows) {
      const entry = this.open(row);
      if (!entry) continue;
      if ('of' in entry) ends.set(entry.of, entry.outcome);
      else {
        const outcome = ends.get(row.seq);
        lines.push({ seq: row.seq, ...entry, ...(outcome === undefined ? {} : { outcome }) });
      }
    }
    return lines;
  }
}
