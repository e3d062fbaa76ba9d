// Uploaded keys are checked with libsignal, on keys that libsignal made.

import { createHash } from 'node:crypto';
import { checkSignedKey, isEcPublicKey, repeatedUseKeyDigest } from '#crypto';
import { IdentityKeyPair, KEMKeyPair, PrivateKey } from '@signalapp/libsignal-client';
import { describe, expect, it } from 'vitest';

const identity = IdentityKeyPair.generate();
const identityKey = identity.publicKey.serialize();
const ec = PrivateKey.generate().getPublicKey().serialize();
const kem = KEMKeyPair.generate().getPublicKey().serialize();
const keys = { ec, kem } as const;
const signed = (bytes: Uint8Array) => identity.privateKey.sign(Uint8Array.from(bytes));

describe.each(['ec', 'kem'] as const)('a signed %s key', (kind) => {
  const key = keys[kind];
  const signature = signed(key);

  it('is valid under the identity that signed it', () => {
    expect(checkSignedKey(kind, identityKey, key, signature)).toBe('valid');
    const view = Buffer.concat([Buffer.from('before'), key, Buffer.from('after')]);
    const inside = view.subarray(6, 6 + key.length);
    expect(checkSignedKey(kind, identityKey, inside, signature)).toBe('valid');
  });

  it('is not valid under another identity, or with another signature', () => {
    const other = IdentityKeyPair.generate().publicKey.serialize();
    expect(checkSignedKey(kind, other, key, signature)).toBe('signature');
    const changed = Uint8Array.from(signature);
    changed[10] = (changed[10] ?? 0) ^ 1;
    expect(checkSignedKey(kind, identityKey, key, changed)).toBe('signature');
    expect(checkSignedKey(kind, identityKey, key, signed(identityKey))).toBe('signature');
    expect(checkSignedKey(kind, new Uint8Array(33), key, signature)).toBe('signature');
    expect(checkSignedKey(kind, new Uint8Array(0), key, signature)).toBe('signature');
  });

  it('of a wrong length or type is malformed', () => {
    const wrongType = Uint8Array.from(key);
    wrongType[0] = 0x7f;
    for (const bytes of [
      new Uint8Array(0),
      key.subarray(1),
      wrongType,
      Buffer.concat([key, key]),
    ]) {
      expect(checkSignedKey(kind, identityKey, bytes, signed(bytes))).toBe('malformed');
    }
    expect(checkSignedKey(kind, identityKey, key, signature.subarray(1))).toBe('malformed');
    expect(checkSignedKey(kind, identityKey, key, new Uint8Array(0))).toBe('malformed');
  });
});

it('a key of one kind is not taken for the other', () => {
  expect(checkSignedKey('ec', identityKey, kem, signed(kem))).toBe('malformed');
  expect(checkSignedKey('kem', identityKey, ec, signed(ec))).toBe('malformed');
});

it('a Curve25519 key has 33 bytes and its type in front', () => {
  expect(isEcPublicKey(ec)).toBe(true);
  expect(isEcPublicKey(ec.subarray(1))).toBe(false);
  expect(isEcPublicKey(new Uint8Array(33))).toBe(false);
  expect(isEcPublicKey(new Uint8Array(0))).toBe(false);
});

it('the digest of the repeated-use keys is over ids as eight bytes and keys as they are', () => {
  const id = (value: number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32BE(value, 4);
    return bytes;
  };
  const expected = createHash('sha256')
    .update(Buffer.concat([identityKey, id(7), ec, id(0x7fffffff), kem]))
    .digest();
  const signedKey = { keyId: 7, publicKey: ec };
  const lastResort = { keyId: 0x7fffffff, publicKey: kem };
  const digest = repeatedUseKeyDigest(identityKey, signedKey, lastResort);
  expect(Buffer.from(digest).equals(expected)).toBe(true);
  const other = repeatedUseKeyDigest(identityKey, { ...signedKey, keyId: 8 }, lastResort);
  expect(Buffer.from(other).equals(expected)).toBe(false);
});
