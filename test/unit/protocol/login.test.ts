// Promises of the names by which accounts log in.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loginNameOf } from '#protocol';

it('what looks the same is one name', () => {
  for (const text of ['Ada.L', 'ＡＤＡ．Ｌ', 'ada.l']) expect(loginNameOf(text)).toBe('ada.l');
  expect(loginNameOf('Zoe\u0308')).toBe('zo\u00eb');
  expect(loginNameOf('ﬁona')).toBe('fiona');
});

it('what is no name is none', () => {
  for (const text of ['', 'ab', 'a'.repeat(33), '.ada', 'ada-', 'a da', 'a\u200bda', 'a@da']) {
    expect(loginNameOf(text)).toBeUndefined();
  }
  expect(loginNameOf('a'.repeat(32))).toHaveLength(32);
});

it('a name is its own name', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 });
  fc.assert(
    fc.property(text, (typed) => {
      const name = loginNameOf(typed);
      if (name !== undefined) expect(loginNameOf(name)).toBe(name);
    }),
    { numRuns: 2000 },
  );
});
