// Pairs of few accounts: the first across two workers, the next on one.

import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { choices, nearAndFar } from '#lab/nearAndFar.ts';
import type { MemberId } from '#protocol';
import { accountAddress, parseAccountId, shardOf } from '#protocol';
import { rendezvous } from '#routing';

const members = ['one-a', 'two-b'] as MemberId[];
const accounts = (count: number) => Array.from({ length: count }, () => ({ name: randomUUID() }));

function homeOf({ name }: { readonly name: string }): MemberId | undefined {
  const account = parseAccountId(name);
  return account && rendezvous(shardOf(accountAddress(account)), members);
}

test('live on two workers and on one in turn, each account once', () => {
  const pairs = 4;
  const chosen = nearAndFar(accounts(pairs * 2 * choices), members, pairs);
  const homes = chosen.map(homeOf);
  for (let pair = 0; pair < pairs; pair += 1) {
    const isNear = homes[2 * pair] === homes[2 * pair + 1];
    expect(isNear, `pair ${pair}`).toBe(pair % 2 === 1);
  }
  expect(new Set(chosen.map(({ name }) => name)).size).toBe(2 * pairs);
});

test('are refused where all accounts live on one worker', () => {
  const near = accounts(64).filter((one) => homeOf(one) === members[0]);
  expect(() => nearAndFar(near, members, 1)).toThrow('too few accounts');
});
