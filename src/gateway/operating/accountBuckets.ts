// Buckets that are an account's own, each found by the account's id alone: those an operator may
// fill again. Guesses of codes and passwords are not among them.

import type { RateLimitName } from '../ingress/rateLimits.ts';

export const accountBuckets = [
  'account',
  'sentBytes',
  'strangers',
  'friend',
  'linking',
  'provisioning',
  'token',
  'connectAccount',
  'attachments',
  'uploadedBytes',
  'groupCredentials',
  'callRelays',
  'export',
  'reports',
  'challengeAttempts',
  'rateLimitReset',
  'profiles',
  'profileCredentials',
  'profileWrites',
  'usernameReserve',
  'facade',
  'facadeKeyUpload',
  'facadeKeys',
  'facadeSession',
  'facadeStrangers',
] as const satisfies readonly RateLimitName[];
