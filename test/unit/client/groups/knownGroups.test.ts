// Groups that somebody names cost a bounded memory, whether there are such groups or not.

import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { KnownGroups } from '../../../../client/groups/knownGroups.ts';

test('the secrets of so many groups are held, and made anew where they are not', () => {
  const known = new KnownGroups({} as never, () => {});
  const first = randomBytes(32);
  const held = known.secretsOf(first);
  expect(known.secretsOf(first)).toBe(held);
  for (let named = 0; named < 1000; named += 1) known.secretsOf(randomBytes(32));
  const again = known.secretsOf(first);
  expect(again).not.toBe(held);
  expect(again.id).toBe(held.id);
});
