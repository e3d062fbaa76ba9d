// Accounts in ordered tables.
//
//   accounts        account id            the sealed document
//   accountHeads    account id            {fence, pni, numberName?, loginName?}
//   accountNumbers  blind index of E.164  account id
//   accountPnis     pni                   account id
//   accountLogins   blind index of a name the sealed login, and whose it is
//   accountIdle     day, account id       nothing: a linked device was last seen then

import type { Sealer } from '#crypto';
import type { AccountId, FencingToken, PhoneIdentityId } from '#protocol';
import type { Account, AccountStore, IdleAccount, OwnedLogin } from '#ports';
import { idleSinceDay } from '#ports';
import {
  decodeDocument,
  encodeDocument,
  identityKeysOf,
  isLiving,
  SealedDocuments,
} from '../documents.ts';
import { StoreError } from '../storeError.ts';
import type { Table, Tables } from './table.ts';

interface Head {
  readonly fence: FencingToken;
  readonly pni: PhoneIdentityId;
  readonly numberName?: string;
  readonly loginName?: string;
  readonly idleSinceDay?: number;
}

interface Sealed {
  readonly document: Uint8Array;
  readonly login?: Uint8Array;
}

const nothing = new Uint8Array(0);

export class TableAccountStore implements AccountStore {
  readonly #tables: Tables;
  /** Absent where nothing is written down. */
  readonly #sealer: Sealer | undefined;
  readonly #documents: SealedDocuments<Account>;
  readonly #sealedLogins: SealedDocuments<OwnedLogin>;
  readonly #accounts: Table;
  readonly #heads: Table;
  readonly #numbers: Table;
  readonly #pnis: Table;
  readonly #logins: Table;
  readonly #idle: Table;

  constructor(tables: Tables, sealer: Sealer | undefined) {
    this.#tables = tables;
    this.#sealer = sealer;
    this.#documents = new SealedDocuments(sealer, 'account');
    this.#sealedLogins = new SealedDocuments(sealer, 'login');
    this.#accounts = tables.table('accounts');
    this.#heads = tables.table('accountHeads');
    this.#numbers = tables.table('accountNumbers');
    this.#pnis = tables.table('accountPnis');
    this.#logins = tables.table('accountLogins');
    this.#idle = tables.table('accountIdle');
  }

  async claim(id: AccountId, fence: FencingToken) {
    const sealed = await this.#tables.write(() => {
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
    const sealed = this.#seal(account, head);
    return this.#tables.write(() => {
      const isThere = this.#heads.doesExist(account.id);
      if (isThere || this.#isTaken(head)) return 'taken' as const;
      this.#put(account.id, head, sealed);
      return 'created' as const;
    });
  }

  async replace(account: Account, fence: FencingToken) {
    const head = this.#head(account, fence);
    const sealed = this.#seal(account, head);
    return this.#tables.write(() => {
      const before = this.#writable(account.id, fence);
      if (typeof before === 'string') return before;
      if (this.#isTaken(head, before)) return 'taken' as const;
      this.#dropNames(account.id, before);
      this.#put(account.id, head, sealed);
      return 'replaced' as const;
    });
  }

  async remove(id: AccountId, fence: FencingToken) {
    return this.#tables.write(() => {
      const before = this.#writable(id, fence);
      if (typeof before === 'string') return before;
      this.#dropNames(id, before);
      this.#heads.remove(id);
      this.#accounts.remove(id);
      return 'removed' as const;
    });
  }

  async isThere(id: AccountId) {
    const sealed = await this.#tables.read(() => this.#accounts.get(id));
    return sealed !== undefined && isLiving(this.#documents, id, sealed);
  }

  async identityKeys(ids: readonly AccountId[]) {
    const sealed = await this.#tables.read(() =>
      ids.map((id) => [id, this.#accounts.get(id)] as const),
    );
    const found = new Map<AccountId, Account['identityKeys']>();
    for (const [id, bytes] of sealed) {
      const keys = bytes && identityKeysOf(this.#documents, id, bytes);
      if (keys) found.set(id, keys);
    }
    return found;
  }

  async findByNumber(number: string) {
    return this.#tables.read(() => {
      const bytes = this.#numbers.get(this.#numberName(number));
      const id = bytes && (Buffer.from(bytes).toString() as AccountId);
      const head = id && this.#readHead(id);
      return id && head ? { id, pni: head.pni } : undefined;
    });
  }

  async findByPhoneIdentity(pni: PhoneIdentityId) {
    return this.#tables.read(() => {
      const bytes = this.#pnis.get(pni);
      return bytes && (Buffer.from(bytes).toString() as AccountId);
    });
  }

  async findByLogin(name: string) {
    const loginName = this.#loginName(name);
    const sealed = await this.#tables.read(() => this.#logins.get(loginName));
    return sealed && this.#sealedLogins.open(loginName, sealed);
  }

  async idle(upToDay: number, behind: IdleAccount | undefined, limit: number) {
    // The least key behind the one before: ids hold no such character.
    const start = behind ? [behind.sinceDay, `${behind.id}!`] : [0];
    return this.#tables.read(() => {
      const keys = this.#idle.getKeys({ start, end: [upToDay + 1], limit });
      return [...keys].map((key) => {
        const [sinceDay, id] = key as [number, AccountId];
        return { id, sinceDay };
      });
    });
  }

  #numberName(number: string): string {
    return this.#sealer?.blindIndex('number', number) ?? number;
  }

  #loginName(name: string): string {
    return this.#sealer?.blindIndex('login', name) ?? name;
  }

  #seal(account: Account, { loginName }: Head) {
    const { id, login } = account;
    return {
      document: this.#documents.seal(id, account),
      ...(login && loginName !== undefined
        ? { login: this.#sealedLogins.seal(loginName, { account: id, login }) }
        : {}),
    };
  }

  #head(account: Account, fence: FencingToken): Head {
    const { pni, number, login } = account;
    const idle = idleSinceDay(account);
    return {
      fence,
      pni,
      ...(number ? { numberName: this.#numberName(number) } : {}),
      ...(login ? { loginName: this.#loginName(login.name) } : {}),
      ...(idle === undefined ? {} : { idleSinceDay: idle }),
    };
  }

  /** Whether a name that it did not have before is another account's. */
  #isTaken({ pni, numberName, loginName }: Head, before?: Head): boolean {
    const isOthers = (names: Table, name: string | undefined, own: string | undefined) =>
      name !== undefined && name !== own && names.doesExist(name);
    return (
      isOthers(this.#pnis, pni, before?.pni) ||
      isOthers(this.#numbers, numberName, before?.numberName) ||
      isOthers(this.#logins, loginName, before?.loginName)
    );
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
    this.#heads.put(id, encodeDocument(head));
  }

  #put(id: AccountId, head: Head, sealed: Sealed): void {
    this.#putHead(id, head);
    this.#accounts.put(id, sealed.document);
    if (head.loginName && sealed.login) this.#logins.put(head.loginName, sealed.login);
    this.#pnis.put(head.pni, Buffer.from(id));
    if (head.numberName) this.#numbers.put(head.numberName, Buffer.from(id));
    if (head.idleSinceDay !== undefined) this.#idle.put([head.idleSinceDay, id], nothing);
  }

  #dropNames(id: AccountId, head: Head): void {
    this.#pnis.remove(head.pni);
    if (head.idleSinceDay !== undefined) this.#idle.remove([head.idleSinceDay, id]);
    if (head.numberName) this.#numbers.remove(head.numberName);
    if (head.loginName) this.#logins.remove(head.loginName);
  }
}
