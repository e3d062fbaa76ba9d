// The messages of proto/ as the proto files have them, and values of any of them: what a test needs
// to know of a message that it does not want to write down again.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import type { Codec } from '#protocol';
import { contentCodec, envelopeCodec, events, limits } from '#protocol';

const folder = join(import.meta.dirname, '../../proto');
const root = new protobuf.Root();
root.loadSync(readdirSync(folder).map((file) => join(folder, file)));
root.resolveAll();

/** A codec whose type is behind it. */
export type AnyCodec = Codec<unknown>;

const ofEvents = events.flatMap((event): object[] =>
  event.from === 'client' ? [event.body, event.answer] : event.body ? [event.body] : [],
) as AnyCodec[];

/** Everything that is read from the wire, by the names of proto/. */
export const codecs: ReadonlyMap<string, AnyCodec> = new Map(
  [...ofEvents, envelopeCodec as AnyCodec, contentCodec as AnyCodec].map((one) => [
    one.message,
    one,
  ]),
);

/** A message as it was declared. */
export const messageType = (name: string): protobuf.Type => root.lookupType(`aldis.${name}`);

const scalars: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  bytes: fc.uint8Array({ maxLength: 120 }),
  string: fc.string({ maxLength: 60 }),
  bool: fc.boolean(),
  uint32: fc.oneof(fc.nat(200), fc.nat()),
  uint64: fc.oneof(fc.nat({ max: 2 ** 45 }), fc.constant(limits.timestampMax)),
};

function anyOf(field: protobuf.Field): fc.Arbitrary<unknown> {
  const { resolvedType } = field;
  const one =
    resolvedType instanceof protobuf.Type
      ? objectOf(resolvedType)
      : resolvedType instanceof protobuf.Enum
        ? fc.constantFrom(...Object.values(resolvedType.values))
        : scalars[field.type];
  if (!one) throw new Error(`no values of ${field.type}`);
  return field.repeated ? fc.array(one, { maxLength: 5 }) : one;
}

function objectOf(type: protobuf.Type): fc.Arbitrary<unknown> {
  const fields = type.fieldsArray.map((field) => [field.resolve().name, anyOf(field)] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
}

/** A message as somebody else writes it: any of its fields, any values. */
export function written(name: string): fc.Arbitrary<Uint8Array> {
  const type = messageType(name);
  return objectOf(type).map((value) => type.encode(type.fromObject(value as object)).finish());
}
