// Access keys: what lets somebody write without a name is derived from the profile key.

import ProfileKey from '@signalapp/libsignal-client/dist/zkgroup/profiles/ProfileKey.js';
import { own, wipe } from '../bytes.ts';

/** Shape: 16 bytes. */
export function accessKeyOf(profileKey: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = own(profileKey);
  const key = new ProfileKey(bytes);
  const accessKey = key.deriveAccessKey();
  wipe(bytes, key.contents);
  return accessKey;
}
