// What operators do beside the gateway, with the data folder in reach, in the log of their acts:
// noted before it is done, and afterwards how it ended.

import { existsSync } from 'node:fs';
import { createAuditChain, createSealer, openRootKeys, readSecrets } from '#crypto';
import { lmdbFiles, openAuditLog, openDurableStores, StoreError } from '#persistence';
import type { AuditedAct, AuditedBy, AuditLog, AuditStore } from '#ports';
import { Unreachable } from '#ports';
import type { Config } from '#runtime';
import { silentLog, systemClock } from '#runtime';
import { StartError } from './checks.ts';
import { whoIsHere } from './whoIsHere.ts';

export interface OpenedLog {
  readonly audit: AuditLog;
  readonly store: AuditStore;
}

/** Who has the data folder in reach. Their clock is that of the private Redis, which is here. */
export function byMachine(): AuditedBy {
  const name = whoIsHere();
  return { door: 'machine', ...(name === undefined ? {} : { name }) };
}

/** Whether there is a store in which something can be noted. */
export function hasStore({ MONGODB_URL, dataDir, secretsFile }: Config): boolean {
  const isThere = MONGODB_URL !== undefined || existsSync(lmdbFiles(dataDir).file);
  return isThere && existsSync(secretsFile);
}

/**
 * Does something once it is noted; where there is no store there is nobody to whom it is done.
 * `what` begins the sentence of the StartError that says that it could not be noted.
 */
export async function noted<T>(
  config: Config,
  act: AuditedAct,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  if (!hasStore(config)) return work();
  let begun: number;
  try {
    begun = await beginning(config, act);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    throw new StartError(`${what} cannot be noted in the log of operators, and was not done.`);
  }
  return ending(config, begun, work);
}

/** The same of what must not wait for a store: it is done all the same, and `unnoted` hears so. */
export async function notedIfPossible<T>(
  config: Config,
  act: AuditedAct,
  unnoted: () => void,
  work: () => Promise<T>,
): Promise<T> {
  if (!hasStore(config)) return work();
  let begun: number;
  try {
    begun = await beginning(config, act);
  } catch (error) {
    if (!(error instanceof Unreachable || error instanceof StoreError)) throw error;
    unnoted();
    return work();
  }
  return ending(config, begun, work);
}

const beginning = (config: Config, act: AuditedAct): Promise<number> =>
  withLog(config, ({ audit }) => audit.begin(byMachine(), act));

async function ending<T>(config: Config, begun: number, work: () => Promise<T>): Promise<T> {
  let outcome: 'done' | 'failed' = 'failed';
  try {
    const made = await work();
    outcome = 'done';
    return made;
  } finally {
    // The act is done: a store that has gone meanwhile changes nothing of that.
    await withLog(config, ({ audit }) => audit.end(begun, outcome)).catch(orGone);
  }
}

function orGone(error: unknown): void {
  if (!(error instanceof Unreachable || error instanceof StoreError)) throw error;
}

/** Opens the log for as long as the work takes. Throws StoreError, SecretsError, Unreachable. */
export async function withLog<T>(
  config: Config,
  work: (opened: OpenedLog) => Promise<T>,
): Promise<T> {
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
