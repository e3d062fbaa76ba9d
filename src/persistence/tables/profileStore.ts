// Profiles of accounts in ordered tables.
//
//   profiles   account id   StoredProfiles

import type { AccountId, FencingToken } from '#protocol';
import type { DeviceLife, Profile, ProfileStore } from '#ports';
import { decodeDocument, encodeDocument } from '../documents.ts';
import type { StoredProfiles } from '../profiles.ts';
import { avatarsIn, withProfile } from '../profiles.ts';
import type { Table, Tables } from './table.ts';

export class TableProfileStore implements ProfileStore {
  readonly #tables: Tables;
  readonly #profiles: Table;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#profiles = tables.table('profiles');
  }

  async read({ account, generation }: DeviceLife, version: string) {
    const stored = this.#tables.read(() => this.#find(account));
    if (stored?.generation !== generation) return undefined;
    return stored.profiles.find((one) => one.version === version);
  }

  async write(of: DeviceLife, fence: FencingToken, profile: Profile, isAvatarKept = false) {
    return this.#tables.write(() => {
      const stored = this.#find(of.account);
      if (stored && stored.fence > fence) return 'fenced' as const;
      const next = withProfile(stored, of, fence, profile, isAvatarKept);
      this.#profiles.put(of.account, encodeDocument(next));
      return next.left;
    });
  }

  async avatars({ account, generation }: DeviceLife) {
    const stored = this.#tables.read(() => this.#find(account));
    return stored?.generation === generation ? avatarsIn(stored) : [];
  }

  async clear({ account, generation }: DeviceLife) {
    await this.#tables.write(() => {
      if (this.#find(account)?.generation === generation) this.#profiles.remove(account);
    });
  }

  #find(account: AccountId): StoredProfiles | undefined {
    const bytes = this.#profiles.get(account);
    return bytes && decodeDocument<StoredProfiles>(bytes, 'profile');
  }
}
