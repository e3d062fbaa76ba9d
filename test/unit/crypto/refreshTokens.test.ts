// A refresh token says of itself whose it is, and nobody else makes one.

import { createRefreshTokens, newSessionId } from '#crypto';
import type { AccountId } from '#protocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';

const key = (byte: number) => ({ indexKey: Buffer.alloc(32, byte).toString('base64') });
const tokens = createRefreshTokens(key(1));
const claims = {
  account: '9d0652a3-dcc3-4d11-975f-74d61598733f' as AccountId,
  session: newSessionId(),
  generation: 0,
};

it('each of them comes back as it was made, and is always the same', () => {
  const any = fc.record({ account: fc.uuid(), generation: fc.nat(0xffffffff) });
  fc.assert(
    fc.property(any, ({ account, generation }) => {
      const made = { account: account as AccountId, session: newSessionId(), generation };
      expect(tokens.read(tokens.make(made))).toEqual(made);
      expect(tokens.make(made)).toBe(tokens.make(made));
    }),
  );
});

it('one that was bent, cut, or made elsewhere is none', () => {
  const token = tokens.make(claims);
  for (let at = 0; at < token.length; at++) {
    const other = token[at] === 'A' ? 'B' : 'A';
    // The last character has bits that say nothing.
    const bent = `${token.slice(0, at)}${other}${token.slice(at + 1)}`;
    const read = tokens.read(bent);
    if (at < token.length - 1) expect(read, String(at)).toBeUndefined();
  }
  for (const text of ['', token.slice(1), `${token}A`, ` ${token}`, 'x'.repeat(91)]) {
    expect(tokens.read(text)).toBeUndefined();
  }
  expect(createRefreshTokens(key(2)).read(token)).toBeUndefined();
});
