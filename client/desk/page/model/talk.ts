// One conversation as far as it was looked at: its newest messages, those before them page by
// page, and what is about to be said.

import { signal } from '@preact/signals';
import { systemClock } from '../../../clock.ts';
import type { Message } from '../../../conversation/view.ts';
import type { Rpc } from '../rpc.ts';
import { RpcFailure } from '../rpc.ts';
import { merged, replaced } from './merging.ts';
import type { Notices } from './notices.ts';
import { soonOnce } from './soon.ts';

const newestCount = 60;
const olderCount = 200;
/** The most single messages that are read again; where it is more, the newest are. */
const againMax = 20;
const typingMs = 4_000;
/** It stands in the outbox: nothing is to be typed again. */
const kept = ['outbox.waits', 'identity.changed', 'daemon.ended', 'desk.cut', 'desk.late'];

export interface Mode {
  readonly kind: 'reply' | 'edit';
  readonly message: Message;
}

/** What one does to a message. */
type Deed = 'react' | 'delete';

export class Talk {
  readonly conversation: string;
  /** The oldest first. */
  readonly messages = signal<readonly Message[]>([]);
  /** All that there is stands in `messages`. */
  readonly isWhole = signal(false);
  readonly isRead = signal(false);
  readonly draft = signal('');
  readonly mode = signal<Mode | undefined>(undefined);
  /** The first that was unread when it was opened. */
  readonly unreadFrom = signal<number | undefined>(undefined);
  /** A message to be brought into sight. */
  readonly goal = signal<number | undefined>(undefined);
  readonly refresh = soonOnce(() => this.read());
  readonly #rpc: Rpc;
  readonly #notices: Notices;
  readonly #again = new Set<number>();
  readonly #readAgain = soonOnce(() => this.#look());
  #isLoading = false;
  #typedAt = 0;

  constructor(conversation: string, rpc: Rpc, notices: Notices) {
    this.conversation = conversation;
    this.#rpc = rpc;
    this.#notices = notices;
  }

  async read(): Promise<void> {
    const newest = await this.#history({ limit: newestCount });
    if (newest.length === 0) this.isWhole.value = true;
    this.messages.value = merged(this.messages.peek(), newest);
    this.isRead.value = true;
  }

  /** Brings those before the oldest that is here. */
  async older(): Promise<void> {
    const [first] = this.messages.peek();
    if (!first || this.isWhole.peek() || this.#isLoading) return;
    this.#isLoading = true;
    try {
      const page = await this.#history({ limit: olderCount, before: first.id });
      if (page.length === 0) this.isWhole.value = true;
      else this.messages.value = [...page, ...this.messages.peek()];
    } finally {
      this.#isLoading = false;
    }
  }

  /** These are not as before. */
  touch(isIt: (message: Message) => boolean): void {
    for (const message of this.messages.peek()) if (isIt(message)) this.#again.add(message.id);
    if (this.#again.size > 0) this.#readAgain();
  }

  /** Says what stands in the draft, as its mode has it. */
  async say(): Promise<void> {
    const text = this.draft.peek().trim();
    const mode = this.mode.peek();
    if (text === '') return;
    this.draft.value = '';
    this.mode.value = undefined;
    this.#typedAt = 0;
    try {
      await this.#sent(text, mode);
    } catch (error) {
      this.#notices.fail(error);
      if (error instanceof RpcFailure && kept.includes(error.code)) return;
      if (this.draft.peek() !== '') return;
      this.draft.value = text;
      this.mode.value = mode;
    }
  }

  /** Once more what was given up. */
  async sayAgain({ text }: Message): Promise<void> {
    await this.#tell(() => this.#sent(text, undefined));
  }

  async do(what: Deed, { id }: Message, more: object = {}): Promise<void> {
    const params = { who: this.conversation, message: String(id), ...more };
    await this.#tell(() => this.#rpc.call(what, params));
    this.#again.add(id);
    this.#readAgain();
  }

  async setTimer(time: string): Promise<void> {
    await this.#tell(() => this.#rpc.call('timer', { who: this.conversation, time }));
  }

  /** Tells that it is typed there, or no more; not more often than it has to. */
  typed(): void {
    const isEmpty = this.draft.peek() === '';
    const now = systemClock.now();
    if (!isEmpty && now - this.#typedAt < typingMs) return;
    if (isEmpty && this.#typedAt === 0) return;
    this.#typedAt = isEmpty ? 0 : now;
    const params = { who: this.conversation, started: !isEmpty };
    this.#rpc.call('typing', params).catch(() => undefined);
  }

  /** Nobody tells this device of what it has read itself. */
  async markRead(): Promise<void> {
    await this.#rpc.call('read', { who: this.conversation }).catch(() => undefined);
  }

  /** The newest text of ours that can be edited. */
  editLast(): void {
    const last = this.messages.peek().findLast((one) => one.mine && canEdit(one));
    if (last) this.begin('edit', last);
  }

  begin(kind: Mode['kind'], message: Message): void {
    if (kind === 'edit') this.draft.value = message.text;
    else if (this.mode.peek()?.kind === 'edit') this.draft.value = '';
    this.mode.value = { kind, message };
  }

  /** Neither answers nor edits any more. */
  cancel(): void {
    if (this.mode.peek()?.kind === 'edit') this.draft.value = '';
    this.mode.value = undefined;
  }

  async #sent(text: string, mode: Mode | undefined): Promise<void> {
    // A lone dash would be the standard input of the command.
    const words = { who: this.conversation, text: text === '-' ? ['-', ''] : text };
    const message = String(mode?.message.id);
    const sending = mode
      ? this.#rpc.call(mode.kind, { ...words, message })
      : this.#rpc.call('send', words);
    // It stands in the outbox at once, whenever the server has it.
    this.refresh();
    await sending;
    this.refresh();
    if (mode) {
      this.#again.add(mode.message.id);
      this.#readAgain();
    }
  }

  async #tell(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#notices.fail(error);
    }
  }

  #history(more: object): Promise<Message[]> {
    return this.#rpc.call<Message[]>('history', { who: this.conversation, ...more });
  }

  async #look(): Promise<void> {
    const ids = [...this.#again];
    this.#again.clear();
    if (ids.length > againMax) return this.read();
    const found = await Promise.all(
      ids.map((id) => this.#rpc.call<Message | null>('message', { id })),
    );
    this.messages.value = ids.reduce(
      (all, id, index) => replaced(all, id, found[index] ?? undefined),
      this.messages.peek(),
    );
  }
}

export const canEdit = ({ deleted, poll, call, unreadable, status }: Message): boolean =>
  !deleted && !unreadable && !poll && !call && status !== 'failed';
