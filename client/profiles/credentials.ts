// Credentials of profile keys: by them a group takes somebody on, without learning who it is. They
// are made for whoever has the key, and kept until they end.

import type { AccountId } from '#protocol';
import type { ClientBase } from '../clientBase.ts';
import { ClientError } from '../clientError.ts';
import { PublicParams } from '../groups/publicParams.ts';
import { KeyedLock } from '../keyedLock.ts';
import { askForCredential, readCredential, versionOf } from './profileKeys.ts';
import type { ProfileCredential } from './profileKeys.ts';
import type { ProfileRoutes } from './profileRoutes.ts';

/** One that ends so soon is replaced: it has to hold when it is shown. */
const usableBeforeMs = 24 * 60 * 60 * 1000;

type Context = Pick<ClientBase, 'store' | 'clock' | 'http' | 'account'>;

export class ProfileCredentials {
  readonly #context: Context;
  readonly #routes: ProfileRoutes;
  readonly #params: PublicParams;
  readonly #turns = new KeyedLock();

  constructor(context: Context, routes: ProfileRoutes) {
    this.#context = context;
    this.#routes = routes;
    this.#params = new PublicParams(context);
  }

  /** Does what `Profiles.credential` says. */
  of(account: AccountId): Promise<ProfileCredential | undefined> {
    return this.#turns.run(account, async () => {
      const key = this.#key(account);
      if (!key) return undefined;
      const { store, clock } = this.#context;
      const known = store.people.credential(account, key);
      const isGood = known && known.expiresAtMs - clock.now() > usableBeforeMs;
      return isGood ? readCredential(known.bytes) : this.#fetch(account, key);
    });
  }

  async #fetch(account: AccountId, key: Uint8Array): Promise<ProfileCredential | undefined> {
    const { store, clock } = this.#context;
    const asking = askForCredential(await this.#params.get(), account, key);
    const view = await this.#routes.get(account, versionOf(account, key), asking.request);
    if (!view?.credential) return undefined;
    let credential: ProfileCredential;
    try {
      credential = asking.receive(view.credential, clock.now());
    } catch (cause) {
      const message = 'The server made a credential that is not to be used.';
      throw new ClientError('server.refused', message, { cause });
    }
    const expiresAtMs = credential.getExpirationTime().getTime();
    store.people.setCredential(account, key, { bytes: credential.serialize(), expiresAtMs });
    return credential;
  }

  #key(account: AccountId): Uint8Array | undefined {
    const { store, account: self } = this.#context;
    return account === self ? store.sealed.profileKey() : store.sealed.of(account)?.key;
  }
}
