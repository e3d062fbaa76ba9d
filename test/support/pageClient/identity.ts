// One identity of a device with its keys and sessions in memory, as libsignal wants them and as
// docs/protocol.md sends them.

import { createHash, randomInt } from 'node:crypto';
import {
  type Direction,
  IdentityChange,
  IdentityKeyPair,
  IdentityKeyStore,
  KEMKeyPair,
  KyberPreKeyRecord,
  KyberPreKeyStore,
  PreKeyRecord,
  PreKeyStore,
  PrivateKey,
  type ProtocolAddress,
  type PublicKey,
  type SessionRecord,
  SessionStore,
  SignedPreKeyRecord,
  SignedPreKeyStore,
} from '@signalapp/libsignal-client';

const registrationIdMax = 16_383;

export interface KeyJson {
  readonly keyId: number;
  readonly publicKey: string;
}

export interface SignedKeyJson extends KeyJson {
  readonly signature: string;
}

/** Base64 with padding, the page's form of bytes in JSON. */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** An identity key pair with the stores libsignal reads. */
export class Identity {
  readonly pair = IdentityKeyPair.generate();
  readonly registrationId = randomInt(1, registrationIdMax + 1);
  readonly sessions = new Sessions();
  readonly known = new KnownIdentities(this.pair, this.registrationId);
  readonly preKeys = new PreKeys();
  readonly signedPreKeys = new SignedPreKeys();
  readonly kyberPreKeys = new KyberPreKeys();

  get publicKey(): string {
    return base64(this.pair.publicKey.serialize());
  }

  async preKey(keyId: number): Promise<KeyJson> {
    const key = PrivateKey.generate();
    await this.preKeys.savePreKey(keyId, PreKeyRecord.new(keyId, key.getPublicKey(), key));
    return { keyId, publicKey: base64(key.getPublicKey().serialize()) };
  }

  async signedPreKey(keyId: number): Promise<SignedKeyJson> {
    const key = PrivateKey.generate();
    const publicKey = key.getPublicKey().serialize();
    const signature = this.pair.privateKey.sign(publicKey);
    const record = SignedPreKeyRecord.new(keyId, Date.now(), key.getPublicKey(), key, signature);
    await this.signedPreKeys.saveSignedPreKey(keyId, record);
    return { keyId, publicKey: base64(publicKey), signature: base64(signature) };
  }

  async kyberPreKey(keyId: number, use: 'once' | 'last-resort'): Promise<SignedKeyJson> {
    const pair = KEMKeyPair.generate();
    const publicKey = pair.getPublicKey().serialize();
    const signature = this.pair.privateKey.sign(publicKey);
    const record = KyberPreKeyRecord.new(keyId, Date.now(), pair, signature);
    await this.kyberPreKeys.saveKyberPreKey(keyId, record);
    if (use === 'once') this.kyberPreKeys.oneTime.add(keyId);
    return { keyId, publicKey: base64(publicKey), signature: base64(signature) };
  }

  /** The digest of `POST /v2/keys/check`. */
  digest(signed: KeyJson, lastResort: KeyJson): string {
    const hash = createHash('sha256').update(this.pair.publicKey.serialize());
    for (const { keyId, publicKey } of [signed, lastResort]) {
      const id = Buffer.alloc(8);
      id.writeBigUInt64BE(BigInt(keyId));
      hash.update(id).update(Buffer.from(publicKey, 'base64'));
    }
    return hash.digest('base64');
  }
}

class Sessions extends SessionStore {
  readonly #records = new Map<string, SessionRecord>();

  async saveSession(name: ProtocolAddress, record: SessionRecord): Promise<void> {
    this.#records.set(name.toString(), record);
  }

  async getSession(name: ProtocolAddress): Promise<SessionRecord | null> {
    return this.#records.get(name.toString()) ?? null;
  }

  async getExistingSessions(addresses: ProtocolAddress[]): Promise<SessionRecord[]> {
    return addresses.map((name) => found(this.#records.get(name.toString()), 'session'));
  }

  drop(name: ProtocolAddress): void {
    this.#records.delete(name.toString());
  }
}

class KnownIdentities extends IdentityKeyStore {
  readonly #pair: IdentityKeyPair;
  readonly #registrationId: number;
  readonly #known = new Map<string, PublicKey>();

  constructor(pair: IdentityKeyPair, registrationId: number) {
    super();
    this.#pair = pair;
    this.#registrationId = registrationId;
  }

  async getIdentityKey(): Promise<PrivateKey> {
    return this.#pair.privateKey;
  }

  async getLocalRegistrationId(): Promise<number> {
    return this.#registrationId;
  }

  async saveIdentity(name: ProtocolAddress, key: PublicKey): Promise<IdentityChange> {
    const before = this.#known.get(name.toString());
    this.#known.set(name.toString(), key);
    const same = before === undefined || before.equals(key);
    return same ? IdentityChange.NewOrUnchanged : IdentityChange.ReplacedExisting;
  }

  async isTrustedIdentity(name: ProtocolAddress, key: PublicKey, _: Direction): Promise<boolean> {
    return this.#known.get(name.toString())?.equals(key) ?? true;
  }

  /** The next identity of this address is trusted, whatever it is. */
  forget(name: ProtocolAddress): void {
    this.#known.delete(name.toString());
  }

  async getIdentity(name: ProtocolAddress): Promise<PublicKey | null> {
    return this.#known.get(name.toString()) ?? null;
  }
}

class PreKeys extends PreKeyStore {
  readonly #records = new Map<number, PreKeyRecord>();

  async savePreKey(id: number, record: PreKeyRecord): Promise<void> {
    this.#records.set(id, record);
  }

  async getPreKey(id: number): Promise<PreKeyRecord> {
    return found(this.#records.get(id), `pre-key ${id}`);
  }

  async removePreKey(id: number): Promise<void> {
    this.#records.delete(id);
  }
}

class SignedPreKeys extends SignedPreKeyStore {
  readonly #records = new Map<number, SignedPreKeyRecord>();

  async saveSignedPreKey(id: number, record: SignedPreKeyRecord): Promise<void> {
    this.#records.set(id, record);
  }

  async getSignedPreKey(id: number): Promise<SignedPreKeyRecord> {
    return found(this.#records.get(id), `signed pre-key ${id}`);
  }
}

class KyberPreKeys extends KyberPreKeyStore {
  readonly oneTime = new Set<number>();
  readonly #records = new Map<number, KyberPreKeyRecord>();

  async saveKyberPreKey(id: number, record: KyberPreKeyRecord): Promise<void> {
    this.#records.set(id, record);
  }

  async getKyberPreKey(id: number): Promise<KyberPreKeyRecord> {
    return found(this.#records.get(id), `Kyber pre-key ${id}`);
  }

  async markKyberPreKeyUsed(id: number): Promise<void> {
    if (this.oneTime.delete(id)) this.#records.delete(id);
  }
}

function found<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`this device has no ${what}`);
  return value;
}
