// The client's side of groups, as libsignal has it: people with their credentials and profile keys,
// and groups under secrets that only they have.

import { hkdfSync, randomBytes, randomUUID } from 'node:crypto';
import { Aci, Pni } from '@signalapp/libsignal-client';
import {
  AuthCredentialWithPniResponse,
  ClientZkAuthOperations,
  ClientZkGroupCipher,
  ClientZkProfileOperations,
  GroupSecretParams,
  GroupSendEndorsementsResponse,
  ProfileKey,
  ServerPublicParams,
  ServerSecretParams,
  ServerZkProfileOperations,
  UuidCiphertext,
} from '@signalapp/libsignal-client/dist/zkgroup/index.js';
import type { GroupKeys } from '#crypto';
import type { AccountId, GroupId, PhoneIdentityId } from '#protocol';

const daySeconds = 24 * 60 * 60;
const own = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes);

/** The day of a time, as credentials have it. */
export const dayOf = (nowMs: number): number => Math.floor(nowMs / 1000 / daySeconds) * daySeconds;

/** Somebody with an account. */
export class Person {
  readonly account: AccountId;
  readonly pni: PhoneIdentityId;
  readonly profileKey = new ProfileKey(randomBytes(32));

  constructor(account: string = randomUUID(), pni: string = randomUUID()) {
    this.account = account as AccountId;
    this.pni = pni as PhoneIdentityId;
  }

  get aci(): Aci {
    return Aci.fromUuid(this.account);
  }
}

/** A group as its members know it. */
export class SecretGroup {
  readonly secret = GroupSecretParams.generate();
  readonly params: Uint8Array = this.secret.getPublicParams().serialize();
  readonly id = Buffer.from(
    this.secret.getPublicParams().getGroupIdentifier().serialize(),
  ).toString('hex') as GroupId;
  readonly #cipher = new ClientZkGroupCipher(this.secret);

  nameOf(person: Person): Uint8Array {
    return this.#cipher.encryptServiceId(person.aci).serialize();
  }

  profileKeyOf(person: Person): Uint8Array {
    return this.#cipher.encryptProfileKey(person.profileKey, person.aci).serialize();
  }

  seal(text: string): Uint8Array {
    return this.#cipher.encryptBlob(own(Buffer.from(text)));
  }

  open(sealed: Uint8Array): string {
    return Buffer.from(this.#cipher.decryptBlob(own(sealed))).toString();
  }

  /** What a person shows who has that credential of the day. */
  present(publicParams: Uint8Array, person: Person, day: number, credential: Uint8Array) {
    const operations = new ClientZkAuthOperations(new ServerPublicParams(own(publicParams)));
    const received = operations.receiveAuthCredentialWithPniAsServiceId(
      person.aci,
      Pni.fromUuid(person.pni),
      day,
      new AuthCredentialWithPniResponse(own(credential)),
    );
    const shown = operations.createAuthCredentialWithPniPresentation(this.secret, received);
    return shown.serialize();
  }

  /** The same, of a credential that was just made. */
  presentOn(keys: GroupKeys, person: Person, nowMs: number): Uint8Array {
    const day = dayOf(nowMs);
    const credential = keys.issueCredential(person.account, person.pni, day);
    return this.present(keys.publicParams, person, day, credential);
  }
}

/**
 * Leave to write to everybody of a group but the first, as that one makes it of what the cluster
 * has endorsed.
 */
export async function leaveToWrite(
  keys: Pick<GroupKeys, 'endorse' | 'publicParams'>,
  group: SecretGroup,
  people: readonly Person[],
  nowMs: number,
): Promise<{ token: Uint8Array; accounts: AccountId[] }> {
  const names = people.map((person) => group.nameOf(person));
  const endorsed = await keys.endorse(names, nowMs);
  if (!endorsed) throw new Error('There is nobody to write to.');
  const token = tokenOf(keys.publicParams, group, names, endorsed, nowMs);
  return { token, accounts: people.slice(1).map((one) => one.account) };
}

/** What the first of these makes of their endorsements: leave to write to the others. */
export function tokenOf(
  publicParams: Uint8Array,
  group: SecretGroup,
  names: readonly Uint8Array[],
  endorsed: { readonly response: Uint8Array; readonly expiresAtMs: number },
  nowMs: number,
): Uint8Array {
  const ciphertexts = names.map((name) => new UuidCiphertext(own(name)));
  const { combinedEndorsement } = new GroupSendEndorsementsResponse(
    own(endorsed.response),
  ).receiveWithCiphertexts(
    ciphertexts,
    ciphertexts[0] as UuidCiphertext,
    new ServerPublicParams(own(publicParams)),
    new Date(nowMs),
  );
  return combinedEndorsement.toFullToken(group.secret, new Date(endorsed.expiresAtMs)).serialize();
}

/** What the header of a request to a group is. */
export function groupAuthorization(params: Uint8Array, presentation: Uint8Array): string {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  return `Basic ${Buffer.from(`${hex(params)}:${hex(presentation)}`).toString('base64')}`;
}

/** Proofs of profile keys, as a server would give people the credentials for them. */
export class ProfileProofs {
  readonly #server: ServerZkProfileOperations;
  readonly #client: ClientZkProfileOperations;

  /** Takes the key of the cluster whose secrets these are. */
  constructor(indexKey: string) {
    const parent = Buffer.from(indexKey, 'base64');
    const seed = hkdfSync('sha256', parent, '', 'aldis groups 1', 32);
    const secret = ServerSecretParams.generateWithRandom(new Uint8Array(seed));
    this.#server = new ServerZkProfileOperations(secret);
    this.#client = new ClientZkProfileOperations(secret.getPublicParams());
  }

  /** What somebody shows who has been given a person's profile key. */
  present(group: SecretGroup, { aci, profileKey }: Person, nowMs: number): Uint8Array {
    const context = this.#client.createProfileKeyCredentialRequestContext(aci, profileKey);
    const issued = this.#server.issueExpiringProfileKeyCredential(
      context.getRequest(),
      aci,
      profileKey.getCommitment(aci),
      dayOf(nowMs) + 7 * daySeconds,
    );
    const now = new Date(nowMs);
    const credential = this.#client.receiveExpiringProfileKeyCredential(context, issued, now);
    return this.#client
      .createExpiringProfileKeyCredentialPresentation(group.secret, credential)
      .serialize();
  }
}
