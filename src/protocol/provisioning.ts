// What a new device of an account is told by the primary one (proto/provisioning.proto). Clients
// alone write and read it; the server carries it sealed.

import { codec } from './codec.ts';
import type { SignedDeviceList } from './deviceList.ts';
import type { AccountId, DeviceId } from './ids.ts';
import { accountFromBytes, accountToBytes, parseDeviceId } from './ids.ts';
import { NumberRefused } from './numbers.ts';
import { aldis as wire } from './wire.js';

/** The two halves of an identity key. Shape: 33 and 32 bytes. */
export interface KeyHalves {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

export interface ProvisionMessage {
  readonly account: AccountId;
  /** Shape: a UUID, like an account's. */
  readonly pni: AccountId;
  readonly number?: string;
  readonly aci: KeyHalves;
  readonly pniKeys: KeyHalves;
  /** Single use, and only for the registration ids that the link named. */
  readonly token: string;
  readonly device: DeviceId;
  readonly list: SignedDeviceList;
  /** Shape: 32 bytes. */
  readonly profileKey?: Uint8Array;
  /** Shape: 32 bytes. */
  readonly masterKey?: Uint8Array;
}

const none = new Uint8Array(0);

function readList(read: wire.SignedDeviceList.$Properties | null | undefined): SignedDeviceList {
  return {
    list: read?.list ?? none,
    listSignature: read?.listSignature ?? none,
    listKey: read?.listKey ?? none,
    listKeySignature: read?.listKeySignature ?? none,
  };
}

function readProvision(read: wire.ProvisionMessage.$Properties): ProvisionMessage {
  const device = parseDeviceId(read.deviceId);
  const account = accountFromBytes(read.aciBinary ?? none);
  const pni = accountFromBytes(read.pniBinary ?? none);
  if (!device || !account || !pni) throw new NumberRefused('an address that cannot be');
  return {
    account,
    pni,
    ...(read.number ? { number: read.number } : {}),
    aci: {
      publicKey: read.aciIdentityKeyPublic ?? none,
      privateKey: read.aciIdentityKeyPrivate ?? none,
    },
    pniKeys: {
      publicKey: read.pniIdentityKeyPublic ?? none,
      privateKey: read.pniIdentityKeyPrivate ?? none,
    },
    token: read.provisioningCode ?? '',
    device,
    list: readList(read.deviceList),
    ...(read.profileKey?.length ? { profileKey: read.profileKey } : {}),
    ...(read.masterKey?.length ? { masterKey: read.masterKey } : {}),
  };
}

const provisionCodec = codec(wire.ProvisionMessage, {
  shape: { 101: {} },
  write: (message: ProvisionMessage) => ({
    aciIdentityKeyPublic: message.aci.publicKey,
    aciIdentityKeyPrivate: message.aci.privateKey,
    pniIdentityKeyPublic: message.pniKeys.publicKey,
    pniIdentityKeyPrivate: message.pniKeys.privateKey,
    number: message.number ?? null,
    provisioningCode: message.token,
    profileKey: message.profileKey ?? null,
    masterKey: message.masterKey ?? null,
    aciBinary: accountToBytes(message.account),
    pniBinary: accountToBytes(message.pni),
    deviceId: message.device,
    deviceList: message.list,
  }),
  read: readProvision,
});
export const { encode: encodeProvision, decode: decodeProvision } = provisionCodec;

const signedListCodec = codec(wire.SignedDeviceList, {
  write: (list: SignedDeviceList) => list,
  read: readList,
});
export const { encode: encodeSignedDeviceList, decode: decodeSignedDeviceList } = signedListCodec;
