// What a PIN makes: one token for each number, however its digits are written.

import { expect, it } from 'vitest';
import { lockTokenOf } from '../../../client/registrationLock.ts';

const number = '+12025550123';

it('a PIN makes sixty-four characters of hex, others for other numbers and PINs', () => {
  const tokens = [
    lockTokenOf('1234', number),
    lockTokenOf('1235', number),
    lockTokenOf('1234', '+12025550124'),
  ];
  expect(new Set(tokens).size).toBe(3);
  for (const token of tokens) expect(token).toMatch(/^[\da-f]{64}$/);
}, 60_000);

it('the same PIN is the same token: with spaces around, in digits of another script', () => {
  const token = lockTokenOf('1290', number);
  expect(lockTokenOf(' 1290\n', number)).toBe(token);
  expect(lockTokenOf('١٢٩٠', number)).toBe(token);
  expect(lockTokenOf('１２９０', number)).toBe(token);
}, 60_000);

it.each(['', '123', '   1  ', 'x'.repeat(65)])('is refused: %j', (pin) => {
  expect(() => lockTokenOf(pin, number)).toThrow(/4 to 64/);
});
