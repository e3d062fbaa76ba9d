// Documents of the stores: what goes in comes out, and what was damaged or moved is refused.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StoreError } from '#persistence';
import {
  decodeDocument,
  encodeDocument,
  SealedDocuments,
} from '../../../src/persistence/documents.ts';
import { testSealer } from '../../support/storeSubjects.ts';

const seed = 20_261_121;
const leaf = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array({ maxLength: 80 }),
);
const tree = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(
      fc.string({ maxLength: 8 }).filter((name) => name !== '$bytes' && name !== '__proto__'),
      tie('node'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).node;

test('any document comes back as it was, byte arrays included', () => {
  fc.assert(
    fc.property(tree, (value) => {
      const document = { value };
      expect(decodeDocument(encodeDocument(document), 'thing')).toEqual(document);
    }),
    { seed },
  );
});

test('bytes that are no document are refused by name, not by crash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(() => decodeDocument(bytes, 'thing')).toThrow(StoreError);
    }),
    { seed },
  );
  const future = Buffer.from('{"version":2,"document":{}}');
  expect(() => decodeDocument(future, 'thing')).toThrow(/does not know/);
});

test('a sealed document opens under its own id and collection alone', () => {
  const things = new SealedDocuments<{ word: string }>(testSealer(), 'thing');
  const others = new SealedDocuments<{ word: string }>(testSealer(), 'other');
  const sealed = things.seal('a', { word: 'canary' });
  expect(Buffer.from(sealed).includes('canary')).toBe(false);
  expect(things.open('a', sealed)).toEqual({ word: 'canary' });
  expect(() => things.open('b', sealed)).toThrow(StoreError);
  expect(() => others.open('a', sealed)).toThrow(StoreError);
  const bent = Uint8Array.from(sealed, (byte, at) => (at === sealed.length - 20 ? byte ^ 1 : byte));
  expect(() => things.open('a', bent)).toThrow(StoreError);
});
