// Profiles, as a program sees them: what this account says of itself to those it has written to,
// and what they say. Published, fetched and kept fresh by itself.

import { parseAccountId } from '#protocol';
import type { AccountId, Content, SyncContent } from '#protocol';
import type { Blobs } from '../blobs/blobs.ts';
import type { ClientBase } from '../clientBase.ts';
import type { SealedSender } from '../sealed/sealed.ts';
import { ClientError } from '../clientError.ts';
import { reached } from '../transport/network.ts';
import { NoAnswer } from '../transport/transport.ts';
import { announce } from './announcing.ts';
import { ProfileCredentials } from './credentials.ts';
import { OwnProfile } from './ownProfile.ts';
import { People } from './people.ts';
import type { ProfileCredential } from './profileKeys.ts';
import { ProfileRoutes } from './profileRoutes.ts';
import { checkPicture, kindOf, readPicture } from './pictures.ts';
import type { Picture } from './pictures.ts';
import { checkWords, saidIn } from './sealedProfile.ts';
import type { ProfileSaid, ProfileWords } from './sealedProfile.ts';

const retryMs = 15_000;

/** What is said anew. */
export interface ProfileChange extends Partial<ProfileWords> {
  /** The picture or its file, of 2 MiB at the most: JPEG, PNG, WebP or GIF. null: none. */
  readonly avatar?: Uint8Array | string | null;
}

interface Context extends ClientBase {
  readonly blobs: Blobs;
  readonly sealed: SealedSender;
}

/** What people say of themselves. */
export class Profiles {
  readonly #context: Context;
  /** Sends what waits for an account. */
  readonly #wake: (account: AccountId) => void;
  readonly #credentials: ProfileCredentials;
  readonly #own: OwnProfile;
  readonly #people: People;
  #running: Promise<void> | undefined;
  #isAsked = false;
  #wait: { cancel(): void } | undefined;
  #stopped = false;

  constructor(context: Context, wake: (account: AccountId) => void) {
    this.#context = context;
    this.#wake = wake;
    const routes = new ProfileRoutes(context);
    this.#credentials = new ProfileCredentials(context, routes);
    this.#own = new OwnProfile(context, routes);
    this.#people = new People(context, routes);
  }

  /** What this account says of itself, as far as this device knows. */
  get own(): ProfileSaid {
    return saidIn(this.#context.store.people.own());
  }

  /**
   * Says something else of this account; what is left out stays. Resolves when the server has it;
   * those who may see it hear of it as soon as they are connected. Where there is no answer it is
   * published with the next connection.
   * Refuses: text.too_long, blob.too_large, content.invalid, file.unreadable, server.unreachable,
   * what the server says.
   */
  set({ avatar, ...change }: ProfileChange): Promise<void> {
    const { store, clock } = this.#context;
    const before = store.people.own();
    const words = { ...saidIn(before), ...change };
    checkWords(words);
    const picture =
      typeof avatar === 'string' ? readPicture(avatar) : avatar && checkPicture(avatar);
    const now = clock.now();
    store.transaction(() => {
      const shown = picture ? store.pictures.put(picture.bytes, now) : undefined;
      store.people.say({ ...words, avatar: avatar === undefined ? before.avatar : shown }, now);
    });
    return reached(() => this.#publish());
  }

  /**
   * What an account says of itself: fetched where it may have changed or was not for a day.
   * `undefined`: its profile key is not known, or it says nothing to those who have it.
   * Refuses: account.unreadable, identity.changed, profile.untrue, server.unreachable, what the
   * server says.
   */
  async of(account: string): Promise<ProfileSaid | undefined> {
    const id = idOf(account);
    if (id === this.#context.account) return this.own;
    return reached(() => this.#people.look(id));
  }

  /**
   * The picture that an account shows of itself: fetched once, and checked against its profile.
   * `undefined`: it shows none to us, or it is not there yet. Refuses: as `of`.
   */
  async avatar(account: string): Promise<Picture | undefined> {
    const id = idOf(account);
    const { store, account: self } = this.#context;
    const { avatar } = store.people.own();
    const bytes =
      id === self
        ? avatar && store.pictures.get(avatar)
        : await reached(() => this.#people.avatar(id));
    const kind = bytes && kindOf(bytes);
    return kind && { kind, bytes };
  }

  /** The same as far as it is known here. */
  known(account: string): ProfileSaid | undefined {
    return this.#people.known(account);
  }

  /**
   * A credential of an account's profile key; `undefined` where the key is not known, is another by
   * now, or the account has published nothing yet. Throws NoAnswer. Refuses: what the server says.
   */
  credential(account: AccountId): Promise<ProfileCredential | undefined> {
    return this.#credentials.of(account);
  }

  /** Seals what we say under the profile key of now. Throws NoAnswer. */
  republish(): Promise<void> {
    return this.#own.publish();
  }

  /** A content of somebody else came, inside the caller's transaction. */
  heard(account: AccountId, content: Content): void {
    if (!('profileKey' in content) || !content.profileKey) return;
    const { store, clock, account: self } = this.#context;
    if (account === self) return;
    const isNew = store.sealed.learn(account, content.profileKey, clock.now());
    if (isNew || content.type === 'profileKey') this.#doubt(account);
  }

  /** Somebody has another profile key, inside the caller's transaction. */
  learned(account: AccountId, profileKey: Uint8Array): void {
    const { store, clock } = this.#context;
    if (store.sealed.learn(account, profileKey, clock.now())) this.#doubt(account);
  }

  #doubt(account: AccountId): void {
    this.#context.store.people.doubt(account);
    this.#soon();
  }

  /** Another device of ours tells something, inside the caller's transaction. */
  heardOwn(content: SyncContent): void {
    if (content.type !== 'syncFetch' || content.what !== 'profile') return;
    this.#context.store.people.doubtOwn();
    this.#soon();
  }

  /** There is a connection: profiles are looked after. */
  connected(): Promise<void> {
    return this.look();
  }

  /** Publishes and fetches what is to be; calls that come meanwhile are done with as well. */
  look(): Promise<void> {
    this.#isAsked = true;
    this.#running ??= this.#look().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Ends what is done about profiles. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wait?.cancel();
    await this.#running;
  }

  #soon(): void {
    this.#context.chores.next(() => this.look());
  }

  async #look(): Promise<void> {
    const { transport, chores, clock } = this.#context;
    this.#wait?.cancel();
    let isDone = true;
    while (this.#isAsked && !this.#stopped && transport.connected) {
      this.#isAsked = false;
      isDone = await this.#once();
    }
    if (isDone || this.#stopped) return;
    this.#wait = clock.after(retryMs, () => chores.run(() => this.look()));
  }

  /** False where something is left to be done later. */
  async #once(): Promise<boolean> {
    try {
      if (await this.#own.settle()) this.#tell();
      await this.#people.refresh();
      return true;
    } catch (error) {
      if (!(error instanceof NoAnswer)) this.#context.chores.failed(error);
      return false;
    }
  }

  async #publish(): Promise<void> {
    await this.#own.publish();
    this.#tell();
  }

  #tell(): void {
    for (const account of announce(this.#context)) this.#wake(account);
  }
}

function idOf(account: string): AccountId {
  const id = parseAccountId(account);
  if (id) return id;
  throw new ClientError('account.unreadable', 'That is no account id.');
}
