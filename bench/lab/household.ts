// An account with a list key, whose primary links and removes devices over plain HTTP; for
// measurements and tests that need several devices and no conversation.

import { randomBytes } from 'node:crypto';
import { IdentityKeyPair, KEMKeyPair, PrivateKey } from '@signalapp/libsignal-client';
import type { AccountId, DeviceId, ListedDevice, RegistrationId } from '#protocol';
import { deviceListMessage, encodeDeviceList, listKeyMessage } from '#protocol';

const requestTimeoutMs = 15_000;

/** One device that the household has registered or linked. */
export interface HouseholdDevice {
  readonly id: number;
  readonly registrationId: number;
  readonly username: string;
  readonly password: string;
  readonly authorization: string;
}

interface Answered {
  readonly status: number;
  readonly code: string;
  readonly json: Record<string, unknown>;
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const signed = (by: PrivateKey, bytes: Uint8Array) => base64(by.sign(Uint8Array.from(bytes)));

export class Household {
  readonly account: AccountId;
  readonly primary: HouseholdDevice;
  readonly #url: string;
  #aci: IdentityKeyPair;
  #pni: IdentityKeyPair;
  #listKey = PrivateKey.generate();
  #version = 0;
  #listed: readonly ListedDevice[];
  /** Has shown a token, with an answer that is not known. */
  #asked: HouseholdDevice | undefined;

  private constructor(
    url: string,
    account: string,
    identities: readonly [IdentityKeyPair, IdentityKeyPair],
    password: string,
  ) {
    this.#url = url;
    [this.#aci, this.#pni] = identities;
    this.account = account as AccountId;
    this.primary = device(account, 1, password);
    this.#listed = [entry(1)];
  }

  static async register(url: string, invitation: string): Promise<Household> {
    const identities = [IdentityKeyPair.generate(), IdentityKeyPair.generate()] as const;
    const password = randomBytes(18).toString('base64url');
    const answer = await ask(url, 'POST', '/v1/registration', basic('invitation', password), {
      invitation,
      aciIdentityKey: base64(identities[0].publicKey.serialize()),
      pniIdentityKey: base64(identities[1].publicKey.serialize()),
      ...keysOf(1, ...identities),
    });
    if (answer.status !== 200) throw new Error(`registration answered ${answer.status}`);
    return new Household(url, String(answer.json['uuid']), identities, password);
  }

  /** The four fields of the next list; each call makes a newer one. */
  list(devices: readonly ListedDevice[] = this.#listed) {
    return this.#sign(devices, this.#listKey, this.#aci);
  }

  /** Announces a device under the lowest id that is free; resolves with its token. */
  async announce(): Promise<{ readonly id: number; readonly token: string }> {
    let id = 2;
    while (this.#listed.some((one) => one.id === id)) id++;
    const next = entry(id);
    const answer = await this.ask('POST', '/v1/devices/linking', {
      registrationId: next.registrationId,
      pniRegistrationId: next.pniRegistrationId,
      ...this.list([...this.#listed, next]),
    });
    if (answer.status !== 200) throw new Error(`announcing answered ${answer.status}`);
    return { id, token: String(answer.json['token']) };
  }

  /** An entry of a list, of whichever device. */
  static entry(id: number): ListedDevice {
    return entry(id);
  }

  /** Shows a token as the device it was made for, with keys that somebody's identities signed. */
  show(id: number, token: string, password = newPassword(), by: Household = this) {
    const body = { token, ...keysOf(id, by.#aci, by.#pni) };
    return ask(this.#url, 'PUT', '/v1/devices/link', basic(this.account, password), body);
  }

  /** Rejects where an answer is missing; whoever tries again then may find the device linked. */
  async link(): Promise<HouseholdDevice> {
    const earlier = await this.#askedBefore();
    if (earlier) return earlier;
    const { id, token } = await this.announce();
    const password = newPassword();
    const next = device(this.account, id, password);
    this.#asked = next;
    const answer = await this.show(id, token, password);
    if (answer.status !== 200) throw new Error(`linking answered ${answer.status}`);
    return this.#came(next);
  }

  /** A device whose token was taken though nobody heard of it. */
  async #askedBefore(): Promise<HouseholdDevice | undefined> {
    if (!this.#asked) return undefined;
    const { status } = await this.ask('GET', '/v1/accounts/whoami', undefined, this.#asked);
    if (status !== 200 && status !== 401) throw new Error(`whoami answered ${status}`);
    return status === 200 ? this.#came(this.#asked) : undefined;
  }

  #came(linked: HouseholdDevice): HouseholdDevice {
    this.#asked = undefined;
    this.#listed = [...this.#listed, entry(linked.id)];
    return linked;
  }

  /** Sets a list without the device; resolves when that is answered. May be called again. */
  async remove({ id }: Pick<HouseholdDevice, 'id'>): Promise<void> {
    this.#listed = this.#listed.filter((one) => one.id !== id);
    const answer = await this.ask('PUT', '/v1/devices/list', this.list());
    if (answer.status !== 204) throw new Error(`a removal answered ${answer.status}`);
  }

  /** What gives the account new identity keys, of which it knows nothing before `replaced`. */
  replacement() {
    const [aci, pni] = [IdentityKeyPair.generate(), IdentityKeyPair.generate()];
    const device: ListedDevice = { ...entry(1), ...newRegistrationIds };
    const listKey = PrivateKey.generate();
    const { accountAttributes: _attributes, ...keys } = keysOf(1, aci, pni);
    const body = {
      aciIdentityKey: base64(aci.publicKey.serialize()),
      pniIdentityKey: base64(pni.publicKey.serialize()),
      ...newRegistrationIds,
      ...keys,
      ...this.#sign([device], listKey, aci),
    };
    const replaced = () => {
      [this.#aci, this.#pni, this.#listKey] = [aci, pni, listKey];
      this.#listed = [device];
    };
    return { body, replaced };
  }

  #sign(devices: readonly ListedDevice[], key: PrivateKey, aci: IdentityKeyPair) {
    this.#version += 1;
    const list = encodeDeviceList({ account: this.account, version: this.#version, devices });
    const listKey = key.getPublicKey().serialize();
    return {
      list: base64(list),
      listSignature: signed(key, deviceListMessage(list)),
      listKey: base64(listKey),
      listKeySignature: signed(aci.privateKey, listKeyMessage(listKey)),
    };
  }

  /** Asks as the primary, or as whoever is named. */
  ask(verb: string, path: string, body?: object, as = this.primary): Promise<Answered> {
    return ask(this.#url, verb, path, as.authorization, body);
  }
}

const newPassword = () => randomBytes(18).toString('base64url');

/** The primary's ids once its account has other identity keys. */
const newRegistrationIds = {
  registrationId: 301 as RegistrationId,
  pniRegistrationId: 401 as RegistrationId,
};

/** The entry of device `id`; the same whenever it is linked. */
const entry = (id: number): ListedDevice => ({
  id: id as DeviceId,
  registrationId: (100 + id) as RegistrationId,
  pniRegistrationId: (200 + id) as RegistrationId,
  addedAt: Date.now(),
});

function device(account: string, id: number, password: string): HouseholdDevice {
  const username = `${account}.${id}`;
  const authorization = basic(username, password);
  return { id, registrationId: entry(id).registrationId, username, password, authorization };
}

function keysOf(id: number, aci: IdentityKeyPair, pni: IdentityKeyPair) {
  const { registrationId, pniRegistrationId } = entry(id);
  const key = ({ privateKey }: IdentityKeyPair, publicKey: Uint8Array) => ({
    keyId: 1,
    publicKey: base64(publicKey),
    signature: signed(privateKey, publicKey),
  });
  const ec = () => PrivateKey.generate().getPublicKey().serialize();
  const kem = () => KEMKeyPair.generate().getPublicKey().serialize();
  return {
    accountAttributes: { fetchesMessages: true, registrationId, pniRegistrationId },
    aciSignedPreKey: key(aci, ec()),
    pniSignedPreKey: key(pni, ec()),
    aciPqLastResortPreKey: key(aci, kem()),
    pniPqLastResortPreKey: key(pni, kem()),
  };
}

async function ask(
  url: string,
  verb: string,
  path: string,
  authorization: string,
  body?: object,
): Promise<Answered> {
  const answer = await fetch(`${url}${path}`, {
    method: verb,
    headers: { authorization, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(requestTimeoutMs),
  });
  const text = await answer.text();
  const json = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  return { status: answer.status, code: answer.headers.get('x-aldis-code') ?? '', json };
}
