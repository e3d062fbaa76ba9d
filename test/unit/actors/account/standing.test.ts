// Promises of how operators have accounts stand.

import { expect, it } from 'vitest';
import { newAccountMs } from '#actors';
import { kindOf } from '../../../../src/actors/account/standing.ts';

it('an account is new for seven days, where nobody has said what it is', () => {
  const createdAtMs = 1_700_000_000_000;
  expect(newAccountMs).toBe(7 * 24 * 60 * 60 * 1000);
  expect(kindOf({ createdAtMs }, createdAtMs + newAccountMs - 1)).toBe('new');
  expect(kindOf({ createdAtMs }, createdAtMs + newAccountMs)).toBe('standard');
  for (const kind of ['standard', 'trusted', 'bot'] as const) {
    expect(kindOf({ createdAtMs, kind }, createdAtMs)).toBe(kind);
  }
});
