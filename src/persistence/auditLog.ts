// The operators' log over its store. Workers race for its end: each binds its entry to the head it
// saw, and the store takes it only while that is the head. What is found not whole on the way is
// not built upon in silence: an entry that says so comes first, and `verify` shows it for ever.

import { setImmediate as turn } from 'node:timers/promises';
import type { AuditChain, Sealer } from '#crypto';
import type {
  AuditedAct,
  AuditedBy,
  AuditHead,
  AuditLog,
  AuditOutcome,
  AuditPage,
  AuditQuery,
  AuditRow,
  AuditStore,
  AuditVerdict,
  SealedAuditHead,
} from '#ports';
import { Unreachable } from '#ports';
import type { Clock, Log } from '#runtime';
import { logConstant, logDefect } from '#runtime';
import type { AuditEntry } from './auditEntries.ts';
import { AuditEntries } from './auditEntries.ts';
import { verifyAudit } from './auditVerdict.ts';

/** So many others may come first; then something else is wrong. */
const appendTriesMax = 64;
const pauseMsMax = 20;
/** Entries of one look, and of all looks for one page: of one account there may be few. */
const rowsPerLook = 200;
const rowsPerPageMax = 20_000;
/** Of a head in the log of the process: enough to know it again. */
const shownHashLength = 16;

export interface AuditLogParts {
  readonly store: AuditStore;
  readonly chain: AuditChain;
  readonly sealer: Sealer | undefined;
  /** The store's clock. */
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly log: Log;
}

/** Opens the log of a cluster. */
export function openAuditLog(parts: AuditLogParts): AuditLog {
  return new ChainedAuditLog(parts);
}

class ChainedAuditLog implements AuditLog {
  readonly #parts: AuditLogParts;
  readonly #entries: AuditEntries;
  /** One after the other within a process: only others are raced with. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: AuditLogParts) {
    this.#parts = parts;
    this.#entries = new AuditEntries(parts.sealer);
  }

  async begin(by: AuditedBy, act: AuditedAct) {
    const { seq, hash } = await this.#note({ atMs: this.#parts.clock.now(), by, ...act });
    // Whoever keeps the process's log elsewhere can tell by it that nothing was taken away.
    this.#parts.log.info('audit.noted', {
      act: logConstant(act.act),
      seq,
      head: logConstant(Buffer.from(hash).toString('hex').slice(0, shownHashLength)),
    });
    return seq;
  }

  async end(of: number, outcome: AuditOutcome) {
    const { clock, log } = this.#parts;
    try {
      await this.#note({ atMs: clock.now(), of, outcome });
    } catch (error) {
      log.warn('audit.end-lost', { seq: of, ...logDefect(error) });
    }
  }

  async lines({ beforeSeq, account, limit }: AuditQuery): Promise<AuditPage> {
    const lines: AuditPage['lines'][number][] = [];
    const ends = new Map<number, AuditOutcome>();
    let before = beforeSeq ?? Number.MAX_SAFE_INTEGER;
    // What ended an act may stand behind the page.
    if (beforeSeq !== undefined) {
      this.#entries.linesOf([...(await this.#parts.store.from(beforeSeq, rowsPerLook))], ends);
    }
    for (let read = 0; read < rowsPerPageMax; ) {
      const rows = await this.#parts.store.below(before, rowsPerLook);
      for (const line of this.#entries.linesOf(rows, ends)) {
        if (account === undefined || line.account === account) lines.push(line);
        if (lines.length === limit) return { lines, nextBeforeSeq: line.seq };
      }
      const lowest = rows.at(-1)?.seq;
      if (lowest === undefined) return { lines };
      before = lowest;
      read += rows.length;
      // Others have their turn.
      await turn();
    }
    return { lines, nextBeforeSeq: before };
  }

  verify(witness?: AuditHead): Promise<AuditVerdict> {
    return verifyAudit(this.#parts.store, this.#parts.chain, this.#entries, witness);
  }

  #note(entry: AuditEntry): Promise<AuditHead> {
    const noted = this.#last.catch(() => undefined).then(() => this.#append(entry));
    this.#last = noted;
    return noted;
  }

  async #append(entry: AuditEntry): Promise<AuditHead> {
    const { store, clock } = this.#parts;
    for (let tries = 1; tries <= appendTriesMax; tries++) {
      const head = await store.head();
      const last = await store.last();
      const isWhole = this.#isWhole(head, last);
      // A head that is not ours could name any number.
      const counted = head && this.#isOurs(head) ? head.seq : 0;
      const seq = Math.max(counted, last?.seq ?? 0);
      const behind = { seq, hash: last?.hash ?? this.#parts.chain.origin };
      const added = await this.#add(head, behind, isWhole ? entry : this.#mending());
      if (added && isWhole) return added;
      if (added) this.#parts.log.warn('audit.broken', { seq: added.seq });
      else await pause(clock, Math.random() * pauseMsMax);
    }
    throw new Unreachable('others were always first at the log of operators');
  }

  async #add(seen: SealedAuditHead | undefined, behind: AuditHead, entry: AuditEntry) {
    const { store, chain } = this.#parts;
    const seq = behind.seq + 1;
    const bytes = this.#entries.seal(seq, entry);
    const hash = chain.hash(behind.hash, seq, bytes);
    const head = { seq, hash, mac: chain.mac(seq, hash) };
    return (await store.append(seen, [{ seq, bytes, hash }], head)) ? head : undefined;
  }

  /** As far as its end tells. The head was read first: the store compares it. */
  #isWhole(head: SealedAuditHead | undefined, last: AuditRow | undefined): boolean {
    if (!head || !last) return head === last;
    const isItsEnd = head.seq === last.seq && this.#parts.chain.areEqual(head.hash, last.hash);
    return isItsEnd && this.#isOurs(head);
  }

  #isOurs({ seq, hash, mac }: SealedAuditHead): boolean {
    return this.#parts.chain.areEqual(mac, this.#parts.chain.mac(seq, hash));
  }

  #mending(): AuditEntry {
    return { atMs: this.#parts.clock.now(), by: { door: 'machine' }, act: 'audit.mend' };
  }
}

function pause(clock: Pick<Clock, 'after'>, ms: number): Promise<void> {
  return new Promise((resolve) => void clock.after(ms, resolve));
}
