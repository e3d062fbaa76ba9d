// The conversations that were opened, kept as they change.

import { signal } from '@preact/signals';
import type { Rpc } from '../rpc.ts';
import type { Notices } from './notices.ts';
import { Talk } from './talk.ts';

/** What was opened longest ago is read anew; its draft stays. */
const talksMax = 12;

interface Target {
  readonly author: string;
  readonly sentAt: number;
}
interface Deed {
  readonly conversation: string;
  readonly target: Target;
}

const deeds = ['reaction', 'edited', 'deleted', 'vote', 'pollEnded', 'pin'];
/** `conversation`, or `to`: there something is new. */
const arriving = ['message', 'ownMessage', 'unreadable', 'sent', 'failed', 'read', 'timer'];

export class Talks {
  readonly #rpc: Rpc;
  readonly #notices: Notices;
  readonly #drafts = new Map<string, string>();
  readonly #all = signal<ReadonlyMap<string, Talk>>(new Map());

  constructor(rpc: Rpc, notices: Notices) {
    this.#rpc = rpc;
    this.#notices = notices;
    for (const name of arriving) {
      rpc.on(`event.${name}`, ({ conversation, to }: { conversation?: string; to?: string }) =>
        this.#get(conversation ?? to)?.refresh(),
      );
    }
    for (const name of deeds) {
      rpc.on(`event.${name}`, ({ conversation, target }: Deed) =>
        this.#touch(conversation, target),
      );
    }
    rpc.on('event.disappeared', (gone: Target & { conversation: string }) =>
      this.#touch(gone.conversation, gone),
    );
    rpc.on('event.receipt', ({ timestamps }: { timestamps: readonly number[] }) => {
      const times = new Set(timestamps);
      for (const talk of this.#all.peek().values()) {
        talk.touch((one) => one.mine && times.has(one.sentAt));
      }
    });
    rpc.on('event.callMissed', ({ account, group }: { account: string; group?: string }) =>
      this.#get(group ?? account)?.refresh(),
    );
    // It says nothing of where it stands.
    rpc.on('event.callEnded', () => this.refresh());
    rpc.on('event.history', ({ isOver }: { isOver: boolean }) => {
      if (isOver) this.refresh();
    });
  }

  /** Opens it, where it is not open yet. */
  of(conversation: string): Talk {
    const known = this.#all.peek().get(conversation);
    if (known) return known;
    const talk = new Talk(conversation, this.#rpc, this.#notices);
    talk.draft.value = this.#drafts.get(conversation) ?? '';
    talk.draft.subscribe((draft) => this.#drafts.set(conversation, draft));
    const all = [...this.#all.peek(), [conversation, talk] as const];
    this.#all.value = new Map(all.slice(-talksMax));
    talk.refresh();
    return talk;
  }

  /** Reads all that are open again. */
  refresh(): void {
    for (const talk of this.#all.peek().values()) talk.refresh();
  }

  #get(conversation: string | undefined): Talk | undefined {
    return this.#all.peek().get(conversation ?? '');
  }

  #touch(conversation: string, { author, sentAt }: Target): void {
    this.#get(conversation)?.touch((one) => one.author === author && one.sentAt === sentAt);
  }
}
