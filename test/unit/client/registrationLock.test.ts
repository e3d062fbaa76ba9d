// What a PIN makes: one token for each number, however its digits are written.

import { expect, it } from 'vitest';
import { ClientError } from '#client';
import { lockTokenOf, withPin } from '../../../client/registrationLock.ts';

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

it('a PIN is asked for once the lock wants it, again after a wrong one or none', async () => {
  const locked = new ClientError('registration.locked', 'Locked.');
  const right = lockTokenOf('4711', number);
  const shown: (string | undefined)[] = [];
  const work = async (token: string | undefined) => {
    shown.push(token);
    if (token !== right) throw locked;
    return 'in';
  };
  const typed = ['12', '0815', '4711'];
  const told: string[] = [];
  const ask = async ({ code }: ClientError) => {
    told.push(code);
    return typed.shift() ?? '';
  };
  expect(await withPin(ask, number, work)).toBe('in');
  expect(told).toEqual(['registration.locked', 'argument.invalid', 'registration.locked']);
  expect(shown).toEqual([undefined, lockTokenOf('0815', number), right]);
  // Whoever has none to ask, or asks in vain, is told.
  await expect(withPin('0815', number, work)).rejects.toBe(locked);
  await expect(withPin(undefined, number, work)).rejects.toBe(locked);
  await expect(withPin(async () => '0815', number, work)).rejects.toBe(locked);
}, 60_000);
