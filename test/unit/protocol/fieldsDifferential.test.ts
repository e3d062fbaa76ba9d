// The counter of fields against the decoder it stands before: whatever the one lets through, the
// other makes no more of than was allowed, for each kind of message.

import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { checkFields } from '../../../src/protocol/fields.ts';
import type { Shape } from '../../../src/protocol/fields.ts';
import { aldis as wire } from '../../../src/protocol/wire.js';
import { codecs, messageType } from '../../support/wireMessages.ts';

const seed = Number(process.env['FC_SEED'] ?? 20261126);
const most = 8;
type Name = Exclude<keyof typeof wire, 'prototype'>;

/** A varint with bytes of padding, which many decoders take and few writers make. */
function varint(value: number, padding: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push(rest % 128);
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  bytes.push(...new Array<number>(padding).fill(0));
  return bytes.map((byte, index) => (index < bytes.length - 1 ? byte | 0x80 : byte));
}

const padding = fc.oneof(
  { arbitrary: fc.constant(0), weight: 8 },
  { arbitrary: fc.constantFrom(3, 4, 5, 9, 10, 12), weight: 1 },
);
const field = fc.oneof(fc.nat(10), fc.nat(24));
const number = fc
  .tuple(field, fc.oneof(fc.nat(300), fc.maxSafeNat()), padding)
  .map(([at, value, pad]) => [...varint(at * 8, 0), ...varint(value, pad)]);
const empty = field.map((at) => [...varint(at * 8 + 2, 0), 0]);
const garbage = fc
  .tuple(fc.nat(2 ** 29 - 1), fc.nat(7), padding, fc.array(fc.nat(255), { maxLength: 9 }))
  .map(([at, wireType, pad, rest]) => [...varint(at * 8 + wireType, pad), ...rest]);
const groups = fc.constantFrom<number[][]>([0x7b, 0x7c], [0x1b, 0x0a, 0, 0x1c], [0x0b, 0x0c]);
const numbers = fc.array(fc.nat(127), { maxLength: 14 });

/** A message, packed numbers, or bytes, with a length that may be padded. */
const block = (at: number, inside: fc.Arbitrary<number[]>) =>
  fc
    .tuple(padding, inside)
    .map(([pad, value]) => [...varint(at * 8 + 2, 0), ...varint(value.length, pad), ...value]);

/** Fields as an attacker writes them: mostly right, padded, nested, cut short or spliced. */
function fieldsOf(shape: Shape): fc.Arbitrary<number[]> {
  const inside = Object.entries(shape).map(([at, one]: [string, Shape | 'numbers']) =>
    block(Number(at), one === 'numbers' ? numbers : fieldsOf(one)),
  );
  const likely = [number, empty, ...inside].map((arbitrary) => ({ arbitrary, weight: 20 }));
  const unlikely = [garbage, groups].map((arbitrary) => ({ arbitrary, weight: 1 }));
  return fc
    .array(fc.oneof(...likely, ...unlikely), { maxLength: 16, size: 'max' })
    .map((all) => all.flat());
}

/** Values that a decoder made, the entries of lists and what it kept of unknown fields. */
function made(value: unknown): number {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return 0;
  if ('toNumber' in value) return 0;
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + 1 + made(one), 0);
  const own = Object.entries(value).filter(([name]) => !name.startsWith('_'));
  const unknown: unknown = Reflect.get(value, '$unknowns');
  const kept = Array.isArray(unknown) ? unknown.length : 0;
  return own.reduce((sum, [name, one]) => {
    if (name === '$unknowns') return sum;
    return sum + (Array.isArray(one) ? made(one) : 1 + made(one));
  }, kept);
}

function thrown(work: () => void): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe.each([...codecs])('%s', (name, { shape }) => {
  it('what the counter lets through decodes into no more than it allowed', () => {
    let decoded = 0;
    let refused = 0;
    fc.assert(
      fc.property(fieldsOf(shape), (list) => {
        const bytes = Uint8Array.from(list);
        if (thrown(() => checkFields(bytes, most, shape))) {
          refused += 1;
          return;
        }
        let message: unknown;
        if (thrown(() => (message = wire[name as Name].decode(bytes)))) return;
        decoded += 1;
        expect(made(message)).toBeLessThanOrEqual(most);
      }),
      { seed, numRuns: 1200 },
    );
    expect(Math.min(decoded, refused)).toBeGreaterThan(50);
  });
});

it('the shapes are those of the proto files', () => {
  const shapeOf = (type: protobuf.Type): Shape =>
    Object.fromEntries(
      type.fieldsArray.flatMap((field): [number, Shape | 'numbers'][] => {
        field.resolve();
        if (field.resolvedType instanceof protobuf.Type) {
          return [[field.id, shapeOf(field.resolvedType)]];
        }
        const packable = field.repeated && field.type in protobuf.types.packed;
        return packable ? [[field.id, 'numbers']] : [];
      }),
    );
  for (const [name, { shape }] of codecs) {
    expect({ [name]: shape }).toEqual({ [name]: shapeOf(messageType(name)) });
  }
});
