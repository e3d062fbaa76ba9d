// Accounts of the bare protocol, and the one-time pre-keys they put out and take.

import { randomBytes, randomInt } from 'node:crypto';
import { IdentityKeyPair, KEMKeyPair, PrivateKey } from '@signalapp/libsignal-client';

const requestTimeoutMs = 15_000;

export interface Registered {
  readonly account: string;
  readonly username: string;
  readonly password: string;
  readonly registrationId: number;
  readonly identity: IdentityKeyPair;
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

function signed(identity: IdentityKeyPair, keyId: number, publicKey: Uint8Array) {
  const signature = identity.privateKey.sign(Uint8Array.from(publicKey));
  return { keyId, publicKey: base64(publicKey), signature: base64(signature) };
}

const ecKey = () => PrivateKey.generate().getPublicKey().serialize();
const kemKey = () => KEMKeyPair.generate().getPublicKey().serialize();

/** How somebody may register: by invitation, or with a session that has proved a phone number. */
export type Proof =
  | { readonly invitation: string }
  | { readonly sessionId: string; readonly number: string };

/** What a device makes for itself before it asks for an account. */
export interface Newcomer {
  readonly password: string;
  readonly registrationId: number;
  readonly identity: IdentityKeyPair;
}

export function newcomer(): Newcomer {
  const password = randomBytes(18).toString('base64url');
  const registrationId = randomInt(1, 16_384);
  return { password, registrationId, identity: IdentityKeyPair.generate() };
}

/** Registers. Throws with the server's answer when it refuses. */
export async function register(
  url: string,
  proof: Proof,
  who: Newcomer = newcomer(),
): Promise<Registered> {
  const { password, registrationId, identity } = who;
  const pni = IdentityKeyPair.generate();
  const [user, shown] =
    'number' in proof ? [proof.number, { sessionId: proof.sessionId }] : ['invitation', proof];
  const body = {
    ...shown,
    accountAttributes: { fetchesMessages: true, registrationId, pniRegistrationId: 1 },
    aciIdentityKey: base64(identity.publicKey.serialize()),
    pniIdentityKey: base64(pni.publicKey.serialize()),
    aciSignedPreKey: signed(identity, 1, ecKey()),
    pniSignedPreKey: signed(pni, 1, ecKey()),
    aciPqLastResortPreKey: signed(identity, 1, kemKey()),
    pniPqLastResortPreKey: signed(pni, 1, kemKey()),
  };
  const authorization = basic(user, password);
  const { uuid } = await ask<{ uuid: string }>(
    url,
    'POST',
    '/v1/registration',
    authorization,
    body,
  );
  return { account: uuid, username: `${uuid}.1`, password, registrationId, identity };
}

/** Begins to prove a phone number: resolves with the session once a code is on its way. */
export async function requestCode(url: string, number: string): Promise<string> {
  const path = '/v1/verification/session';
  const { id } = await ask<{ id: string }>(url, 'POST', path, undefined, { number });
  await ask(url, 'POST', `${path}/${id}/code`, undefined, { transport: 'sms' });
  return id;
}

/** Ends it; true when the code was the right one. */
export async function submitCode(url: string, id: string, code: string): Promise<boolean> {
  const path = `/v1/verification/session/${id}/code`;
  return (await ask<{ verified: boolean }>(url, 'PUT', path, undefined, { code })).verified;
}

/** Puts out one-time keys with ids from `firstId`; they replace those of before. */
export async function putOutKeys(url: string, who: Registered, firstId: number, count: number) {
  const ids = Array.from({ length: count }, (_, index) => firstId + index);
  await ask(url, 'PUT', '/v2/keys?identity=aci', basic(who.username, who.password), {
    preKeys: ids.map((keyId) => ({ keyId, publicKey: base64(ecKey()) })),
    pqPreKeys: ids.map((keyId) => signed(who.identity, keyId, kemKey())),
  });
}

/** Deletes the account; true when it is gone, by this call or one before. */
export async function removeAccount(url: string, who: Registered): Promise<boolean> {
  const answer = await fetch(`${url}/v1/accounts/me`, {
    method: 'DELETE',
    headers: { authorization: basic(who.username, who.password) },
    signal: AbortSignal.timeout(requestTimeoutMs),
  });
  return answer.ok || answer.status === 401;
}

/** Ids of the one-time keys that somebody got with the first device's bundle. */
export async function takeKeys(url: string, who: Registered, of: Registered) {
  interface Bundle {
    readonly devices: readonly {
      readonly preKey?: { readonly keyId: number };
      readonly pqPreKey: { readonly keyId: number };
    }[];
  }
  const authorization = basic(who.username, who.password);
  const bundle = await ask<Bundle>(url, 'GET', `/v2/keys/${of.account}/*`, authorization);
  const [device] = bundle.devices;
  return { ec: device?.preKey?.keyId, kem: device?.pqPreKey.keyId };
}

async function ask<T>(
  url: string,
  method: string,
  path: string,
  authorization: string | undefined,
  body?: unknown,
): Promise<T> {
  const answer = await fetch(url + path, {
    method,
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(requestTimeoutMs),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
