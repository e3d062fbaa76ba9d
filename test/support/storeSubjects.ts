// What the tests of the durable stores store: accounts, keys, envelopes, and a sealer of a fixed
// key.

import { randomBytes, randomUUID } from 'node:crypto';
import type { Account, DeviceLife, Login, SignedPreKey } from '#ports';
import { loginKdf } from '#protocol';
import { newQueueGeneration, newQueueKey } from '#crypto';
import type {
  AccountId,
  DeviceId,
  EnvelopeGuid,
  FencingToken,
  PhoneIdentityId,
  RegistrationId,
} from '#protocol';
import type { ArchivedEnvelope } from '../../src/persistence/envelopeArchive.ts';

export { knownSealer as testSealer } from '#lab/sealer.ts';

export const fence = (token: number) => token as FencingToken;
export const newAccountId = () => randomUUID() as AccountId;

export function newDevice(account = newAccountId()): DeviceLife {
  return { account, device: 1 as DeviceId, generation: newQueueGeneration() };
}

/** A queue that nobody has used. */
export function newQueue(account = newAccountId()): DeviceLife {
  return newDevice(account);
}

export function kemKey(keyId: number): SignedPreKey {
  const publicKey = new Uint8Array(1569).fill(keyId % 251);
  return { keyId, publicKey, signature: new Uint8Array(64).fill(1) };
}

export function ecKey(keyId: number) {
  return { keyId, publicKey: new Uint8Array(33).fill(keyId % 251) };
}

export function newAccount(number?: string): Account {
  const identity = () => ({
    registrationId: 77 as RegistrationId,
    signedPreKey: { ...ecKey(1), signature: new Uint8Array(64) },
    lastResortPreKey: kemKey(1),
  });
  return {
    id: newAccountId(),
    pni: randomUUID() as PhoneIdentityId,
    ...(number ? { number } : {}),
    identityKeys: { aci: new Uint8Array(33).fill(5), pni: new Uint8Array(33).fill(6) },
    devices: [
      {
        id: 1 as DeviceId,
        credential: { salt: 'a', hash: '2.b' },
        identities: { aci: identity(), pni: identity() },
        capabilities: { spqr: true },
        createdAtMs: 12,
        queueGeneration: newQueueGeneration(),
      },
    ],
    discoverableByNumber: true,
    createdAtMs: 12,
    queueKey: newQueueKey(),
  };
}

export function newLogin(name: string): Login {
  return {
    name,
    salt: new Uint8Array(randomBytes(16)),
    verifier: new Uint8Array(384).fill(7),
    kdf: loginKdf,
    mark: randomUUID(),
    setAtMs: 12,
  };
}

export function archived(position: number, storedAtMs = 1000): ArchivedEnvelope {
  return {
    guid: randomBytes(16).toString('hex') as EnvelopeGuid,
    position,
    sealed: new Uint8Array(randomBytes(64)),
    storedAtMs,
  };
}
