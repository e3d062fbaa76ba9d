// Who this profile is: server, credentials, own identity keys, and the two counters it may never
// repeat.

import { randomBytes, randomInt } from 'node:crypto';
import { IdentityKeyPair } from '@signalapp/libsignal-client';
import type { AccountId, DeviceId } from '#protocol';
import { parseAccountId, parseDeviceId, primaryDevice, registrationIdMax } from '#protocol';
import { wipe } from '../bytes.ts';
import { ClientError } from '../clientError.ts';
import type { Database } from './database.ts';
import { bytesOf } from './row.ts';

/** One of the account's two identities. */
export type IdentityKind = 'aci' | 'pni';
export const identityKinds: readonly IdentityKind[] = ['aci', 'pni'];

/** Key ids count up from a random start below this, and begin again at the end of their range. */
const keyIdStartMax = 0x00ffffff;
const keyIdEnd = 0x7fffff00;

/** What a device shows to say that it is itself. */
export const newPassword = (): string => randomBytes(24).toString('base64url');

export interface Profile {
  readonly server: string;
  readonly password: string;
  readonly registrationId: number;
  readonly pniRegistrationId: number;
  readonly device: number;
  /** Absent until the server has registered the profile. */
  readonly registered?: {
    readonly account: AccountId;
    readonly pni: string;
    readonly number?: string;
  };
}

/** An identity of ours, and the number that this device has under it. */
export interface OwnIdentity {
  readonly pair: IdentityKeyPair;
  readonly registrationId: number;
}

type Phone = Pick<NonNullable<Profile['registered']>, 'pni' | 'number'>;

export class ProfileTable {
  readonly #db: Database;
  readonly #pairs = new Map<IdentityKind, IdentityKeyPair>();
  #phone: Phone | undefined;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Makes identity keys and a password for a profile that has none; keeps those it has. */
  begin(server: string): Profile {
    this.#db.transaction(() => {
      if (this.#db.get('SELECT one FROM profile')) {
        this.#db.run('UPDATE profile SET server = ?', server);
        return;
      }
      const password = newPassword();
      this.#db.run(
        `INSERT INTO profile (one, server, password, registration_id, pni_registration_id,
           last_key_id) VALUES (1, ?, ?, ?, ?, ?)`,
        server,
        password,
        randomInt(1, registrationIdMax + 1),
        randomInt(1, registrationIdMax + 1),
        randomInt(1, keyIdStartMax),
      );
      for (const kind of identityKinds) {
        const pair = IdentityKeyPair.generate().serialize();
        this.#db.run('INSERT INTO own_identities (kind, key_pair) VALUES (?, ?)', kind, pair);
        wipe(pair);
      }
    });
    return this.read();
  }

  /** The server has it as this device of the account. */
  registered(
    account: AccountId,
    pni: string,
    number: string | undefined,
    device: DeviceId = primaryDevice,
  ): void {
    this.#db.run(
      'UPDATE profile SET account = ?, pni = ?, number = ?, device = ?',
      account,
      pni,
      number ?? null,
      device,
    );
    this.#phone = undefined;
  }

  /** It has another password from now on. */
  renewed(password: string): void {
    this.#db.run('UPDATE profile SET password = ?', password);
  }

  /** The cluster is at another address. */
  move(server: string): void {
    this.#db.run('UPDATE profile SET server = ?', server);
  }

  /** Takes the identity keys of an account in the place of its own. */
  adopt(pairs: Readonly<Record<IdentityKind, IdentityKeyPair>>): void {
    for (const kind of identityKinds) {
      const pair = pairs[kind].serialize();
      this.#db.run('UPDATE own_identities SET key_pair = ? WHERE kind = ?', pair, kind);
      wipe(pair);
    }
    this.#pairs.clear();
  }

  /** Refuses: profile.unregistered when there is none. */
  read(): Profile {
    const row = this.#db.get('SELECT * FROM profile');
    if (!row) throw unregistered();
    const account = parseAccountId(String(row.account ?? ''));
    return {
      server: String(row.server),
      password: String(row.password),
      registrationId: Number(row.registration_id),
      pniRegistrationId: Number(row.pni_registration_id),
      device: Number(row.device),
      ...(account
        ? {
            registered: {
              account,
              pni: String(row.pni),
              ...(row.number ? { number: String(row.number) } : {}),
            },
          }
        : {}),
    };
  }

  /** Whose device of which account it is. Refuses: profile.unregistered. */
  finished(): { readonly account: AccountId; readonly device: DeviceId; readonly server: string } {
    const { registered, server, device: number } = this.read();
    const device = parseDeviceId(number);
    if (registered && device !== undefined) {
      this.#phone = registered;
      return { account: registered.account, device, server };
    }
    const message = 'The registration of this profile was never finished; register it again.';
    throw new ClientError('profile.unregistered', message);
  }

  /** The account's PNI, without its prefix. Refuses: profile.unregistered. */
  get pni(): string {
    return this.#known().pni.replace(/^PNI:/i, '').toLowerCase();
  }

  /** The account's phone number, where it has one. */
  get number(): string | undefined {
    return this.#known().number;
  }

  /** What the account has now is told; nothing: it has none. */
  numberIs(number: string | undefined): void {
    this.#db.run('UPDATE profile SET number = ?', number ?? null);
    this.#phone = undefined;
    this.#known();
  }

  /** In memory, so that it is known of a client that was closed. */
  #known(): Phone {
    const { registered } = this.#phone ? { registered: this.#phone } : this.read();
    if (!registered) throw unregistered();
    return (this.#phone = registered);
  }

  /** True for an account's profile; false for one whose registration was never finished. */
  get isRegistered(): boolean {
    return typeof this.#db.get('SELECT account FROM profile')?.account === 'string';
  }

  identity(kind: IdentityKind): IdentityKeyPair {
    const known = this.#pairs.get(kind);
    if (known) return known;
    const row = this.#db.get('SELECT key_pair FROM own_identities WHERE kind = ?', kind);
    if (!row) throw unregistered();
    const serialized = bytesOf(row.key_pair);
    const pair = IdentityKeyPair.deserialize(serialized);
    wipe(serialized);
    this.#pairs.set(kind, pair);
    return pair;
  }

  self(kind: IdentityKind): OwnIdentity {
    const { registrationId, pniRegistrationId } = this.read();
    return {
      pair: this.identity(kind),
      registrationId: kind === 'aci' ? registrationId : pniRegistrationId,
    };
  }

  /** They were replaced on disk, and the number with its PNI may be another. */
  identitiesChanged(): void {
    this.#pairs.clear();
    this.#phone = this.read().registered;
  }

  /** A time stamp no other message of this profile has. Unit: milliseconds since the epoch. */
  nextTimestamp(nowMs: number): number {
    const row = this.#db.get(
      'UPDATE profile SET last_timestamp = max(last_timestamp + 1, ?) RETURNING last_timestamp',
      Math.trunc(nowMs),
    );
    if (!row) throw unregistered();
    return Number(row.last_timestamp);
  }

  /** Takes that many key ids and returns the first. */
  takeKeyIds(count: number): number {
    const row = this.#db.get('SELECT last_key_id FROM profile');
    if (!row) throw unregistered();
    const last = Number(row.last_key_id);
    const first = last + count > keyIdEnd ? 1 : last + 1;
    this.#db.run('UPDATE profile SET last_key_id = ?', first + count - 1);
    return first;
  }
}

const unregistered = () =>
  new ClientError('profile.unregistered', 'This profile is not registered yet; register it first.');
