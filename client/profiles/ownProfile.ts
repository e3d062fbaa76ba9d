// What this account says of itself, as the server has it: one profile for each profile key, the
// same on all of the account's devices. The one with the highest revision counts.

import type { BlobKey } from '#protocol';
import { same } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import type { Blobs } from '../blobs/blobs.ts';
import { ClientError } from '../clientError.ts';
import { KeyedLock } from '../keyedLock.ts';
import { avatarSecret, avatarsOf } from './avatars.ts';
import type { Avatars } from './avatars.ts';
import { commitmentOf, versionOf } from './profileKeys.ts';
import type { ProfileRoutes } from './profileRoutes.ts';
import { isPlausible, openProfile, sealProfile } from './sealedProfile.ts';
import type { Profile } from './sealedProfile.ts';

interface Context extends Pick<ClientBase, 'store' | 'account' | 'clock'> {
  readonly blobs: Blobs;
}

export class OwnProfile {
  readonly #context: Context;
  readonly #routes: ProfileRoutes;
  readonly #avatars: Avatars;
  readonly #turns = new KeyedLock();

  constructor(context: Context, routes: ProfileRoutes) {
    this.#context = context;
    this.#routes = routes;
    this.#avatars = avatarsOf(context);
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
    const { avatar } = there;
    const hasAvatar = avatar && (await this.#hasAvatar(key, avatar, view?.avatar));
    // Whoever has said so was cut off before it was there: this device has it, too.
    if (avatar && !hasAvatar && store.pictures.get(avatar)) return false;
    store.transaction(() => store.people.adopt(there, key, hasAvatar ? avatar : undefined));
    return true;
  }

  /** Whether the server has that picture, which is fetched where it is not known to. */
  async #hasAvatar(key: Uint8Array, digest: Uint8Array, blob: BlobKey | undefined) {
    const { store, clock } = this.#context;
    if (this.#isAt(key, digest) && store.pictures.get(digest)) return true;
    try {
      const picture = blob && (await this.#avatars.download(avatarSecret(key), blob, digest));
      if (picture) store.pictures.put(picture, clock.now());
      return picture !== undefined;
    } catch (error) {
      if (error instanceof ClientError && error.code === 'profile.untrue') return false;
      throw error;
    }
  }

  #isAt(key: Uint8Array, digest: Uint8Array): boolean {
    const { publishedKey, avatarAt } = this.#context.store.people.own();
    return !!publishedKey && same(publishedKey, key) && !!avatarAt && same(avatarAt, digest);
  }

  async #publish(): Promise<void> {
    const { store, account } = this.#context;
    const key = store.sealed.profileKey();
    const own = store.people.own();
    const picture = own.avatar && store.pictures.get(own.avatar);
    const avatar = picture && own.avatar;
    const isAt = avatar && this.#isAt(key, avatar);
    const said: Profile = { ...own, avatar };
    const answer = await this.#routes.put(
      versionOf(account, key),
      sealProfile(key, said),
      commitmentOf(account, key),
      isAt ? 'same' : picture ? 'another' : 'none',
    );
    if (!answer) return;
    const isNews = picture && !isAt;
    const how = { form: answer.body, secret: avatarSecret(key) };
    if (isNews) await this.#avatars.upload(picture, how);
    store.people.published(own.revision, key, avatar);
  }
}
