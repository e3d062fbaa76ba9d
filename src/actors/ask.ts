// One command on its way to its answer. It is answered exactly once, whatever becomes of the
// actors.

import type { Result } from '#protocol';
import { refuse } from '#protocol';
import type { Command, CommandDefinition } from './command.ts';

/**
 * What an answer depends on besides the actor: whether this worker may still speak for the shard.
 */
export interface AskScope {
  mayAct(): boolean;
  ended(ask: Ask): void;
}

export class Ask<Definition extends CommandDefinition = CommandDefinition> {
  readonly command: Command;
  /** The command's declaration among those of the entity's kind. */
  readonly definition: Definition;
  readonly #scope: AskScope;
  readonly #resolve: (result: Result<unknown>) => void;
  #answered = false;

  constructor(
    command: Command,
    definition: Definition,
    scope: AskScope,
    resolve: (result: Result<unknown>) => void,
  ) {
    this.command = command;
    this.definition = definition;
    this.#scope = scope;
    this.#resolve = resolve;
  }

  /** Answers; the first answer counts. A success is withheld once the shard's grant has lapsed. */
  answer(result: Result<unknown>): void {
    if (this.#answered) return;
    this.#answered = true;
    this.#scope.ended(this);
    this.#resolve(result.ok && !this.#scope.mayAct() ? refuse('shard.not_owner') : result);
  }
}
