// What operators do with backups, in the log of their acts. A backup that cannot be noted is not
// made. A restore is noted twice over: in the store that is there, and, as that is moved aside, in
// the one that takes its place, which goes on with all that the former log had: a backup takes
// back no act.

import type { AuditChain } from '#crypto';
import { SecretsError } from '#crypto';
import { StoreError } from '#persistence';
import type { AuditedAct, AuditRow, AuditStore, SealedAuditHead } from '#ports';
import { Unreachable } from '#ports';
import type { Config } from '#runtime';
import type { OpenedLog } from '../noting.ts';
import { byMachine, hasStore, noted, withLog } from '../noting.ts';

const rowsPerLook = 500;

/** A log as it was left by a store that is moved aside. */
export interface FormerLog {
  readonly head: SealedAuditHead;
  readonly rows: readonly AuditRow[];
  /** The restore, which has not ended. */
  readonly begun: number;
}

/** Makes a backup once it is noted. Throws StartError where it cannot be. */
export function notedBackup<T>(
  config: Config,
  facts: { readonly newKey: boolean },
  work: () => Promise<T>,
): Promise<T> {
  return noted(config, { act: 'backup.make', facts }, 'The backup', work);
}

/**
 * Notes a restore in the store that is there, and reads its log. Undefined: there is none that can
 * be read, which may be why somebody restores.
 */
export async function noteRestoreBegun(
  config: Config,
  madeAtMs: number,
): Promise<FormerLog | undefined> {
  // One of the operator's own has to be empty, and stay so until it is filled.
  if (config.MONGODB_URL !== undefined || !hasStore(config)) return undefined;
  try {
    return await withLog(config, async ({ audit, store }) => {
      const begun = await audit.begin(byMachine(), restoring({ madeAtMs }));
      const rows: AuditRow[] = [];
      for (;;) {
        const page = await store.from((rows.at(-1)?.seq ?? 0) + 1, rowsPerLook);
        rows.push(...page);
        if (page.length < rowsPerLook) break;
      }
      const head = await store.head();
      return head && { head, rows, begun };
    });
  } catch (error) {
    const isGone = [Unreachable, StoreError, SecretsError].some((one) => error instanceof one);
    if (isGone) return undefined;
    throw error;
  }
}

/** Goes on with the former log in the restored store; without one it notes the restore there. */
export async function goOnWithLog(
  { audit, store }: OpenedLog,
  chain: AuditChain,
  former: FormerLog | undefined,
  madeAtMs: number,
): Promise<void> {
  const isCarried = former !== undefined && (await carry(store, chain, former));
  const begun = isCarried
    ? former.begun
    : await audit.begin(byMachine(), restoring({ madeAtMs, formerLog: false }));
  await audit.end(begun, 'done');
}

const restoring = (facts: NonNullable<AuditedAct['facts']>): AuditedAct => ({
  ...{ act: 'backup.restore', facts },
});

/** False: the restored log is not the beginning of that one. Rows are taken over as they are. */
async function carry(store: AuditStore, chain: AuditChain, former: FormerLog): Promise<boolean> {
  const { head, rows } = former;
  if (!chain.areEqual(head.mac, chain.mac(head.seq, head.hash))) return false;
  const last = await store.last();
  const same = rows.find(({ seq }) => seq === last?.seq);
  if (last && !(same && chain.areEqual(same.hash, last.hash))) return false;
  let seen = await store.head();
  const added = rows.filter(({ seq }) => seq > (last?.seq ?? 0));
  for (let at = 0; at < added.length; at += rowsPerLook) {
    const batch = added.slice(at, at + rowsPerLook);
    const end = batch.at(-1);
    if (!end) break;
    const { seq, hash } = end;
    const next = { seq, hash, mac: chain.mac(seq, hash) };
    if (!(await store.append(seen, batch, next))) throw new Error('somebody else writes the log');
    seen = next;
  }
  return true;
}
