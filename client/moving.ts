// A cluster that has another address than when a profile was made.

import { Store } from './store/store.ts';
import { checkServer } from './transport/serverAddress.ts';

/**
 * Lets a profile find its cluster at another address from the next `open` on; its password goes
 * there then. Refuses: server.unreadable, server.insecure, profile.missing, profile.in_use.
 */
export function moveProfile(
  profile: string,
  server: string,
  { insecure = false }: { readonly insecure?: boolean } = {},
): void {
  checkServer(server, insecure);
  const store = new Store(profile, 'existing');
  try {
    store.profile.move(server);
  } finally {
    store.close();
  }
}
