// What hosts derive from the secrets they share: the same everywhere, and nothing that tells them.

import { randomBytes } from 'node:crypto';
import { bucketKeyOf, relayKeyOf, secretsMark } from '#crypto';
import { expect, it } from 'vitest';

const secrets = () => ({ indexKey: randomBytes(32).toString('base64') });

it('are the same for the same secrets and others for others', () => {
  const [ours, theirs] = [secrets(), secrets()];
  expect(relayKeyOf(ours)).toEqual(relayKeyOf({ ...ours }));
  expect(relayKeyOf(ours)).toHaveLength(32);
  expect(relayKeyOf(theirs)).not.toEqual(relayKeyOf(ours));
  expect(secretsMark({ ...ours })).toBe(secretsMark(ours));
  expect(secretsMark(theirs)).not.toBe(secretsMark(ours));
});

it('have one purpose each: the mark that Redis sees opens no relay', () => {
  const ours = secrets();
  expect(secretsMark(ours)).toMatch(/^[0-9a-f]{32}$/);
  expect(bucketKeyOf(ours)).toMatch(/^[0-9a-f]{64}$/);
  expect(bucketKeyOf(ours)).toBe(bucketKeyOf({ ...ours }));
  expect(bucketKeyOf(ours)).not.toBe(Buffer.from(relayKeyOf(ours)).toString('hex'));
  const key = Buffer.from(relayKeyOf(ours)).toString('hex');
  expect(key).not.toContain(secretsMark(ours));
  expect(key).not.toBe(Buffer.from(ours.indexKey, 'base64').toString('hex'));
});
