// The actor of one account: loads its document once, decides about commands in turn and runs the
// effects.

import type { ErrorCode } from '#protocol';
import { ok, refuse } from '#protocol';
import type { Ask } from '../ask.ts';
import type { Behaviour, Cell } from '../kernel/index.ts';
import { Unreachable } from '../ports.ts';
import type { ShardScope } from '../scope.ts';
import type { Account } from './account.ts';
import type { AccountHandle } from './handle.ts';
import type { AccountEffect, AccountState, Decision } from './state.ts';
import { decide } from './state.ts';
import { withQueues } from './upgrade.ts';
import { verifyKeys } from './verification.ts';

/**
 * `rest`: nothing was asked for long; the document leaves memory until the next command. `cleared`:
 * nothing is left of earlier lives.
 */
export type AccountMessage = Ask | 'hydrate' | 'rest' | 'cleared';

/** After a load that failed, commands are refused this long before the store is asked again. */
export const hydrateRetryMs = 200;

/** How an effect ended: a code ends the command. */
type Ended = ErrorCode | undefined;

export class AccountActor implements Behaviour<AccountMessage> {
  readonly #handle: AccountHandle;
  readonly #scope: ShardScope;
  /** Absent until the document was loaded, and again when it is not known what the store holds. */
  #state: AccountState | undefined;
  #loadFailedAtMs = Number.NEGATIVE_INFINITY;

  constructor(handle: AccountHandle, scope: ShardScope, self: Cell<AccountMessage>) {
    this.#handle = handle;
    this.#scope = scope;
    self.tell('hydrate');
  }

  receive(message: AccountMessage): void | Promise<void> {
    if (message === 'hydrate') return this.#hydrate().then(() => undefined);
    if (message === 'rest') return this.#rest();
    if (message === 'cleared') return this.#cleared();
    if (!this.#scope.mayAct()) return message.answer(refuse('shard.not_owner'));
    return this.#state ? this.#decide(message, this.#state) : this.#hydrateFor(message);
  }

  async #hydrateFor(ask: Ask): Promise<void> {
    const code = await this.#hydrate();
    if (code || !this.#state) return ask.answer(refuse(code ?? 'server.unavailable'));
    return this.#decide(ask, this.#state);
  }

  /** Claims and loads the document, so that an older owner can write it no more. */
  async #hydrate(): Promise<Ended> {
    const { accounts, clock } = this.#scope.services;
    if (this.#state) return undefined;
    if (clock.monotonic() - this.#loadFailedAtMs < hydrateRetryMs) return 'server.unavailable';
    try {
      const claimed = await accounts.claim(this.#handle.id, this.#scope.token);
      if (claimed === 'fenced') return this.#fenced();
      return await this.#load(claimed === 'missing' ? undefined : claimed);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      this.#loadFailedAtMs = clock.monotonic();
      return 'server.unavailable';
    }
  }

  /** Takes up a document; one of an earlier form gets what it lacks, in the store first. */
  async #load(account: Account | undefined): Promise<Ended> {
    const complete = account && withQueues(account);
    if (complete && complete !== account) {
      const { accounts } = this.#scope.services;
      const replaced = await accounts.replace(complete, this.#scope.token);
      if (replaced !== 'replaced') return this.#notWritten(replaced);
    }
    const { id } = this.#handle;
    if (complete?.deleted) this.#become({ id, account: undefined, husk: complete });
    else this.#become({ id, account: complete });
    // Whoever began to clear may have died before its end.
    if (complete?.retired?.length || complete?.deleted) void this.#handle.remains.clear(complete);
    return undefined;
  }

  #rest(): void {
    this.#state = undefined;
    this.#handle.isResting = true;
    this.#handle.forgetContacts();
  }

  async #clear(account: Account): Promise<Ended> {
    await this.#handle.remains.clear(account);
    await this.#cleared();
    return undefined;
  }

  /** Strikes from the document what is gone; where that fails the next activation clears again. */
  async #cleared(): Promise<void> {
    const { account, husk } = this.#state ?? {};
    if (!this.#scope.mayAct()) return;
    const { id, remains } = this.#handle;
    const { accounts } = this.#scope.services;
    const { token } = this.#scope;
    try {
      if (husk && remains.left(husk.retired).length === 0) {
        if ((await accounts.remove(id, token)) === 'fenced') return this.#scope.lose();
        this.#become({ id, account: undefined });
      } else if (account?.retired) {
        const { retired, ...rest } = account;
        const left = remains.left(retired);
        const next: Account = left.length > 0 ? { ...rest, retired: left } : rest;
        const replaced = await accounts.replace(next, token);
        if (replaced !== 'replaced') return void this.#notWritten(replaced);
        this.#become({ id, account: next });
      }
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      this.#state = undefined;
    }
  }

  #become(state: AccountState): void {
    this.#state = state;
    this.#handle.isResting = false;
    this.#handle.isVacant = state.account === undefined;
  }

  #fenced(): ErrorCode {
    this.#scope.lose();
    return 'shard.not_owner';
  }

  /** Runs the effects; waits only where one has to be waited for. */
  #decide(ask: Ask, state: AccountState): void | Promise<void> {
    const decision = decide(state, ask.command, this.#scope.services.clock.now());
    const { effects } = decision;
    for (let index = 0; index < effects.length; index++) {
      const ended = this.#perform(effects[index] as AccountEffect, ask, decision);
      if (ended instanceof Promise) return this.#goOn(ask, decision, index, ended);
      if (ended) return ask.answer(refuse(ended));
    }
  }

  async #goOn(ask: Ask, decision: Decision, index: number, first: Promise<Ended>): Promise<void> {
    let pending: Promise<Ended> | Ended = first;
    for (let next = index + 1; ; next++) {
      const ended = await this.#outcome(pending);
      if (ended) return ask.answer(refuse(ended));
      const effect = decision.effects[next];
      if (!effect) return;
      if (!this.#scope.mayAct()) return ask.answer(refuse('shard.not_owner'));
      pending = this.#perform(effect, ask, decision);
    }
  }

  /** Waits for an effect. When the store is away, what it holds is unknown: it is asked again. */
  async #outcome(pending: Promise<Ended> | Ended): Promise<Ended> {
    try {
      return await pending;
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      this.#state = undefined;
      return 'server.unavailable';
    }
  }

  #perform(effect: AccountEffect, ask: Ask, decision: Decision): Promise<Ended> | Ended {
    const handle = this.#handle;
    switch (effect.type) {
      case 'answer':
        ask.answer(effect.result);
        return undefined;
      case 'enqueue':
        handle.pipeline.enqueue(ask, effect);
        return undefined;
      case 'takeKeys':
        handle.pipeline.takeKeys(ask, effect);
        return undefined;
      case 'countKeys':
        handle.pipeline.countKeys(ask, effect);
        return undefined;
      case 'recordContact':
        handle.contacts.note(effect.from);
        return undefined;
      case 'handOn':
        if (handle.device(effect.to, effect.credential).cell.post({ type: 'ask', ask }))
          return undefined;
        return 'server.busy';
      case 'transmit':
        for (const { to, guid, bytes } of effect.envelopes) {
          handle.deviceOf(to)?.hear({ type: 'ephemeral', guid, bytes });
        }
        return undefined;
      case 'notify':
        for (const device of handle.devices.values()) {
          device.hear({ type: 'notice', notice: effect.notice });
        }
        return undefined;
      case 'permit':
        handle.authority.grant(effect);
        ask.answer(ok(null));
        return undefined;
      case 'answerEvicted':
        handle.evictStrangers(decision.state.account);
        void handle.authority.settled().then(() => ask.answer(effect.result));
        return undefined;
      case 'evict':
        handle.evict(effect.device, effect.credential, effect.code);
        return undefined;
      case 'verify':
        return verifyKeys(effect.signed, effect.plain);
      case 'settle':
        return handle.settle()?.then(() => undefined);
      case 'clear': {
        const { account, husk } = decision.state;
        const one = husk ?? account;
        return one && this.#clear(one);
      }
      default:
        return this.#write(effect, decision);
    }
  }

  async #write(effect: WriteEffect, decision: Decision): Promise<Ended> {
    const { accounts, preKeys } = this.#scope.services;
    const { token } = this.#scope;
    // biome-ignore lint/nursery/useExhaustiveSwitchCases: it does not read Extract; all are here.
    switch (effect.type) {
      case 'create':
        if ((await accounts.create(effect.account, token)) === 'taken') {
          this.#state = undefined;
          return 'registration.conflict';
        }
        this.#handle.isNew = true;
        break;
      case 'replace':
      case 'bury': {
        const document = effect.type === 'bury' ? effect.husk : effect.account;
        const replaced = await accounts.replace(document, token);
        if (replaced !== 'replaced') return this.#notWritten(replaced);
        break;
      }
      case 'storeKeys':
        if (effect.ec.length > 0) await preKeys.replaceEc(effect.pool, effect.ec);
        if (effect.kem.length > 0) await preKeys.replaceKem(effect.pool, effect.kem);
        return undefined;
    }
    this.#become(decision.state);
    return undefined;
  }

  #notWritten(outcome: 'missing' | 'fenced'): ErrorCode {
    this.#state = undefined;
    return outcome === 'fenced' ? this.#fenced() : 'account.not_found';
  }
}

type WriteEffect = Extract<
  AccountEffect,
  {
    type: 'create' | 'replace' | 'bury' | 'storeKeys';
  }
>;
