// Profiles of accounts in ordered tables.
//
//   profiles   account id   {fence, generation, profiles}

import type { AccountId, FencingToken } from '#protocol';
import type { DeviceLife, Profile, ProfileStore } from '#ports';
import { decodeDocument, encodeDocument } from '../documents.ts';
import type { StoredProfiles } from '../profiles.ts';
import { withProfile } from '../profiles.ts';
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

  async write({ account, generation }: DeviceLife, fence: FencingToken, profile: Profile) {
    return this.#tables.write(() => {
      const stored = this.#find(account);
      if (stored && stored.fence > fence) return 'fenced' as const;
      const former = stored?.generation === generation ? stored.profiles : [];
      const next: StoredProfiles = { fence, generation, profiles: withProfile(former, profile) };
      this.#profiles.put(account, encodeDocument(next));
      return 'written' as const;
    });
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
