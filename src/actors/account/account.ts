// What the server knows of an account and its devices. This is the document that AccountStore
// keeps; it holds public keys and salted hashes only.

import type { ProofMethod, SaltedTokenHash, Scope } from '#crypto';
import type {
  AccountId,
  DeviceAddress,
  DeviceContent,
  DeviceId,
  EnvelopeGuid,
  LoginKdf,
  PhoneIdentityId,
  QueueGeneration,
  RecoveryFactor,
  RegistrationId,
  SecurityEvent,
  SignedDeviceList,
} from '#protocol';
import { primaryDevice } from '#protocol';
import type { GivenKind } from './standing.ts';

/**
 * One life of a device, from a registration to the next. What is kept for it has its name, so that
 * nothing of an earlier one is taken for its own, however late it was written or deleted.
 */
export interface DeviceLife extends DeviceAddress {
  readonly generation: QueueGeneration;
}

/** A device's queue as its owner knows it. */
export interface QueueAddress extends DeviceLife {
  /** Seals what waits. Shape: 32 random bytes of the account's document. */
  readonly key: Uint8Array;
}

/** What an account says of its access key, in its document and to it. */
interface Access {
  /** Derived from the profile key, which is for those whom the account has let know it. */
  readonly unidentifiedAccessKey?: Uint8Array;
  /** Any key will do. */
  readonly unrestrictedUnidentifiedAccess?: boolean;
}

/** The life whose queue it is. */
export function lifeOf({ account, device, generation }: QueueAddress): DeviceLife {
  return { account, device, generation };
}

/** Which of an account's two identities a key belongs to. */
export type IdentityKind = 'aci' | 'pni';

/** A public one-time EC pre-key. Shape: 33 bytes, 0x05 first. */
export interface EcPreKey {
  readonly keyId: number;
  readonly publicKey: Uint8Array;
}

/**
 * A signed public key: the EC signed pre-key (33 bytes) or a Kyber-1024 pre-key (1569 bytes, 0x08
 * first).
 */
export interface SignedPreKey extends EcPreKey {
  /** XEdDSA by the identity key. Shape: 64 bytes. */
  readonly signature: Uint8Array;
}

/** The long-lived keys of one device under one identity. */
export interface DeviceIdentity {
  readonly registrationId: RegistrationId;
  readonly signedPreKey: SignedPreKey;
  readonly lastResortPreKey: SignedPreKey;
}

/** Where a device without a socket is reached, and since when that is known. */
export type Push = (PushToken | WebPush | UnifiedPush) & { readonly setAtMs: number };

/** By the push service of its system. */
interface PushToken {
  readonly kind: 'fcm' | 'apns';
  readonly token: string;
}

/** By whatever service its browser or distributor has; the keys are the device's. */
interface WebPush {
  readonly kind: 'webpush';
  readonly endpoint: string;
  /** An uncompressed point of P-256. Shape: 65 bytes. */
  readonly p256dh: Uint8Array;
  /** Shape: 16 bytes. */
  readonly auth: Uint8Array;
}

/** By a distributor that is told nothing but to wake it. */
interface UnifiedPush {
  readonly kind: 'unifiedpush';
  readonly endpoint: string;
}

export type PushKind = Push['kind'];

export interface Device {
  readonly id: DeviceId;
  readonly credential: SaltedTokenHash;
  readonly identities: Readonly<Record<IdentityKind, DeviceIdentity>>;
  readonly capabilities: Readonly<Record<string, boolean>>;
  /** The device's name, encrypted by the client. */
  readonly name?: string;
  readonly createdAtMs: number;
  /** The last day on which it connected; absent before the first. Unit: days since the epoch. */
  readonly seenOnDay?: number;
  /** Of the queue that belongs to this installation. */
  readonly queueGeneration: QueueGeneration;
  /** Absent: it comes by itself, and nothing wakes it. */
  readonly push?: Push;
  /** Of its one-time keys, once the account has had other identity keys; else the queue's. */
  readonly keyGeneration?: QueueGeneration;
  /** Of those under the PNI alone, once the account has had another number since. */
  readonly pniKeyGeneration?: QueueGeneration;
}

/** What names a device's one-time keys under one of its identities. */
export function keyGenerationOf(device: Device, identity: IdentityKind): QueueGeneration {
  const { queueGeneration, keyGeneration = queueGeneration, pniKeyGeneration } = device;
  return (identity === 'pni' ? pniKeyGeneration : undefined) ?? keyGeneration;
}

/** A device that the primary has announced, and that has not come yet. */
interface PendingLink {
  /** SHA-256 of the token it has to show, hex. */
  readonly tokenHash: string;
  readonly device: DeviceId;
  readonly untilMs: number;
  /** The list that counts once it has come. */
  readonly signed: SignedDeviceList;
}

/** What the primary says to the other devices of a change of number: to each its new keys. */
export interface NumberNews {
  readonly guid: EnvelopeGuid;
  readonly contents: readonly DeviceContent[];
  readonly clientTimestamp: number;
  readonly serverTimestamp: number;
}

/** What a person can log in by, without a device: SRP-6a's name, salt and verifier. */
export interface Login {
  /** As `loginNameOf` makes it. */
  readonly name: string;
  readonly salt: Uint8Array;
  /** v. Shape: 384 bytes, big-endian. */
  readonly verifier: Uint8Array;
  readonly kdf: LoginKdf;
  /** Another one with each password, so that what was let in by one ends with it. */
  readonly mark: string;
  readonly setAtMs: number;
}

/** What may give the account back to whoever has lost all devices. */
export interface Recovery {
  /** SHA-256 of the recovery key, hex. */
  readonly keyHash?: string;
  /** One that somebody has begun. */
  readonly pending?: {
    /** SHA-256 of what is shown at its end, hex. */
    readonly tokenHash: string;
    readonly factors: readonly RecoveryFactor[];
    /** The device whose word is one of them, and `salt` of its credential then. */
    readonly approval?: { readonly device: DeviceId; readonly credential: string };
    readonly begunAtMs: number;
    /** From then on it may be carried out, */
    readonly readyAtMs: number;
    /** until then. */
    readonly untilMs: number;
  };
}

/** Somebody with tokens of an account's device, from a login until it is ended or forgotten. */
export interface TokenSession {
  /** Shape: 32 hex digits. */
  readonly id: string;
  readonly device: DeviceId;
  /** `salt` of the credential it was begun with: it ends with that. */
  readonly credential: string;
  readonly scopes: readonly Scope[];
  /** When and how its holder proved who they are. */
  readonly authAtMs: number;
  readonly amr: readonly ProofMethod[];
  readonly beganAtMs: number;
  readonly usedAtMs: number;
  /** How often it was renewed: which of its refresh tokens is the next. */
  readonly generation: number;
  /** Encrypted by the client. */
  readonly name?: string;
}

/** Wrong one-time codes of a day; see guesses.ts. */
export interface WrongCodes {
  readonly count: number;
  /** Of the first of them. */
  readonly sinceMs: number;
  /** None is heard before. */
  readonly heldUntilMs: number;
}

/** What is known of wrong codes. */
export interface Guesses {
  /** Those of all doors, by which `outside` is shut. */
  readonly all: WrongCodes;
  readonly device?: WrongCodes;
  /** The attempt that was counted last: a repeat of it counts no more. */
  readonly attempt?: string;
}

/** One-time codes of an account. */
export interface Totp {
  /** What codes are made of. Shape: 20 bytes. */
  readonly secret: Uint8Array;
  /** False until the first code has shown that the owner has it. */
  readonly isOn: boolean;
  /** The last period of which a code was used: neither it nor one before is good again. */
  readonly lastPeriod: number;
  /** Those that were not used. */
  readonly backupCodes: readonly SaltedTokenHash[];
  /** The attempt that used the last one up: a repeat of it finds the same. */
  readonly usedBy?: string;
  readonly guesses?: Guesses;
}

/** One word for one version of one document. */
export interface Consent {
  readonly document: string;
  readonly version: string;
  readonly givenAtMs: number;
  /** Also when another version was agreed to in its place. */
  readonly withdrawnAtMs?: number;
}

export interface Account extends Access {
  readonly id: AccountId;
  readonly pni: PhoneIdentityId;
  /** E.164; absent for accounts registered by invitation. */
  readonly number?: string;
  readonly identityKeys: Readonly<Record<IdentityKind, Uint8Array>>;
  readonly devices: readonly Device[];
  /**
   * Which devices there are, as the primary has signed it; it may name one that has gone by itself.
   * Absent for accounts whose primary has signed none: they link nothing.
   */
  readonly deviceList?: SignedDeviceList;
  readonly pendingLink?: PendingLink;
  readonly discoverableByNumber: boolean;
  readonly login?: Login;
  readonly recovery?: Recovery;
  readonly createdAtMs: number;
  /** What its owner has agreed to, oldest first. */
  readonly consents?: readonly Consent[];
  readonly sessions?: readonly TokenSession[];
  readonly totp?: Totp;
  /** What touched its security, oldest first: `limits.securityEventsMax` at the most. */
  readonly security?: readonly SecurityEvent[];
  /** As an operator has said; whoever takes the account over is not whom was meant. */
  readonly kind?: GivenKind;
  /** An operator has it let in nowhere; nobody takes it over meanwhile. */
  readonly suspended?: { readonly atMs: number };
  /** How often all devices were sent away whose credentials may be good again. */
  readonly evictions?: number;
  /** Names it in the log of operators' acts, where there is any about it. Shape: 32 bytes. */
  readonly auditKey?: Uint8Array;
  /** What a registration of its number has to show; see lock.ts. */
  readonly lock?: { readonly token: SaltedTokenHash; readonly setAtMs: number };
  /** What waits to be put into the queues of its devices; written with what it tells of. */
  readonly numberNews?: NumberNews;
  /** Lives of its devices that are over and whose queue and pre-keys may still be there. */
  readonly retired?: readonly Retired[];
  /** Nothing is left of it but what is still to be cleared. */
  readonly deleted?: true;
  /** Seals what waits for its devices: without the document nobody reads it. Shape: 32 bytes. */
  readonly queueKey: Uint8Array;
}

export type Retired = Omit<DeviceLife, 'account'> & {
  /** Its pre-keys alone are over; `pni`: those of that identity. */
  readonly keysOnly?: true | 'pni';
};

/** The lives that are over once these devices, or all of them, are gone. */
export function retiring({ retired = [], devices }: Account, gone = devices): Retired[] {
  const lives = gone.flatMap((device) => {
    const generation = device.queueGeneration;
    const keys = keysOf(device).filter((one) => one.generation !== generation);
    return [{ device: device.id, generation }, ...keys];
  });
  return [...retired, ...lives];
}

/** What of a device ends with all of its one-time keys. */
export function keysOf(device: Device): Retired[] {
  const names = new Set([keyGenerationOf(device, 'aci'), keyGenerationOf(device, 'pni')]);
  return [...names].map((generation) => ({ device: device.id, generation, keysOnly: true }));
}

const dayUs = 24 * 60 * 60 * 1_000_000;

/**
 * The day of a connection's ordinal among all (ConnectionOrder), which is a time by the store's own
 * clock. Unit: days since the epoch.
 */
export function dayOfOrdinal(ordinal: number): number {
  return Math.floor(ordinal / dayUs);
}

/** The day on which the linked device that was away for longest was last seen. */
export function idleSinceDay({ devices }: Pick<Account, 'devices'>): number | undefined {
  let oldest: number | undefined;
  for (const { id, seenOnDay } of devices) {
    if (id === primaryDevice || seenOnDay === undefined) continue;
    if (oldest === undefined || seenOnDay < oldest) oldest = seenOnDay;
  }
  return oldest;
}

/** Where what is for a device waits. */
export function queueOf(account: Account, device: Device): QueueAddress {
  return {
    account: account.id,
    device: device.id,
    generation: device.queueGeneration,
    key: account.queueKey,
  };
}

/** The device of that id, where the account has one. */
export function deviceOf({ devices }: Account, id: DeviceId): Device | undefined {
  return devices.find((one) => one.id === id);
}

/** The account with a device changed. */
export function withDevice(account: Account, next: Device): Account {
  const devices = account.devices.map((one) => (one.id === next.id ? next : one));
  return { ...account, devices };
}
