// Checks of uploaded public keys. Source: Signal-Server, KeysController; libsignal verifies.

import { createHash } from 'node:crypto';
import { KEMPublicKey, PublicKey } from '@signalapp/libsignal-client';
import type { SignedDeviceList } from '#protocol';
import { deviceListMessage, listKeyMessage } from '#protocol';

export type KeyVerdict = 'valid' | 'malformed' | 'signature';

/** True for 33 bytes that are a Curve25519 public key in libsignal's form. */
export function isEcPublicKey(bytes: Uint8Array): boolean {
  return bytes.length === 33 && reads(() => PublicKey.deserialize(copy(bytes)));
}

/**
 * Checks a signed pre-key (`ec`) or a Kyber pre-key (`kem`) against the identity key that signs it.
 */
export function checkSignedKey(
  kind: 'ec' | 'kem',
  identityKey: Uint8Array,
  publicKey: Uint8Array,
  signature: Uint8Array,
): KeyVerdict {
  const readable =
    kind === 'ec'
      ? isEcPublicKey(publicKey)
      : publicKey.length === 1569 && reads(() => KEMPublicKey.deserialize(copy(publicKey)));
  if (!readable || signature.length !== 64) return 'malformed';
  return isSignedBy(identityKey, publicKey, signature) ? 'valid' : 'signature';
}

/** Checks both signatures of a list: that of its key by the identity key, and its own. */
export function isDeviceListSigned(identityKey: Uint8Array, signed: SignedDeviceList): boolean {
  const { list, listSignature, listKey, listKeySignature } = signed;
  return (
    isEcPublicKey(listKey) &&
    isSignedBy(identityKey, listKeyMessage(listKey), listKeySignature) &&
    isSignedBy(listKey, deviceListMessage(list), listSignature)
  );
}

/**
 * What a client compares to learn whether the server still holds its repeated-use keys.
 * Shape: SHA-256(identityKey ‖ u64be signed pre-key id ‖ its key ‖ u64be last-resort id ‖ its key).
 */
export function repeatedUseKeyDigest(
  identityKey: Uint8Array,
  signed: { keyId: number; publicKey: Uint8Array },
  lastResort: { keyId: number; publicKey: Uint8Array },
): Uint8Array {
  const hash = createHash('sha256').update(identityKey);
  for (const key of [signed, lastResort]) {
    const id = Buffer.alloc(8);
    id.writeBigUInt64BE(BigInt(key.keyId));
    hash.update(id).update(key.publicKey);
  }
  return hash.digest();
}

/** Whether the identity key has signed these bytes. */
export const isIdentitySigned = (
  identityKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean => isSignedBy(identityKey, message, signature);

function isSignedBy(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return PublicKey.deserialize(copy(key)).verify(copy(message), copy(signature));
  } catch {
    return false;
  }
}

function copy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes);
}

function reads(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}
