// Signed device lists, as a primary device makes them.

import type { CommandOf } from '#actors';
import { hashToken, newQueueGeneration } from '#crypto';
import type {
  AccountId,
  DeviceId,
  DeviceList,
  ListedDevice,
  RegistrationId,
  SignedDeviceList,
} from '#protocol';
import { deviceListMessage, encodeDeviceList, listKeyMessage } from '#protocol';
import type { Identity } from './accounts.ts';
import { newIdentity, newSignedKey } from './accounts.ts';

/** An entry; those of `newRegistration` have 1111 and 2222. */
export function listed(id: number, registrationId = 1111, pni = 2222): ListedDevice {
  return {
    id: id as DeviceId,
    registrationId: registrationId as RegistrationId,
    pniRegistrationId: pni as RegistrationId,
    addedAt: 1_700_000_000_000,
  };
}

/** Signs lists of an account like its primary device. */
export class ListSigner {
  readonly account: AccountId;
  readonly identity: Pick<Identity, 'secret'>;
  readonly key = newIdentity();

  constructor(account: AccountId, identity: Pick<Identity, 'secret'>) {
    this.account = account;
    this.identity = identity;
  }

  sign(version: number, devices: readonly ListedDevice[], more: Partial<DeviceList> = {}) {
    return this.signBytes(encodeDeviceList({ account: this.account, version, devices, ...more }));
  }

  signBytes(list: Uint8Array): SignedDeviceList {
    const listKey = this.key.publicKey;
    return {
      list,
      listSignature: this.key.secret.sign(Uint8Array.from(deviceListMessage(list))),
      listKey,
      listKeySignature: this.identity.secret.sign(Uint8Array.from(listKeyMessage(listKey))),
    };
  }
}

/** What a new device with these registration ids says of itself. */
export function newLinkDevice(
  tokenHash: string,
  { aci, pni }: { readonly aci: Identity; readonly pni: Identity },
  change: Partial<CommandOf<'account', 'linkDevice'>['device']> = {},
  [registrationId, pniRegistrationId] = [31, 32],
): CommandOf<'account', 'linkDevice'> {
  const keys = (identity: Identity, id: number) => ({
    registrationId: id as RegistrationId,
    signedPreKey: newSignedKey('ec', identity, 1),
    lastResortPreKey: newSignedKey('kem', identity, 2),
  });
  return {
    type: 'linkDevice',
    tokenHash,
    device: {
      credential: hashToken('the password of a linked device'),
      identities: { aci: keys(aci, registrationId), pni: keys(pni, pniRegistrationId) },
      capabilities: {},
      createdAtMs: 1_700_000_000_000,
      queueGeneration: newQueueGeneration(),
      ...change,
    },
  };
}
