// A member of a group with stores of libsignal's own: registers over plain HTTP, has sessions with
// the others and a sender key, seals one upload for all of them, and opens what comes of another's.

import { randomBytes, randomInt } from 'node:crypto';
import * as signal from '@signalapp/libsignal-client';
import { Person } from './groupPeople.ts';

const own = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes);
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const device = 1;

/** Nobody is resent anything, and no group is named to the recipient. */
const contentHint = 0;

export class SealingMember {
  readonly person: Person;
  readonly registrationId: number;
  readonly authorization: string;
  readonly auth: object;
  readonly #identity: signal.IdentityKeyPair;
  readonly #keys: DeviceKeys;
  readonly #identities: Identities;
  readonly #sessions = new Sessions();
  readonly #senderKeys = new SenderKeys();
  readonly #distribution = signal.Aci.fromUuid(new Person().account).getRawUuid();

  private constructor(account: string, password: string, made: Made) {
    const username = `${account}.${device}`;
    this.person = new Person(account);
    this.registrationId = made.registrationId;
    this.authorization = basic(username, password);
    this.auth = { protocol: 1, username, password };
    this.#identity = made.aci;
    this.#keys = made.keys;
    this.#identities = new Identities(made.aci, made.registrationId);
  }

  /** Throws with the server's answer when it refuses. */
  static async register(url: string, invitation: string): Promise<SealingMember> {
    const [aci, pni] = [signal.IdentityKeyPair.generate(), signal.IdentityKeyPair.generate()];
    const registrationId = randomInt(1, 16_000);
    const [keys, others] = [new DeviceKeys(aci), new DeviceKeys(pni)];
    const password = randomBytes(18).toString('base64url');
    const answer = await fetch(`${url}/v1/registration`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: basic('invitation', password),
      },
      body: JSON.stringify({
        invitation,
        accountAttributes: {
          fetchesMessages: true,
          registrationId,
          pniRegistrationId: registrationId,
        },
        aciIdentityKey: base64(aci.publicKey.serialize()),
        pniIdentityKey: base64(pni.publicKey.serialize()),
        aciSignedPreKey: keys.signedPreKey,
        pniSignedPreKey: others.signedPreKey,
        aciPqLastResortPreKey: keys.lastResort,
        pniPqLastResortPreKey: others.lastResort,
      }),
    });
    if (!answer.ok) throw new Error(`registration: ${answer.status} ${await answer.text()}`);
    const { uuid } = (await answer.json()) as { uuid: string };
    return new SealingMember(uuid, password, { aci, keys, registrationId });
  }

  get account() {
    return this.person.account;
  }

  get address(): signal.ProtocolAddress {
    return signal.ProtocolAddress.new(this.account, device);
  }

  /** Opens sessions with others; a member whose registration id is another has been replaced. */
  async meet(others: readonly SealingMember[]): Promise<void> {
    for (const other of others) {
      const bundle = other.#keys.bundle(other.registrationId, other.#identity.publicKey);
      const { address } = other;
      const stores = [this.#sessions, this.#identities] as const;
      await signal.processPreKeyBundle(bundle, address, this.address, ...stores);
    }
  }

  /** What the others need to read what this one sends from now on. */
  async distribute(others: readonly SealingMember[]): Promise<void> {
    const message = await signal.SenderKeyDistributionMessage.create(
      this.address,
      this.#distribution,
      this.#senderKeys,
    );
    for (const other of others) {
      await signal.processSenderKeyDistributionMessage(this.address, message, other.#senderKeys);
    }
  }

  /** One upload for all of them. */
  async seal(url: string, text: string, others: readonly SealingMember[]): Promise<Uint8Array> {
    const asked = await fetch(`${url}/v1/certificate/delivery`, {
      headers: { authorization: this.authorization },
    });
    const { certificate } = (await asked.json()) as { certificate: string };
    const message = await signal.groupEncrypt(
      this.address,
      this.#distribution,
      this.#senderKeys,
      own(Buffer.from(text)),
    );
    return signal.sealedSenderMultiRecipientEncrypt({
      content: signal.UnidentifiedSenderMessageContent.new(
        message,
        signal.SenderCertificate.deserialize(own(Buffer.from(certificate, 'base64'))),
        contentHint,
        null,
      ),
      recipients: others.map(({ address }) => address),
      identityStore: this.#identities,
      sessionStore: this.#sessions,
    });
  }

  /** Who has sent the content of an envelope, and the text. */
  async open(content: Uint8Array): Promise<{ from: string; text: string }> {
    const opened = await signal.sealedSenderDecryptToUsmc(own(content), this.#identities);
    const from = opened.senderCertificate().senderUuid();
    const sender = signal.ProtocolAddress.new(from, device);
    const text = await signal.groupDecrypt(sender, this.#senderKeys, opened.contents());
    return { from, text: Buffer.from(text).toString() };
  }
}

interface Made {
  readonly aci: signal.IdentityKeyPair;
  readonly keys: DeviceKeys;
  readonly registrationId: number;
}

/** The keys of one identity that are used again and again. */
class DeviceKeys {
  readonly #signed = signal.PrivateKey.generate().getPublicKey();
  readonly #kem = signal.KEMKeyPair.generate().getPublicKey();
  readonly #signatures: readonly [Uint8Array, Uint8Array];

  constructor({ privateKey }: signal.IdentityKeyPair) {
    const sign = (key: { serialize(): Uint8Array }) => privateKey.sign(own(key.serialize()));
    this.#signatures = [sign(this.#signed), sign(this.#kem)];
  }

  get signedPreKey() {
    const [signature] = this.#signatures;
    return {
      keyId: 1,
      publicKey: base64(this.#signed.serialize()),
      signature: base64(signature),
    };
  }

  get lastResort() {
    const [, signature] = this.#signatures;
    return { keyId: 1, publicKey: base64(this.#kem.serialize()), signature: base64(signature) };
  }

  bundle(registrationId: number, identity: signal.PublicKey): signal.PreKeyBundle {
    const [signed, kem] = this.#signatures.map(own) as [
      Uint8Array<ArrayBuffer>,
      Uint8Array<ArrayBuffer>,
    ];
    const none = null;
    return signal.PreKeyBundle.new(
      registrationId,
      device,
      none,
      none,
      1,
      this.#signed,
      signed,
      identity,
      1,
      this.#kem,
      kem,
    );
  }
}

class Sessions extends signal.SessionStore {
  readonly #records = new Map<string, signal.SessionRecord>();

  async saveSession(name: signal.ProtocolAddress, record: signal.SessionRecord): Promise<void> {
    this.#records.set(name.toString(), record);
  }
  async getSession(name: signal.ProtocolAddress): Promise<signal.SessionRecord | null> {
    return this.#records.get(name.toString()) ?? null;
  }
  async getExistingSessions(addresses: signal.ProtocolAddress[]) {
    return addresses.map((one) => this.#records.get(one.toString()) as signal.SessionRecord);
  }
}

class SenderKeys extends signal.SenderKeyStore {
  readonly #records = new Map<string, signal.SenderKeyRecord>();

  async saveSenderKey(
    sender: signal.ProtocolAddress,
    distribution: string,
    record: signal.SenderKeyRecord,
  ): Promise<void> {
    this.#records.set(`${sender.toString()} ${distribution}`, record);
  }
  async getSenderKey(sender: signal.ProtocolAddress, distribution: string) {
    return this.#records.get(`${sender.toString()} ${distribution}`) ?? null;
  }
}

class Identities extends signal.IdentityKeyStore {
  readonly #own: signal.IdentityKeyPair;
  readonly #registrationId: number;
  readonly #known = new Map<string, signal.PublicKey>();

  constructor(pair: signal.IdentityKeyPair, registrationId: number) {
    super();
    this.#own = pair;
    this.#registrationId = registrationId;
  }

  async getIdentityKey(): Promise<signal.PrivateKey> {
    return this.#own.privateKey;
  }
  override async getIdentityKeyPair(): Promise<signal.IdentityKeyPair> {
    return this.#own;
  }
  async getLocalRegistrationId(): Promise<number> {
    return this.#registrationId;
  }
  async saveIdentity(name: signal.ProtocolAddress, key: signal.PublicKey) {
    this.#known.set(name.toString(), key);
    return signal.IdentityChange.NewOrUnchanged;
  }
  async isTrustedIdentity(): Promise<boolean> {
    return true;
  }
  async getIdentity(name: signal.ProtocolAddress): Promise<signal.PublicKey | null> {
    return this.#known.get(name.toString()) ?? null;
  }
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
