// What docs/daemon.md says of the methods: a row for each, made of how they are declared.

import { z } from 'zod';
import { described } from '../daemon/methods.ts';
import { eventNames } from '../events.ts';
import { holderMethods } from './holderMethods.ts';
import type { HolderWork } from './holderMethods.ts';
import { program } from './program.ts';

/** The part of JSON schema that the methods use. */
const schemaShape = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
});

export interface MethodRow {
  readonly name: string;
  readonly about: string;
  readonly params: string;
  readonly answer: string;
}

export function methodRows(): MethodRow[] {
  return page().methods.map(({ name, summary, params, result }) => ({
    name,
    about: summary,
    params: params
      .map((one) => `${one.name}${one.required ? '' : '?'}: ${typeOf(one.schema)}`)
      .join(', '),
    answer: typeOf(result.schema),
  }));
}

/** Shapes that have a name, which the rows use. */
export const shapeRows = (): { readonly name: string; readonly fields: string }[] =>
  Object.entries(page().components.schemas).map(([name, schema]) => {
    return { name, fields: wordsOf(schemaShape.parse(schema)) };
  });

/** None of the methods is called. */
const page = () => described(holderMethods(program(), {} as HolderWork), eventNames);

function typeOf(given: unknown): string {
  const { $ref, ...schema } = schemaShape.parse(given);
  return $ref?.split('/').at(-1) ?? wordsOf(schema);
}

function wordsOf(schema: z.output<typeof schemaShape>): string {
  const { type, enum: values, anyOf, items, properties, required = [] } = schema;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (values) return values.length > 8 ? 'string' : values.map(String).join(' / ');
  if (anyOf) return [...new Set(anyOf.map(typeOf))].join(' or ');
  if (type === 'array') return `list of ${typeOf(items ?? {})}`;
  if (!properties) return type === undefined ? 'anything' : [type].flat().join(' or ');
  const fields = Object.entries(properties).map(([name, field]) => {
    const words = typeOf(field);
    const mark = required.includes(name) ? '' : '?';
    return words === 'string' ? `${name}${mark}` : `${name}${mark}: ${words}`;
  });
  return `{ ${fields.join(', ')} }`;
}
