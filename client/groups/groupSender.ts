// Sends what is said in groups: one upload in flight for each group, in order. Nothing leaves the
// outbox before the server has it for everybody, or it was refused for good.

import type { AccountId, GroupId, SendGroupAnswer } from '#protocol';
import { errorRow } from '#protocol';
import { ClientError, leftInOutbox } from '../clientError.ts';
import type { ClientContext } from '../clientContext.ts';
import { hasSiblings, tellSiblings } from '../devices/siblings.ts';
import type { SentMessage } from '../events.ts';
import { fitDevices } from '../messages/sealing.ts';
import type { Sender } from '../messages/sender.ts';
import type { GroupOutboxRow } from '../store/groupOutboxTable.ts';
import { Backoff, resend } from '../transport/backoff.ts';
import { NoAnswer } from '../transport/transport.ts';
import type { GroupBook } from './book.ts';
import { memberNamed } from './changing.ts';
import { Distributing } from './distributing.ts';
import { Endorsements } from './endorsements.ts';
import { notMember } from './groupErrors.ts';
import { GroupSealing } from './groupSealing.ts';
import { sendMissed } from './missed.ts';
import { learnProfileKeys } from './profileKeys.ts';
import type { SealedGroup } from './sealedGroup.ts';
import type { GroupSecrets } from './secrets.ts';

/** Device lists that change faster than this many sends are left for the next wait. */
const triesPerSendMax = 6;
/** Leave to write that is refused so often is given up: everybody is written to alone. */
const refusedMax = 2;

interface Waiter {
  resolve(sent: SentMessage): void;
  reject(error: unknown): void;
}

interface Pace {
  busy: boolean;
  readonly backoff: Backoff;
  wait?: { cancel(): void };
}

type Outcome =
  | { readonly is: 'accepted'; readonly serverTimestamp: number }
  | { readonly is: 'later'; readonly afterMs?: number | undefined }
  | { readonly is: 'never'; readonly error: ClientError };

export class GroupSender {
  readonly #context: ClientContext;
  readonly #book: GroupBook;
  readonly #sender: Sender;
  readonly #endorsements: Endorsements;
  readonly #sealing: GroupSealing;
  readonly #paces = new Map<GroupId, Pace>();
  readonly #waiters = new Map<number, Waiter>();
  #stopped = false;

  constructor(context: ClientContext, book: GroupBook, sender: Sender) {
    this.#context = context;
    this.#book = book;
    this.#sender = sender;
    this.#endorsements = new Endorsements(context, book);
    this.#sealing = new GroupSealing(context, new Distributing(context, sender));
  }

  /** Stores a row, and what `also` writes with it; ends when the server has it for everybody. */
  enqueue(
    row: Pick<GroupOutboxRow, 'group' | 'kind' | 'content' | 'timestamp'>,
    also: () => void = () => {},
  ): Promise<SentMessage> {
    const { store, clock } = this.#context;
    const id = store.transaction(() => {
      also();
      return store.groupOutbox.add(row, clock.now());
    });
    const sent = new Promise<SentMessage>((resolve, reject) => {
      // Where it closes just now nobody would hear of the end.
      if (this.#stopped) reject(leftInOutbox());
      else this.#waiters.set(id, { resolve, reject });
    });
    // Whoever does not wait for the end hears of it by the events.
    sent.catch(() => undefined);
    this.wake(row.group);
    return sent;
  }

  /** Leave to write to an account as a member of a group of its; nothing where there is none. */
  leaveTo(account: AccountId): Promise<Uint8Array | undefined> {
    return this.#endorsements.leaveTo(account);
  }

  /** Goes on with one group, or with all of them, where there is a connection. */
  wake(group?: GroupId): void {
    const groups = group === undefined ? this.#context.store.groupOutbox.groups() : [group];
    for (const one of groups) this.#context.chores.run(() => this.#run(one));
  }

  /** The connection is back: waits that were for the old one are over. */
  connected(): void {
    this.#context.store.groupOutbox.dropTyping();
    for (const pace of this.#paces.values()) {
      pace.wait?.cancel();
      delete pace.wait;
    }
    this.wake();
  }

  stop(): void {
    this.#stopped = true;
    for (const pace of this.#paces.values()) pace.wait?.cancel();
    for (const waiter of this.#waiters.values()) waiter.reject(leftInOutbox());
    this.#waiters.clear();
  }

  async #run(group: GroupId): Promise<void> {
    const pace = this.#paces.get(group) ?? { busy: false, backoff: new Backoff(resend) };
    this.#paces.set(group, pace);
    if (pace.busy || pace.wait) return;
    pace.busy = true;
    try {
      while (!this.#stopped && this.#context.transport.connected) {
        const row = this.#context.store.groupOutbox.head(group);
        if (!row) {
          this.#paces.delete(group);
          return;
        }
        const outcome = await this.#try(row);
        if (this.#stopped) return;
        if (outcome.is === 'later' && row.kind !== 'typing') {
          this.#pause(group, pace, outcome.afterMs);
          return;
        }
        pace.backoff.reset();
        this.#finish(row, outcome);
      }
    } catch (error) {
      if (this.#stopped) return;
      this.#context.chores.failed(error);
      this.#pause(group, pace, undefined);
    } finally {
      pace.busy = false;
    }
  }

  #pause(group: GroupId, pace: Pace, afterMs: number | undefined): void {
    const wait = afterMs ? pace.backoff.atLeast(afterMs) : pace.backoff.next();
    pace.wait = this.#context.clock.after(wait, () => {
      delete pace.wait;
      this.#context.chores.run(() => this.#run(group));
    });
  }

  async #try(first: GroupOutboxRow): Promise<Outcome> {
    try {
      let refused = 0;
      for (let tries = 0; tries < triesPerSendMax; tries += 1) {
        const row = this.#context.store.groupOutbox.head(first.group);
        if (row?.id !== first.id) return { is: 'later' };
        const answer = await this.#send(row, refused >= refusedMax);
        if (answer === 'refused') refused += 1;
        else if (answer !== 'again') return answer;
      }
      return { is: 'later' };
    } catch (error) {
      if (error instanceof NoAnswer) {
        const cause = error.cause instanceof ClientError ? error.cause : undefined;
        return { is: 'later', afterMs: cause?.retryAfterMs };
      }
      if (!(error instanceof ClientError) || error.code === 'client.closed') throw error;
      const isLater = error.code === 'server.unavailable' || error.code === 'rate.limited';
      return isLater ? { is: 'later', afterMs: error.retryAfterMs } : { is: 'never', error };
    }
  }

  async #send(row: GroupOutboxRow, isApart: boolean): Promise<Outcome | 'again' | 'refused'> {
    const { store, sealed, clock } = this.#context;
    const secrets = this.#book.secrets(row.group);
    if (!secrets) throw notMember();
    let group = await this.#endorsements.fresh(secrets);
    if (group.members.length === 1) {
      // Whoever is alone may not have heard who came.
      await this.#book.refresh(secrets);
      group = await this.#endorsements.fresh(secrets);
    }
    this.#judge(secrets, group, row);
    const members = group.members
      .map(({ userId }) => secrets.accountOf(userId))
      .filter((one) => one !== this.#context.account);
    const recipients = (row.recipients ?? members).filter((one) => members.includes(one));
    const nobody: Outcome = { is: 'accepted', serverTimestamp: clock.now() };
    if (recipients.length === 0) return nobody;
    if (isApart) {
      this.#sealing.apart(row, recipients);
      this.#sender.wake();
      return nobody;
    }
    learnProfileKeys(this.#context, secrets, group, recipients);
    const upload = await this.#sealing.upload(row, members, recipients);
    this.#sender.wake();
    if (!upload) return nobody;
    const token = await this.#endorsements.token(secrets, upload.recipients);
    if (!token) return this.#withoutLeave(row.group);
    const answer = await sealed.sendGroup({
      ...{ upload: upload.bytes, token, timestamp: row.timestamp },
      ...{ ephemeral: row.kind === 'typing', urgent: row.kind !== 'typing' },
    });
    if (answer.refusal?.code === 'auth.invalid') return this.#withoutLeave(row.group);
    if (answer.refusal) return refusedBy(answer.refusal);
    const left = answer.mismatches.map(({ account }) => account);
    for (const { account, devices } of answer.mismatches) {
      await fitDevices(this.#context, account, devices);
    }
    const remaining = upload.recipients.filter((one) => left.includes(one));
    store.transaction(() => {
      // Whose queue is full holds up nobody else.
      this.#sealing.copy(row, answer.held);
      store.groupOutbox.setUpload(row.id, remaining);
      const isTaken = row.kind !== 'typing' && remaining.length < upload.recipients.length;
      if (isTaken) store.groupOutbox.took(row, answer.serverTimestamp);
    });
    if (answer.held.length > 0) this.#sender.wake();
    if (remaining.length > 0) return 'again';
    return { is: 'accepted', serverTimestamp: answer.serverTimestamp };
  }

  /** What leave there was is none: other is asked for. */
  #withoutLeave(group: GroupId): 'refused' {
    this.#endorsements.forget(group);
    return 'refused';
  }

  /** What nobody would show is not sent. */
  #judge(secrets: GroupSecrets, group: SealedGroup, { kind }: GroupOutboxRow): void {
    const self = memberNamed(group, this.#book.self(secrets));
    if (!self) throw notMember();
    if (kind !== 'text' || !group.announcementsOnly || self.role === 'ADMINISTRATOR') return;
    throw new ClientError('group.forbidden', 'Administrators alone write in this group.');
  }

  /** Somebody may have come in since it was sealed. */
  #missed(group: GroupId): void {
    const [secrets, known] = [this.#book.secrets(group), this.#book.sealed(group)];
    if (!secrets || !known || !sendMissed(this.#context, secrets, known)) return;
    this.#context.chores.next(() => this.#sender.wake());
  }

  #finish(row: GroupOutboxRow, outcome: Outcome): void {
    const { store, events, conversations } = this.#context;
    const { group: to, timestamp, kind } = row;
    const error = outcome.is === 'never' ? outcome.error : undefined;
    const serverTimestamp = outcome.is === 'accepted' ? outcome.serverTimestamp : 0;
    const isTold = kind !== 'typing' && !error && hasSiblings(this.#context);
    store.transaction(() => {
      store.groupOutbox.remove(row.id);
      const end = error ? { failedCode: error.code } : { serverTimestamp };
      conversations.finished({ kind, account: to, timestamp }, end);
      if (!error && kind !== 'typing') this.#missed(to);
      if (!isTold) return;
      const { content } = row;
      tellSiblings(this.#context, {
        type: 'syncSent',
        sentAt: timestamp,
        content,
        serverTimestamp,
      });
    });
    if (isTold) this.#sender.wake(this.#context.account);
    const waiter = this.#waiters.get(row.id);
    this.#waiters.delete(row.id);
    const sent: SentMessage = { to, timestamp, serverTimestamp };
    if (error) waiter?.reject(error);
    else waiter?.resolve(sent);
    if (kind !== 'text') return;
    if (error) events.emit('failed', { to, timestamp, code: error.code });
    else events.emit('sent', sent);
  }
}

function refusedBy(refusal: NonNullable<SendGroupAnswer['refusal']>): Outcome {
  const { retry, message } = errorRow(refusal.code);
  if (retry) return { is: 'later', afterMs: refusal.retryAfterMs };
  return { is: 'never', error: new ClientError(refusal.code, refusal.detail ?? message) };
}
