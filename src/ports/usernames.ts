// User names as the server knows them: their hashes, and whose they are. A name itself it never
// hears; hashes are of libsignal's making, and hold who knows the name.

import type { UsernameRemover } from '#actors/ports';
import type { AccountId } from '#protocol';

/** A link to a user name: random, and what its holder can open. */
export interface UsernameLink {
  /** Shape: a UUID. */
  readonly handle: string;
  readonly encrypted: Uint8Array;
}

/**
 * A hash is one account's at most: reserved (`limits.usernameReservedMs`), confirmed, or held for
 * it after it had another (`limits.usernameHeldMs`; the last few).
 */
export interface UsernameStore extends UsernameRemover {
  /**
   * Reserves the first of the hashes that is nobody else's, in the place of what the account had
   * reserved; one that it has confirmed, or that is held for it, stays that. Undefined: all are
   * taken.
   */
  reserve(
    of: AccountId,
    hashes: readonly Uint8Array[],
    nowMs: number,
  ): Promise<Uint8Array | undefined>;
  /**
   * Confirms what is reserved or held for the account; what it had confirmed is held for it, and
   * its link is over. `taken`: it is another's; `lapsed`: it is nobody's.
   */
  confirm(
    of: AccountId,
    hash: Uint8Array,
    link: UsernameLink | undefined,
    nowMs: number,
  ): Promise<'confirmed' | 'taken' | 'lapsed'>;
  /** Whose confirmed name it is. */
  find(hash: Uint8Array): Promise<AccountId | undefined>;
  /** Gives the confirmed name another link, or none. False: there is no name. */
  setLink(of: AccountId, link: UsernameLink | undefined): Promise<boolean>;
  findLink(handle: string): Promise<Uint8Array | undefined>;
}
