// One turn of a ratchet as one transaction. libsignal reads and writes through these stores; what
// it writes is held back in memory until `commit` puts it on disk together with the message it
// belongs to. A turn that is thrown away has changed nothing.

import * as signal from '@signalapp/libsignal-client';
import { own, wipe } from '../bytes.ts';
import type { IdentityKind } from '../store/profileTable.ts';
import type { SessionState } from '../store/sessionTable.ts';
import type { Store } from '../store/store.ts';

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
  readonly sessionChanges = new Map<string, SessionChange>();
  readonly identityChanges = new Map<string, Uint8Array>();
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
  /** What went wrong in a store, as opposed to in the message. */
  fault: unknown;

  constructor(store: Store, kind: IdentityKind, now: number) {
    this.store = store;
    this.kind = kind;
    this.now = now;
    this.sessions = new Sessions(this);
    this.identities = new Identities(this);
    this.preKeys = new PreKeys(this);
    this.signedPreKeys = new SignedPreKeys(this);
    this.kyberPreKeys = new KyberPreKeys(this);
  }

  /** The session as this turn sees it. */
  session(account: string, device: number): signal.SessionRecord | undefined {
    const changed = this.sessionChanges.get(`${account}.${device}`);
    if (changed) return changed.record;
    const stored = this.store.sessions.record(account, device);
    return stored && readSession(stored);
  }

  /**
   * Puts everything on disk, and what `also` writes with it, or nothing.
   * Returns the accounts whose identity key became another.
   */
  commit(life: { state: SessionState; reason: string }, also: () => void): string[] {
    return this.store.transaction(() => {
      const changed = this.#writeIdentities();
      for (const { address, record } of this.sessionChanges.values()) {
        const serialized = record.serialize();
        const [account, device] = [address.name(), address.deviceId()];
        this.store.sessions.save(account, device, serialized, { ...life, now: this.now });
        wipe(serialized);
      }
      this.#takeKeys();
      also();
      return changed;
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

  #writeIdentities(): string[] {
    const changed: string[] = [];
    for (const [account, key] of this.identityChanges) {
      const before = this.store.identities.get(account);
      this.store.identities.save(account, key, this.now);
      if (before && !same(before.key, key)) {
        changed.push(account);
        const blocked = this.store.identities.get(account)?.blocked === true;
        for (const one of this.store.sessions.all()) {
          if (one.account !== account || !blocked) continue;
          this.store.sessions.mark(account, one.device, 'suspended', 'identity changed', this.now);
        }
      }
    }
    return changed;
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
    return this.#unit.guard(() => this.#unit.store.profile.identity(this.#unit.kind).privateKey);
  }

  override getIdentityKeyPair() {
    return this.#unit.guard(() => this.#unit.store.profile.identity(this.#unit.kind));
  }

  override getLocalRegistrationId() {
    return this.#unit.guard(() => {
      const profile = this.#unit.store.profile.read();
      return this.#unit.kind === 'aci' ? profile.registrationId : profile.pniRegistrationId;
    });
  }

  override saveIdentity(address: signal.ProtocolAddress, key: signal.PublicKey) {
    return this.#unit.guard(() => {
      const serialized = key.serialize();
      const before = this.#known(address.name());
      this.#unit.identityChanges.set(address.name(), serialized);
      return before && !same(before, serialized)
        ? signal.IdentityChange.ReplacedExisting
        : signal.IdentityChange.NewOrUnchanged;
    });
  }

  override isTrustedIdentity(
    address: signal.ProtocolAddress,
    key: signal.PublicKey,
    direction: signal.Direction,
  ) {
    return this.#unit.guard(() => {
      // What comes in is read, and the change is told; what goes out is held back.
      if (direction === signal.Direction.Receiving) return true;
      const known = this.#unit.store.identities.get(address.name());
      if (!known) return true;
      if (known.blocked) return false;
      return !known.verified || same(known.key, key.serialize());
    });
  }

  override getIdentity(address: signal.ProtocolAddress) {
    return this.#unit.guard(() => {
      const key = this.#known(address.name());
      return key ? signal.PublicKey.deserialize(own(key)) : null;
    });
  }

  #known(account: string): Uint8Array | undefined {
    return this.#unit.identityChanges.get(account) ?? this.#unit.store.identities.get(account)?.key;
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

/** A session record; one that cannot be read is as good as none, and mends like a lost one. */
export function readSession(stored: Uint8Array<ArrayBuffer>): signal.SessionRecord | undefined {
  try {
    return signal.SessionRecord.deserialize(stored);
  } catch {
    return undefined;
  }
}

export function same(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
