// Profiles, as a program sees them: what this account says of itself to those it has written to,
// and what they say. Published, fetched and kept fresh by itself.

import { parseAccountId } from '#protocol';
import type { AccountId, Content, SyncContent } from '#protocol';
import type { ClientContext } from '../clientContext.ts';
import { ClientError } from '../clientError.ts';
import { reached } from '../transport/network.ts';
import { NoAnswer } from '../transport/transport.ts';
import { announce } from './announcing.ts';
import { ProfileCredentials } from './credentials.ts';
import { OwnProfile } from './ownProfile.ts';
import { People } from './people.ts';
import type { ProfileCredential } from './profileKeys.ts';
import { ProfileRoutes } from './profileRoutes.ts';
import { checkWords } from './sealedProfile.ts';
import type { ProfileWords } from './sealedProfile.ts';

const retryMs = 15_000;

type Context = Omit<ClientContext, 'profiles'>;

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
  get own(): ProfileWords {
    const { name, about, emoji } = this.#context.store.people.own();
    return { name, about, emoji };
  }

  /**
   * Says something else of this account; what is left out stays. Resolves when the server has it;
   * those who may see it hear of it as soon as they are connected. Where there is no answer it is
   * published with the next connection.
   * Refuses: text.too_long, content.invalid, server.unreachable, what the server says.
   */
  set(change: Partial<ProfileWords>): Promise<void> {
    const { store, clock } = this.#context;
    const words = { ...this.own, ...change };
    checkWords(words);
    store.people.say(words, clock.now());
    return reached(() => this.#publish());
  }

  /**
   * What an account says of itself: fetched where it may have changed or was not for a day.
   * `undefined`: its profile key is not known, or it says nothing to those who have it.
   * Refuses: account.unreadable, identity.changed, profile.untrue, server.unreachable, what the
   * server says.
   */
  async of(account: string): Promise<ProfileWords | undefined> {
    const id = parseAccountId(account);
    if (!id) throw new ClientError('account.unreadable', 'That is no account id.');
    if (id === this.#context.account) return this.own;
    return reached(() => this.#people.look(id));
  }

  /** The same as far as it is known here. */
  known(account: string): ProfileWords | undefined {
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
