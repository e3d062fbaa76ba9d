// What stands in the queue of jobs and nobody but a worker may read: where a challenge is pushed
// to, as that may be nobody's device here yet, and the challenge itself.

import { createSecretKey } from 'node:crypto';
import { derivedKey } from './derivedKeys.ts';
import type { Secrets } from './secrets.ts';
import type { Seals } from './textSeals.ts';
import { sealsUnder } from './textSeals.ts';

/** Of a challenge to the longest token there is, each letter of which may be two in JSON. */
const lengthMax = 16_384;

/** Seals of challenges that are pushed, under a key of the secrets file. */
export function createJobSeals(secrets: Pick<Secrets, 'indexKey'>): Seals<object> {
  const key = createSecretKey(derivedKey(secrets, 'aldis challenges in jobs 1', 32));
  return sealsUnder(key, lengthMax);
}
