// Sends what is said in groups, in a lane for each: one upload for everybody, until the server has
// it for everybody.

import type { AccountId, GroupId } from '#protocol';
import { ClientError } from '../clientError.ts';
import type { ClientContext } from '../clientContext.ts';
import { hasSiblings, tellSiblings } from '../devices/siblings.ts';
import type { SentMessage } from '../events.ts';
import { failed, refused } from '../messages/attempt.ts';
import type { Outcome } from '../messages/attempt.ts';
import { Lanes } from '../messages/lanes.ts';
import type { End } from '../messages/lanes.ts';
import { fitDevices } from '../messages/sealing.ts';
import type { Sender } from '../messages/sender.ts';
import type { GroupOutboxRow } from '../store/groupOutboxTable.ts';
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

export class GroupSender {
  readonly #context: ClientContext;
  readonly #book: GroupBook;
  readonly #sender: Sender;
  readonly #endorsements: Endorsements;
  readonly #sealing: GroupSealing;
  readonly #lanes: Lanes<GroupId, GroupOutboxRow>;

  constructor(context: ClientContext, book: GroupBook, sender: Sender) {
    this.#context = context;
    this.#book = book;
    this.#sender = sender;
    this.#endorsements = new Endorsements(context, book);
    this.#sealing = new GroupSealing(context, new Distributing(context, sender));
    this.#lanes = new Lanes(context, {
      lanes: () => context.store.groupOutbox.groups(),
      head: (group) => context.store.groupOutbox.head(group),
      send: (row) => this.#send(row).catch(failed),
      finish: (row, end) => this.#finish(row, end),
    });
  }

  /** Stores a row, and what `also` writes with it; ends when the server has it for everybody. */
  enqueue(
    row: Pick<GroupOutboxRow, 'group' | 'kind' | 'content' | 'timestamp'>,
    also: () => void = () => {},
  ): Promise<SentMessage> {
    return this.#lanes.enqueue(row.group, row.kind, () => {
      also();
      return this.#context.store.groupOutbox.add(row, this.#context.clock.now());
    });
  }

  /** Leave to write to an account as a member of a group of its; nothing where there is none. */
  leaveTo(account: AccountId): Promise<Uint8Array | undefined> {
    return this.#endorsements.leaveTo(account);
  }

  /** Goes on with one group, or with all of them, where there is a connection. */
  wake(group?: GroupId): void {
    this.#lanes.wake(group);
  }

  /** The connection is back: waits that were for the old one are over. */
  connected(): void {
    this.#context.store.groupOutbox.dropTyping();
    this.#lanes.connected();
  }

  stop(): void {
    this.#lanes.stop();
  }

  async #send(first: GroupOutboxRow): Promise<Outcome> {
    let refusals = 0;
    for (let tries = 0; tries < triesPerSendMax; tries += 1) {
      const row = this.#context.store.groupOutbox.head(first.group);
      if (row?.id !== first.id) break;
      const answer = await this.#upload(row, refusals >= refusedMax);
      if (answer === 'refused') refusals += 1;
      else if (answer !== 'again') return answer;
    }
    return { is: 'later' };
  }

  async #upload(row: GroupOutboxRow, isApart: boolean): Promise<Outcome | 'again' | 'refused'> {
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
    if (answer.refusal) return refused(answer.refusal);
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

  #finish({ id, group, kind, timestamp, content }: GroupOutboxRow, end: End): void {
    const { store, conversations, account } = this.#context;
    const isSaid = end.is === 'accepted' && kind !== 'typing';
    // Who rings is in the call, and need not tell their own devices.
    const isTold = isSaid && kind !== 'ring' && hasSiblings(this.#context);
    const serverTimestamp = end.is === 'accepted' ? end.serverTimestamp : 0;
    const done = end.is === 'never' ? { failedCode: end.error.code } : { serverTimestamp };
    store.transaction(() => {
      store.groupOutbox.remove(id);
      conversations.finished({ kind, account: group, timestamp }, done);
      if (isSaid) this.#missed(group);
      const sent = { type: 'syncSent', sentAt: timestamp, content, serverTimestamp } as const;
      if (isTold) tellSiblings(this.#context, sent);
    });
    if (isTold) this.#sender.wake(account);
  }
}
