// What follows from a group's master key: its id, the names that its members have in it, and how
// what is told of it is sealed. A server can make none of it, and can tell nothing from it.

import { Aci } from '@signalapp/libsignal-client';
import {
  ClientZkGroupCipher,
  GroupMasterKey,
  GroupSecretParams,
  ProfileKey,
  ProfileKeyCiphertext,
  UuidCiphertext,
} from '@signalapp/libsignal-client/dist/zkgroup/index.js';
import type { AccountId, GroupId } from '#protocol';
import { parseAccountId, parseGroupId } from '#protocol';
import { fromBase64, own, pad, toBase64, unpad } from '../bytes.ts';

export class GroupSecrets {
  readonly id: GroupId;
  readonly masterKey: Uint8Array<ArrayBuffer>;
  readonly params: GroupSecretParams;
  readonly publicParams: Uint8Array<ArrayBuffer>;
  readonly #cipher: ClientZkGroupCipher;
  readonly #accounts = new Map<string, AccountId>();
  readonly #names = new Map<AccountId, string>();

  /** Throws for what is no master key of 32 bytes. */
  constructor(masterKey: Uint8Array) {
    this.masterKey = own(masterKey);
    this.params = GroupSecretParams.deriveFromMasterKey(new GroupMasterKey(this.masterKey));
    this.publicParams = this.params.getPublicParams().serialize();
    this.#cipher = new ClientZkGroupCipher(this.params);
    const id = this.params.getPublicParams().getGroupIdentifier().serialize();
    const parsed = parseGroupId(Buffer.from(id).toString('hex'));
    if (!parsed) throw new Error('A group without an id.');
    this.id = parsed;
  }

  /** What the group calls an account. Shape: base64. */
  nameOf(account: AccountId): string {
    const known = this.#names.get(account);
    if (known !== undefined) return known;
    const name = toBase64(this.#cipher.encryptServiceId(Aci.fromUuid(account)).serialize());
    this.#remember(name, account);
    return name;
  }

  /** Whom the group calls so. Throws for what is nobody's name. */
  accountOf(name: string): AccountId {
    const known = this.#accounts.get(name);
    if (known !== undefined) return known;
    const id = this.#cipher.decryptServiceId(new UuidCiphertext(fromBase64(name)));
    const account = id instanceof Aci ? parseAccountId(id.getRawUuid()) : undefined;
    if (!account) throw new Error('A member of a group that is no account.');
    this.#remember(name, account);
    return account;
  }

  /** The same; nothing for what is nobody's name, as a member may invite and ban. */
  knownAs(name: string): AccountId | undefined {
    try {
      return this.accountOf(name);
    } catch {
      return undefined;
    }
  }

  sealProfileKey(key: Uint8Array, account: AccountId): string {
    const sealed = this.#cipher.encryptProfileKey(new ProfileKey(own(key)), Aci.fromUuid(account));
    return toBase64(sealed.serialize());
  }

  /** Nothing for what cannot be the account's. */
  openProfileKey(sealed: string, account: AccountId): Uint8Array<ArrayBuffer> | undefined {
    try {
      const read = new ProfileKeyCiphertext(fromBase64(sealed));
      return this.#cipher.decryptProfileKey(read, Aci.fromUuid(account)).serialize();
    } catch {
      return undefined;
    }
  }

  /** What is told of the group: its length is hidden, and it is as it was written. */
  seal(text: string): string {
    return toBase64(this.#cipher.encryptBlob(pad(Buffer.from(text))));
  }

  /** Nothing for what no member has sealed. */
  open(sealed: string | undefined): string | undefined {
    if (!sealed) return undefined;
    try {
      const plain = unpad(this.#cipher.decryptBlob(fromBase64(sealed)));
      return plain && Buffer.from(plain).toString();
    } catch {
      return undefined;
    }
  }

  #remember(name: string, account: AccountId): void {
    this.#accounts.set(name, account);
    this.#names.set(account, name);
  }
}
