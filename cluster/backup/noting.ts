// What operators do with backups, in the log of their acts. A backup that cannot be noted is not
// made. A restore is noted twice over: in the store that is there, and, as that is moved aside, in
// the one that takes its place, which goes on with all that the former log had: a backup takes
// back no act.

import { existsSync } from 'node:fs';
import type { AuditChain } from '#crypto';
import { createAuditChain, createSealer, openRootKeys, readSecrets, SecretsError } from '#crypto';
import { lmdbFiles, openAuditLog, openDurableStores, StoreError } from '#persistence';
import type { AuditedAct, AuditedBy, AuditLog, AuditRow, AuditStore } from '#ports';
import type { SealedAuditHead } from '#ports';
import { Unreachable } from '#ports';
import type { Config } from '#runtime';
import { silentLog, systemClock } from '#runtime';
import { StartError } from '../checks.ts';
import { whoIsHere } from '../whoIsHere.ts';

const rowsPerLook = 500;

/** A log as it was left by a store that is moved aside. */
export interface FormerLog {
  readonly head: SealedAuditHead;
  readonly rows: readonly AuditRow[];
  /** The restore, which has not ended. */
  readonly begun: number;
}

interface Opened {
  readonly audit: AuditLog;
  readonly store: AuditStore;
}

/** Who has the data folder in reach. Their clock is that of the private Redis, which is here. */
function byMachine(): AuditedBy {
  const name = whoIsHere();
  return { door: 'machine', ...(name === undefined ? {} : { name }) };
}

/** Makes a backup once it is noted. Throws StartError where it cannot be. */
export async function notedBackup<T>(
  config: Config,
  facts: { readonly newKey: boolean },
  work: () => Promise<T>,
): Promise<T> {
  // Where there is no store there is nothing to back up, and the work says so.
  if (!hasStore(config)) return work();
  let begun: number;
  try {
    begun = await withLog(config, ({ audit }) =>
      audit.begin(byMachine(), { act: 'backup.make', facts }),
    );
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    throw new StartError('The backup cannot be noted in the log of operators, and was not made.');
  }
  let outcome: 'done' | 'failed' = 'failed';
  try {
    const made = await work();
    outcome = 'done';
    return made;
  } finally {
    await withLog(config, ({ audit }) => audit.end(begun, outcome));
  }
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
  { audit, store }: Opened,
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
  for (const row of rows) {
    if (row.seq <= (last?.seq ?? 0)) continue;
    const { seq, hash } = row;
    const next = { seq, hash, mac: chain.mac(seq, hash) };
    if (!(await store.append(seen, row, next))) throw new Error('somebody else writes the log');
    seen = next;
  }
  return true;
}

function hasStore({ MONGODB_URL, dataDir, secretsFile }: Config): boolean {
  const isThere = MONGODB_URL !== undefined || existsSync(lmdbFiles(dataDir).file);
  return isThere && existsSync(secretsFile);
}

async function withLog<T>(config: Config, work: (opened: Opened) => Promise<T>): Promise<T> {
  const root = openRootKeys(config);
  const reread = () => readSecrets(config.secretsFile, root);
  const secrets = reread();
  const parts = { sealer: createSealer(secrets, reread), clock: systemClock, log: silentLog };
  const stores = await openDurableStores({
    ...(config.MONGODB_URL === undefined ? {} : { mongodbUrl: config.MONGODB_URL }),
    ...{ dataDir: config.dataDir, ...parts },
  });
  try {
    const store = stores.audit;
    const audit = openAuditLog({ store, chain: createAuditChain(secrets), ...parts });
    return await work({ audit, store });
  } finally {
    await stores.close();
  }
}
