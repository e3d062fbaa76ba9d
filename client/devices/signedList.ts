// The signed list of an account's devices: made by whoever holds the list key, opened by everybody
// else as if the server had written it.

import * as signal from '@signalapp/libsignal-client';
import { z } from 'zod';
import { decodeDeviceList, deviceListMessage, encodeDeviceList, listKeyMessage } from '#protocol';
import type { AccountId, DeviceList, SignedDeviceList } from '#protocol';
import { fromBase64, own, toBase64 } from '../bytes.ts';
import { ClientError } from '../clientError.ts';

/** The longest field in base64, which is the list itself. */
const fieldLettersMax = 8192;

const bytes = z.string().max(fieldLettersMax).transform(fromBase64);

/** A list as the server's answers carry it; absent, too, for accounts that have signed none. */
export const signedListShape = z
  .object({
    list: bytes,
    listSignature: bytes,
    listKey: bytes,
    listKeySignature: bytes,
  })
  .nullish();

/** A list as requests carry it. */
export function shownList(signed: SignedDeviceList): Record<keyof SignedDeviceList, string> {
  return {
    list: toBase64(signed.list),
    listSignature: toBase64(signed.listSignature),
    listKey: toBase64(signed.listKey),
    listKeySignature: toBase64(signed.listKeySignature),
  };
}

/** Signs a list with the list key, and that key with the account's identity key. */
export function signList(
  list: DeviceList,
  listKey: signal.PrivateKey,
  identity: signal.IdentityKeyPair,
): SignedDeviceList {
  const encoded = own(encodeDeviceList(list));
  const publicKey = listKey.getPublicKey().serialize();
  return {
    list: encoded,
    listSignature: listKey.sign(own(deviceListMessage(encoded))),
    listKey: publicKey,
    listKeySignature: identity.privateKey.sign(own(listKeyMessage(publicKey))),
  };
}

/**
 * Reads a list once both signatures hold and it is the account's.
 * Refuses: devices.list_invalid.
 */
export function openList(
  signed: SignedDeviceList,
  account: AccountId,
  identityKey: Uint8Array,
): DeviceList {
  if (!isSigned(signed, identityKey)) throw listInvalid('a signature is wrong');
  let list: DeviceList;
  try {
    list = decodeDeviceList(signed.list);
  } catch (error) {
    throw listInvalid('it cannot be read', error);
  }
  if (list.account !== account) throw listInvalid("it is another account's");
  return list;
}

function isSigned(signed: SignedDeviceList, identityKey: Uint8Array): boolean {
  try {
    const identity = signal.PublicKey.deserialize(own(identityKey));
    const listKey = signal.PublicKey.deserialize(own(signed.listKey));
    const keyMessage = own(listKeyMessage(signed.listKey));
    return (
      identity.verify(keyMessage, own(signed.listKeySignature)) &&
      listKey.verify(own(deviceListMessage(signed.list)), own(signed.listSignature))
    );
  } catch {
    return false;
  }
}

export function listInvalid(why: string, cause?: unknown): ClientError {
  return new ClientError(
    'devices.list_invalid',
    `The server showed a device list that is not to be used: ${why}.`,
    cause === undefined ? {} : { cause },
  );
}
