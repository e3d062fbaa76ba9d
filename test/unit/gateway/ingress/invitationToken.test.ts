// An invitation is typed behind `--invite`, so it never looks like an option.

import { expect, test } from 'vitest';
import { invitationToken } from '../../../../src/gateway/ingress/invitation.ts';

test('an invitation that would begin with a dash is drawn again', () => {
  const drawn = [Buffer.alloc(24, 0xf8), Buffer.alloc(24, 0xfb), Buffer.alloc(24, 1)];
  const random = () => drawn.shift() ?? Buffer.alloc(24);
  expect(Buffer.alloc(24, 0xf8).toString('base64url').startsWith('-')).toBe(true);
  expect(invitationToken(random)).toBe(Buffer.alloc(24, 1).toString('base64url'));
  expect(drawn).toEqual([]);
});
