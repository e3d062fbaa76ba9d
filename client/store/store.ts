// A profile's durable store: one where, one noun per table class, one transaction over all of them.

import { ClientError } from '../clientError.ts';
import type { Argon2Cost } from './argon2.ts';
import { ArrivalTable } from './arrivalTable.ts';
import type { ClientStore } from './clientStore.ts';
import { Database } from './database.ts';
import { DeedTable } from './deedTable.ts';
import { DeviceListTable } from './deviceListTable.ts';
import { GroupOutboxTable } from './groupOutboxTable.ts';
import { GroupPastTable } from './groupPastTable.ts';
import { GroupTable } from './groupTable.ts';
import { HeldTable } from './heldTable.ts';
import { HistoryTable } from './historyTable.ts';
import { IdentityTable } from './identityTable.ts';
import { KeyTable } from './keyTable.ts';
import { LinkingTable } from './linkingTable.ts';
import { MessageTable } from './messageTable.ts';
import { NumberTable } from './numberTable.ts';
import { storeOf } from './nodeStores.ts';
import { OutboxTable } from './outboxTable.ts';
import type { Passphrase } from './passphrase.ts';
import { PeopleTable } from './peopleTable.ts';
import { PictureTable } from './pictureTable.ts';
import type { Opening } from './profileFile.ts';
import { ProfileTable } from './profileTable.ts';
import { RecordTable } from './recordTable.ts';
import { ReplacementTable } from './replacementTable.ts';
import { ReportTable } from './reportTable.ts';
import { ScheduledTable } from './scheduledTable.ts';
import { SealedTable } from './sealedTable.ts';
import { SecurityTable } from './securityTable.ts';
import { SenderKeyTable } from './senderKeyTable.ts';
import { SessionTable } from './sessionTable.ts';

export class Store {
  /** The folder of blobs that are under way; it need not be there. */
  readonly blobsFolder: string;
  readonly #db: Database;
  readonly profile: ProfileTable;
  readonly keys: KeyTable;
  readonly sessions: SessionTable;
  readonly identities: IdentityTable;
  readonly deviceLists: DeviceListTable;
  readonly linking: LinkingTable;
  readonly held: HeldTable;
  readonly outbox: OutboxTable;
  readonly arrivals: ArrivalTable;
  readonly messages: MessageTable;
  readonly deeds: DeedTable;
  readonly history: HistoryTable;
  readonly record: RecordTable;
  readonly scheduled: ScheduledTable;
  readonly sealed: SealedTable;
  readonly replacement: ReplacementTable;
  readonly numbers: NumberTable;
  readonly groups: GroupTable;
  readonly groupPast: GroupPastTable;
  readonly groupOutbox: GroupOutboxTable;
  readonly senderKeys: SenderKeyTable;
  readonly security: SecurityTable;
  readonly reports: ReportTable;
  readonly people: PeopleTable;
  readonly pictures: PictureTable;

  /** Refuses: as `Database.open`. */
  constructor(profile: string | ClientStore, how: Opening | Database) {
    const where = storeOf(profile);
    this.#db = how instanceof Database ? how : Database.open(where, how);
    this.blobsFolder = where.blobsFolder;
    this.profile = new ProfileTable(this.#db);
    this.keys = new KeyTable(this.#db);
    this.sessions = new SessionTable(this.#db);
    this.identities = new IdentityTable(this.#db);
    this.deviceLists = new DeviceListTable(this.#db);
    this.linking = new LinkingTable(this.#db);
    this.held = new HeldTable(this.#db);
    this.outbox = new OutboxTable(this.#db);
    this.arrivals = new ArrivalTable(this.#db);
    this.messages = new MessageTable(this.#db);
    this.deeds = new DeedTable(this.#db);
    this.history = new HistoryTable(this.#db);
    this.record = new RecordTable(this.#db);
    this.scheduled = new ScheduledTable(this.#db);
    this.sealed = new SealedTable(this.#db);
    this.replacement = new ReplacementTable(this.#db);
    this.numbers = new NumberTable(this.#db);
    this.groups = new GroupTable(this.#db);
    this.groupPast = new GroupPastTable(this.#db);
    this.groupOutbox = new GroupOutboxTable(this.#db);
    this.senderKeys = new SenderKeyTable(this.#db);
    this.security = new SecurityTable(this.#db);
    this.reports = new ReportTable(this.#db);
    this.people = new PeopleTable(this.#db);
    this.pictures = new PictureTable(this.#db);
  }

  /** Opens with the passphrase, or makes a new one with it. Refuses: as `Database.openLocked`. */
  static async openLocked(
    profile: string | ClientStore,
    how: Opening,
    passphrase: Passphrase,
    cost?: Argon2Cost,
  ): Promise<Store> {
    const where = storeOf(profile);
    return new Store(where, await Database.openLocked(where, how, passphrase, cost));
  }

  /**
   * A new one, or one that is there; with a passphrase it is locked, but one that is registered
   * stays as it is. Refuses: as `Database.openLocked`.
   */
  static async openEither(where: ClientStore, passphrase: Passphrase | undefined): Promise<Store> {
    let store: Store;
    try {
      store = new Store(where, 'either');
    } catch (error) {
      const isLocked = error instanceof ClientError && error.code === 'profile.locked';
      if (!isLocked || passphrase === undefined) throw error;
      return Store.openLocked(where, 'existing', passphrase);
    }
    try {
      if (passphrase !== undefined && !store.profile.isRegistered) await store.lock(passphrase);
      return store;
    } catch (error) {
      store.close();
      throw error;
    }
  }

  get isLocked(): boolean {
    return this.#db.isLocked;
  }

  /** Refuses: as `Database.lock`. */
  lock(passphrase: Passphrase, cost?: Argon2Cost): Promise<void> {
    return this.#db.lock(passphrase, cost);
  }

  unlock(): void {
    this.#db.unlock();
  }

  /** All or nothing, and on disk when it returns. */
  transaction<T>(work: () => T): T {
    return this.#db.transaction(work);
  }

  close(): void {
    this.#db.close();
  }
}
