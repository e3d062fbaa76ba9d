// Credentials for TURN servers, against what coturn and OpenSSL make of the same words.

import { expect, it } from 'vitest';
import { turnCredential } from '#crypto';

const secret = 'secret-of-the-tests-0123456789abcdef';

it('the password is the HMAC of the user name, as coturn reckons it', () => {
  // printf %s USERNAME | openssl dgst -sha1 -hmac SECRET -binary | base64
  expect(turnCredential(secret, 1_700_043_200, 'AAECAwQFBgcICQoL')).toEqual({
    username: '1700043200:AAECAwQFBgcICQoL',
    password: 'DCwRoEXVW6kkozb0/eHpVXtUyHw=',
  });
});

it('no two are alike, and the user name is a time and a random number', () => {
  const made = Array.from({ length: 100 }, () => turnCredential(secret, 1_700_043_200).username);
  expect(new Set(made).size).toBe(100);
  for (const username of made) expect(username).toMatch(/^1700043200:[\w-]{16}$/);
});
