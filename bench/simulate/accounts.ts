// The accounts of a run: one device each, with keys that nobody looks at.

import type { Account, QueueAddress } from '#ports';
import type {
  AccountId,
  DeviceId,
  PhoneIdentityId,
  QueueGeneration,
  RegistrationId,
} from '#protocol';

/** The key that a pool hands out when it is empty. */
export const lastResortId = 1000;
export const fakeKey = { publicKey: new Uint8Array([5]), signature: new Uint8Array([1]) } as const;

const queueGeneration = 'simulatedGen' as QueueGeneration;
const queueKey: Readonly<Uint8Array> = new Uint8Array(32);

/** The queue of an account's one device. */
export const queueOf = (account: AccountId): QueueAddress => ({
  account,
  device: 1 as DeviceId,
  generation: queueGeneration,
  key: queueKey,
});

/** The account as the store has it from the beginning. */
export function documentOf(id: AccountId, salt: string): Account {
  const keys = {
    registrationId: 1 as RegistrationId,
    signedPreKey: { keyId: 1, ...fakeKey },
    lastResortPreKey: { keyId: lastResortId, ...fakeKey },
  };
  return {
    id,
    pni: `${id.slice(0, 9)}ffff${id.slice(13)}` as PhoneIdentityId,
    identityKeys: { aci: fakeKey.publicKey, pni: fakeKey.publicKey },
    devices: [
      {
        id: 1 as DeviceId,
        credential: { salt, hash: '' },
        identities: { aci: keys, pni: keys },
        capabilities: {},
        createdAtMs: 0,
        queueGeneration,
      },
    ],
    discoverableByNumber: false,
    createdAtMs: 0,
    queueKey,
  };
}
