// What was said with whom: the list, the one that was last spoken in first.

import { computed, signal } from '@preact/signals';
import type { Message } from '../../../conversation/view.ts';
import type { Rpc } from '../rpc.ts';
import { soonOnce } from './soon.ts';

export interface Listed {
  readonly conversation: string;
  readonly name: string;
  readonly unread: number;
  readonly last?: Message;
  readonly timer?: number;
  /** How one stands in a group in which nothing was said. */
  readonly standing?: string;
}

/** What changes a line of the list. */
const changing = [
  ...['message', 'ownMessage', 'unreadable', 'receipt', 'edited', 'deleted', 'timer', 'read'],
  ...['disappeared', 'history', 'sent', 'failed', 'group', 'profile', 'contact', 'callMissed'],
  'callEnded',
];

export class Conversations {
  readonly all = signal<readonly Listed[]>([]);
  readonly isRead = signal(false);
  readonly unread = computed(() => this.all.value.reduce((sum, one) => sum + one.unread, 0));
  readonly refresh = soonOnce(() => this.read());
  readonly #rpc: Rpc;

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
    for (const name of changing) rpc.on(`event.${name}`, this.refresh);
  }

  async read(): Promise<void> {
    this.all.value = await this.#rpc.call<Listed[]>('conversations');
    this.isRead.value = true;
  }

  /** The conversation that a word means. Refuses: RpcFailure, where it means none, or several. */
  async find(who: string): Promise<string> {
    const found = await this.#rpc.call<{ conversation: string }>('timer', { who });
    return found.conversation;
  }
}
