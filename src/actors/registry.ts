// What the list of kinds says: addresses, commands and answers as types, and the kind of an
// address.

import type { CommandDefinition, Traced } from './command.ts';
import type { EntityKind } from './kind.ts';
import * as kinds from './kinds.ts';

type Kinds = typeof kinds;

/** A kind's type. */
export type Kind = keyof Kinds;

/** The address of an entity of a kind. */
export interface AddressOf<K extends Kind> {
  readonly type: K;
  readonly id: Kinds[K] extends EntityKind<string, infer Id> ? Id & string : never;
}

type DefinitionOf<K extends Kind> =
  Kinds[K] extends EntityKind<string, string, infer Definition> ? Definition : never;

type CommandBy<Definition> =
  Definition extends CommandDefinition<infer Type, infer Body>
    ? Body & Traced & { readonly type: Type }
    : never;

/** What can be asked of an entity of a kind: all of it, or the command of a type. */
export type CommandOf<K extends Kind, Type extends string = string> = Extract<
  CommandBy<DefinitionOf<K>>,
  { readonly type: Type }
>;

type AnswerBy<Definition, Type> =
  Definition extends CommandDefinition<infer Name, infer _Body, infer Answer>
    ? Type extends Name
      ? Answer
      : never
    : never;

/** The answer of an entity of a kind to a command. */
export type AnswerOf<K extends Kind, C extends { readonly type: string }> = AnswerBy<
  DefinitionOf<K>,
  C['type']
>;

const byType: ReadonlyMap<string, EntityKind> = new Map<string, EntityKind>(
  Object.values(kinds).map((kind) => [kind.type, kind]),
);

/** The kind of that type. */
export function findKind(type: string): EntityKind | undefined {
  return byType.get(type);
}
