// Who is in a call, as the server tells it and as it is believed: a server names places, and a
// device says in a Signal session which of them is its own. Without a clock, network or keys.

import { limits } from '#protocol';
import type { AccountId, CallMember, CallMembers, CallRole, CallSource } from '#protocol';
import type { MembersNews } from '../media/callKeys.ts';
import type { CallDevice } from '../media/keyEvents.ts';

/** Devices of whom it is known which place they say is theirs. */
const claimsMax = 2_048;

/** A place in a call. */
export interface Participant {
  readonly mediaId: number;
  /**
   * The account whose name the server gives it; absent where the name is nobody's. `device` proves
   * it.
   */
  readonly account?: AccountId;
  /** It has said in a session that it is its own: keys go to it, and its voice is believed. */
  readonly device?: CallDevice;
  /** The role in the group, as the server says it. */
  readonly role: CallRole;
  readonly isSelf: boolean;
  readonly sources: readonly CallSource[];
}

/** Whom a device of ours believes. */
export interface Trust {
  /** The account that the place of that name may belong to; nothing where it may be nobody's. */
  ownerOf(name: Uint8Array): AccountId | undefined;
  /** Whether it may be in the call, whoever is. */
  mayJoin(account: AccountId): boolean;
}

/** What a device has said of its place. */
interface Claim {
  readonly account: AccountId;
  readonly mediaId: number;
  readonly sentAt: number;
}

export class Roster {
  readonly #trust: Trust;
  readonly #ownMediaId: number;
  readonly #members = new Map<number, CallMember>();
  readonly #claims = new Map<CallDevice, Claim>();
  /** As they were seen last: in a call of a thousand only those are looked at who are news. */
  readonly #seen = new Map<number, Participant>();
  #all: readonly Participant[] | undefined;
  #version = -1;
  #epoch = 0;
  #isDirect = false;

  constructor(trust: Trust, ownMediaId: number) {
    this.#trust = trust;
    this.#ownMediaId = ownMediaId;
  }

  /**
   * False where it is no news, or news of what was before. An epoch that goes back is none: the
   * keys would heed nothing that comes under it, not who is no member any more either.
   */
  take({ version, epoch, whole, members, left, direct }: CallMembers): boolean {
    if (version <= this.#version) return false;
    this.#version = version;
    this.#isDirect = direct ?? false;
    this.#epoch = Math.max(this.#epoch, epoch);
    if (whole) {
      this.#members.clear();
      this.#seen.clear();
    }
    for (const mediaId of left) this.#members.delete(mediaId);
    for (const member of members) this.#put(member);
    for (const mediaId of [...left, ...members.map((one) => one.mediaId)]) {
      this.#seen.delete(mediaId);
    }
    this.#all = undefined;
    return true;
  }

  /** A device has said which place is its own. True where that is news. */
  claim(device: CallDevice, claim: Claim): boolean {
    const known = this.#claims.get(device);
    if (known && known.sentAt >= claim.sentAt) return false;
    this.#claims.delete(device);
    this.#claims.set(device, claim);
    const oldest = this.#claims.keys().next();
    if (this.#claims.size > claimsMax && !oldest.done) this.#claims.delete(oldest.value);
    this.reread();
    return known?.mediaId !== claim.mediaId;
  }

  /** Whose a name is, and who may be there, may have changed. */
  reread(): void {
    this.#seen.clear();
    this.#all = undefined;
  }

  /** The participants in the order in which they came. */
  get participants(): readonly Participant[] {
    if (this.#all) return this.#all;
    const all = this.#look();
    // Whose a name is may come to be known without a word.
    if (all.every(({ account }) => account !== undefined)) this.#all = all;
    return all;
  }

  #look(): Participant[] {
    let claims: Map<string, CallDevice> | undefined;
    return [...this.#members.values()].map((member) => {
      const known = this.#seen.get(member.mediaId);
      if (known) return known;
      claims ??= this.#claimsByPlace();
      const seen = this.#see(member, claims);
      if (seen.account) this.#seen.set(member.mediaId, seen);
      return seen;
    });
  }

  #see({ mediaId, role, name, sources }: CallMember, claims: Map<string, CallDevice>): Participant {
    const isSelf = mediaId === this.#ownMediaId;
    const account = this.#trust.ownerOf(name);
    const claimed = isSelf || !account ? undefined : claims.get(`${mediaId} ${account}`);
    return {
      ...{ mediaId, role, sources, isSelf },
      ...(account && { account }),
      ...(claimed !== undefined && { device: claimed }),
    };
  }

  /** The server lets them speak directly. */
  get isDirect(): boolean {
    return this.#isDirect;
  }

  /** What the keys are told. `talks`: this device does. */
  news(talks: boolean): MembersNews {
    const members = this.participants.flatMap(({ device, mediaId, sources }) =>
      device === undefined ? [] : [{ device, mediaId, talks: sources.length > 0 }],
    );
    const verified = new Set(members.map(({ device }) => device));
    return { epoch: this.#epoch, members, verified, talks };
  }

  /** Names of places that may be nobody's: the group may have changed. */
  get hasStrangers(): boolean {
    return this.participants.some(({ account, isSelf }) => !account && !isSelf);
  }

  /** No more than may be in a call, whatever a server says. */
  #put(member: CallMember): void {
    const { mediaId, sources } = member;
    if (this.#members.size >= limits.callMembersMax && !this.#members.has(mediaId)) return;
    this.#members.set(mediaId, { ...member, sources: sources.slice(0, limits.callSourcesMax) });
  }

  /** The last device of an account to have claimed a place. */
  #claimsByPlace(): Map<string, CallDevice> {
    const all = [...this.#claims].map(([device, { mediaId, account }]) => {
      return [`${mediaId} ${account}`, device] as const;
    });
    return new Map(all);
  }
}
