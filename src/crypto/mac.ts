// Message authentication among our own processes: what was not made by a holder of the key is seen.
// HMAC, because a key that many processes share must survive that none of them counts nonces.

import type { KeyObject } from 'node:crypto';
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { jobKeyOf } from './derivedKeys.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { createPseudonyms } from './pseudonyms.ts';
import type { Secrets } from './secrets.ts';

/** Length of a tag: HMAC-SHA256, cut to its first 128 bits. */
const macBytes = 16;

/** Tags of one key. */
export interface Mac {
  /** The tag of these bytes in this context; the same bytes have another tag in another context. */
  tag(context: string, bytes: Uint8Array): Uint8Array;
  /** Whether it is their tag, in a time that tells nothing. */
  matches(context: string, bytes: Uint8Array, tag: Uint8Array): boolean;
}

/** The tags of jobs' data, and the pseudonyms that stand in it. */
export function createJobMac(secrets: Pick<Secrets, 'indexKey'>): Mac & Pseudonyms {
  return { ...createMac(jobKeyOf(secrets)), ...createPseudonyms(secrets) };
}

/** Makes the tags of a key of 32 bytes. */
export function createMac(key: Uint8Array): Mac {
  const secret = createSecretKey(key);
  return {
    tag: (context, bytes) => tagOf(secret, context, bytes),
    matches: (context, bytes, tag) =>
      tag.length === macBytes && timingSafeEqual(tag, tagOf(secret, context, bytes)),
  };
}

function tagOf(secret: KeyObject, context: string, bytes: Uint8Array): Uint8Array {
  // The length keeps the context apart from what follows it.
  const mac = createHmac('sha256', secret).update(`${context.length}:${context}`);
  return mac.update(bytes).digest().subarray(0, macBytes);
}
