// What a kind of entity declares, and what its shard asks of each of its entities. A kind is a
// folder of its own with one such declaration, and a line in kinds.ts; nothing else knows of it.

import type { Ask } from './ask.ts';
import type { CommandDefinition } from './command.ts';
import type { Cell } from './kernel/index.ts';
import type { ShardScope } from './scope.ts';

/** What became of a command that was not posted; undefined: it has to be. */
export type Taken = 'taken' | 'server.busy' | undefined;

/** An entity that is in memory, as its shard holds it. */
export interface EntityHandle {
  readonly id: string;
  /** Takes, and answers, what need not wait for the mailbox. */
  direct(ask: Ask): Taken;
  /** Hands a command to the actor. False: the mailbox is full. */
  post(ask: Ask): boolean;
  /**
   * Lets what was idle for so long leave memory, and at once what nothing would be missed of.
   * True: the entity has stopped and is to be forgotten; only what has no mail stops, so that no
   * message can be lost.
   */
  sweep(idleMs: number): boolean;
  /** The actor was given up: whoever depends on it is told. */
  abandon(): void;
}

/** What an entity gets from its shard. */
export interface Home {
  readonly scope: ShardScope;
  /** The parent of its actor. */
  readonly supervisor: Cell<never>;
  /** Its actor crashed too often and has stopped. */
  gaveUp(handle: EntityHandle): void;
}

export interface EntityKind<
  Type extends string = string,
  Id extends string = string,
  Definition extends CommandDefinition = CommandDefinition,
> {
  readonly type: Type;
  /** Parses an id, or says `undefined`; the one it returns is the id's one form. */
  parseId(text: string): Id | undefined;
  /** By their types. */
  readonly commands: ReadonlyMap<string, Definition>;
  /** Brings an entity into memory; called with an id that was parsed. */
  activate(id: Id, home: Home): EntityHandle;
}

/** Declares a kind from the list of its commands. Throws where two have one type. */
export function defineKind<
  const Type extends string,
  Id extends string,
  Definition extends CommandDefinition,
>(
  declared: Omit<EntityKind<Type, Id>, 'commands'> & { readonly commands: readonly Definition[] },
): EntityKind<Type, Id, Definition> {
  const { type, parseId, activate } = declared;
  const commands = new Map(declared.commands.map((one) => [one.type, one]));
  if (commands.size !== declared.commands.length) throw new Error(`${type}: a command is twice.`);
  return { type, parseId, activate, commands };
}
