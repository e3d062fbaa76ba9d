// What an operator says of waking devices: which push services there are, and where they may be.

import { z } from 'zod/v4';

export const pushSettings = {
  ALDIS_PUSH: z
    .stringbool()
    .default(true)
    .describe('Wake devices that have no socket. Off: they come by themselves; see docs/push.md.'),
  ALDIS_PUSH_HOSTS: z
    .string()
    .default('')
    .describe(
      'Comma-separated hosts (`ntfy.lan`, `10.1.2.3:8080`) of push services of your own: they ' +
        'may have private addresses and speak plain HTTP, which nobody else may.',
    ),
  ALDIS_PUSH_CONTACT: z
    .string()
    .regex(/^(mailto:|https:\/\/)\S+$/, 'must begin with mailto: or https://')
    .optional()
    .describe(
      'How push services of browsers reach you when something is wrong: ' +
        '`mailto:you@example.org`. Some refuse calls of a server that does not say.',
    ),
} as const;
