// User names in ordered tables. What has lapsed is swept a few at a time when one is reserved.
//
//   usernames       blind index of the hash   {account, state, atMs, untilMs?, link?}
//   usernamesOf     [account id, that name]   nothing
//   usernameLinks   handle                    that name
//   usernameExpiry  [until, that name]        nothing

import type { Sealer } from '#crypto';
import type { AccountId } from '#protocol';
import { limits } from '#protocol';
import type { UsernameLink, UsernameStore } from '#ports';
import { decodeDocument, encodeDocument } from '../documents.ts';
import type { Username } from '../usernames.ts';
import { isLive, usernameName, usernamesHeldMax } from '../usernames.ts';
import type { Table, Tables } from './table.ts';

const sweptPerReserveMax = 16;
const nothing = new Uint8Array(0);
/** Sorts after every name. */
const last = '\uffff';

interface Named {
  readonly name: string;
  readonly row: Username;
}

export class TableUsernameStore implements UsernameStore {
  readonly #tables: Tables;
  readonly #sealer: Sealer | undefined;
  readonly #names: Table;
  readonly #owners: Table;
  readonly #links: Table;
  readonly #expiry: Table;

  constructor(tables: Tables, sealer: Sealer | undefined) {
    this.#tables = tables;
    this.#sealer = sealer;
    this.#names = tables.table('usernames');
    this.#owners = tables.table('usernamesOf');
    this.#links = tables.table('usernameLinks');
    this.#expiry = tables.table('usernameExpiry');
  }

  async reserve(of: AccountId, hashes: readonly Uint8Array[], nowMs: number) {
    const untilMs = nowMs + limits.usernameReservedMs;
    return this.#tables.write(() => {
      this.#sweep(nowMs);
      for (const hash of hashes) {
        const name = usernameName(this.#sealer, hash);
        const row = this.#get(name);
        const isTaken = row !== undefined && isLive(row, nowMs);
        if (isTaken && row.account !== of) continue;
        if (isTaken && row.state !== 'reserved') return hash;
        for (const one of this.#of(of)) if (one.row.state === 'reserved') this.#drop(one.name);
        this.#put(name, { account: of, state: 'reserved', atMs: nowMs, untilMs });
        return hash;
      }
      return undefined;
    });
  }

  async confirm(of: AccountId, hash: Uint8Array, link: UsernameLink | undefined, nowMs: number) {
    const name = usernameName(this.#sealer, hash);
    return this.#tables.write(() => {
      const row = this.#get(name);
      if (!row || !isLive(row, nowMs)) return 'lapsed' as const;
      if (row.account !== of) return 'taken' as const;
      for (const one of this.#of(of)) {
        if (one.name !== name && one.row.state === 'confirmed') this.#hold(one, nowMs);
        if (one.name !== name && one.row.state === 'reserved') this.#drop(one.name);
      }
      const confirmed = { account: of, state: 'confirmed', atMs: nowMs } as const;
      this.#put(name, { ...confirmed, ...(link ? { link } : {}) });
      this.#dropOldest(of);
      return 'confirmed' as const;
    });
  }

  async find(hash: Uint8Array) {
    return this.#tables.read(() => {
      const row = this.#get(usernameName(this.#sealer, hash));
      return row?.state === 'confirmed' ? row.account : undefined;
    });
  }

  async setLink(of: AccountId, link: UsernameLink | undefined) {
    return this.#tables.write(() => {
      const found = this.#of(of).find(({ row }) => row.state === 'confirmed');
      if (!found) return false;
      const { link: _former, ...row } = found.row;
      this.#put(found.name, { ...row, ...(link ? { link } : {}) });
      return true;
    });
  }

  async findLink(handle: string) {
    return this.#tables.read(() => {
      const name = this.#links.get(handle);
      return name && this.#get(Buffer.from(name).toString())?.link?.encrypted;
    });
  }

  async release(of: AccountId, beforeMs: number, nowMs: number) {
    await this.#tables.write(() => {
      for (const one of this.#of(of)) {
        const { state, atMs } = one.row;
        if (state === 'confirmed' && atMs < beforeMs) this.#hold(one, nowMs);
      }
      this.#dropOldest(of);
    });
  }

  async removeAll(of: AccountId) {
    await this.#tables.write(() => {
      for (const { name } of this.#of(of)) this.#drop(name);
    });
  }

  #get(name: string): Username | undefined {
    const bytes = this.#names.get(name);
    return bytes && decodeDocument<Username>(bytes, 'user name');
  }

  #of(account: AccountId): Named[] {
    const keys = this.#owners.getKeys({ start: [account], end: [account, last] });
    return [...keys].flatMap((key) => {
      const [, name] = key as [AccountId, string];
      const row = this.#get(name);
      return row ? [{ name, row }] : [];
    });
  }

  #hold({ name, row: { account } }: Named, nowMs: number): void {
    const untilMs = nowMs + limits.usernameHeldMs;
    this.#put(name, { account, state: 'held', atMs: nowMs, untilMs });
  }

  #dropOldest(of: AccountId): void {
    const held = this.#of(of).filter(({ row }) => row.state === 'held');
    held.sort((a, b) => b.row.atMs - a.row.atMs);
    for (const { name } of held.slice(usernamesHeldMax)) this.#drop(name);
  }

  #put(name: string, row: Username): void {
    this.#drop(name);
    this.#names.put(name, encodeDocument(row));
    this.#owners.put([row.account, name], nothing);
    if (row.link) this.#links.put(row.link.handle, Buffer.from(name));
    if (row.untilMs !== undefined) this.#expiry.put([row.untilMs, name], nothing);
  }

  #drop(name: string): void {
    const row = this.#get(name);
    if (!row) return;
    this.#names.remove(name);
    this.#owners.remove([row.account, name]);
    if (row.link) this.#links.remove(row.link.handle);
    if (row.untilMs !== undefined) this.#expiry.remove([row.untilMs, name]);
  }

  #sweep(nowMs: number): void {
    const range = { start: [0], end: [nowMs], limit: sweptPerReserveMax };
    for (const key of [...this.#expiry.getKeys(range)]) {
      const [, name] = key as [number, string];
      this.#drop(name);
    }
  }
}
