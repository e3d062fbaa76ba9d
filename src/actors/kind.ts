// What a kind of entity declares. A kind is a folder of its own with one such declaration, and a
// line in kinds.ts; nothing else knows of it.

import type { CommandDefinition } from './command.ts';
import type { EntityHandle, Home } from './entity.ts';

export interface EntityKind<
  Type extends string = string,
  Id extends string = string,
  Definition extends CommandDefinition = CommandDefinition,
> {
  readonly type: Type;
  /** Parses an id, or says `undefined`; the one it returns is the id's one form. */
  parseId(text: string): Id | undefined;
  /** The commands by their types. */
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
