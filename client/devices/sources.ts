// Whether a message is from a device of its account: one that the newest signed list names. Whoever
// was removed still has the account's identity key, and a server may help them.

import { same } from '../bytes.ts';
import type { ClientContext } from '../clientContext.ts';
import { ClientError } from '../clientError.ts';
import type { RemoteDevice } from '../remoteDevice.ts';
import type { Devices } from './devices.ts';
import { heedLists, isNamed } from './watch.ts';

export class Sources {
  readonly #context: ClientContext;
  readonly #own: Pick<Devices, 'look'>;

  constructor(context: ClientContext, own: Pick<Devices, 'look'>) {
    this.#context = context;
    this.#own = own;
  }

  /** True where the list that was seen last names the device. */
  isNamed({ account, device }: RemoteDevice): boolean {
    return isNamed(this.#context.store, account, device);
  }

  /** True where the list that the server has now names the device. Throws NoAnswer. */
  async ask(from: RemoteDevice): Promise<boolean> {
    const { account, chores } = this.#context;
    try {
      if (from.account === account) await this.#own.look();
      else await this.#look(from);
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      chores.failed(error);
    }
    return this.isNamed(from);
  }

  /** A list comes with a bundle. */
  async #look({ account, device }: RemoteDevice): Promise<void> {
    const { sealed, ratchets, store } = this.#context;
    const bundles = await sealed.fetchBundles(account, device);
    await ratchets.run(account, () => {
      const key = store.identities.get(account)?.key;
      const fits = bundles.filter((one) => key && same(one.identityKey, key));
      if (key) heedLists(this.#context, account, key, fits);
      return Promise.resolve();
    });
  }
}
