// What was said before a device was linked: the account's first device makes an archive of it,
// uploads it encrypted, and tells the new one where it is; that one takes it into its store, some
// hundred messages in a transaction, and goes on there after whatever ended it.

import { decodeContent, limits, primaryDevice } from '#protocol';
import type { DeviceId, HistoryItem, SyncContent } from '#protocol';
import type { ClientBase } from '../clientBase.ts';
import type { Blobs } from '../blobs/blobs.ts';
import type { Keeper } from '../conversation/keeper.ts';
import { ClientError } from '../clientError.ts';
import { turn } from '../clock.ts';
import type { Said } from '../conversation/deeds.ts';
import { tellSiblings } from '../devices/siblings.ts';
import { listedDevices } from '../devices/watch.ts';
import { makeArchive, readArchive } from './archive.ts';
import { saidOf } from './retelling.ts';

/** Items of one transaction. */
const batchItems = 250;

interface Parts
  extends Pick<ClientBase, 'account' | 'chores' | 'clock' | 'device' | 'events' | 'store'> {
  readonly blobs: Blobs;
  readonly conversations: Keeper;
}

export class History {
  readonly #parts: Parts;
  readonly #wake: () => void;
  #work: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(parts: Parts, wake: () => void) {
    this.#parts = parts;
    this.#wake = wake;
  }

  /** The new device is going to have it, or to hear that none comes, once it has linked itself. */
  promise(device: number, isWanted: boolean): void {
    this.#parts.store.history.promise({ device, isWanted });
  }

  /**
   * Gives what was promised to devices that are there; resolves when all of it is on its way.
   * Throws NoAnswer; it goes on with the next connection.
   */
  give(onProgress?: (done: number, total: number) => void): Promise<void> {
    return this.#next(async () => {
      for (const { device, isWanted } of this.#parts.store.history.promised()) {
        if (this.#isListed(device)) await this.#give(device as DeviceId, isWanted, onProgress);
        else this.#parts.store.history.settle(device);
      }
    });
  }

  /**
   * Another device of the account says where the history is, inside the caller's transaction;
   * returns what takes it.
   */
  hear(content: Extract<SyncContent, { type: 'syncHistory' }>, from: number): () => void {
    const { store, device, chores } = this.#parts;
    if (from !== primaryDevice || content.device !== device) return () => {};
    store.history.expect(content.archive, content.messages);
    return () => chores.run(() => this.take());
  }

  /** Takes what has come, or the rest of it. Throws NoAnswer; it goes on later. */
  take(): Promise<void> {
    return this.#next(() => this.#take());
  }

  /** A connection: what was left over goes on. */
  async connected(): Promise<void> {
    const { store } = this.#parts;
    if (store.history.incoming()) await this.take();
    // While a device is linking itself whoever links it gives.
    if (store.deviceLists.linkingUntil === 0 && store.history.promised().length > 0) {
      await this.give();
    }
  }

  /** Resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#parts.blobs.stop();
    await this.#work.catch(() => {});
  }

  /** One thing after the other. */
  #next(work: () => Promise<void>): Promise<void> {
    const next = this.#work.catch(() => {}).then(() => (this.#isStopped ? undefined : work()));
    this.#work = next;
    return next;
  }

  #isListed(device: number): boolean {
    const { store, account } = this.#parts;
    const key = store.profile.identity('aci').publicKey.serialize();
    return listedDevices(store, account, key)?.some(({ id }) => id === device) === true;
  }

  async #give(
    device: DeviceId,
    isWanted: boolean,
    onProgress?: (done: number, total: number) => void,
  ): Promise<void> {
    const { store, blobs, clock } = this.#parts;
    const made = isWanted ? await makeArchive(this.#parts, clock.now()) : undefined;
    const lifetimeMs = limits.historyLifetimeMs;
    const options = { lifetimeMs, ...(onProgress && { onProgress }) };
    const archive = made?.messages ? await blobs.upload(made.bytes, options) : undefined;
    const messages = archive ? (made?.messages ?? 0) : 0;
    if (this.#isStopped) return;
    store.transaction(() => {
      const where = archive && { archive };
      tellSiblings(this.#parts, { type: 'syncHistory', device, messages, ...where });
      store.history.settle(device);
    });
    this.#wake();
  }

  async #take(): Promise<void> {
    const { store, blobs, events } = this.#parts;
    const incoming = store.history.incoming();
    if (!incoming) return;
    const { archive, messages } = incoming;
    try {
      if (archive) {
        const read = await blobs.download(archive);
        if (!(await this.#import(readArchive(read.stream()), incoming.imported))) return;
        await read.drop();
      }
    } catch (error) {
      // A line that broke is tried again; what is no archive never becomes one.
      const isLasting = error instanceof ClientError && error.code.startsWith('blob.');
      if (!isLasting) throw error;
      store.history.done();
      events.emit('history', { messages, done: 0, isOver: true, code: error.code });
      return;
    }
    store.history.done();
    events.emit('history', { messages, done: messages, isOver: true });
  }

  /** False where the client closes meanwhile. */
  async #import(items: AsyncIterable<HistoryItem>, known: number): Promise<boolean> {
    const { store, events } = this.#parts;
    const messages = store.history.incoming()?.messages ?? 0;
    let index = 0;
    let batch: HistoryItem[] = [];
    const commit = () => {
      store.transaction(() => {
        for (const item of batch) this.#restore(item);
        store.history.imported(index);
      });
      batch = [];
      events.emit('history', { messages, done: Math.min(index, messages), isOver: false });
    };
    for await (const item of items) {
      index += 1;
      if (index <= known) continue;
      batch.push(item);
      if (batch.length < batchItems) continue;
      commit();
      await turn();
      if (this.#isStopped) return false;
    }
    commit();
    return true;
  }

  #restore(item: HistoryItem): void {
    const { conversations, account } = this.#parts;
    if (!('deeds' in item)) {
      const { conversation, seconds, version } = item;
      conversations.restoreTimer(conversation, { seconds, version });
      return;
    }
    const { content, deeds, isOwn, serverTimestamp, expiresAt, ...name } = item;
    // The first device says which are ours; nobody else's may pass for one.
    if (isOwn !== (name.author === account)) return;
    const said: Said = { ...name, content: content ? decodeContent(content) : { type: 'null' } };
    const done = deeds.map((deed) => saidOf(deed, name.conversation));
    conversations.restore(said, { serverTimestamp, expiresAt }, done);
  }
}
