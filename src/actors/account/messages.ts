// Everything that can be asked of an account's actor: a closed union of commands and, for each, the
// shape of its answer. All of it crosses the bus, so it is plain data. Every command is idempotent:
// a caller whose answer was lost asks again.

import type {
  AccountId,
  ConnectionAddress,
  DeviceContent,
  DeviceAddress,
  DeviceId,
  EnvelopeGuid,
  MemberId,
  Notice,
  PhoneIdentityId,
} from '#protocol';
import type { Account, Device, EcPreKey, IdentityKind, SignedPreKey } from './account.ts';

/** What an authenticated socket or request asks of its own account. */
export interface Vouched {
  /**
   * `salt` of the credential that it was opened with, so that nobody outlives a registration or a
   * deletion. Refuses: auth.invalid, when it is no device's any more.
   */
  readonly credential?: string;
}

/** Creates the account, or takes it over for the same number: the former device and its mail go. */
export interface Register {
  readonly type: 'register';
  readonly pni: PhoneIdentityId;
  readonly number?: string;
  readonly identityKeys: Account['identityKeys'];
  readonly device: Device;
  readonly discoverableByNumber: boolean;
  readonly queueKey: Account['queueKey'];
}

/** Checks Signal's Basic credentials. Refuses: auth.invalid, account unknown or not. */
export interface Authenticate {
  readonly type: 'authenticate';
  readonly device: DeviceId;
  readonly password: string;
}

/** Checks that the device an access token was made for still has the credential of that time. */
export interface Authorize {
  readonly type: 'authorize';
  readonly device: DeviceId;
  /** `salt` of the credential, as the token carries it. */
  readonly credential: string;
}

/**
 * Asks for leave to send in a device's name, for `permitMs` from when it was asked for. The worker
 * is told when it ends before. Refuses: auth.invalid.
 */
export interface Permit {
  readonly type: 'permit';
  readonly device: DeviceId;
  readonly credential: string;
  readonly member: MemberId;
}

/** A worker lets nothing of that credential through any more. */
export interface Evicted {
  readonly type: 'evicted';
  readonly credential: string;
  readonly member: MemberId;
}

/** The deliveries of one attachment that have arrived: under a token, up to before an index. */
export interface HeardStep {
  /** 0 when none has arrived. */
  readonly token: number;
  readonly next: number;
}

/**
 * Says that a socket is still there. Refuses: device.not_found, when it is not attached so, or more
 * was sent to it than it has heard.
 */
export interface Check {
  readonly type: 'check';
  readonly device: DeviceId;
  readonly connection: ConnectionAddress;
  readonly attempt: number;
  readonly credential: string;
  /** Absent where something has just come, and more may be on its way. */
  readonly heard?: HeardStep | undefined;
}

export interface Describe extends Vouched {
  readonly type: 'describe';
}

export interface SetAttributes extends Vouched {
  readonly type: 'setAttributes';
  readonly device: DeviceId;
  readonly registrationId: number;
  readonly pniRegistrationId: number;
  readonly capabilities: Readonly<Record<string, boolean>>;
  readonly name?: string;
  readonly discoverableByNumber: boolean;
}

/** Everything of the account goes: document, keys, mail; its sockets are closed. */
export interface DeleteAccount extends Vouched {
  readonly type: 'deleteAccount';
}

/** Stores public keys; an absent field changes nothing, a list replaces the stored list. */
export interface PutKeys extends Vouched {
  readonly type: 'putKeys';
  readonly device: DeviceId;
  readonly identity: IdentityKind;
  readonly preKeys?: readonly EcPreKey[];
  readonly kemPreKeys?: readonly SignedPreKey[];
  readonly signedPreKey?: SignedPreKey;
  readonly lastResortPreKey?: SignedPreKey;
}

export interface CountKeys extends Vouched {
  readonly type: 'countKeys';
  readonly device: DeviceId;
  readonly identity: IdentityKind;
}

/** Refuses: key.differs. Source: Signal-Server, POST /v2/keys/check. */
export interface CheckKeys extends Vouched {
  readonly type: 'checkKeys';
  readonly device: DeviceId;
  readonly identity: IdentityKind;
  readonly digest: Uint8Array;
}

/** Takes one pre-key bundle of a device, or of each device. Refuses: key.none, device.not_found. */
export interface TakeBundles {
  readonly type: 'takeBundles';
  readonly identity: IdentityKind;
  readonly device: DeviceId | 'all';
}

/** One message for every device of the account. Answered when all of it is on disk. */
export interface SendCommand {
  readonly type: 'send';
  /** Absent when the sender is sealed. */
  readonly source?: DeviceAddress;
  readonly guid: EnvelopeGuid;
  /** `aci` or `pni`: which identity was addressed. */
  readonly identity: IdentityKind;
  readonly contents: readonly DeviceContent[];
  readonly ephemeral: boolean;
  readonly urgent: boolean;
  readonly clientTimestamp: number;
  readonly serverTimestamp: number;
}

/**
 * A socket of the device is open. The larger `place` wins; the other is closed with
 * device.replaced. Sent again by the gateway whenever the account's shard has moved.
 * Refuses: device.replaced; server.unavailable where a first attempt is the older: a handshake
 * that was overtaken, or a store whose places were lost, and nobody may be sent away for that.
 */
export interface Attach extends Vouched {
  readonly type: 'attach';
  readonly device: DeviceId;
  readonly connection: ConnectionAddress;
  /** The connection's place among all of the cluster; see ConnectionOrder of routing. */
  readonly place: number;
  /** Grows with each attachment of this connection. One that is repeated changes nothing. */
  readonly attempt: number;
}

/** That socket is gone. Without effect when another took its place. */
export interface Detach {
  readonly type: 'detach';
  readonly device: DeviceId;
  readonly connection: ConnectionAddress;
}

/** The device has stored these envelopes; they are deleted. */
export interface Acknowledge extends Vouched {
  readonly type: 'acknowledge';
  readonly device: DeviceId;
  readonly connection: ConnectionAddress;
  readonly guids: readonly EnvelopeGuid[];
}

/** Tells the account's connected devices that something changed. Delivery: at most once. */
export interface Notify {
  readonly type: 'notify';
  readonly notice: Notice;
}

/** What every command may carry. */
export interface Traced {
  /** W3C traceparent of the step it comes from, while anybody follows it. */
  readonly trace?: string | undefined;
}

export type AccountCommand = Traced &
  (
    | Register
    | Authenticate
    | Authorize
    | Permit
    | Evicted
    | Check
    | Describe
    | SetAttributes
    | DeleteAccount
    | PutKeys
    | CountKeys
    | CheckKeys
    | TakeBundles
    | SendCommand
    | Attach
    | Detach
    | Acknowledge
    | Notify
  );

/** A device that has proved who it is. */
export interface AuthenticatedDevice {
  readonly account: AccountId;
  readonly device: DeviceId;
  readonly pni: PhoneIdentityId;
  readonly number?: string;
  /** `salt` of its credential: an access token made now carries it. */
  readonly credential: string;
}

/** Source: Signal-Server, whoami. */
export interface AccountView {
  readonly id: AccountId;
  readonly pni: PhoneIdentityId;
  readonly number?: string;
  readonly discoverableByNumber: boolean;
  readonly identityKeys: Account['identityKeys'];
  readonly devices: readonly {
    readonly id: DeviceId;
    readonly name?: string;
    readonly registrationId: number;
    readonly createdAtMs: number;
  }[];
}

/** What a sender needs to open a session with one device. */
export interface DeviceBundle {
  readonly device: DeviceId;
  readonly registrationId: number;
  readonly signedPreKey: SignedPreKey;
  readonly preKey?: EcPreKey;
  /** A one-time Kyber pre-key or, the pool being empty, the last-resort one. */
  readonly kemPreKey: SignedPreKey;
}

export interface Bundles {
  readonly identityKey: Uint8Array;
  readonly devices: readonly DeviceBundle[];
}

/** The answer to each command. */
export interface AccountAnswers {
  readonly register: { readonly id: AccountId; readonly pni: PhoneIdentityId };
  readonly authenticate: AuthenticatedDevice;
  readonly authorize: AuthenticatedDevice;
  readonly permit: null;
  readonly evicted: null;
  readonly check: null;
  readonly describe: AccountView;
  readonly setAttributes: null;
  readonly deleteAccount: null;
  readonly putKeys: null;
  readonly countKeys: { readonly count: number; readonly kemCount: number };
  readonly checkKeys: null;
  readonly takeBundles: Bundles;
  readonly send: { readonly serverTimestamp: number };
  readonly attach: null;
  readonly detach: null;
  readonly acknowledge: null;
  readonly notify: null;
}

export type AnswerOf<Command extends AccountCommand> = AccountAnswers[Command['type']];
