// What others say of themselves: fetched when they tell of a change, opened with the profile key
// they gave us, and checked. A server can withhold it; it can show neither another's words nor
// older ones.

import type { AccountId } from '#protocol';
import { same } from '../bytes.ts';
import type { Blobs } from '../blobs/blobs.ts';
import type { ClientBase } from '../clientBase.ts';
import { KeyedLock } from '../keyedLock.ts';
import { identityChanged, suspect } from '../sessions/trust.ts';
import { NoAnswer } from '../transport/transport.ts';
import { avatarSecret, avatarsOf, untrue } from './avatars.ts';
import type { Avatars } from './avatars.ts';
import { versionOf } from './profileKeys.ts';
import type { ProfileRoutes, ProfileView } from './profileRoutes.ts';
import { isPlausible, isSameSaid, openProfile, saidIn } from './sealedProfile.ts';
import type { Profile, ProfileSaid } from './sealedProfile.ts';

/** What was not told of, because it was lost or by somebody we only know from a group. */
const freshForMs = 24 * 60 * 60 * 1000;

interface Context extends ClientBase {
  readonly blobs: Blobs;
}

export class People {
  readonly #context: Context;
  readonly #routes: ProfileRoutes;
  readonly #avatars: Avatars;
  readonly #turns = new KeyedLock();

  constructor(context: Context, routes: ProfileRoutes) {
    this.#context = context;
    this.#routes = routes;
    this.#avatars = avatarsOf(context);
  }

  known(account: string): ProfileSaid | undefined {
    const person = this.#context.store.people.of(account);
    return person && person.revision > 0 ? saidIn(person) : undefined;
  }

  /** Does what `Profiles.of` says. */
  async look(account: AccountId): Promise<ProfileSaid | undefined> {
    const { store, clock } = this.#context;
    const { fetchedAt, isDoubted = true } = store.people.of(account) ?? {};
    const isOld = fetchedAt === undefined || clock.now() - fetchedAt > freshForMs;
    if (isDoubted || isOld) await this.#turns.run(account, () => this.#fetch(account));
    return this.known(account);
  }

  /** The picture that an account shows; fetched where it is not known. As `Profiles.avatar`. */
  async avatar(account: AccountId): Promise<Uint8Array | undefined> {
    await this.look(account);
    return this.#turns.run(account, async () => {
      const { store, clock } = this.#context;
      const { avatar, avatarKey } = store.people.of(account) ?? {};
      const profileKey = store.sealed.of(account)?.key;
      const known = avatar && store.pictures.get(avatar);
      if (known || !avatar || !avatarKey || !profileKey) return known;
      const picture = await this.#avatars.download(avatarSecret(profileKey), avatarKey, avatar);
      if (picture) store.pictures.put(picture, clock.now());
      // It is not there yet, or another one is.
      else store.people.doubt(account);
      return picture;
    });
  }

  /**
   * Fetches whoever has told of a change. Where one cannot be believed that is told, and the others
   * go on. Throws NoAnswer.
   */
  async refresh(): Promise<void> {
    const { store, clock, chores, transport } = this.#context;
    for (const account of store.people.doubted()) {
      if (!transport.connected) throw new NoAnswer('There is no connection.');
      try {
        await this.#turns.run(account, () => this.#fetch(account));
      } catch (error) {
        if (error instanceof NoAnswer) throw error;
        // The same would come of the next try.
        store.people.fetched(account, undefined, undefined, clock.now());
        chores.failed(error);
      }
    }
  }

  async #fetch(account: AccountId): Promise<void> {
    const { store, clock, events } = this.#context;
    const key = store.sealed.of(account)?.key;
    if (!key) return;
    const view = await this.#routes.get(account, versionOf(account, key));
    if (view) await this.#checkIdentity(account, view);
    const before = store.people.of(account);
    const profile = view?.profile && this.#open(key, view.profile, before);
    const now = store.sealed.of(account)?.key;
    store.transaction(() => {
      store.people.fetched(account, profile, view?.avatar, clock.now());
      // Another key has come meanwhile.
      if (now && !same(now, key)) store.people.doubt(account);
    });
    if (!profile || isSameSaid(before, profile)) return;
    events.emit('profile', { account, ...saidIn(profile) });
  }

  #open(
    key: Uint8Array,
    sealed: NonNullable<ProfileView['profile']>,
    before: Profile | undefined,
  ): Profile {
    const profile = openProfile(key, sealed);
    if (!profile) throw untrue('nobody with the key of the account has sealed it');
    if (!isPlausible(profile, this.#context.clock.now())) throw untrue('it is from far ahead');
    if (before && profile.revision < before.revision) throw untrue('it is older than one before');
    if (before?.revision === profile.revision && !isSameSaid(before, profile)) {
      throw untrue('it is another one than before, of the same time');
    }
    return profile;
  }

  /** Whoever shows another identity key of somebody we know may stand between. */
  async #checkIdentity(account: AccountId, { identityKey }: ProfileView): Promise<void> {
    const { store, ratchets } = this.#context;
    const known = store.identities.get(account)?.key;
    if (!known || same(known, identityKey)) return;
    await ratchets.run(account, () => {
      suspect(this.#context, account, identityKey)();
      return Promise.resolve();
    });
    throw identityChanged();
  }
}
