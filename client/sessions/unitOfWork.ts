// One turn of a ratchet as one transaction. libsignal reads and writes through these stores; what
// it writes is held back in memory until `commit` puts it on disk together with the message it
// belongs to. A turn that is thrown away has changed nothing.

import * as signal from '@signalapp/libsignal-client';
import { own, same, wipe } from '../bytes.ts';
import type { IdentityKind, OwnIdentity } from '../store/profileTable.ts';
import type { SessionState } from '../store/sessionTable.ts';
import type { Store } from '../store/store.ts';
import { SenderKeys } from './senderKeys.ts';
import type { SenderKeyChange } from './senderKeys.ts';

/**
 * A first message that was opened before, with a last-resort key or a one-time key that is gone.
 */
export class ReplayedFirstMessage extends Error {
  override readonly name = 'ReplayedFirstMessage';
}

interface SessionChange {
  readonly address: signal.ProtocolAddress;
  record: signal.SessionRecord;
}

interface LastResortUse {
  readonly kemId: number;
  readonly signedId: number;
  readonly baseKey: Uint8Array;
}

/** What libsignal sees of the profile during one turn. */
export class UnitOfWork {
  readonly store: Store;
  readonly kind: IdentityKind;
  readonly now: number;
  readonly sessions: signal.SessionStore;
  readonly identities: signal.IdentityKeyStore;
  readonly preKeys: signal.PreKeyStore;
  readonly signedPreKeys: signal.SignedPreKeyStore;
  readonly kyberPreKeys: signal.KyberPreKeyStore;
  readonly senderKeys: signal.SenderKeyStore;
  readonly senderKeyChanges = new Map<string, SenderKeyChange>();
  readonly sessionChanges = new Map<string, SessionChange>();
  /** Identity keys seen for the first time. */
  readonly firstKeys = new Map<string, Uint8Array>();
  /** Registration ids of the other account's devices, learnt in this turn. */
  readonly registrations = new Map<number, number>();
  readonly usedEc: number[] = [];
  readonly usedKem: number[] = [];
  readonly usedLastResort: LastResortUse[] = [];
  /**
   * The message names a key of ours that we do not have: the server hands out keys of another
   * past.
   */
  missingKey = false;
  /** An identity key other than the trusted one, for which libsignal was told to stop. */
  foreignKey: Uint8Array<ArrayBuffer> | undefined;
  /** What went wrong in a store, as opposed to in the message. */
  fault: unknown;
  #self: OwnIdentity | undefined;

  /** `self`: a former identity of ours, for what was sealed for that. */
  constructor(store: Store, kind: IdentityKind, now: number, self?: OwnIdentity) {
    this.#self = self;
    this.store = store;
    this.kind = kind;
    this.now = now;
    this.sessions = new Sessions(this);
    this.identities = new Identities(this);
    this.preKeys = new PreKeys(this);
    this.signedPreKeys = new SignedPreKeys(this);
    this.kyberPreKeys = new KyberPreKeys(this);
    this.senderKeys = new SenderKeys(this);
  }

  /** Who we are, the same during the whole turn. */
  get self(): OwnIdentity {
    return (this.#self ??= this.store.profile.self(this.kind));
  }

  /** False where the account has got another identity since this turn began. */
  get isCurrent(): boolean {
    return this.self.pair === this.store.profile.identity(this.kind);
  }

  /** True when a device can be written to without a new bundle, as who we are now. */
  mayWrite(account: string, device: number): boolean {
    const record = this.session(account, device);
    if (!record?.hasCurrentState(new Date(this.now))) return false;
    const { registrationId, pniRegistrationId } = this.store.profile.read();
    return [registrationId, pniRegistrationId].includes(record.localRegistrationId());
  }

  /** The session as this turn sees it. */
  session(account: string, device: number): signal.SessionRecord | undefined {
    const changed = this.sessionChanges.get(`${account}.${device}`);
    if (changed) return changed.record;
    const stored = this.store.sessions.record(account, device);
    return stored && readSession(stored);
  }

  /** Puts everything on disk, and what `also` writes with it, or nothing. */
  commit(life: { state: SessionState; reason: string }, also: () => void): void {
    this.store.transaction(() => {
      for (const [account, key] of this.firstKeys) {
        if (this.store.identities.trustFirst(account, key, this.now)) continue;
        throw new Error('An identity key is trusted that this turn did not know of.');
      }
      for (const { address, record } of this.sessionChanges.values()) {
        const serialized = record.serialize();
        const [account, device] = [address.name(), address.deviceId()];
        this.store.sessions.save(account, device, serialized, { ...life, now: this.now });
        wipe(serialized);
      }
      for (const { account, device, distribution, record } of this.senderKeyChanges.values()) {
        const serialized = record.serialize();
        this.store.senderKeys.save(account, device, distribution, serialized, this.now);
        wipe(serialized);
      }
      this.#takeKeys();
      also();
    });
  }

  /** Runs a store's work and remembers what it threw, so that it is not taken for a bad message. */
  guard<T>(work: () => T): Promise<T> {
    try {
      return Promise.resolve(work());
    } catch (error) {
      this.fault ??= error;
      return Promise.reject(error instanceof Error ? error : new Error('A store failed.'));
    }
  }

  missing(what: string): Error {
    this.missingKey = true;
    return new Error(`No such ${what}.`);
  }

  #takeKeys(): void {
    const keys = this.store.keys;
    const taken = [
      ...this.usedEc.map((id) => keys.removeOneTime(this.kind, 'ec', id)),
      ...this.usedKem.map((id) => keys.removeOneTime(this.kind, 'kem', id)),
      ...this.usedLastResort.map((use) =>
        keys.useLastResort(this.kind, use.kemId, use.signedId, use.baseKey, this.now),
      ),
    ];
    if (taken.includes(false)) throw new ReplayedFirstMessage('Its key was used before.');
  }
}

class Sessions extends signal.SessionStore {
  readonly #unit: UnitOfWork;

  constructor(unit: UnitOfWork) {
    super();
    this.#unit = unit;
  }

  override saveSession(address: signal.ProtocolAddress, record: signal.SessionRecord) {
    const key = `${address.name()}.${address.deviceId()}`;
    this.#unit.sessionChanges.set(key, { address, record });
    return Promise.resolve();
  }

  override getSession(address: signal.ProtocolAddress) {
    return this.#unit.guard(() => this.#unit.session(address.name(), address.deviceId()) ?? null);
  }

  override async getExistingSessions(addresses: signal.ProtocolAddress[]) {
    const found = await Promise.all(addresses.map((address) => this.getSession(address)));
    if (found.includes(null)) throw new Error('A session is missing.');
    return found.filter((record) => record !== null);
  }
}

class Identities extends signal.IdentityKeyStore {
  readonly #unit: UnitOfWork;

  constructor(unit: UnitOfWork) {
    super();
    this.#unit = unit;
  }

  override getIdentityKey() {
    return this.#unit.guard(() => this.#unit.self.pair.privateKey);
  }

  override getIdentityKeyPair() {
    return this.#unit.guard(() => this.#unit.self.pair);
  }

  override getLocalRegistrationId() {
    return this.#unit.guard(() => this.#unit.self.registrationId);
  }

  override saveIdentity(address: signal.ProtocolAddress, key: signal.PublicKey) {
    return this.#unit.guard(() => {
      if (!this.#known(address.name())) this.#unit.firstKeys.set(address.name(), key.serialize());
      return signal.IdentityChange.NewOrUnchanged;
    });
  }

  /** One key an account, both ways: the first that was seen, until a person takes another. */
  override isTrustedIdentity(address: signal.ProtocolAddress, key: signal.PublicKey) {
    return this.#unit.guard(() => {
      const known = this.#known(address.name());
      const serialized = key.serialize();
      if (!known || same(known, serialized)) return true;
      this.#unit.foreignKey = serialized;
      return false;
    });
  }

  override getIdentity(address: signal.ProtocolAddress) {
    return this.#unit.guard(() => {
      const key = this.#known(address.name());
      return key ? signal.PublicKey.deserialize(own(key)) : null;
    });
  }

  #known(account: string): Uint8Array | undefined {
    return this.#unit.firstKeys.get(account) ?? this.#unit.store.identities.get(account)?.key;
  }
}

class PreKeys extends signal.PreKeyStore {
  readonly #unit: UnitOfWork;

  constructor(unit: UnitOfWork) {
    super();
    this.#unit = unit;
  }

  override savePreKey(): Promise<void> {
    return Promise.reject(new Error('Pre-keys are made in keys/, not here.'));
  }

  override async getPreKey(id: number) {
    const record = await this.#unit.guard(() =>
      this.#unit.store.keys.oneTime(this.#unit.kind, 'ec', id),
    );
    if (!record) throw this.#unit.missing('pre-key');
    const key = signal.PreKeyRecord.deserialize(record);
    wipe(record);
    return key;
  }

  override removePreKey(id: number) {
    this.#unit.usedEc.push(id);
    return Promise.resolve();
  }
}

class SignedPreKeys extends signal.SignedPreKeyStore {
  readonly #unit: UnitOfWork;

  constructor(unit: UnitOfWork) {
    super();
    this.#unit = unit;
  }

  override saveSignedPreKey(): Promise<void> {
    return Promise.reject(new Error('Signed pre-keys are made in keys/, not here.'));
  }

  override async getSignedPreKey(id: number) {
    const record = await this.#unit.guard(() =>
      this.#unit.store.keys.repeated(this.#unit.kind, 'signed', id),
    );
    if (!record) throw this.#unit.missing('signed pre-key');
    const key = signal.SignedPreKeyRecord.deserialize(record);
    wipe(record);
    return key;
  }
}

class KyberPreKeys extends signal.KyberPreKeyStore {
  readonly #unit: UnitOfWork;

  constructor(unit: UnitOfWork) {
    super();
    this.#unit = unit;
  }

  override saveKyberPreKey(): Promise<void> {
    return Promise.reject(new Error('Kyber pre-keys are made in keys/, not here.'));
  }

  override async getKyberPreKey(id: number) {
    const record = await this.#unit.guard(
      () =>
        this.#unit.store.keys.oneTime(this.#unit.kind, 'kem', id) ??
        this.#unit.store.keys.repeated(this.#unit.kind, 'lastResort', id),
    );
    if (!record) throw this.#unit.missing('Kyber pre-key');
    const key = signal.KyberPreKeyRecord.deserialize(record);
    wipe(record);
    return key;
  }

  override markKyberPreKeyUsed(kemId: number, signedId: number, baseKey: signal.PublicKey) {
    const { keys } = this.#unit.store;
    const oneTime = keys.oneTime(this.#unit.kind, 'kem', kemId) !== undefined;
    if (oneTime) this.#unit.usedKem.push(kemId);
    else this.#unit.usedLastResort.push({ kemId, signedId, baseKey: baseKey.serialize() });
    return Promise.resolve();
  }
}

/**
 * A session record, of bytes that are wiped; one that cannot be read is as good as none, and mends
 * like a lost one.
 */
export function readSession(stored: Uint8Array<ArrayBuffer>): signal.SessionRecord | undefined {
  try {
    return signal.SessionRecord.deserialize(stored);
  } catch {
    return undefined;
  } finally {
    wipe(stored);
  }
}
