// Argon2id by Node and by the package that stands in for it where Node has none.

import { argon2Sync } from 'node:crypto';
import { expect, it } from 'vitest';
import { builtIn, packaged } from '../../../../client/store/argon2.ts';

it("is RFC 9106's", () => {
  const key = argon2Sync('argon2id', {
    message: Buffer.alloc(32, 1),
    nonce: Buffer.alloc(16, 2),
    secret: Buffer.alloc(8, 3),
    associatedData: Buffer.alloc(12, 4),
    memory: 32,
    passes: 3,
    parallelism: 4,
    tagLength: 32,
  });
  const vector = '0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659';
  expect(key.toString('hex')).toBe(vector);
});

const bytes = (text: string) => new TextEncoder().encode(text);

it.each([
  // Of the reference implementation; the package takes no associated data, as the RFC's has it.
  [
    'password',
    'somesalt',
    65536,
    2,
    1,
    '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7',
  ],
  [
    'password',
    'somesalt',
    256,
    2,
    1,
    '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe',
  ],
  [
    'password',
    'somesalt',
    256,
    2,
    2,
    '6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037',
  ],
  [
    'differentpassword',
    'somesalt',
    65536,
    2,
    1,
    '0b84d652cf6b0c4beaef0dfe278ba6a80df6696281d7e0d2891b817d8c458fde',
  ],
])('%s, %s at %i KiB, %i passes, %i lanes is the same by both', async (...vector) => {
  const [passphrase, salt, memoryKib, passes, parallelism, expected] = vector;
  const cost = { memoryKib, passes, parallelism };
  for (const argon2 of [builtIn, packaged]) {
    const key = await argon2?.(bytes(passphrase), bytes(salt), cost);
    expect(Buffer.from(key ?? []).toString('hex')).toBe(expected);
  }
});
