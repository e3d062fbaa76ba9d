// One command on its way to its answer. It is answered exactly once, whatever becomes of the
// actors.

import type { Result } from '#protocol';
import { refuse } from '#protocol';
import type { AccountAnswers, AccountCommand } from './account/messages.ts';

export type Answer = AccountAnswers[keyof AccountAnswers];

/**
 * What an answer depends on besides the actor: whether this worker may still speak for the shard.
 */
export interface AskScope {
  mayAct(): boolean;
  ended(ask: Ask): void;
}

export class Ask {
  readonly command: AccountCommand;
  readonly #scope: AskScope;
  readonly #resolve: (result: Result<Answer>) => void;
  #answered = false;

  constructor(command: AccountCommand, scope: AskScope, resolve: (result: Result<Answer>) => void) {
    this.command = command;
    this.#scope = scope;
    this.#resolve = resolve;
  }

  /** Answers; the first answer counts. A success is withheld once the shard's grant has lapsed. */
  answer(result: Result<Answer>): void {
    if (this.#answered) return;
    this.#answered = true;
    this.#scope.ended(this);
    this.#resolve(result.ok && !this.#scope.mayAct() ? refuse('shard.not_owner') : result);
  }
}
