// Names for ids in stores: the same for the same id, and turned back by the key alone.

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPseudonyms } from '../../../src/crypto/pseudonyms.ts';
import { formsOf } from '#lab/search.ts';

const of = (fill: number) =>
  createPseudonyms({ indexKey: Buffer.alloc(32, fill).toString('base64') });

it('every id in a text has one name, which the key turns back', () => {
  const names = of(1);
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), fc.string(), (one, two, between) => {
      const text = `${one}.1${between}${two}`;
      const veiled = names.veil(text);
      expect(names.unveil(veiled)).toBe(text);
      expect(veiled.length).toBe(text.length);
      for (const form of formsOf(one)) expect(Buffer.from(veiled).includes(form)).toBe(false);
    }),
  );
});

it('another cluster has other names, and what is no id stays as it is', () => {
  const id = randomUUID();
  expect(of(1).veil(id)).toBe(of(1).veil(id));
  expect(of(1).veil(id)).not.toBe(of(2).veil(id));
  expect(of(1).veil('no id, 12345678-1234')).toBe('no id, 12345678-1234');
});
