// Keys that all hosts of a cluster derive from the secrets they share, so that none has to be given
// out by itself.

import { hkdfSync } from 'node:crypto';
import type { Secrets } from './secrets.ts';

type Parent = Pick<Secrets, 'indexKey'>;

/** The key by which the workers of several hosts know each other. 32 bytes. */
export function relayKeyOf(secrets: Parent): Uint8Array {
  return derivedKey(secrets, 'aldis relay between hosts 1', 32);
}

/** The key under which workers sign what they send each other over Redis. 32 bytes. */
export function busKeyOf(secrets: Parent): Uint8Array {
  return derivedKey(secrets, 'aldis frames of the bus 1', 32);
}

/** The key under which the data of jobs is signed. 32 bytes. */
export function jobKeyOf(secrets: Parent): Uint8Array {
  return derivedKey(secrets, 'aldis data of jobs 1', 32);
}

/**
 * The key that names token buckets: without it a name tells nothing of whose it is. Shape: 64 hex
 * digits.
 */
export function bucketKeyOf(secrets: Parent): string {
  return Buffer.from(derivedKey(secrets, 'aldis names of token buckets 1', 32)).toString('hex');
}

/**
 * The private key by which push services of browsers know this cluster: what they subscribe with
 * is its public half. Source: RFC 8292. Shape: a scalar of P-256, 32 bytes.
 */
export function vapidScalarOf(secrets: Parent): Uint8Array {
  // Above 0 and below the order of the curve, which only one in 2^32 is not.
  for (let tries = 1; ; tries++) {
    const scalar = derivedKey(secrets, `aldis key for web push ${tries}`, 32);
    if (scalar.subarray(0, 4).some((byte) => byte !== 0xff) && scalar.some((byte) => byte !== 0)) {
      return scalar;
    }
  }
}

/** The key that names devices to push services, which learn nothing by it. 32 bytes. */
export function collapseKeyOf(secrets: Parent): Uint8Array {
  return derivedKey(secrets, 'aldis names of devices at push services 1', 32);
}

/** The key by which it is drawn where a queue remembers what it has accepted. 16 bytes. */
export function memoryKeyOf(secrets: Parent): Uint8Array {
  return derivedKey(secrets, 'aldis sets of what queues remember 1', 16);
}

/**
 * Says whether two processes have the same secrets and nothing of what they are. Shape: 32 hex
 * digits. The ring of sealing keys grows, so that it has no part in it.
 */
export function secretsMark(secrets: Parent): string {
  return Buffer.from(derivedKey(secrets, 'aldis mark of the secrets 1', 16)).toString('hex');
}

/** Bytes for one purpose, the same wherever the same secrets are. */
export function derivedKey({ indexKey }: Parent, purpose: string, bytes: number): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', Buffer.from(indexKey, 'base64'), '', purpose, bytes));
}
