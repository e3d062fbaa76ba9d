// The people one knows: who was written to or accepted, who is blocked, and who asks to be heard.
// It stands in the account's record, the same on all of its devices.

import { parseAccountId } from '#protocol';
import type { AccountId, Content, RecordContact, SyncContent } from '#protocol';
import type { ClientBase } from '../clientBase.ts';
import type { SealedSender } from '../sealed/sealed.ts';
import type { AccountRecord } from '../record/accountRecord.ts';
import { ClientError } from '../clientError.ts';
import type { Message } from '../conversation/view.ts';
import { viewOf } from '../conversation/view.ts';
import { Friends } from '../friends.ts';
import { isBlocked, isSilenced, turned } from '../record/blocks.ts';
import { isSameItem } from '../record/merge.ts';
import type { ItemChange } from '../record/taking.ts';
import { newContact } from '../store/recordSchema.ts';
import type { ProfileKeys } from './profileKeys.ts';
import { report } from './reporting.ts';

/** Letters. */
const nameLengthMax = 128;
const noteLengthMax = 1024;

/** What is known of somebody. */
export interface Contact {
  readonly account: AccountId;
  /** The name that this person gave it. */
  readonly name?: string;
  readonly note?: string;
  /** Was written to, or accepted: it hears what was read and that one types. */
  readonly accepted: boolean;
  readonly blocked: boolean;
}

/** Somebody unknown has written, and nobody has answered. */
export interface MessageRequest {
  readonly account: AccountId;
  readonly last: Message;
}

interface Context
  extends Pick<
    ClientBase,
    'store' | 'clock' | 'chores' | 'events' | 'account' | 'transport' | 'http'
  > {
  readonly record: AccountRecord;
  readonly sealed: SealedSender;
}

/** Whom an account knows, hears and blocks. */
export class Contacts {
  readonly #context: Context;
  readonly #keys: ProfileKeys;
  readonly #friends: Friends;
  readonly #wake: (account: AccountId) => void;
  readonly #owing: () => void;
  readonly #unknown: () => void;

  /**
   * `owing`: somebody was accepted who may be owed receipts; `unknown`: somebody is accepted no
   * more.
   */
  constructor(
    context: Context,
    keys: ProfileKeys,
    wake: (account: AccountId) => void,
    owing: () => void,
    unknown: () => void,
  ) {
    this.#context = context;
    this.#owing = owing;
    this.#unknown = unknown;
    this.#keys = keys;
    this.#friends = new Friends(context.transport);
    this.#wake = wake;
    context.record.onChanges((changes) => this.#heed(changes));
  }

  /** Everybody who was written to, accepted, named or blocked, in no order. */
  list(): Contact[] {
    return this.#context.store.record.contacts().filter(isKnown).map(viewOfContact);
  }

  /** What is known of somebody. */
  get(account: string): Contact | undefined {
    const contact = this.#context.store.record.contact(this.#other(account));
    return contact && isKnown(contact) ? viewOfContact(contact) : undefined;
  }

  /** An empty name or note takes it away. Refuses: account.unreadable, contact.too_long. */
  set(account: string, more: { readonly name?: string; readonly note?: string }): void {
    const isLong = (text = '', most: number) => text.length > most;
    if (isLong(more.name, nameLengthMax) || isLong(more.note, noteLengthMax)) {
      const most = `${nameLengthMax} letters, a note ${noteLengthMax}`;
      throw new ClientError('contact.too_long', `The name of a contact has up to ${most}.`);
    }
    this.#change(this.#other(account), more);
  }

  /** Those who wait to be accepted, blocked or deleted, the latest first. */
  requests(): MessageRequest[] {
    const { store, account: self, clock } = this.#context;
    return store.messages.conversations().flatMap(({ conversation, lastId }) => {
      const account = parseAccountId(conversation);
      const row = store.messages.get(lastId);
      if (!account || !row || !this.#isAsking(account, 1)) return [];
      const last = viewOf(row, store.deeds.get(account, row), self, clock.now());
      return [{ account, last }];
    });
  }

  /** Hears somebody from now on, and lets them write without a name; so does writing to them. */
  accept(account: string): void {
    const other = this.#other(account);
    if (this.isAccepted(other)) return;
    this.#context.store.transaction(() => {
      if (!isBlocked(this.#change(other, { accepted: true }))) this.#keys.tell(other);
    });
    this.#wake(other);
  }

  /** Knows somebody no more; what a request said is overwritten, and the next asks anew. */
  delete(account: string): void {
    const other = this.#other(account);
    const { store } = this.#context;
    store.transaction(() => {
      const { accepted, blockedAt, unblockedAt, clearedUntil: before } = this.#known(other);
      const blocks = { blockedAt, unblockedAt };
      const clearedUntil = Math.max(store.messages.lastSentAt(other), before);
      this.#context.record.put({ ...newContact(other), ...blocks, clearedUntil });
      if (!accepted) this.#clear(other, clearedUntil);
    });
    this.#unknown();
  }

  /**
   * Tells whoever runs the server that an account has written which should not have. Nothing of
   * what was said goes along, and it is not told who reports it. Refuses: report.unproved where
   * it has not written by name within 30 days, rate.limited, account.unreadable.
   */
  report(account: string): Promise<void> {
    return report(this.#context, this.#other(account));
  }

  /**
   * Hears nothing of an account from now on, on any way; its profile key's copy opens nothing
   * more. Resolves when the server and the account's other devices have it, or at once where there
   * is no connection: then they have it with the next.
   */
  async block(account: string): Promise<void> {
    const other = this.#other(account);
    if (!this.isBlocked(other)) {
      this.#context.store.transaction(() => {
        this.#turn(other);
        this.#silence(other);
        this.#keys.rotate();
      });
      this.#unknown();
    }
    await this.#keys.publish();
    await this.#unfriend();
    await this.saved();
  }

  /** Hears it again; what it sent meanwhile never comes, on no device. Resolves as `block`. */
  async unblock(account: string): Promise<void> {
    const other = this.#other(account);
    if (this.isBlocked(other)) {
      this.#context.store.transaction(() => {
        if (this.#turn(other).accepted) this.#keys.tell(other);
      });
      this.#wake(other);
    }
    await this.saved();
  }

  /** Resolves when what was changed has come to the other devices, or waits for a connection. */
  async saved(): Promise<void> {
    if (this.#context.transport.connected) await this.#context.record.sync();
  }

  /** Whether nothing of theirs is told. */
  isBlocked(account: string): boolean {
    const contact = this.#context.store.record.contact(account);
    return contact !== undefined && isBlocked(contact);
  }

  /** True for what is not to be shown, since it is blocked or was `at` that time of the server. */
  isSilenced(account: AccountId, at: number): boolean {
    return isSilenced(this.#known(account), at);
  }

  /** Whether they are heard without being asked about. */
  isAccepted(account: string): boolean {
    const contact = this.#context.store.record.contact(account);
    return contact?.accepted === true && !isBlocked(contact);
  }

  /** Refuses: contact.blocked. */
  mustBeHeard(account: string): void {
    if (!this.isBlocked(account)) return;
    const message = 'You have blocked this account; unblock it to write to it.';
    throw new ClientError('contact.blocked', message);
  }

  /** This account writes to another, inside the caller's transaction. Refuses: contact.blocked. */
  wrote(account: AccountId): void {
    this.mustBeHeard(account);
    this.#change(account, { accepted: true });
  }

  /** Somebody has told a profile key, or written; inside the transaction that keeps it. */
  heard(account: AccountId, content: Content): void {
    if (!('profileKey' in content) || !content.profileKey) return;
    if (this.isAccepted(account)) this.#change(account, {});
  }

  /** Another device of ours has written to somebody; inside the transaction that keeps it. */
  heardOwn(content: SyncContent): void {
    const to = content.type === 'syncSent' ? content.destination : undefined;
    if (to && to !== this.#context.account) this.#change(to, { accepted: true });
  }

  /** Tells of somebody unknown who has begun to write; nothing where it is no news. */
  newcomer(account: AccountId): () => void {
    if (!this.#isAsking(account, 1) || this.#isAsking(account, 2)) return () => {};
    return () => void this.#context.events.emit('request', { account });
  }

  /** Who was blocked on a device without a connection, or on another one, is no friend either. */
  async connected(): Promise<void> {
    if (this.#context.store.record.contacts().some(isBlocked)) {
      await this.#unfriend();
    }
  }

  async #unfriend(): Promise<void> {
    const { transport, chores } = this.#context;
    if (!transport.connected) return;
    try {
      for (const { account } of await this.#friends.list()) {
        if (this.isBlocked(account)) await this.#friends.remove(account);
      }
    } catch (error) {
      // The next connection tries again.
      chores.failed(error);
    }
  }

  /** True where so many texts of an unknown account wait for a decision. */
  #isAsking(account: AccountId, texts: number): boolean {
    const contact = this.#known(account);
    if (contact.accepted || isBlocked(contact) || account === this.#context.account) return false;
    return this.#context.store.messages.hasReceived(account, contact.clearedUntil, texts);
  }

  #known(account: AccountId): RecordContact {
    return this.#context.store.record.contact(account) ?? newContact(account);
  }

  #change(
    account: AccountId,
    more: Partial<Omit<RecordContact, 'type' | 'account'>>,
  ): RecordContact {
    const { store, record } = this.#context;
    const known = this.#known(account);
    const profileKey = store.sealed.of(account)?.key ?? known.profileKey;
    const changed = { ...known, profileKey, ...more };
    record.put(changed);
    if (more.accepted === true && !known.accepted) this.#owing();
    return changed;
  }

  /**
   * Blocks it, or hears it again; by the server's clock. Before this process was ever connected it
   * is the device's: how far that was off before is not kept, as it may have been set since.
   */
  #turn(account: AccountId): RecordContact {
    const { transport, clock } = this.#context;
    return this.#change(account, turned(this.#known(account), transport.serverMs() ?? clock.now()));
  }

  /** What is owed to it, or was to be sent later, is not sent. */
  #silence(account: AccountId): void {
    const { store } = this.#context;
    store.arrivals.dropOwed(account);
    store.outbox.dropUnsaid(account);
    store.scheduled.removeAll(account);
    store.held.keepOnly(account, new Uint8Array(0));
  }

  #clear(account: AccountId, until: number): void {
    const { store, clock } = this.#context;
    for (const row of store.messages.upTo(account, until)) {
      store.deeds.remove(account, row);
      store.messages.erase(row.id, 'gone', clock.now());
    }
  }

  #heed(changes: readonly ItemChange[]): void {
    const { store, clock, chores, events } = this.#context;
    for (const { before, after } of changes) {
      const contact = after ?? before;
      if (contact?.type !== 'contact' || isSameItem(before, after)) continue;
      const { account } = contact;
      const now = this.#known(account);
      const former = before?.type === 'contact' ? before : undefined;
      if (isBlocked(now) && !(former && isBlocked(former))) {
        this.#silence(account);
        chores.next(() => this.#unfriend());
      }
      const isCleared = now.clearedUntil > (former?.clearedUntil ?? 0);
      if (isCleared && !former?.accepted && !now.accepted) this.#clear(account, now.clearedUntil);
      // What it has told this device itself is newer.
      const isNewKey = now.profileKey.length > 0 && !store.sealed.of(account);
      if (isNewKey) store.sealed.learn(account, now.profileKey, clock.now());
      chores.next(() => {
        this.#unknown();
        events.emit('contact', { account });
      });
    }
  }

  #other(text: string): AccountId {
    const account = parseAccountId(text);
    if (!account) throw new ClientError('account.unreadable', 'That is no account id.');
    if (account === this.#context.account) {
      throw new ClientError('relation.self', 'That is your own account.');
    }
    return account;
  }
}

/** Not one that was deleted. */
const isKnown = (contact: RecordContact): boolean =>
  contact.accepted || isBlocked(contact) || contact.name.length > 0 || contact.note.length > 0;

const viewOfContact = ({ account, name, note, accepted, ...blocks }: RecordContact): Contact => ({
  account,
  ...(name.length > 0 ? { name } : {}),
  ...(note.length > 0 ? { note } : {}),
  accepted,
  blocked: isBlocked(blocks),
});
