// Names of devices, readable by the devices of the account alone: sealed for the identity key that
// all of them hold.

import { fromBase64, own, toBase64 } from '../bytes.ts';
import { ClientError } from '../clientError.ts';
import type { ClientContext } from '../clientContext.ts';

/** What is sealed and in base64 has at most 225 letters on the server. Source: Signal-Server. */
const DEVICE_NAME_BYTES_MAX = 100;
const INFO = 'aldis device name';

type KeyHolder = Pick<ClientContext, 'store'>;

/** Refuses: device.name for one that is empty or too long. */
export function sealName({ store }: KeyHolder, name: string): string {
  const bytes = own(Buffer.from(name.trim()));
  if (bytes.length === 0 || bytes.length > DEVICE_NAME_BYTES_MAX) {
    const message = `The name of a device takes 1 to ${DEVICE_NAME_BYTES_MAX} bytes.`;
    throw new ClientError('device.name', message);
  }
  return toBase64(store.profile.identity('aci').publicKey.seal(bytes, INFO));
}

/** `undefined` for what none of our devices has sealed. */
export function openName({ store }: KeyHolder, sealed: string): string | undefined {
  try {
    const { privateKey } = store.profile.identity('aci');
    return Buffer.from(privateKey.open(fromBase64(sealed), INFO)).toString('utf8');
  } catch {
    return undefined;
  }
}
