// The actor of one account: loads its document once, decides about commands in turn and runs the
// effects. Those that are waited for hold up the mailbox.

import { refuse } from '#protocol';
import type { Ask } from '../ask.ts';
import { handOnEffects } from '../device/commands.ts';
import type { EffectOf, Ended } from '../effects.ts';
import { answerEffects, runEffects } from '../effects.ts';
import type { Behaviour, Cell } from '../kernel/index.ts';
import { Unreachable } from '../ports.ts';
import type { AccountDefinition, AccountState } from './decision.ts';
import { refused, vouches } from './decision.ts';
import { documentEffects } from './document.ts';
import type { AccountHandle } from './handle.ts';
import { keyEffects } from './keys.ts';
import { membershipEffects } from './membership.ts';
import { sendingEffects } from './sending.ts';

const effects = {
  ...answerEffects,
  ...documentEffects,
  ...keyEffects,
  ...membershipEffects,
  ...sendingEffects,
  ...handOnEffects,
};

/** A command of an account, whichever: its decision may ask for all of these. */
export type AnyAccountCommand = AccountDefinition<
  string,
  object,
  unknown,
  EffectOf<typeof effects>,
  AccountHandle
>;

/**
 * `rest`: nothing was asked for long; the document leaves memory until the next command. `cleared`:
 * nothing is left of earlier lives.
 */
export type AccountMessage = Ask<AnyAccountCommand> | 'hydrate' | 'rest' | 'cleared';

export class AccountActor implements Behaviour<AccountMessage> {
  readonly #handle: AccountHandle;

  constructor(handle: AccountHandle, self: Cell<AccountMessage>) {
    this.#handle = handle;
    handle.document.forget();
    self.tell('hydrate');
  }

  receive(message: AccountMessage): void | Promise<void> {
    const { document } = this.#handle;
    if (message === 'hydrate') return document.load().then(() => undefined);
    if (message === 'rest') return this.#rest();
    if (message === 'cleared') return document.strike();
    if (!this.#handle.mayAct()) return message.answer(refuse('shard.not_owner'));
    return document.state ? this.#decide(message, document.state) : this.#loadFor(message);
  }

  async #loadFor(ask: Ask<AnyAccountCommand>): Promise<void> {
    const { document } = this.#handle;
    const code = await document.load();
    if (code || !document.state) return ask.answer(refuse(code ?? 'server.unavailable'));
    return this.#decide(ask, document.state);
  }

  #rest(): void {
    this.#handle.document.rest();
    this.#handle.forgetContacts();
  }

  #decide(ask: Ask<AnyAccountCommand>, state: AccountState): void | Promise<void> {
    const { definition, command } = ask;
    const isVouched = definition.isUnvouched || vouches(state.account, command);
    const decision = isVouched
      ? definition.decide(state, command, this.#handle.scope.services.clock.now())
      : refused(state, 'auth.invalid');
    const ended = runEffects(effects, this.#handle, ask, decision);
    if (ended instanceof Promise) return this.#wait(ask, ended);
    if (ended) ask.answer(refuse(ended));
  }

  /** Waits for the effects. When the store is away, what it holds is unknown: it is asked again. */
  async #wait(ask: Ask, pending: Promise<Ended>): Promise<void> {
    try {
      const ended = await pending;
      if (ended) ask.answer(refuse(ended));
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      this.#handle.document.forget();
      ask.answer(refuse('server.unavailable'));
    }
  }
}
