// What makes restored data fit to go on from: a new epoch. One-time keys of before are void,
// accounts that were deleted since are buried again, and no worker of before holds anything.

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { clearAccount } from '#actors';
import {
  accountKeysTagOf,
  createAuditChain,
  createSealer,
  createUploadTokens,
  openRootKeys,
  readSecrets,
  secretsMark,
} from '#crypto';
import type { DurableStores } from '#persistence';
import {
  claimRedis,
  createEnvelopeQueue,
  dropAvatarsOfOthers,
  holdAvatars,
  livesInQueues,
  marksIn,
  noteDeletion,
  noteRestore,
  openAuditLog,
  openBlobFolder,
  openDurableStores,
} from '#persistence';
import type { EnvelopeQueue } from '#ports';
import type { AccountId, FencingToken } from '#protocol';
import { setShardCount } from '#protocol';
import { agreeOnShards, beginEpoch } from '#routing';
import type { Clock, Config, Log, RedisClient } from '#runtime';
import { forgetAccountKeys, leaveForeign } from './accountKeys.ts';
import { openKeysFolder } from './keysFolder.ts';
import type { FormerLog } from './noting.ts';
import { goOnWithLog } from './noting.ts';
import { tombstonesCopy } from './take.ts';

const accountsPerPage = 500;
/** No owner writes any more: the cluster is stopped. */
const lastFence = Number.MAX_SAFE_INTEGER as FencingToken;

export interface RenewOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  /** Of the restored data, which nobody else uses. */
  readonly redis: RedisClient;
  /** Where the backup was: those deleted since are named beside it. */
  readonly file: string;
  readonly madeAtMs: number;
  /** Of the store that was there, where one could be read. */
  readonly former: FormerLog | undefined;
  /** How many of its accounts no key opens. */
  readonly forgotten: number;
}

export interface Renewed {
  readonly epoch: number;
  readonly accounts: number;
  /** Deleted after the backup, and gone again. */
  readonly buried: number;
}

/** Renews what was put in place. Throws StoreError or Unreachable. */
export async function renew(options: RenewOptions): Promise<Renewed> {
  const { config, clock, log, redis } = options;
  const root = openRootKeys(config);
  const reread = () => readSecrets(config.secretsFile, root);
  const secrets = reread();
  await claimRedis(redis, secretsMark(secrets));
  await beginEpoch(redis);
  setShardCount(await agreeOnShards(redis, config.ALDIS_SHARDS));
  const sealer = createSealer(secrets, reread);
  const stores = await openDurableStores({
    ...(config.MONGODB_URL ? { mongodbUrl: config.MONGODB_URL } : {}),
    ...{ dataDir: config.dataDir, sealer, clock, log },
    // No cluster runs beside a restore.
    mayConvert: () => Promise.resolve(true),
  });
  try {
    await stores.upkeep.voidPreKeys();
    const { queue } = createEnvelopeQueue({ redis, archive: stores.archive, clock, log });
    const blobs = openBlobFolder({ folder: config.blobsDir, freeBytesMin: 0 });
    const tokens = createUploadTokens(secrets);
    const avatars = holdAvatars(blobs, (owner) => tokens.ownerOf(owner));
    const marks = await marksOf(stores, options.file);
    const owners = new Set<string>();
    let [accounts, buried] = [0, 0];
    for await (const id of accountsOf(stores)) {
      accounts += 1;
      if (!marks.has(stores.tombstones.markOf(id))) {
        owners.add(tokens.ownerOf(id));
        continue;
      }
      const account = await stores.accounts.claim(id, lastFence);
      if (typeof account === 'string') continue;
      await clearAccount({ ...stores, queue, avatars }, account);
      await stores.accounts.remove(id, lastFence);
      buried += 1;
    }
    const isGone = (id: AccountId) =>
      options.forgotten > 0 || marks.has(stores.tombstones.markOf(id));
    const strays = await clearStrays(stores, queue, redis, isGone);
    await dropAvatarsOfOthers(config.blobsDir, owners);
    await forgetAccountKeys(
      openKeysFolder(config.dataDir, config.backupDir, accountKeysTagOf(secrets)),
      marks,
    ).catch(leaveForeign);
    if (buried + strays > 0) await noteDeletion(redis, clock);
    const chain = createAuditChain(secrets);
    const audit = openAuditLog({ ...{ store: stores.audit, chain, sealer }, clock, log });
    await goOnWithLog({ audit, store: stores.audit }, chain, options.former, options.madeAtMs);
    const epoch = await noteRestore(redis, clock.now(), options.madeAtMs);
    return { epoch, accounts: accounts - buried, buried };
  } finally {
    await stores.close();
  }
}

/**
 * Clears queues of accounts that are not there and may have been deleted since: nothing else is
 * left of them.
 */
async function clearStrays(
  { accounts }: DurableStores,
  queue: EnvelopeQueue,
  redis: RedisClient,
  isGone: (account: AccountId) => boolean,
): Promise<number> {
  const known = new Map<AccountId, boolean>();
  let cleared = 0;
  for await (const { account, device, generation } of livesInQueues(redis)) {
    const isThere = known.get(account) ?? (!isGone(account) || (await accounts.isThere(account)));
    known.set(account, isThere);
    if (isThere) continue;
    await queue.clear({ account, device }, generation);
    cleared += 1;
  }
  return cleared;
}

async function marksOf({ tombstones }: DurableStores, file: string): Promise<ReadonlySet<string>> {
  const beside = await readFile(join(dirname(file), tombstonesCopy), 'utf8').catch(() => '');
  return new Set([...(await tombstones.marks()), ...marksIn(beside)]);
}

async function* accountsOf({ upkeep }: DurableStores): AsyncGenerator<AccountId> {
  for (let last: AccountId | undefined; ; ) {
    const page = await upkeep.accountsAfter(last, accountsPerPage);
    yield* page;
    last = page.at(-1);
    if (page.length < accountsPerPage) return;
  }
}
