// A profile whose credential the server takes no more, on a device that still has its keys.

import { loginDeviceMessage } from '#protocol';
import { toBase64 } from '../bytes.ts';
import { networkOf } from '../options.ts';
import type { ClientOptions, ProfileStore } from '../options.ts';
import type { Passphrase } from '../store/passphrase.ts';
import { newPassword } from '../store/profileTable.ts';
import { Store } from '../store/store.ts';
import { reach } from '../transport/network.ts';
import { proveLogin, unreadableLogin } from './proving.ts';
import type { NameAndPassword } from './proving.ts';

/** How it is asked for; `passphrase` of a locked profile. */
export interface RenewalOptions extends Omit<ClientOptions, 'profile'> {
  /** Of a locked profile. */
  readonly passphrase?: Passphrase;
}

/**
 * Gives a registered profile another credential, with which it opens from now on; the former one
 * ends. Refuses: auth.invalid for a wrong name or password, auth.fresh_proof and totp.invalid
 * without a right one-time code, login.device where the account has no such device any more,
 * argument.invalid, what the server says; as `open` and `openLocked`.
 */
export async function renewCredential(
  profile: ProfileStore,
  login: NameAndPassword,
  options: RenewalOptions = {},
): Promise<void> {
  const { passphrase } = options;
  const store =
    passphrase === undefined
      ? new Store(profile, 'existing')
      : await Store.openLocked(profile, 'existing', passphrase);
  try {
    await renew(store, networkOf({ ...options, profile }), login);
  } finally {
    store.close();
  }
}

async function renew(
  store: Store,
  network: ReturnType<typeof networkOf>,
  login: NameAndPassword,
): Promise<void> {
  const { server, device, registered, registrationId } = store.profile.read();
  const password = newPassword();
  const key = store.profile.identity('aci').privateKey;
  const proved = await proveLogin(
    (request) => reach(network, server, request),
    login,
    (handshake) => {
      const signature = key.sign(loginDeviceMessage(handshake, device, password));
      return { device: { id: device, registrationId, password, signature: toBase64(signature) } };
    },
  );
  if (proved.account !== registered?.account) throw unreadableLogin();
  store.profile.renewed(password);
}
