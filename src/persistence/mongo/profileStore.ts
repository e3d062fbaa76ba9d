// Profiles of accounts in MongoDB; one document an account, so that a change is one write.
//
//   profiles {_id: account id, generation, writes, profiles: StoredProfiles as bytes}

import type { Collection } from 'mongodb';
import { Binary } from 'mongodb';
import type { AccountId, FencingToken } from '#protocol';
import type { DeviceLife, Profile, ProfileStore } from '#ports';
import { decodeDocument, encodeDocument } from '../documents.ts';
import type { StoredProfiles } from '../profiles.ts';
import { withProfile } from '../profiles.ts';
import type { MongoConnection } from './connection.ts';
import { isDuplicate, reaching } from './connection.ts';

interface Row {
  readonly _id: AccountId;
  readonly generation: string;
  /** Grows with each write: whoever has read another one writes nothing. */
  readonly writes: number;
  readonly profiles: Binary;
}

export class MongoProfileStore implements ProfileStore {
  readonly #profiles: Collection<Row>;

  constructor(connection: MongoConnection) {
    this.#profiles = connection.collection<Row>({ name: 'profiles', indexes: [] });
  }

  async read({ account, generation }: DeviceLife, version: string) {
    const row = await reaching(() => this.#profiles.findOne({ _id: account }));
    const stored = row && storedIn(row);
    if (stored?.generation !== generation) return undefined;
    return stored.profiles.find((one) => one.version === version);
  }

  async write(of: DeviceLife, fence: FencingToken, profile: Profile) {
    for (;;) {
      const outcome = await this.#attempt(of, fence, profile);
      if (outcome) return outcome;
    }
  }

  async clear({ account, generation }: DeviceLife) {
    await reaching(() => this.#profiles.deleteOne({ _id: account, generation }));
  }

  /** Undefined: another write came between, which is seen at the next attempt. */
  async #attempt(
    { account, generation }: DeviceLife,
    fence: FencingToken,
    profile: Profile,
  ): Promise<'written' | 'fenced' | undefined> {
    const row = await reaching(() => this.#profiles.findOne({ _id: account }));
    const stored = row && storedIn(row);
    if (stored && stored.fence > fence) return 'fenced';
    const former = stored?.generation === generation ? stored.profiles : [];
    const next: StoredProfiles = { fence, generation, profiles: withProfile(former, profile) };
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
      return matchedCount + upsertedCount === 1 ? 'written' : undefined;
    } catch (error) {
      if (isDuplicate(error)) return undefined;
      throw error;
    }
  }
}

function storedIn(row: Row): StoredProfiles {
  return decodeDocument<StoredProfiles>(row.profiles.buffer, 'profile');
}
