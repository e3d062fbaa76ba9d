// Groups nobody here can read: with a credential of the cluster a member proves which member of a
// group it is, and not which account. All hosts derive the secret from the secrets they share.
// Source: libsignal's zkgroup, its server's side.

import { createHash, createHmac } from 'node:crypto';
import { Aci, Pni } from '@signalapp/libsignal-client';
import {
  AuthCredentialPresentation,
  GroupPublicParams,
  GroupSendDerivedKeyPair,
  GroupSendEndorsementsResponse,
  ProfileKeyCiphertext,
  ProfileKeyCommitment,
  ProfileKeyCredentialPresentation,
  ServerSecretParams,
  ServerZkAuthOperations,
  ServerZkProfileOperations,
  UuidCiphertext,
} from '@signalapp/libsignal-client/dist/zkgroup/index.js';
import type { AccountId, GroupId, PhoneIdentityId } from '#protocol';
import { accountToBytes, limits, parseGroupId } from '#protocol';
import { derivedKey } from './derivedKeys.ts';
import type { Secrets } from './secrets.ts';
import { endOfToken, isLeave } from './sendToken.ts';
import { doneAtOnceMax, ZkThread } from './zkThread.ts';

const secondMs = 1000;
const hourMs = 60 * 60 * secondMs;
const dayMs = 24 * hourMs;

/** An endorsement holds for at least this long, and ends with a day. Source: libsignal. */
const endorsementMsMin = 25 * hourMs;

/**
 * Presentations have one length; libsignal passes over what follows. Source: libsignal. Unit:
 * bytes.
 */
const memberPresentationBytes = 633;
const profilePresentationBytes = 721;

/** Tokens that are remembered: those of the members who write, of the groups of a worker. */
const leavesMax = 4096;

/** What a group calls a member. Shape: libsignal's UuidCiphertext, 65 bytes. */
type MemberCiphertext = Uint8Array;

/** A member that somebody has proved to be. */
interface ProvenMember {
  readonly group: GroupId;
  readonly userId: MemberCiphertext;
}

/** Somebody whose profile key a group may have, as its holder has agreed to by giving it away. */
interface ProvenProfile {
  readonly userId: MemberCiphertext;
  /** Shape: libsignal's ProfileKeyCiphertext, 65 bytes. */
  readonly profileKey: Uint8Array;
}

/** Leave to write to every member of a group. */
export interface Endorsements {
  /** Shape: libsignal's GroupSendEndorsementsResponse; in the order of the members. */
  readonly response: Uint8Array;
  readonly expiresAtMs: number;
}

/** The cluster's keys for groups. Nothing of it throws for what a client has sent. */
export interface GroupKeys {
  /** Clients check credentials, signatures and endorsements by it. */
  readonly publicParams: Uint8Array;
  /**
   * True while more waits for the other thread than should: nothing that a client asks for is added
   * then. What groups need for themselves is, one at a time each.
   */
  readonly isBusy: boolean;
  /** Issues a credential of that account for the day that begins then. */
  issueCredential(account: AccountId, pni: PhoneIdentityId, daySeconds: number): Uint8Array;
  /** Who shows it, in a group; undefined: it does not hold, or not today. */
  verifyMember(
    groupParams: Uint8Array,
    presentation: Uint8Array,
    nowMs: number,
  ): ProvenMember | undefined;
  /** The account that the profile key belongs to; undefined: the proof does not hold. */
  verifyProfile(
    groupParams: Uint8Array,
    presentation: Uint8Array,
    nowMs: number,
  ): ProvenProfile | undefined;
  /**
   * For whoever has the profile key of that commitment and account, as the request proves;
   * undefined: it does not hold. Made on another thread.
   */
  issueProfileCredential(
    account: AccountId,
    commitment: Uint8Array,
    request: Uint8Array,
    nowMs: number,
  ): Promise<Uint8Array | undefined>;
  /** Shape: 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array;
  /**
   * Endorses all of these members; undefined: there are none. Many are endorsed on another thread.
   */
  endorse(members: readonly MemberCiphertext[], nowMs: number): Promise<Endorsements | undefined>;
  /**
   * True when the token is leave to write to exactly these accounts, in whatever order. What was
   * found true is remembered until the token ends; for many it is found out on another thread.
   */
  maySend(token: Uint8Array, recipients: readonly AccountId[], nowMs: number): Promise<boolean>;
}

/** The keys of a secrets file. */
export function createGroupKeys(secrets: Pick<Secrets, 'indexKey'>): GroupKeys {
  return new DerivedGroupKeys(derivedKey(secrets, 'aldis groups 1', 32));
}

/** True for what is a member's name in some group. */
export function isMemberCiphertext(bytes: Uint8Array): boolean {
  return read(() => new UuidCiphertext(copy(bytes))) !== undefined;
}

/** True for what is a profile key in some group. */
export function isProfileKeyCiphertext(bytes: Uint8Array): boolean {
  return read(() => new ProfileKeyCiphertext(copy(bytes))) !== undefined;
}

/** True for what commits an account to a profile key. */
export function isProfileKeyCommitment(bytes: Uint8Array): boolean {
  if (bytes.length !== limits.profileCommitmentBytes) return false;
  return read(() => new ProfileKeyCommitment(copy(bytes))) !== undefined;
}

/** What tells whoever knows an access key that it is the account's. Source: Signal-Server. */
export function accessKeyChecksum(accessKey: Uint8Array): Uint8Array {
  return createHmac('sha256', accessKey).update(new Uint8Array(32)).digest();
}

/** Endorsements made now end then: with the next day, or one later if that is too soon. */
export function endorsementsEndMs(nowMs: number): number {
  return Math.ceil((nowMs + endorsementMsMin) / dayMs) * dayMs;
}

class DerivedGroupKeys implements GroupKeys {
  readonly #secret: ServerSecretParams;
  readonly #auth: ServerZkAuthOperations;
  readonly #profiles: ServerZkProfileOperations;
  #begunThread: ZkThread | undefined;
  /** Tokens that were found to hold, with whom for, and when they end. */
  readonly #leaves = new Map<string, number>();
  readonly publicParams: Uint8Array;

  constructor(seed: Uint8Array) {
    this.#secret = ServerSecretParams.generateWithRandom(copy(seed));
    this.#auth = new ServerZkAuthOperations(this.#secret);
    this.#profiles = new ServerZkProfileOperations(this.#secret);
    this.publicParams = this.#secret.getPublicParams().serialize();
  }

  issueCredential(account: AccountId, pni: PhoneIdentityId, daySeconds: number) {
    const [aci, phone] = [Aci.fromUuid(account), Pni.fromUuid(pni)];
    return this.#auth.issueAuthCredentialWithPniZkc(aci, phone, daySeconds).serialize();
  }

  verifyMember(groupParams: Uint8Array, presentation: Uint8Array, nowMs: number) {
    if (presentation.length !== memberPresentationBytes) return undefined;
    return read(() => {
      const params = new GroupPublicParams(copy(groupParams));
      const shown = new AuthCredentialPresentation(copy(presentation));
      this.#auth.verifyAuthCredentialPresentation(params, shown, new Date(nowMs));
      return { group: idOf(params), userId: shown.getUuidCiphertext().serialize() };
    });
  }

  verifyProfile(groupParams: Uint8Array, presentation: Uint8Array, nowMs: number) {
    if (presentation.length !== profilePresentationBytes) return undefined;
    return read(() => {
      const params = new GroupPublicParams(copy(groupParams));
      const shown = new ProfileKeyCredentialPresentation(copy(presentation));
      this.#profiles.verifyProfileKeyCredentialPresentation(params, shown, new Date(nowMs));
      return {
        userId: shown.getUuidCiphertext().serialize(),
        profileKey: shown.getProfileKeyCiphertext().serialize(),
      };
    });
  }

  issueProfileCredential(
    account: AccountId,
    commitment: Uint8Array,
    request: Uint8Array,
    nowMs: number,
  ) {
    const expiresAtMs = (Math.floor(nowMs / dayMs) + limits.profileCredentialDays) * dayMs;
    const expiresAtSeconds = expiresAtMs / secondMs;
    return this.#thread.order({ type: 'issue', account, commitment, request, expiresAtSeconds });
  }

  sign(bytes: Uint8Array) {
    return this.#secret.sign(copy(bytes)).serialize();
  }

  async endorse(members: readonly MemberCiphertext[], nowMs: number) {
    if (members.length === 0) return undefined;
    const expiresAtMs = endorsementsEndMs(nowMs);
    if (members.length > doneAtOnceMax) {
      const response = await this.#thread.order({ type: 'endorse', members, expiresAtMs });
      return response && { response, expiresAtMs };
    }
    const names = members.map((member) => new UuidCiphertext(copy(member)));
    const pair = GroupSendDerivedKeyPair.forExpiration(new Date(expiresAtMs), this.#secret);
    const response = GroupSendEndorsementsResponse.issue(names, pair);
    return { response: response.serialize(), expiresAtMs };
  }

  async maySend(token: Uint8Array, recipients: readonly AccountId[], nowMs: number) {
    const end = endOfToken(token);
    // What ends later than any is made was not made here; clocks of workers differ.
    if (!end || end <= nowMs || end > endorsementsEndMs(nowMs + hourMs)) return false;
    const accounts = Buffer.concat(recipients.map(accountToBytes));
    const name = createHash('sha256').update(token).update(accounts).digest('base64');
    if ((this.#leaves.get(name) ?? 0) > nowMs) return true;
    const isHeld =
      recipients.length > doneAtOnceMax
        ? (await this.#thread.order({ type: 'verify', token, accounts, nowMs })) !== undefined
        : isLeave(this.#secret, token, accounts, nowMs);
    if (isHeld) this.#remember(name, end);
    return isHeld;
  }

  #remember(name: string, endsAtMs: number): void {
    this.#leaves.set(name, endsAtMs);
    const oldest = this.#leaves.keys().next();
    if (this.#leaves.size > leavesMax && !oldest.done) this.#leaves.delete(oldest.value);
  }

  get isBusy() {
    return this.#begunThread?.isBusy ?? false;
  }

  get #thread(): ZkThread {
    return (this.#begunThread ??= new ZkThread(this.#secret.serialize()));
  }
}

function idOf(params: GroupPublicParams): GroupId {
  const hex = Buffer.from(params.getGroupIdentifier().serialize()).toString('hex');
  const id = parseGroupId(hex);
  if (!id) throw new Error('A group has an identifier of another length.');
  return id;
}

function copy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes);
}

/** What libsignal reads or accepts; undefined when it throws. */
function read<T>(reading: () => T): T | undefined {
  try {
    return reading();
  } catch {
    return undefined;
  }
}
