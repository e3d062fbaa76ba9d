// The account's record: what its devices keep together, sealed for them alone. What this device
// changes is written when there is a connection; what others change is read when they say so, and
// at each connection. An account with one device keeps it there.

import { primaryDevice } from '#protocol';
import type { RecordGroup, RecordItem, SyncContent } from '#protocol';
import { own } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import { ClientError } from '../clientError.ts';
import { hasSiblings, tellSiblings } from '../devices/siblings.ts';
import { itemNameOf } from '../store/recordTable.ts';
import { NoAnswer } from '../transport/transport.ts';
import { isSameItem } from './merge.ts';
import { readManifest, writeChange } from './recordRoutes.ts';
import type { SealedManifest } from './recordRoutes.ts';
import { take } from './taking.ts';
import type { ItemChange } from './taking.ts';
import { nextChange, written } from './writing.ts';

/** What is changed at once is written together. */
const writeDelayMs = 200;
const retryMs = 30_000;
/** Other devices that are faster so many times in a row are left for the next try. */
const turnsMax = 12;

type Context = Pick<ClientBase, 'store' | 'transport' | 'clock' | 'chores' | 'account' | 'device'>;

/** What is done, in the same transaction, when another device has changed items. */
export type Heeding = (changes: readonly ItemChange[]) => void;

export class AccountRecord {
  readonly #context: Context;
  readonly #wakeOwn: () => void;
  readonly #heedings: Heeding[] = [];
  #running: Promise<void> | undefined;
  #again = false;
  #wait: { cancel(): void } | undefined;
  #asked = false;
  #stopped = false;

  /** `wakeOwn`: sends what is for the account's other devices. */
  constructor(context: Context, wakeOwn: () => void) {
    this.#context = context;
    this.#wakeOwn = wakeOwn;
  }

  /** Runs `heeding` with what other devices have changed. */
  onChanges(heeding: Heeding): void {
    this.#heedings.push(heeding);
  }

  /** Changes an item, also inside a transaction of the caller. */
  put(item: RecordItem): void {
    if (this.#context.store.record.put(item)) this.soon();
  }

  remove(item: RecordItem): void {
    if (this.#context.store.record.remove(itemNameOf(item))) this.soon();
  }

  /** Master keys of the groups the account is in. */
  groups(): Uint8Array[] {
    return this.#context.store.record.groups().map(({ masterKey }) => masterKey);
  }

  group(masterKey: Uint8Array): RecordGroup | undefined {
    const name = itemNameOf(newGroup(masterKey));
    const item = this.#context.store.record.item(name);
    return item?.type === 'group' ? item : undefined;
  }

  /** Keeps a group, for all devices of the account. */
  noteGroup(masterKey: Uint8Array, more: Partial<Pick<RecordGroup, 'blocked' | 'muted'>> = {}) {
    this.put({ ...newGroup(masterKey), ...this.group(masterKey), ...more });
  }

  forgetGroup(masterKey: Uint8Array): void {
    this.remove(newGroup(masterKey));
  }

  /** Runs `heed` when other devices have noted, changed or forgotten groups. */
  onGroups(heed: (changed: { masterKey: Uint8Array; isThere: boolean }[]) => void): void {
    this.onChanges((changes) => {
      const groups = changes.flatMap(({ before, after }) => {
        const group = after ?? before;
        if (group?.type !== 'group' || isSameItem(before, after)) return [];
        return [{ masterKey: group.masterKey, isThere: after !== undefined }];
      });
      if (groups.length > 0) this.#context.chores.next(() => heed(groups));
    });
  }

  /** The master key, made on the first device when it is asked for first. */
  masterKey(): Uint8Array<ArrayBuffer> | undefined {
    const { store, device } = this.#context;
    const { masterKey } = store.record.head();
    if (masterKey || device !== primaryDevice) return masterKey;
    return store.transaction(() => {
      store.record.put({ type: 'own', profileKey: store.sealed.profileKey() });
      return store.record.makeMasterKey();
    });
  }

  /**
   * Another master key, inside the caller's transaction: who knew the former one reads nothing that
   * is written from now on.
   */
  changeMasterKey(): void {
    const { store } = this.#context;
    const { masterKey, version } = store.record.head();
    if (!masterKey) return;
    const master = store.record.makeMasterKey();
    store.record.beginAnew(version);
    if (hasSiblings(this.#context)) tellSiblings(this.#context, { type: 'syncKeys', master });
    this.soon();
  }

  /** What another device of the account says of the record, in the transaction that keeps it. */
  hear(content: SyncContent, device: number): void {
    const { store } = this.#context;
    const isFromPrimary = device === primaryDevice;
    if (content.type === 'syncKeys' && isFromPrimary) store.record.takeMasterKey(content.master);
    if (content.type === 'syncRequest' && this.#context.device === primaryDevice) {
      const master = this.masterKey();
      if (master) tellSiblings(this.#context, { type: 'syncKeys', master });
      this.#context.chores.next(this.#wakeOwn);
    }
    if (content.type === 'syncKeys' || content.type === 'syncFetch') this.soon(0);
  }

  /** A connection: what others have written meanwhile is read, and what waits here is written. */
  connected(): Promise<void> {
    this.#asked = false;
    return this.sync();
  }

  /** Writes before long what has changed. */
  soon(delayMs = writeDelayMs): void {
    if (this.#stopped || !this.#isShared()) return;
    this.#wait?.cancel();
    const { clock, chores, transport } = this.#context;
    this.#wait = clock.after(delayMs, () => {
      this.#wait = undefined;
      if (transport.connected) chores.run(() => this.sync());
    });
  }

  /** Resolves when what was changed before the call is written, or has to wait. */
  sync(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wait?.cancel();
    await this.#running;
  }

  /** Only what several devices have in common goes to the server. */
  #isShared(): boolean {
    const { store, device } = this.#context;
    const isAlone = device === primaryDevice && !hasSiblings(this.#context);
    return !isAlone || store.record.head().version > 0;
  }

  async #run(): Promise<void> {
    try {
      do {
        this.#again = false;
        if (this.#isShared() && this.#hasKey()) await this.#exchange();
      } while (this.#again && !this.#stopped);
    } catch (error) {
      if (this.#stopped) return;
      if (!(error instanceof NoAnswer)) this.#context.chores.failed(error);
      if (this.#context.transport.connected) this.soon(retryMs);
    }
  }

  /** False: the first device is asked for the key. */
  #hasKey(): boolean {
    if (this.masterKey()) return true;
    this.#askKey();
    return false;
  }

  #askKey(): void {
    if (this.#asked) return;
    this.#asked = true;
    tellSiblings(this.#context, { type: 'syncRequest', what: 'keys' });
    this.#wakeOwn();
  }

  async #exchange(): Promise<void> {
    const { store, transport } = this.#context;
    const read = await readManifest(transport, store.record.head().version);
    if (read === 'unserved') return;
    let theirs: SealedManifest | 'none' | undefined = read === 'same' ? undefined : read;
    for (let turn = 0; turn < turnsMax && !this.#stopped; turn += 1) {
      if (theirs && !(await this.#take(theirs))) return;
      const change = nextChange(this.#context);
      if (!change) return;
      const answer = await writeChange(transport, change.sealed);
      if (this.#stopped) return;
      theirs = answer === 'written' ? undefined : answer;
      if (answer === 'written') {
        written(this.#context, change);
        this.#tell();
      }
    }
    throw new NoAnswer('The account record changes faster than it can be written.');
  }

  /** False where nothing can be written over it. */
  async #take(theirs: SealedManifest | 'none'): Promise<boolean> {
    const { store, device } = this.#context;
    const { version } = store.record.head();
    if (theirs === 'none') {
      if (version > 0) this.#beginAnew(0, lost());
      return true;
    }
    const taken = await take(this.#context, theirs, (changes) => {
      for (const heed of this.#heedings) heed(changes);
    });
    if (taken.outcome === 'taken') {
      // An earlier try of ours had come through, and nobody was told.
      if (taken.by === device) this.#tell();
      return true;
    }
    if (taken.outcome === 'closed' && device !== primaryDevice) {
      this.#askKey();
      return false;
    }
    // One that an account of before has left is nobody's.
    const isOfBefore = taken.outcome === 'closed' && version === 0;
    this.#beginAnew(theirs.version, isOfBefore ? undefined : lost());
    return true;
  }

  /** What this device holds is written in the place of what the server shows. */
  #beginAnew(version: number, trouble: ClientError | undefined): void {
    const { store, chores } = this.#context;
    store.transaction(() => store.record.beginAnew(version));
    if (trouble) chores.failed(trouble);
  }

  #tell(): void {
    if (!hasSiblings(this.#context)) return;
    tellSiblings(this.#context, { type: 'syncFetch', what: 'storage' });
    this.#wakeOwn();
  }
}

const newGroup = (masterKey: Uint8Array): RecordGroup => ({
  type: 'group',
  masterKey: own(masterKey),
  blocked: false,
  muted: false,
});

const lost = () =>
  new ClientError(
    'record.rolled_back',
    'The server showed an account record that is older than one that was seen, or is not of this ' +
      'account. What this device holds is written in its place.',
  );
