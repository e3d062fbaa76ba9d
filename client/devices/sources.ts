// Whether a message is from a device of its account: one that the newest signed list names. Whoever
// was removed still has the account's identity key, and a server may help them.

import type { ClientContext } from '../clientContext.ts';
import { ClientError } from '../clientError.ts';
import type { RemoteDevice } from '../messages/mending.ts';
import { fetchBundles } from '../sessions/bundle.ts';
import { same } from '../bytes.ts';
import type { Devices } from './devices.ts';
import { heedLists, listedDevices } from './watch.ts';

export class Sources {
  readonly #context: ClientContext;
  readonly #own: Pick<Devices, 'list'>;

  constructor(context: ClientContext, own: Pick<Devices, 'list'>) {
    this.#context = context;
    this.#own = own;
  }

  /** By the list that was seen last; true for an account that has signed none. */
  isNamed({ account, device }: RemoteDevice): boolean {
    const { store } = this.#context;
    const key = store.identities.get(account)?.key;
    const listed = key && listedDevices(store, account, key);
    return !listed || listed.some(({ id }) => id === device);
  }

  /** By the list that the server has now. Throws NoAnswer. */
  async ask(from: RemoteDevice): Promise<boolean> {
    const { account, chores } = this.#context;
    try {
      if (from.account === account) await this.#own.list();
      else await this.#look(from);
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      chores.failed(error);
    }
    return this.isNamed(from);
  }

  /** A list comes with a bundle. */
  async #look({ account, device }: RemoteDevice): Promise<void> {
    const { transport, ratchets, store } = this.#context;
    const bundles = await fetchBundles(transport, account, device);
    await ratchets.run(account, () => {
      const key = store.identities.get(account)?.key;
      const fits = bundles.filter((one) => key && same(one.identityKey, key));
      if (key) heedLists(this.#context, account, key, fits);
      return Promise.resolve();
    });
  }
}
