// Accounts in memory, kept as bytes like in the other twins, so that nobody shares an object by
// accident.

import type { Sealer } from '#crypto';
import type { AccountId, FencingToken, PhoneIdentityId } from '#protocol';
import type { Account, AccountStore } from '#ports';
import { SealedDocuments } from '../documents.ts';

interface Kept {
  fence: FencingToken;
  number: string | undefined;
  pni: PhoneIdentityId;
  sealed: Uint8Array;
}

export class MemoryAccountStore implements AccountStore {
  readonly #documents: SealedDocuments<Account>;
  readonly #kept = new Map<AccountId, Kept>();
  readonly #byNumber = new Map<string, AccountId>();
  readonly #byPni = new Map<PhoneIdentityId, AccountId>();

  constructor(sealer?: Sealer) {
    this.#documents = new SealedDocuments(sealer, 'account');
  }

  async claim(id: AccountId, fence: FencingToken) {
    const kept = this.#writable(id, fence);
    if (typeof kept === 'string') return kept;
    kept.fence = fence;
    return this.#documents.open(id, kept.sealed);
  }

  async create(account: Account, fence: FencingToken) {
    const { id, pni, number } = account;
    const taken =
      this.#kept.has(id) ||
      this.#byPni.has(pni) ||
      (number !== undefined && this.#byNumber.has(number));
    if (taken) return 'taken';
    this.#put(account, fence);
    return 'created';
  }

  async replace(account: Account, fence: FencingToken) {
    const kept = this.#writable(account.id, fence);
    if (typeof kept === 'string') return kept;
    this.#forget(account.id, kept);
    this.#put(account, fence);
    return 'replaced';
  }

  async remove(id: AccountId, fence: FencingToken) {
    const kept = this.#writable(id, fence);
    if (typeof kept === 'string') return kept;
    this.#forget(id, kept);
    return 'removed';
  }

  async findByNumber(number: string) {
    const id = this.#byNumber.get(number);
    const kept = id && this.#kept.get(id);
    return id && kept ? { id, pni: kept.pni } : undefined;
  }

  async findByPhoneIdentity(pni: PhoneIdentityId) {
    return this.#byPni.get(pni);
  }

  #writable(id: AccountId, fence: FencingToken): Kept | 'missing' | 'fenced' {
    const kept = this.#kept.get(id);
    if (!kept) return 'missing';
    return fence >= kept.fence ? kept : 'fenced';
  }

  #put(account: Account, fence: FencingToken): void {
    const { id, pni, number } = account;
    this.#kept.set(id, { fence, number, pni, sealed: this.#documents.seal(id, account) });
    this.#byPni.set(pni, id);
    if (number !== undefined) this.#byNumber.set(number, id);
  }

  #forget(id: AccountId, kept: Kept): void {
    this.#kept.delete(id);
    this.#byPni.delete(kept.pni);
    if (kept.number !== undefined) this.#byNumber.delete(kept.number);
  }
}
