// Opens the durable stores that the configuration names: MongoDB, or the embedded store of one
// machine.

import type { Sealer } from '#crypto';
import type { Clock, Log } from '#runtime';
import type {
  AccountStore,
  AuditStore,
  GroupStore,
  Holdings,
  InvitationStore,
  PreKeyStore,
  ProfileStore,
  RecordStore,
  RelationStore,
  UsernameStore,
  VerificationSessionStore,
} from '#ports';
import { Unreachable } from '#ports';
import type { EnvelopeArchive } from './envelopeArchive.ts';
import { claimMongoLayout, claimTableLayout } from './layout.ts';
import { openLmdb } from './lmdb/environment.ts';
import { MemoryTables } from './memory/tables.ts';
import { accountsPlan, MongoAccountStore } from './mongo/accountStore.ts';
import { MongoAuditStore } from './mongo/auditStore.ts';
import { connectMongo } from './mongo/connection.ts';
import { archivePlan, MongoEnvelopeArchive } from './mongo/envelopeArchive.ts';
import { MongoGroupStore } from './mongo/groupStore.ts';
import { MongoHoldings } from './mongo/holdings.ts';
import { MongoPreKeyStore, preKeyPoolsPlan, preKeysPlan } from './mongo/preKeyStore.ts';
import {
  invitationsPlan,
  MongoInvitationStore,
  MongoVerificationSessionStore,
  sessionsPlan,
} from './mongo/registrationStores.ts';
import { MongoProfileStore } from './mongo/profileStore.ts';
import { MongoRecordStore } from './mongo/recordStore.ts';
import { MongoRelationStore, relationsPlan } from './mongo/relationStore.ts';
import { MongoLabelStore } from './mongo/labelStore.ts';
import { MongoTombstones } from './mongo/tombstones.ts';
import { MongoStoreUpkeep } from './mongo/upkeep.ts';
import { MongoUsernameStore, usernamesPlan } from './mongo/usernameStore.ts';
import type { LabelStore } from './residency.ts';
import { formerLayout, StoreError } from './storeError.ts';
import { TableAccountStore } from './tables/accountStore.ts';
import { TableAuditStore } from './tables/auditStore.ts';
import { TableEnvelopeArchive } from './tables/envelopeArchive.ts';
import { TableGroupStore } from './tables/groupStore.ts';
import { TableHoldings } from './tables/holdings.ts';
import { TablePreKeyStore } from './tables/preKeyStore.ts';
import { TableProfileStore } from './tables/profileStore.ts';
import {
  TableInvitationStore,
  TableVerificationSessionStore,
} from './tables/registrationStores.ts';
import { TableRecordStore } from './tables/recordStore.ts';
import { TableRelationStore } from './tables/relationStore.ts';
import { TableLabelStore } from './tables/labelStore.ts';
import { TableStoreUpkeep } from './tables/upkeep.ts';
import { TableUsernameStore } from './tables/usernameStore.ts';
import type { Tables } from './tables/table.ts';
import { VeiledTables } from './tables/veiledTables.ts';
import { FileTombstones, marksBy, MemoryTombstones } from './tombstones.ts';
import type { TombstoneLog } from './tombstones.ts';
import type { StoreUpkeep } from './upkeep.ts';

export { StoreError } from './storeError.ts';

/** Between two lines that say how far a conversion is. */
const convertingLogEveryMs = 10_000;

/** All stores of what must last, on one server or file. */
export interface DurableStores {
  readonly accounts: AccountStore;
  readonly preKeys: PreKeyStore;
  readonly archive: EnvelopeArchive;
  readonly sessions: VerificationSessionStore;
  readonly invitations: InvitationStore;
  readonly relations: RelationStore;
  readonly records: RecordStore;
  readonly usernames: UsernameStore;
  readonly profiles: ProfileStore;
  readonly groups: GroupStore;
  readonly holdings: Holdings;
  readonly tombstones: TombstoneLog;
  readonly audit: AuditStore;
  readonly upkeep: StoreUpkeep;
  readonly labels: LabelStore;
  close(): Promise<void>;
}

export interface DurableOptions {
  /** Address of a replica set or sharded cluster; absent: the embedded store. */
  readonly mongodbUrl?: string | undefined;
  /** Where the embedded store has its folder; all workers of a machine name the same. */
  readonly dataDir: string;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * Whether a store of the former layout may be converted: false while workers may read it that
   * know no other. Absent: it is not, and whoever opens it is refused.
   */
  readonly mayConvert?: () => Promise<boolean>;
  /** No earlier release serves, nor will: it could not open all that is written from now on. */
  readonly takesLayout?: boolean;
  /** Told how many rows of the former layout are moved, and how many there were. */
  readonly converting?: (moved: number, of: number) => void;
}

export { lookAtMongo } from './mongo/replication.ts';

/**
 * Opens the stores and makes what they lack. Throws FolderError or StoreError, whose messages are
 * for the operator.
 */
export async function openDurableStores(options: DurableOptions): Promise<DurableStores> {
  return options.mongodbUrl ? openMongo(options.mongodbUrl, options) : openEmbedded(options);
}

async function openEmbedded(options: DurableOptions): Promise<DurableStores> {
  const { dataDir, sealer, clock } = options;
  const file = openLmdb(dataDir);
  try {
    const tables = new VeiledTables(file, sealer);
    const mayConvert = tables.hasFormer() && (await options.mayConvert?.());
    // Another worker of this release may have converted it meanwhile, and serve already.
    const isFormer = tables.hasFormer();
    if (isFormer && !mayConvert) throw new StoreError(formerLayout);
    await claimTableLayout(file, { takes: options.takesLayout ?? false });
    if (isFormer) await convert(tables, options);
    return storesIn(tables, sealer, clock, dataDir);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Takes minutes for millions of rows. Whoever is killed meanwhile goes on at the next opening. */
async function convert(
  tables: VeiledTables,
  { log, clock, converting }: DurableOptions,
): Promise<void> {
  log.info('store.converting');
  let loggedAtMs = clock.monotonic();
  let of = 0;
  const told = (left: number) => {
    of = Math.max(of, left);
    converting?.(of - left, of);
    if (clock.monotonic() - loggedAtMs < convertingLogEveryMs) return;
    loggedAtMs = clock.monotonic();
    log.info('store.converting', { moved: of - left, of });
  };
  try {
    log.info('store.converted', { rows: await tables.moveFormer(told) });
  } catch (cause) {
    if (!(cause instanceof Unreachable)) throw cause;
    const why = 'The embedded store cannot be converted: no room, or the disk refuses';
    throw new StoreError(`${why}. Nothing is lost; make room, and start again.`, { cause });
  }
}

/** The embedded store in memory; with a sealer it seals like the others. */
export function openMemoryStores(sealer: Sealer | undefined, clock: Clock): DurableStores {
  return storesIn(new MemoryTables(), sealer, clock);
}

function storesIn(
  tables: Tables,
  sealer: Sealer | undefined,
  clock: Clock,
  dataDir?: string,
): DurableStores {
  return {
    accounts: new TableAccountStore(tables, sealer),
    preKeys: new TablePreKeyStore(tables),
    archive: new TableEnvelopeArchive(tables),
    sessions: new TableVerificationSessionStore(tables, sealer, clock),
    invitations: new TableInvitationStore(tables, clock),
    relations: new TableRelationStore(tables),
    records: new TableRecordStore(tables),
    usernames: new TableUsernameStore(tables, sealer),
    profiles: new TableProfileStore(tables),
    groups: new TableGroupStore(tables, sealer),
    holdings: new TableHoldings(tables),
    tombstones:
      sealer && dataDir !== undefined
        ? new FileTombstones(dataDir, marksBy(sealer))
        : new MemoryTombstones(),
    audit: new TableAuditStore(tables),
    upkeep: new TableStoreUpkeep(tables),
    labels: new TableLabelStore(tables),
    close: () => tables.close(),
  };
}

async function openMongo(url: string, { sealer, clock, log, takesLayout }: DurableOptions) {
  const connection = await connectMongo(url, log);
  try {
    await connection.createIndexes([
      accountsPlan,
      preKeysPlan,
      preKeyPoolsPlan,
      archivePlan,
      sessionsPlan,
      invitationsPlan,
      relationsPlan,
      usernamesPlan,
    ]);
  } catch (cause) {
    await connection.close();
    throw new StoreError(
      'MongoDB refuses the indexes; grant this user readWrite on its database.',
      {
        cause,
      },
    );
  }
  try {
    await claimMongoLayout(connection, { takes: takesLayout ?? false });
  } catch (error) {
    await connection.close();
    throw error;
  }
  return {
    accounts: new MongoAccountStore(connection, sealer),
    preKeys: new MongoPreKeyStore(connection),
    archive: new MongoEnvelopeArchive(connection),
    sessions: new MongoVerificationSessionStore(connection, sealer, clock),
    invitations: new MongoInvitationStore(connection),
    relations: new MongoRelationStore(connection),
    records: new MongoRecordStore(connection),
    usernames: new MongoUsernameStore(connection, sealer),
    profiles: new MongoProfileStore(connection),
    groups: new MongoGroupStore(connection, sealer),
    holdings: new MongoHoldings(connection),
    tombstones: new MongoTombstones(connection, marksBy(sealer)),
    audit: new MongoAuditStore(connection),
    upkeep: new MongoStoreUpkeep(connection),
    labels: new MongoLabelStore(connection),
    close: () => connection.close(),
  } satisfies DurableStores;
}
