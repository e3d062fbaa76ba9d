// User names in MongoDB; one document a name, so that a name is taken in one write. The server
// deletes what lapsed (TTL index); until it does, the time in the document counts.
//
//   usernames {_id: blind index of the hash, account, state, atMs, claim?, expiresAt?, handle?,
//              encrypted?}
//
// Of an account's confirmed names the one with the highest claim is its name; two that are
// confirmed at once have one claim, and the greater `_id` counts. All who confirm agree on that.

import type { Collection, Filter } from 'mongodb';
import { Binary } from 'mongodb';
import type { Sealer } from '#crypto';
import type { AccountId } from '#protocol';
import { limits } from '#protocol';
import type { UsernameLink, UsernameStore } from '#ports';
import type { Username } from '../usernames.ts';
import { usernameName, usernamesHeldMax } from '../usernames.ts';
import type { CollectionPlan, MongoConnection } from './connection.ts';
import { isDuplicate, reaching } from './connection.ts';

export interface UsernameRow {
  readonly _id: string;
  readonly account: AccountId;
  readonly state: Username['state'];
  readonly atMs: number;
  /** Grows with each name that the account confirms; absent: 0. */
  readonly claim?: number;
  readonly expiresAt?: Date;
  readonly handle?: string;
  readonly encrypted?: Binary;
}

export const usernamesPlan: CollectionPlan = {
  name: 'usernames',
  indexes: [
    { key: { account: 1 } },
    { key: { handle: 1 } },
    { key: { expiresAt: 1 }, expireAfterSeconds: 0 },
  ],
};

interface Claim {
  readonly claim: number;
  readonly link: UsernameLink | undefined;
  readonly nowMs: number;
}

const noLink = { handle: '', encrypted: '' } as const;

export class MongoUsernameStore implements UsernameStore {
  readonly #names: Collection<UsernameRow>;
  readonly #sealer: Sealer;

  constructor(connection: MongoConnection, sealer: Sealer) {
    this.#names = connection.collection<UsernameRow>(usernamesPlan);
    this.#sealer = sealer;
  }

  async reserve(of: AccountId, hashes: readonly Uint8Array[], nowMs: number) {
    for (const hash of hashes) {
      const _id = usernameName(this.#sealer, hash);
      const own = await reaching(() => this.#names.findOne({ _id, account: of }));
      const isKept = own && own.state !== 'reserved' && !isOver(own, nowMs);
      if (isKept || (await this.#reserve(of, _id, nowMs))) return hash;
    }
    return undefined;
  }

  async confirm(of: AccountId, hash: Uint8Array, link: UsernameLink | undefined, nowMs: number) {
    const _id = usernameName(this.#sealer, hash);
    const confirmed = { account: of, state: 'confirmed' as const };
    const top = await reaching(() => this.#names.findOne(confirmed, { sort: { claim: -1 } }));
    const claim = (top?.claim ?? 0) + 1;
    const outcome = await this.#confirm(of, _id, { claim, link, nowMs });
    if (outcome !== 'confirmed') return outcome;
    const lower = [{ claim: { $exists: false } }, { claim: { $lt: claim } }];
    await this.#hold({ ...confirmed, $or: [...lower, { claim, _id: { $lt: _id } }] }, nowMs);
    // Whoever has a higher claim may have looked before this one was written.
    const higher = [{ claim: { $gt: claim } }, { claim, _id: { $gt: _id } }];
    const winner = await reaching(() => this.#names.findOne({ ...confirmed, $or: higher }));
    if (winner) await this.#hold({ ...confirmed, _id, claim }, nowMs);
    const others = { account: of, _id: { $ne: _id }, state: 'reserved' as const };
    await reaching(() => this.#names.deleteMany(others));
    await this.#dropOldest(of);
    return 'confirmed';
  }

  async find(hash: Uint8Array) {
    const _id = usernameName(this.#sealer, hash);
    const row = await reaching(() => this.#names.findOne({ _id, state: 'confirmed' }));
    return row?.account;
  }

  async setLink(of: AccountId, link: UsernameLink | undefined) {
    const change = link ? { $set: linkFields(link) } : { $unset: noLink };
    const { matchedCount } = await reaching(() =>
      this.#names.updateOne({ account: of, state: 'confirmed' }, change),
    );
    return matchedCount === 1;
  }

  async findLink(handle: string) {
    const row = await reaching(() => this.#names.findOne({ handle, state: 'confirmed' }));
    return row?.encrypted && Uint8Array.from(row.encrypted.buffer);
  }

  async release(of: AccountId, beforeMs: number, nowMs: number) {
    await this.#hold({ account: of, state: 'confirmed', atMs: { $lt: beforeMs } }, nowMs);
    await this.#dropOldest(of);
  }

  async removeAll(of: AccountId) {
    await reaching(() => this.#names.deleteMany({ account: of }));
  }

  async #confirm(
    of: AccountId,
    _id: string,
    { claim, link, nowMs }: Claim,
  ): Promise<'confirmed' | 'taken' | 'lapsed'> {
    const isThere = [{ state: 'confirmed' as const }, { expiresAt: { $gt: new Date(nowMs) } }];
    const { matchedCount } = await reaching(() =>
      this.#names.updateOne(
        { _id, account: of, $or: isThere },
        {
          $set: { state: 'confirmed' as const, atMs: nowMs, ...linkFields(link) },
          // Whoever confirms the same name at the same time may have claimed more.
          $max: { claim },
          $unset: { expiresAt: '' as const, ...(link ? {} : noLink) },
        },
      ),
    );
    if (matchedCount === 1) return 'confirmed';
    const row = await reaching(() => this.#names.findOne({ _id }));
    return row && row.account !== of && !isOver(row, nowMs) ? 'taken' : 'lapsed';
  }

  /** False: it is somebody's. */
  async #reserve(of: AccountId, _id: string, nowMs: number): Promise<boolean> {
    const isFree = [
      { account: of, state: 'reserved' as const },
      { expiresAt: { $lte: new Date(nowMs) } },
    ];
    const expiresAt = new Date(nowMs + limits.usernameReservedMs);
    try {
      await reaching(() =>
        this.#names.updateOne(
          { _id, $or: isFree },
          {
            $set: { account: of, state: 'reserved' as const, atMs: nowMs, expiresAt },
            $unset: noLink,
          },
          { upsert: true },
        ),
      );
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
    const others = { account: of, state: 'reserved' as const, _id: { $ne: _id } };
    await reaching(() => this.#names.deleteMany(others));
    return true;
  }

  async #hold(which: Filter<UsernameRow>, nowMs: number): Promise<void> {
    const expiresAt = new Date(nowMs + limits.usernameHeldMs);
    const change = { $set: { state: 'held' as const, atMs: nowMs, expiresAt }, $unset: noLink };
    await reaching(() => this.#names.updateMany(which, change));
  }

  async #dropOldest(of: AccountId): Promise<void> {
    const old = await reaching(() =>
      this.#names
        .find({ account: of, state: 'held' })
        .sort({ atMs: -1 })
        .skip(usernamesHeldMax)
        .toArray(),
    );
    if (old.length === 0) return;
    const ids = old.map(({ _id }) => _id);
    await reaching(() => this.#names.deleteMany({ _id: { $in: ids }, account: of, state: 'held' }));
  }
}

/** A row as the other twin has it. */
export function usernameOf(row: UsernameRow): Username {
  const { account, state, atMs, expiresAt, handle, encrypted } = row;
  const link =
    handle !== undefined && encrypted
      ? { handle, encrypted: Uint8Array.from(encrypted.buffer) }
      : undefined;
  return {
    ...{ account, state, atMs },
    ...(expiresAt ? { untilMs: expiresAt.getTime() } : {}),
    ...(link ? { link } : {}),
  };
}

const isOver = ({ expiresAt }: UsernameRow, nowMs: number) =>
  expiresAt !== undefined && expiresAt.getTime() <= nowMs;

function linkFields(link: UsernameLink | undefined) {
  return link ? { handle: link.handle, encrypted: new Binary(link.encrypted) } : {};
}
