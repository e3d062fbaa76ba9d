// A cluster that has another address than when a profile was made.

import type { ProfileStore } from './options.ts';
import type { Passphrase } from './store/passphrase.ts';
import { Store } from './store/store.ts';
import { checkServer } from './transport/serverAddress.ts';

/**
 * Lets a profile find its cluster at another address from the next `open` on; its password goes
 * there then. A locked one takes its passphrase. Refuses: server.unreadable, server.insecure,
 * profile.missing, profile.in_use, profile.locked, and with a passphrase as `openLocked`.
 */
export async function moveProfile(
  profile: ProfileStore,
  server: string,
  how: { readonly insecure?: boolean; readonly passphrase?: Passphrase } = {},
): Promise<void> {
  const { insecure = false, passphrase } = how;
  checkServer(server, insecure);
  const store =
    passphrase === undefined
      ? new Store(profile, 'existing')
      : await Store.openLocked(profile, 'existing', passphrase);
  try {
    store.profile.move(server);
  } finally {
    store.close();
  }
}
