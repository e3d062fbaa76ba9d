// The account, sealed for one new device: by the primary device for the key that the new one shows
// and for the address at which it waits, so that nobody else and no other link can use it.

import * as signal from '@signalapp/libsignal-client';
import { decodeProvision, encodeProvision } from '#protocol';
import type { KeyHalves, ProvisionMessage } from '#protocol';
import { own, same, wipe } from '../bytes.ts';
import { ClientError } from '../clientError.ts';
import type { Profile } from '../store/profileTable.ts';
import type { LinkAddress } from './linkAddress.ts';
import { openList } from './signedList.ts';
import { isListed } from './watch.ts';

const info = 'aldis provisioning';

export function sealProvision(message: ProvisionMessage, link: LinkAddress): Uint8Array {
  const encoded = own(encodeProvision(message));
  const sealed = link.key.seal(encoded, info, own(Buffer.from(link.address)));
  wipe(encoded);
  return sealed;
}

/**
 * Opens what came for this device and checks that it fits together.
 * Refuses: link.unreadable.
 */
export function openProvision(
  sealed: Uint8Array,
  key: signal.PrivateKey,
  address: string,
  profile: Profile,
): ProvisionMessage {
  let message: ProvisionMessage;
  try {
    const opened = key.open(own(sealed), info, own(Buffer.from(address)));
    // Its private keys are views of these bytes: whoever wipes them wipes both.
    message = decodeProvision(opened);
    pairOf(message.pniKeys);
    pairOf(message.aci);
  } catch (error) {
    throw unreadable('it was not written for this device', error);
  }
  const list = openList(message.list, message.account, message.aci.publicKey);
  if (!isListed(list, message.device, profile.registrationId)) {
    throw unreadable('its device list does not name this device');
  }
  return message;
}

/** The halves of an identity key as libsignal has them. */
export function pairOf({ publicKey, privateKey }: KeyHalves): signal.IdentityKeyPair {
  const bytes = own(privateKey);
  const secret = signal.PrivateKey.deserialize(bytes);
  wipe(bytes);
  const made = secret.getPublicKey();
  if (!same(made.serialize(), publicKey)) throw new Error('The halves of a key do not fit.');
  return new signal.IdentityKeyPair(made, secret);
}

export function halvesOf({ publicKey, privateKey }: signal.IdentityKeyPair): KeyHalves {
  return { publicKey: publicKey.serialize(), privateKey: privateKey.serialize() };
}

const unreadable = (why: string, cause?: unknown) =>
  new ClientError('link.unreadable', `What came for this device cannot be used: ${why}.`, {
    cause,
  });
