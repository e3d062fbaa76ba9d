// Opens the durable stores that the configuration names: MongoDB, or the embedded store of one
// machine.

import type { Sealer } from '#crypto';
import type { Clock, Log } from '#runtime';
import type {
  AccountStore,
  EnvelopeArchive,
  InvitationStore,
  PreKeyStore,
  RelationStore,
  VerificationSessionStore,
} from '#ports';
import { LmdbAccountStore } from './lmdb/accountStore.ts';
import { LmdbEnvelopeArchive } from './lmdb/envelopeArchive.ts';
import { openLmdb } from './lmdb/environment.ts';
import { LmdbPreKeyStore } from './lmdb/preKeyStore.ts';
import { LmdbInvitationStore, LmdbVerificationSessionStore } from './lmdb/registrationStores.ts';
import { LmdbRelationStore } from './lmdb/relationStore.ts';
import { MemoryAccountStore } from './memory/accountStore.ts';
import { MemoryEnvelopeArchive } from './memory/envelopeArchive.ts';
import { MemoryPreKeyStore } from './memory/preKeyStore.ts';
import {
  MemoryInvitationStore,
  MemoryVerificationSessionStore,
} from './memory/registrationStores.ts';
import { MemoryRelationStore } from './memory/relationStore.ts';
import { accountsPlan, MongoAccountStore } from './mongo/accountStore.ts';
import { connectMongo } from './mongo/connection.ts';
import { archivePlan, MongoEnvelopeArchive } from './mongo/envelopeArchive.ts';
import { MongoPreKeyStore, preKeyPoolsPlan, preKeysPlan } from './mongo/preKeyStore.ts';
import {
  invitationsPlan,
  MongoInvitationStore,
  MongoVerificationSessionStore,
  sessionsPlan,
} from './mongo/registrationStores.ts';
import { MongoRelationStore, relationsPlan } from './mongo/relationStore.ts';
import { StoreError } from './storeError.ts';

export { StoreError } from './storeError.ts';

/** All stores of what must last, on one server or file. */
export interface DurableStores {
  readonly accounts: AccountStore;
  readonly preKeys: PreKeyStore;
  readonly archive: EnvelopeArchive;
  readonly sessions: VerificationSessionStore;
  readonly invitations: InvitationStore;
  readonly relations: RelationStore;
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
}

/**
 * Opens the stores and makes what they lack. Throws StoreError, whose message is for the operator.
 */
export async function openDurableStores(options: DurableOptions): Promise<DurableStores> {
  return options.mongodbUrl ? openMongo(options.mongodbUrl, options) : openEmbedded(options);
}

/** The memory twins; with a sealer they seal like the others. */
export function openMemoryStores(sealer: Sealer | undefined, clock: Clock): DurableStores {
  return {
    accounts: new MemoryAccountStore(sealer),
    preKeys: new MemoryPreKeyStore(),
    archive: new MemoryEnvelopeArchive(),
    sessions: new MemoryVerificationSessionStore(clock),
    invitations: new MemoryInvitationStore(),
    relations: new MemoryRelationStore(),
    close: async () => {},
  };
}

function openEmbedded({ dataDir, sealer, clock }: DurableOptions): DurableStores {
  const environment = openLmdb(dataDir);
  return {
    accounts: new LmdbAccountStore(environment, sealer),
    preKeys: new LmdbPreKeyStore(environment),
    archive: new LmdbEnvelopeArchive(environment),
    sessions: new LmdbVerificationSessionStore(environment, sealer, clock),
    invitations: new LmdbInvitationStore(environment, clock),
    relations: new LmdbRelationStore(environment),
    close: () => environment.close(),
  };
}

async function openMongo(url: string, { sealer, clock, log }: DurableOptions) {
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
  return {
    accounts: new MongoAccountStore(connection, sealer),
    preKeys: new MongoPreKeyStore(connection),
    archive: new MongoEnvelopeArchive(connection),
    sessions: new MongoVerificationSessionStore(connection, sealer, clock),
    invitations: new MongoInvitationStore(connection),
    relations: new MongoRelationStore(connection),
    close: () => connection.close(),
  } satisfies DurableStores;
}
