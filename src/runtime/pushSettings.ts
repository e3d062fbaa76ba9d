// What an operator says of waking devices: which push services there are, and where they may be.

import { z } from 'zod/v4';

const file = z.string().min(1).optional();
const origin = z.string().regex(/^https:\/\/[^\s/?#@]+$/, 'must be https:// and a host');
/** Keys and teams of Apple's. */
const appleId = z
  .string()
  .regex(/^[A-Z0-9]{10}$/, 'must be ten capital letters and digits')
  .optional();

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
  ALDIS_PUSH_FCM_FILE: file.describe(
    'JSON file of the service account that calls FCM, as the Firebase console gives it. Unset: ' +
      'no device is woken by FCM.',
  ),
  ALDIS_PUSH_FCM_URL: origin.default('https://fcm.googleapis.com').describe('Where FCM is.'),
  ALDIS_PUSH_APNS_KEY_FILE: file.describe(
    "Apple's signing key (`.p8`) that calls APNs; the next three belong to it. Unset: no device " +
      'is woken by APNs.',
  ),
  ALDIS_PUSH_APNS_KEY_ID: appleId.describe('Its id.'),
  ALDIS_PUSH_APNS_TEAM_ID: appleId.describe("The developer team's id."),
  ALDIS_PUSH_APNS_TOPIC: z
    .string()
    .regex(/^[\w.-]{1,255}$/, "must be an app's bundle id")
    .optional()
    .describe("The app's bundle id."),
  ALDIS_PUSH_APNS_URL: origin
    .default('https://api.push.apple.com')
    .describe('Where APNs is; for apps under development `https://api.sandbox.push.apple.com`.'),
  ALDIS_PUSH_CA_FILE: file.describe(
    "PEM file of authorities that are believed beside the machine's, of FCM, APNs and the hosts " +
      'of `ALDIS_PUSH_HOSTS`: of a distributor of your own, or a proxy on the way out.',
  ),
} as const;
