// What an operator says of guesses, of challenges, and of what people agree to.

import { limits, proofOfWork } from '#protocol';
import { z } from 'zod/v4';

const delayMsMax = 5_000;

export const abuseSettings = {
  ALDIS_FAILURE_DELAY_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(delayMsMax)
    .default(100)
    .describe(
      'Milliseconds by which an address hears later of the fourth wrong guess in a minute ' +
        '(passwords, tokens, codes, invitations, PINs), at every door; twice as late with each ' +
        'further one, up to 32 times. 0: never.',
    ),
  ALDIS_CAPTCHA_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Where a provider of captchas (hCaptcha, Turnstile, reCAPTCHA) says whether one is solved: ' +
        '`POST secret, response` → `{"success"}`. Unset: captchas are asked of nobody.',
    ),
  ALDIS_CAPTCHA_SECRET_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('File of one line, the secret of that provider.'),
  ALDIS_CAPTCHA_PAGE: z
    .url({ protocol: /^https?$/ })
    .max(limits.captchaPageLengthMax)
    .optional()
    .describe(
      'Address of a page of yours that shows the captcha and, once it is solved, what it gave: ' +
        'clients tell people to go there. Unset: apps have one of their own.',
    ),
  ALDIS_CAPTCHA_WHEN: z
    .enum(['burst', 'always'])
    .default('burst')
    .describe(
      'When the verification of a phone number asks for a captcha: once its address has used up ' +
        'what it may have sent, in place of waiting; or `always`.',
    ),
  ALDIS_CHALLENGE_BITS: z.coerce
    .number()
    .int()
    .min(1)
    .max(proofOfWork.bitsMax)
    .default(8)
    .describe(
      'Work that a challenge asks for: each bit more doubles it; 8 take some 256 tries, half a ' +
        'second. A worker that asks often asks for up to 4 more.',
    ),
} as const;
