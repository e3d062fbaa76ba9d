// Profiles of accounts in MongoDB; one document an account, so that a change is one write.
//
//   profiles {_id: account id, generation, writes, profiles: StoredProfiles as bytes}

import type { Collection } from 'mongodb';
import { Binary } from 'mongodb';
import type { AccountId, BlobKey, FencingToken } from '#protocol';
import type { DeviceLife, Profile, ProfileStore } from '#ports';
import { decodeDocument, encodeDocument } from '../documents.ts';
import type { StoredProfiles } from '../profiles.ts';
import { avatarsIn, withProfile } from '../profiles.ts';
import type { MongoConnection } from './connection.ts';
import { isDuplicate, reaching } from './connection.ts';

export interface ProfileRow {
  readonly _id: AccountId;
  readonly generation: string;
  /** Grows with each write: whoever has read another one writes nothing. */
  readonly writes: number;
  readonly profiles: Binary;
}

export class MongoProfileStore implements ProfileStore {
  readonly #profiles: Collection<ProfileRow>;

  constructor(connection: MongoConnection) {
    this.#profiles = connection.collection<ProfileRow>({ name: 'profiles', indexes: [] });
  }

  async read({ account, generation }: DeviceLife, version: string) {
    const row = await reaching(() => this.#profiles.findOne({ _id: account }));
    const stored = row && storedIn(row);
    if (stored?.generation !== generation) return undefined;
    return stored.profiles.find((one) => one.version === version);
  }

  async write(of: DeviceLife, fence: FencingToken, profile: Profile, isAvatarKept = false) {
    for (;;) {
      const outcome = await this.#attempt(of, fence, profile, isAvatarKept);
      if (outcome) return outcome;
    }
  }

  async avatars({ account, generation }: DeviceLife) {
    const row = await reaching(() => this.#profiles.findOne({ _id: account }));
    const stored = row && storedIn(row);
    return stored?.generation === generation ? avatarsIn(stored) : [];
  }

  async clear({ account, generation }: DeviceLife) {
    await reaching(() => this.#profiles.deleteOne({ _id: account, generation }));
  }

  /** Undefined: another write came between, which is seen at the next attempt. */
  async #attempt(
    of: DeviceLife,
    fence: FencingToken,
    profile: Profile,
    isAvatarKept: boolean,
  ): Promise<readonly BlobKey[] | 'fenced' | undefined> {
    const { account, generation } = of;
    const row = await reaching(() => this.#profiles.findOne({ _id: account }));
    const stored = row ? storedIn(row) : undefined;
    if (stored && stored.fence > fence) return 'fenced';
    const next = withProfile(stored, of, fence, profile, isAvatarKept);
    const writes = row?.writes ?? 0;
    const fields = {
      generation,
      writes: writes + 1,
      profiles: new Binary(encodeDocument(next)),
    };
    try {
      const { matchedCount, upsertedCount } = await reaching(() =>
        this.#profiles.replaceOne({ _id: account, writes }, fields, { upsert: !row }),
      );
      return matchedCount + upsertedCount === 1 ? next.left : undefined;
    } catch (error) {
      if (isDuplicate(error)) return undefined;
      throw error;
    }
  }
}

/** What a row holds. */
export function storedIn(row: ProfileRow): StoredProfiles {
  return decodeDocument<StoredProfiles>(row.profiles.buffer, 'profile');
}
