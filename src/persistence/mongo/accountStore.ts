// Accounts in MongoDB.
//
//   accounts {_id: account id, fence, pni, numberName?: blind index of E.164, idleSinceDay?,
//     loginName?: blind index of the login's name, sealedLogin?, sealed}
//
// Every write names the fence it may not be older than in its filter, so the check and the write
// are one.

import type { Collection } from 'mongodb';
import { Binary } from 'mongodb';
import type { Sealer } from '#crypto';
import type { AccountId, FencingToken, PhoneIdentityId } from '#protocol';
import type { Account, AccountStore, IdleAccount, OwnedLogin } from '#ports';
import { idleSinceDay } from '#ports';
import { identityKeysOf, isLiving, SealedDocuments } from '../documents.ts';
import type { CollectionPlan, MongoConnection } from './connection.ts';
import { isDuplicate, reaching } from './connection.ts';

interface Row {
  readonly _id: AccountId;
  readonly fence: FencingToken;
  readonly pni: PhoneIdentityId;
  readonly numberName?: string;
  readonly idleSinceDay?: number;
  readonly loginName?: string;
  readonly sealedLogin?: Binary;
  readonly sealed: Binary;
}

export const accountsPlan: CollectionPlan = {
  name: 'accounts',
  indexes: [
    { key: { pni: 1 }, unique: true },
    {
      key: { numberName: 1 },
      unique: true,
      partialFilterExpression: { numberName: { $exists: true } },
    },
    {
      key: { loginName: 1 },
      unique: true,
      partialFilterExpression: { loginName: { $exists: true } },
    },
    {
      key: { idleSinceDay: 1, _id: 1 },
      partialFilterExpression: { idleSinceDay: { $exists: true } },
    },
  ],
};

export class MongoAccountStore implements AccountStore {
  readonly #accounts: Collection<Row>;
  readonly #sealer: Sealer;
  readonly #documents: SealedDocuments<Account>;
  readonly #sealedLogins: SealedDocuments<OwnedLogin>;

  constructor(connection: MongoConnection, sealer: Sealer) {
    this.#accounts = connection.collection<Row>(accountsPlan);
    this.#sealer = sealer;
    this.#documents = new SealedDocuments(sealer, 'account');
    this.#sealedLogins = new SealedDocuments(sealer, 'login');
  }

  async claim(id: AccountId, fence: FencingToken) {
    const row = await reaching(() =>
      this.#accounts.findOneAndUpdate(
        { _id: id, fence: { $lte: fence } },
        { $set: { fence } },
        { returnDocument: 'after' },
      ),
    );
    return row ? this.#documents.open(id, row.sealed.buffer) : this.#whyNot(id);
  }

  async create(account: Account, fence: FencingToken) {
    try {
      await reaching(() => this.#accounts.insertOne(this.#row(account, fence)));
      return 'created' as const;
    } catch (error) {
      if (isDuplicate(error)) return 'taken' as const;
      throw error;
    }
  }

  async replace(account: Account, fence: FencingToken) {
    const { _id, ...row } = this.#row(account, fence);
    try {
      const { matchedCount } = await reaching(() =>
        this.#accounts.replaceOne({ _id, fence: { $lte: fence } }, row),
      );
      return matchedCount === 1 ? ('replaced' as const) : await this.#whyNot(_id);
    } catch (error) {
      if (isDuplicate(error)) return 'taken' as const;
      throw error;
    }
  }

  async remove(id: AccountId, fence: FencingToken) {
    const { deletedCount } = await reaching(() =>
      this.#accounts.deleteOne({ _id: id, fence: { $lte: fence } }),
    );
    return deletedCount === 1 ? 'removed' : this.#whyNot(id);
  }

  async isThere(id: AccountId) {
    const row = await reaching(() =>
      this.#accounts.findOne({ _id: id }, { projection: { sealed: 1 } }),
    );
    return row !== null && isLiving(this.#documents, id, row.sealed.buffer);
  }

  async identityKeys(ids: readonly AccountId[]) {
    const rows = await reaching(() =>
      this.#accounts.find({ _id: { $in: [...ids] } }, { projection: { sealed: 1 } }).toArray(),
    );
    const found = new Map<AccountId, Account['identityKeys']>();
    for (const { _id, sealed } of rows) {
      const keys = identityKeysOf(this.#documents, _id, sealed.buffer);
      if (keys) found.set(_id, keys);
    }
    return found;
  }

  async findByNumber(number: string) {
    const numberName = this.#sealer.blindIndex('number', number);
    const row = await reaching(() =>
      this.#accounts.findOne({ numberName }, { projection: { pni: 1 } }),
    );
    return row ? { id: row._id, pni: row.pni } : undefined;
  }

  async findByPhoneIdentity(pni: PhoneIdentityId) {
    const row = await reaching(() => this.#accounts.findOne({ pni }, { projection: { _id: 1 } }));
    return row?._id;
  }

  async findByLogin(name: string) {
    const loginName = this.#sealer.blindIndex('login', name);
    const row = await reaching(() =>
      this.#accounts.findOne({ loginName }, { projection: { sealedLogin: 1 } }),
    );
    return row?.sealedLogin && this.#sealedLogins.open(loginName, row.sealedLogin.buffer);
  }

  async idle(upToDay: number, behind: IdleAccount | undefined, limit: number) {
    const isLater = behind && [
      { idleSinceDay: { $gt: behind.sinceDay, $lte: upToDay } },
      { idleSinceDay: behind.sinceDay, _id: { $gt: behind.id } },
    ];
    const filter = isLater ? { $or: isLater } : { idleSinceDay: { $exists: true, $lte: upToDay } };
    const rows = await reaching(() =>
      this.#accounts
        .find(filter, { projection: { idleSinceDay: 1 } })
        .sort({ idleSinceDay: 1, _id: 1 })
        .limit(limit)
        .toArray(),
    );
    return rows.map(({ _id, idleSinceDay }) => ({ id: _id, sinceDay: idleSinceDay ?? 0 }));
  }

  #row(account: Account, fence: FencingToken): Row {
    const { id, pni, number, login } = account;
    const sealed = new Binary(this.#documents.seal(id, account));
    const numberName = number && this.#sealer.blindIndex('number', number);
    const loginName = login && this.#sealer.blindIndex('login', login.name);
    const idle = idleSinceDay(account);
    return {
      _id: id,
      fence,
      pni,
      ...(numberName ? { numberName } : {}),
      ...(idle === undefined ? {} : { idleSinceDay: idle }),
      ...(login && loginName
        ? {
            loginName,
            sealedLogin: new Binary(this.#sealedLogins.seal(loginName, { account: id, login })),
          }
        : {}),
      sealed,
    };
  }

  async #whyNot(id: AccountId): Promise<'missing' | 'fenced'> {
    const row = await reaching(() =>
      this.#accounts.findOne({ _id: id }, { projection: { _id: 1 } }),
    );
    return row ? 'fenced' : 'missing';
  }
}
