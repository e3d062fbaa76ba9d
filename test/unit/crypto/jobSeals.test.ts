// Challenges in the queue of jobs: whatever token somebody names, what was sealed opens again.

import { randomUUID } from 'node:crypto';
import { createJobSeals } from '#crypto';
import type { PushedChallenge } from '#ports';
import { limits } from '#protocol';
import { expect, it } from 'vitest';
import { pushToken } from '../../../src/gateway/ingress/pushFields.ts';
import { readChallenge, sealChallenge } from '../../../src/jobs/push/challenge.ts';

const seals = createJobSeals({ indexKey: Buffer.alloc(32, 7).toString('base64') });

it.each(['a', '"', '\\', '~'])('a challenge to the longest token opens again, of %s', (letter) => {
  const token = pushToken.parse(letter.repeat(limits.pushTokenLengthMax));
  const id = randomUUID();
  const challenge: PushedChallenge = {
    ...{ kind: 'fcm', token, name: 'rateLimitChallenge', text: 'x'.repeat(256) },
    untilMs: Date.now(),
  };
  const data = sealChallenge(seals, id, challenge);
  expect(readChallenge(seals, id, data)).toMatchObject(challenge);
  expect(readChallenge(seals, randomUUID(), data)).toBeUndefined();
});
