// Accounts in LMDB.
//
//   accounts        account id            the sealed document
//   accountHeads    account id            {fence, pni, numberName?}
//   accountNumbers  blind index of E.164  account id
//   accountPnis     pni                   account id

import type { Sealer } from '#crypto';
import type { AccountId, FencingToken, PhoneIdentityId } from '#protocol';
import type { Account, AccountStore } from '#ports';
import { decodeDocument, encodeDocument, SealedDocuments } from '../documents.ts';
import { StoreError } from '../storeError.ts';
import type { LmdbEnvironment, Table } from './environment.ts';

interface Head {
  readonly fence: FencingToken;
  readonly pni: PhoneIdentityId;
  readonly numberName?: string;
}

export class LmdbAccountStore implements AccountStore {
  readonly #environment: LmdbEnvironment;
  readonly #sealer: Sealer;
  readonly #documents: SealedDocuments<Account>;
  readonly #accounts: Table;
  readonly #heads: Table;
  readonly #numbers: Table;
  readonly #pnis: Table;

  constructor(environment: LmdbEnvironment, sealer: Sealer) {
    this.#environment = environment;
    this.#sealer = sealer;
    this.#documents = new SealedDocuments(sealer, 'account');
    this.#accounts = environment.table('accounts');
    this.#heads = environment.table('accountHeads');
    this.#numbers = environment.table('accountNumbers');
    this.#pnis = environment.table('accountPnis');
  }

  async claim(id: AccountId, fence: FencingToken) {
    const sealed = await this.#environment.write(() => {
      const head = this.#writable(id, fence);
      if (typeof head === 'string') return head;
      const bytes = this.#accounts.get(id);
      if (!bytes) throw new StoreError('A stored account has a head and no document.');
      if (head.fence !== fence) this.#putHead(id, { ...head, fence });
      return bytes;
    });
    return typeof sealed === 'string' ? sealed : this.#documents.open(id, sealed);
  }

  async create(account: Account, fence: FencingToken) {
    const head = this.#head(account, fence);
    const sealed = this.#documents.seal(account.id, account);
    return this.#environment.write(() => {
      const taken =
        this.#heads.doesExist(account.id) ||
        this.#pnis.doesExist(account.pni) ||
        (head.numberName !== undefined && this.#numbers.doesExist(head.numberName));
      if (taken) return 'taken' as const;
      this.#put(account.id, head, sealed);
      return 'created' as const;
    });
  }

  async replace(account: Account, fence: FencingToken) {
    const head = this.#head(account, fence);
    const sealed = this.#documents.seal(account.id, account);
    return this.#environment.write(() => {
      const before = this.#writable(account.id, fence);
      if (typeof before === 'string') return before;
      this.#dropNames(before);
      this.#put(account.id, head, sealed);
      return 'replaced' as const;
    });
  }

  async remove(id: AccountId, fence: FencingToken) {
    return this.#environment.write(() => {
      const before = this.#writable(id, fence);
      if (typeof before === 'string') return before;
      this.#dropNames(before);
      this.#heads.removeSync(id);
      this.#accounts.removeSync(id);
      return 'removed' as const;
    });
  }

  async findByNumber(number: string) {
    return this.#environment.read(() => {
      const bytes = this.#numbers.get(this.#numberName(number));
      const id = bytes && (Buffer.from(bytes).toString() as AccountId);
      const head = id && this.#readHead(id);
      return id && head ? { id, pni: head.pni } : undefined;
    });
  }

  async findByPhoneIdentity(pni: PhoneIdentityId) {
    return this.#environment.read(() => {
      const bytes = this.#pnis.get(pni);
      return bytes && (Buffer.from(bytes).toString() as AccountId);
    });
  }

  #numberName(number: string): string {
    return this.#sealer.blindIndex('number', number);
  }

  #head(account: Account, fence: FencingToken): Head {
    const { pni, number } = account;
    return { fence, pni, ...(number ? { numberName: this.#numberName(number) } : {}) };
  }

  #readHead(id: AccountId): Head | undefined {
    const bytes = this.#heads.get(id);
    return bytes && decodeDocument<Head>(bytes, 'account head');
  }

  #writable(id: AccountId, fence: FencingToken): Head | 'missing' | 'fenced' {
    const head = this.#readHead(id);
    if (!head) return 'missing';
    return fence >= head.fence ? head : 'fenced';
  }

  #putHead(id: AccountId, head: Head): void {
    this.#heads.putSync(id, encodeDocument(head));
  }

  #put(id: AccountId, head: Head, sealed: Uint8Array): void {
    this.#putHead(id, head);
    this.#accounts.putSync(id, sealed);
    this.#pnis.putSync(head.pni, Buffer.from(id));
    if (head.numberName) this.#numbers.putSync(head.numberName, Buffer.from(id));
  }

  #dropNames(head: Head): void {
    this.#pnis.removeSync(head.pni);
    if (head.numberName) this.#numbers.removeSync(head.numberName);
  }
}
