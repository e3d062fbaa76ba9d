// What this account says of itself, as the server has it: one profile for each profile key, the
// same on all of the account's devices. The one with the highest revision counts.

import { same } from '../bytes.ts';
import type { ClientContext } from '../clientContext.ts';
import { KeyedLock } from '../keyedLock.ts';
import { commitmentOf, versionOf } from './profileKeys.ts';
import type { ProfileRoutes } from './profileRoutes.ts';
import { isPlausible, openProfile, sealProfile } from './sealedProfile.ts';

type Context = Pick<ClientContext, 'store' | 'account' | 'clock'>;

export class OwnProfile {
  readonly #context: Context;
  readonly #routes: ProfileRoutes;
  readonly #turns = new KeyedLock();

  constructor(context: Context, routes: ProfileRoutes) {
    this.#context = context;
    this.#routes = routes;
  }

  /** Writes what we say under the profile key of now. Throws NoAnswer. */
  publish(): Promise<void> {
    return this.#turns.run('own', () => this.#publish());
  }

  /**
   * Brings server and device to one state; true where others are to hear of it: something that
   * was said here has come to the server. Throws NoAnswer.
   */
  settle(): Promise<boolean> {
    return this.#turns.run('own', async () => {
      const { people, sealed } = this.#context.store;
      const { publishedKey, isChanged, isDoubted } = people.own();
      const isThere = publishedKey !== undefined && same(publishedKey, sealed.profileKey());
      if (isThere && !isChanged && !isDoubted) return false;
      // Another device of ours may have said something with this key, and something later.
      if (await this.#adopt()) return false;
      await this.#publish();
      return isChanged;
    });
  }

  /** False where what we have to say is later than what is there. */
  async #adopt(): Promise<boolean> {
    const { store, account, clock } = this.#context;
    const key = store.sealed.profileKey();
    const view = await this.#routes.get(account, versionOf(account, key));
    const shown = view?.profile && openProfile(key, view.profile);
    const there = shown && isPlausible(shown, clock.now()) ? shown : undefined;
    const { revision, isChanged } = store.people.own();
    if (!there || there.revision < revision || (isChanged && there.revision === revision)) {
      return false;
    }
    store.transaction(() => store.people.adopt(there, key));
    return true;
  }

  async #publish(): Promise<void> {
    const { store, account } = this.#context;
    const key = store.sealed.profileKey();
    const words = store.people.own();
    const sealed = sealProfile(key, words);
    const isKept = await this.#routes.put(
      versionOf(account, key),
      sealed,
      commitmentOf(account, key),
    );
    if (isKept) store.people.published(words.revision, key);
  }
}
