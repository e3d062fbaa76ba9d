// An account's document as its actor knows it: loaded once, under a fence that older owners cannot
// pass, written before anything counts. Where it is not known what the store holds it is forgotten,
// and loaded again for the next command.

import { newQueueGeneration, newQueueKey } from '#crypto';
import type { AccountId, ErrorCode } from '#protocol';
import type { EffectOf, Ended } from '../effects.ts';
import { Unreachable } from '../ports.ts';
import type { ShardScope } from '../scope.ts';
import type { Account, Device } from './account.ts';
import type { AccountState } from './decision.ts';
import type { Remains } from './remains.ts';

/** After a load that failed, commands are refused this long before the store is asked again. */
const hydrateRetryMs = 200;

/** The account whose document it is. */
interface DocumentOwner {
  readonly id: AccountId;
  readonly scope: ShardScope;
  readonly remains: Remains;
  defect(cause: unknown): void;
}

export class Document {
  readonly #owner: DocumentOwner;
  #state: AccountState | undefined;
  #loadFailedAtMs = Number.NEGATIVE_INFINITY;
  /** A note is on its way to the store; what follows it has to come later. */
  #noting: Promise<void> | undefined;
  /** The account was made under the shard's present grant. */
  isNew = false;
  /** Nobody is registered under this id: not worth memory. */
  isVacant = false;
  /** It has left memory; a connected device keeps the actor. */
  isResting = false;

  constructor(owner: DocumentOwner) {
    this.#owner = owner;
  }

  /** Absent until it was loaded, and again when it is not known what the store holds. */
  get state(): AccountState | undefined {
    return this.#state;
  }

  get isNoting(): boolean {
    return this.#noting !== undefined;
  }

  /** It is loaded anew for the next command. */
  forget(): void {
    this.#state = undefined;
  }

  rest(): void {
    this.forget();
    this.isResting = true;
  }

  /** Claims and loads it, so that an older owner can write it no more. */
  async load(): Promise<Ended> {
    const { scope, id } = this.#owner;
    const { accounts, clock } = scope.services;
    if (this.#state) return undefined;
    await this.#noting;
    if (clock.monotonic() - this.#loadFailedAtMs < hydrateRetryMs) return 'server.unavailable';
    try {
      const claimed = await accounts.claim(id, scope.token);
      if (claimed === 'fenced') return this.#fenced();
      return await this.#take(claimed === 'missing' ? undefined : claimed);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      this.#loadFailedAtMs = clock.monotonic();
      return 'server.unavailable';
    }
  }

  /** Takes up a document; one of an earlier form gets what it lacks, in the store first. */
  async #take(account: Account | undefined): Promise<Ended> {
    const complete = account && withQueues(account);
    const { id, remains } = this.#owner;
    const isHusk = complete?.deleted === true;
    const state = isHusk ? { id, account: undefined, husk: complete } : { id, account: complete };
    if (complete && complete !== account) {
      const refused = await this.replace(complete, state);
      if (refused) return refused;
    } else this.#become(state);
    // Whoever began to clear may have died before its end.
    if (complete?.retired?.length || isHusk) void remains.clear(complete as Account);
    return undefined;
  }

  /** Writes the account's first document. */
  async create(account: Account, next: AccountState): Promise<Ended> {
    const { accounts } = this.#owner.scope.services;
    if ((await accounts.create(account, this.#owner.scope.token)) === 'taken') {
      this.forget();
      return 'registration.conflict';
    }
    this.isNew = true;
    this.#become(next);
    return undefined;
  }

  /**
   * Takes the next state up at once and writes it without anybody waiting: it may be lost, for a
   * store that is away must not keep out whom it is about.
   */
  note(document: Account, next: AccountState): void {
    const { scope } = this.#owner;
    this.#become(next);
    const noting = (this.#noting ?? Promise.resolve())
      .then(() => scope.services.accounts.replace(document, scope.token))
      .then(
        (replaced) => replaced === 'fenced' && scope.lose(),
        (error: unknown) => error instanceof Unreachable || this.#owner.defect(error),
      )
      .then(() => {
        if (this.#noting === noting) this.#noting = undefined;
      });
    this.#noting = noting;
  }

  /** Writes the whole document; then the next state counts. `ifTaken`: a name is another's. */
  async replace(
    document: Account,
    next: AccountState,
    ifTaken: ErrorCode = 'login.name_taken',
  ): Promise<Ended> {
    const { accounts } = this.#owner.scope.services;
    await this.#noting;
    const replaced = await accounts.replace(document, this.#owner.scope.token);
    if (replaced === 'replaced') {
      this.#become(next);
      return undefined;
    }
    // The store holds what it held.
    if (replaced === 'taken') return ifTaken;
    this.forget();
    return replaced === 'fenced' ? this.#fenced() : 'account.not_found';
  }

  /** Strikes from it what is gone; where that fails the next activation clears again. */
  async strike(): Promise<void> {
    const { id, scope, remains } = this.#owner;
    const { account, husk } = this.#state ?? {};
    if (!scope.mayAct()) return;
    try {
      await this.#noting;
      if (husk && remains.left(husk.retired).length === 0) {
        const removed = await scope.services.accounts.remove(id, scope.token);
        if (removed === 'fenced') return scope.lose();
        this.#become({ id, account: undefined });
      } else if (account?.retired) {
        const { retired, ...rest } = account;
        const left = remains.left(retired);
        const next: Account = left.length > 0 ? { ...rest, retired: left } : rest;
        await this.replace(next, { id, account: next });
      }
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      this.forget();
    }
  }

  #become(state: AccountState): void {
    this.#state = state;
    this.isResting = false;
    this.isVacant = state.account === undefined;
  }

  #fenced(): ErrorCode {
    this.#owner.scope.lose();
    return 'shard.not_owner';
  }
}

/** What is written is written to the document of the account. */
interface DocumentEdge {
  readonly document: Document;
  readonly remains: Remains;
  /** Resolves when everything has ended that was begun and is not waited for. */
  settle(): Promise<unknown> | undefined;
}

interface Written {
  readonly account: Account;
}

export const documentEffects = {
  create({ document }: DocumentEdge, { account }: Written, _ask: unknown, next: AccountState) {
    return document.create(account, next);
  },
  replace(
    { document }: DocumentEdge,
    { account, ifTaken }: Written & { readonly ifTaken?: ErrorCode },
    _ask: unknown,
    next: AccountState,
  ) {
    return document.replace(account, next, ifTaken);
  },
  note({ document }: DocumentEdge, { account }: Written, _ask: unknown, next: AccountState) {
    document.note(account, next);
    return undefined;
  },
  /** Waits until everything begun, and every note of who wrote, has ended. */
  settle(account: DocumentEdge, _effect: object): Promise<Ended> | undefined {
    return account.settle()?.then(() => undefined);
  },
  /** Deletes what the lives before have left; what can't be reached now goes later. */
  async clear({ document, remains }: DocumentEdge, { account }: Written): Promise<Ended> {
    await remains.clear(account);
    await document.strike();
    return undefined;
  },
};

export type DocumentEffect = EffectOf<typeof documentEffects>;
export type NoteEffect = Extract<DocumentEffect, { readonly type: 'note' }>;
export type Replace = Extract<DocumentEffect, { readonly type: 'replace' }>;

/** A document as an earlier version may have left it. */
type Stored = Omit<Account, 'queueKey' | 'devices'> & {
  readonly queueKey?: Account['queueKey'];
  readonly devices: readonly (Omit<Device, 'queueGeneration'> &
    Partial<Pick<Device, 'queueGeneration'>>)[];
};

/** The account itself, or a copy with what it lacks: random, so that it is stored before use. */
function withQueues(account: Account): Account {
  const stored: Stored = account;
  if (stored.queueKey && stored.devices.every((device) => device.queueGeneration)) return account;
  return {
    ...account,
    queueKey: stored.queueKey ?? newQueueKey(),
    devices: stored.devices.map((device) => ({
      ...device,
      queueGeneration: device.queueGeneration ?? newQueueGeneration(),
    })),
  };
}
