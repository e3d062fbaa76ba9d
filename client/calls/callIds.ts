// What calls are called.

import { createHash } from 'node:crypto';
import { callOfGroup, callOfSecret, parseCallId } from '#protocol';
import type { CallId, GroupId } from '#protocol';

/** The id of the call that a secret lets into. */
export const callIdOf = (secret: Uint8Array): CallId => hashOf(callOfSecret(secret));

export const callIdOfGroup = (group: GroupId): CallId => hashOf(callOfGroup(group));

function hashOf(bytes: Uint8Array): CallId {
  const id = parseCallId(createHash('sha256').update(bytes).digest('hex'));
  if (!id) throw new Error('A hash of another form.');
  return id;
}
