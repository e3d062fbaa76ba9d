// Keeps what is said in conversations, whoever says it: a peer, this device, or another device of
// ours. All of it goes the same way into the store, so that all devices come to hold the same.
// Everything runs inside the transaction of the caller and returns what is to be told after it.

import { decodeContent, encodeContent, limits } from '#protocol';
import type { AccountId, Content, GroupId, MessageName, SyncContent, Timer } from '#protocol';
import { own } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import type { MessageRow, MessageState } from '../store/messageTable.ts';
import { isGroup } from './conversationId.ts';
import type { ConversationId } from './conversationId.ts';
import { apply, isSame, markOf, targetsOf } from './deeds.ts';
import type { Said } from './deeds.ts';
import type { Disappearing } from './disappearing.ts';
import { forgetSent } from './disappearing.ts';
import type { Inbox } from './inbox.ts';
import { tellDeed } from './telling.ts';
import { prevailing } from './timer.ts';
import type { Typists } from './typists.ts';
import { timerOf } from './view.ts';

type Parts = Pick<ClientBase, 'store' | 'clock' | 'events' | 'account'>;

/** Who is told of what came. */
interface Hearers {
  readonly inbox: Inbox;
  readonly disappearing: Disappearing;
  readonly typists: Typists;
}

export interface Kept {
  /** Called when it is on disk. */
  tell(): void;
  /** A message of somebody else that was not known. */
  readonly isNew: boolean;
}

/** How it came: from a peer, from this device, or from another one of ours. */
interface Way {
  readonly state: Exclude<MessageState, 'failed'>;
  readonly serverTimestamp: number;
}

const nothing: Kept = { tell: () => {}, isNew: false };

export class Keeper {
  readonly #parts: Parts;
  readonly #hearing: Hearers;

  constructor(parts: Parts, hearing: Hearers) {
    this.#parts = parts;
    this.#hearing = hearing;
  }

  /** What a peer said; `undefined` for what cannot be. */
  hear(said: Said, serverTimestamp: number): Kept | undefined {
    if (said.content.type === 'receipt') return this.#receipt(said, said.content);
    return this.#keep(said, { state: 'received', serverTimestamp });
  }

  /** What this device says. */
  say(said: Said): void {
    this.#keep(said, { state: 'waiting', serverTimestamp: 0 });
    this.#hearing.disappearing.arm();
  }

  /**
   * What another device of ours has said or read. `sentAt`: when it told so; `group`: where it was
   * said, if in one; `undefined` for what cannot be.
   */
  applyOwn(sync: SyncContent, device: number, sentAt: number, group?: GroupId): Kept | undefined {
    const { account } = this.#parts;
    if (sync.type === 'syncSent') {
      const said = transcript(sync, account, device, group);
      if (said?.content.type === 'groupChanged') return nothing;
      return said && this.#keep(said, { state: 'sent', serverTimestamp: sync.serverTimestamp });
    }
    if (sync.type !== 'syncRead' && sync.type !== 'syncViewed') return nothing;
    const kept = [...this.#byConversation(sync.messages)].map(([conversation, messages]) => {
      const content = { ...sync, messages };
      return this.#keep({ conversation, author: account, device, sentAt, content }, elsewhere);
    });
    return { isNew: false, tell: () => kept.forEach((one) => one?.tell()) };
  }

  /** The server has a row of the outbox, or it was given up. */
  finished(
    row: { readonly kind: string; readonly account: ConversationId; readonly timestamp: number },
    end: { readonly serverTimestamp?: number; readonly failedCode?: string },
  ): void {
    const { store, account, clock } = this.#parts;
    if (row.kind !== 'text') return;
    const name = { author: account, sentAt: row.timestamp };
    if (end.failedCode !== undefined) {
      store.messages.failed(row.account, name, end.failedCode);
      return;
    }
    store.messages.sent(row.account, name, end.serverTimestamp ?? 0);
    for (const one of store.messages.named(row.account, name)) {
      // It was taken back while it waited.
      if (one.content) this.#start(one, clock.now());
      else forgetSent(this.#parts, row.account, name);
    }
    this.#hearing.disappearing.arm();
  }

  /** Reads what waited for this version, as if it came now. */
  reread(): void {
    const { store } = this.#parts;
    store.transaction(() => {
      for (const row of store.messages.readable(limits.contentVersion)) {
        store.messages.remove(row.id);
        if (!row.content || row.state === 'failed') continue;
        const { state, serverTimestamp } = row;
        this.#keep({ ...row, content: row.content }, { state, serverTimestamp });
      }
    });
  }

  /**
   * A message from before this device was linked, and what was done to it, as another device of
   * ours has kept them. Where it is here already, both come to be one. Nobody is told.
   */
  restore(
    said: Said,
    { serverTimestamp, expiresAt }: { serverTimestamp: number; expiresAt: number | undefined },
    done: readonly Said[],
  ): void {
    const { store, clock, account } = this.#parts;
    const { conversation, author, device, sentAt, content } = said;
    const now = clock.now();
    if (expiresAt !== undefined && expiresAt <= now) return;
    const isKept = kept.includes(content.type);
    const isTaken = store.deeds.get(conversation, said).deletedAt !== undefined;
    const state = author === account ? 'sent' : 'received';
    store.messages.add(
      {
        ...{ conversation, author, device, sentAt, serverTimestamp, state, told: false },
        content: isKept && !isTaken ? stored(content) : undefined,
        requires: content.type === 'newer' && !isTaken ? content.requires : 0,
      },
      now,
    );
    store.deeds.arrived(conversation, said);
    for (const one of done) this.#change(one, said);
    const marks = store.deeds.get(conversation, said).marks?.[account];
    for (const row of store.messages.named(conversation, said)) {
      if (row.isGone) continue;
      this.#read(row, marks?.read);
      const ends = store.messages.get(row.id)?.expiresAt ?? Number.POSITIVE_INFINITY;
      if (expiresAt !== undefined && expiresAt < ends) store.messages.expireAt(row.id, expiresAt);
    }
    this.#hearing.disappearing.arm();
  }

  /** Restores the timer of a conversation in the same way. */
  restoreTimer(conversation: string, timer: Timer): void {
    const { store } = this.#parts;
    const known = store.deeds.timer(conversation);
    const holds = prevailing(known, timer);
    if (holds !== known) store.deeds.setTimer(conversation, holds);
  }

  #keep(said: Said, way: Way): Kept | undefined {
    const { conversation, author, content } = said;
    const isTheirs = author === conversation || isGroup(conversation);
    if (!isTheirs && author !== this.#parts.account) return undefined;
    switch (content.type) {
      case 'text':
        return content.body.length > 0 ? this.#message(said, way) : undefined;
      case 'poll':
      case 'newer':
        return this.#message(said, way);
      case 'edit':
        return content.body.length > 0 ? this.#deed(said) : undefined;
      case 'timer':
        // A group has its timer in its state.
        if (isGroup(conversation)) return undefined;
        return { isNew: false, tell: this.#decide(said, content.timer) };
      case 'typing':
        return { isNew: false, tell: () => this.#types(said, content.started) };
      default:
        return this.#deed(said);
    }
  }

  #types({ conversation, author }: Said, started: boolean): void {
    this.#hearing.typists.hear(conversation, author, started);
  }

  #message(said: Said, { state, serverTimestamp }: Way): Kept {
    const { store, clock, account } = this.#parts;
    const { conversation, author, device, sentAt, content } = said;
    const now = clock.now();
    const deeds = store.deeds.get(conversation, said);
    const isNew = state === 'received';
    const isTaken = deeds.deletedAt !== undefined;
    const isNewer = content.type === 'newer';
    const id = store.messages.add(
      {
        ...{ conversation, author, device, sentAt, serverTimestamp, state },
        content: isTaken ? undefined : stored(content),
        requires: isNewer && !isTaken ? content.requires : 0,
        told: isNew && !isTaken && !isNewer,
      },
      now,
    );
    const row = id === undefined ? undefined : store.messages.get(id);
    if (!row) return nothing;
    store.deeds.arrived(conversation, said);
    // The timer of a group is a part of its state.
    const isSet = 'timer' in content && !isGroup(conversation);
    const timer = isSet ? content.timer : undefined;
    const tellTimer = timer ? this.#decide(said, timer) : () => {};
    if (state === 'sent') this.#start(row, Math.min(sentAt, now));
    if (isNew) this.#read(row, deeds.marks?.[account]?.read);
    const tell = () => {
      this.#hearing.disappearing.arm();
      tellTimer();
      this.#types(said, false);
      if (isNewer && !isTaken) {
        const { requires } = content;
        this.#parts.events.emit('unreadable', { conversation, author, sentAt, requires });
      } else if (isNew) this.#hearing.inbox.tell(row.id);
      else if (state === 'sent') this.#hearing.inbox.tellOwn(row.id);
    };
    return { isNew, tell };
  }

  /** A receipt names messages of ours alone, wherever they were said. */
  #receipt(said: Said, content: Extract<Content, { type: 'receipt' }>): Kept {
    const { account: author } = this.#parts;
    const names = content.timestamps.map((sentAt) => ({ author, sentAt }));
    const found = this.#byConversation(names, said.conversation);
    const kept = [...found].map(([conversation, messages]) => {
      const timestamps = messages.map(({ sentAt }) => sentAt);
      return this.#deed({ ...said, conversation, content: { ...content, timestamps } });
    });
    return { isNew: false, tell: () => kept.forEach((one) => one.tell()) };
  }

  /**
   * Messages by the conversation in which they were said: `otherwise`, or that with their author,
   * for those that are not here.
   */
  #byConversation(
    messages: readonly MessageName[],
    otherwise?: string,
  ): ReadonlyMap<string, readonly MessageName[]> {
    const found = new Map<string, MessageName[]>();
    for (const name of messages) {
      const groups = this.#parts.store.messages.conversationsOf(name).filter(isGroup);
      const conversation = groups[0] ?? otherwise ?? name.author;
      found.set(conversation, [...(found.get(conversation) ?? []), name]);
    }
    return found;
  }

  /** Something was done to messages, which may not have come yet. */
  #deed(said: Said): Kept {
    const { store, account, events } = this.#parts;
    const { conversation } = said;
    const changed = targetsOf(said, account).filter((target) => {
      const isOne = target.author === account || target.author === conversation;
      const isHere = isOne || isGroup(conversation);
      return isHere && this.#change(said, target);
    });
    const { content } = said;
    if (content.type === 'receipt') {
      store.outbox.arrived(conversation, said.device, content.timestamps);
    }
    const tell = () => {
      this.#hearing.disappearing.arm();
      if (changed.length > 0) tellDeed(events, said, changed);
    };
    return { isNew: false, tell };
  }

  /** True where something came of it that can be seen. */
  #change(said: Said, target: MessageName): boolean {
    const { store, account, clock } = this.#parts;
    const { conversation } = said;
    const rows = store.messages.named(conversation, target);
    if (rows.some((row) => row.isGone)) return false;
    const before = store.deeds.get(conversation, target);
    const after = apply(before, said);
    if (isSame(before, after)) return false;
    const isDeleted = after.deletedAt !== undefined;
    if (isDeleted) forgetSent(this.#parts, conversation, target);
    store.deeds.put(conversation, target, after, rows.length === 0, clock.now());
    for (const row of rows) {
      if (isDeleted && row.content) store.messages.erase(row.id, 'deleted', clock.now());
      this.#read(row, after.marks?.[account]?.read);
    }
    const mark = markOf(said.content);
    const isKnown = mark && before.marks?.[said.author]?.[mark] !== undefined;
    return rows.length > 0 && !isKnown;
  }

  /** Another timer holds from now on, or the same as before. */
  #decide({ conversation, author }: Said, timer: Timer): () => void {
    const { store, events } = this.#parts;
    const known = store.deeds.timer(conversation);
    const holds = prevailing(known, timer);
    // Version 0 is for one message alone.
    if (timer.version === 0 || holds === known) return () => {};
    store.deeds.setTimer(conversation, holds);
    if (holds.seconds === known.seconds) return () => {};
    return () => void events.emit('timer', { conversation, author, seconds: holds.seconds });
  }

  /** A message of somebody else was read then, here or elsewhere. */
  #read(row: MessageRow, at: number | undefined): void {
    if (at === undefined || row.state !== 'received') return;
    // The earlier of two devices that have shown it counts.
    if (row.readAt !== undefined && row.readAt <= at) return;
    this.#parts.store.messages.markRead(row.conversation, row, at);
    this.#start(row, Math.min(at, this.#parts.clock.now()));
  }

  /** Starts the time of a disappearing message. */
  #start(row: MessageRow, at: number): void {
    const seconds = timerOf(row.content);
    const expiresAt = at + seconds * 1000;
    if (seconds === 0 || (row.expiresAt ?? Number.POSITIVE_INFINITY) <= expiresAt) return;
    this.#parts.store.messages.expireAt(row.id, expiresAt);
  }
}

/** What a row is made of. */
const kept: readonly Content['type'][] = ['text', 'poll', 'newer', 'call'];

const elsewhere: Way = { state: 'sent', serverTimestamp: 0 };

/** What another device of ours sent to somebody, as that one said it. */
function transcript(
  sync: Extract<SyncContent, { type: 'syncSent' }>,
  account: AccountId,
  device: number,
  group: GroupId | undefined,
): Said | undefined {
  const { sentAt } = sync;
  const destination = group ?? sync.destination;
  if (destination === undefined || destination === account) return undefined;
  try {
    const content = decodeContent(sync.content);
    const isOther = 'timestamp' in content && content.timestamp !== sentAt;
    return isOther
      ? undefined
      : { conversation: destination, author: account, device, sentAt, content };
  } catch {
    return undefined;
  }
}

/** Keys that came along are kept elsewhere, if at all. */
function stored(content: Content): Uint8Array {
  if (content.type !== 'text' && content.type !== 'poll') return own(encodeContent(content));
  const { profileKey: _profile, senderKey: _sender, ...words } = content;
  return own(encodeContent(words));
}
