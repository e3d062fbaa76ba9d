// The text form of an entity's address, as the bus carries it.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatEntityAddress, parseEntityAddress } from '#protocol';

const type = fc.stringMatching(/^[a-z]{1,12}$/);

it('reads an address as it was written, whatever is in the id', () => {
  fc.assert(
    fc.property(type, fc.string({ minLength: 1 }), (type, id) => {
      const address = { type, id };
      expect(parseEntityAddress(formatEntityAddress(address))).toEqual(address);
    }),
  );
});

it('reads nothing that lacks a type or an id', () => {
  for (const text of ['', ':', 'account', 'account:', ':9d0652a3', '9d0652a3-dcc3']) {
    expect(parseEntityAddress(text), text).toBeUndefined();
  }
});
