// Names of devices, readable by the devices of the account alone: sealed for the identity key that
// all of them hold.

import { fromBase64, own, toBase64 } from '../bytes.ts';
import { ClientError } from '../clientError.ts';
import type { ClientBase } from '../clientBase.ts';

/** What is sealed and in base64 has at most 225 letters on the server. Source: Signal-Server. */
const deviceNameBytesMax = 100;
const info = 'aldis device name';

type KeyHolder = Pick<ClientBase, 'store'>;

/** Refuses: device.name for one that is empty or too long. */
export function sealName({ store }: KeyHolder, name: string): string {
  const bytes = own(Buffer.from(name.trim()));
  if (bytes.length === 0 || bytes.length > deviceNameBytesMax) {
    const message = `The name of a device takes 1 to ${deviceNameBytesMax} bytes.`;
    throw new ClientError('device.name', message);
  }
  return toBase64(store.profile.identity('aci').publicKey.seal(bytes, info));
}

/** `undefined` for what none of our devices has sealed. */
export function openName({ store }: KeyHolder, sealed: string): string | undefined {
  try {
    const { privateKey } = store.profile.identity('aci');
    return Buffer.from(privateKey.open(fromBase64(sealed), info)).toString('utf8');
  } catch {
    return undefined;
  }
}
