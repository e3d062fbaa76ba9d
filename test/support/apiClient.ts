// A person at the API's door: makes keys, registers, asks.

import { randomBytes } from 'node:crypto';
import { KEMKeyPair, PrivateKey } from '@signalapp/libsignal-client';
import type { Api, ApiAnswer } from '../../src/gateway/ingress/api.ts';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** A body as JSON. */
export const json = (body: unknown): Uint8Array => Buffer.from(JSON.stringify(body));

export const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

export interface Asked {
  readonly body?: unknown;
  readonly raw?: Uint8Array;
  readonly authorization?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly ip?: string;
}

/** Asks and reads the JSON of the answer. */
export async function ask(api: Api, verb: string, target: string, asked: Asked = {}) {
  const answer = await api.answer({
    verb,
    target,
    headers: {
      ...(asked.authorization ? { authorization: asked.authorization } : {}),
      ...asked.headers,
    },
    body: asked.raw ?? (asked.body === undefined ? new Uint8Array(0) : json(asked.body)),
    ip: asked.ip ?? '192.0.2.1',
  });
  return { status: answer.status, headers: answer.headers, json: readBody(answer) };
}

function readBody(answer: ApiAnswer): Record<string, unknown> {
  if (answer.body.length === 0) return {};
  if (!answer.headers['content-type']?.includes('json')) return {};
  return JSON.parse(Buffer.from(answer.body).toString()) as Record<string, unknown>;
}

/** The private half of an identity, and uploads signed by it. */
export function makeIdentity() {
  const identity = PrivateKey.generate();
  const sign = (bytes: Uint8Array): Uint8Array => identity.sign(Uint8Array.from(bytes));
  return {
    secret: identity,
    publicKey: base64(identity.getPublicKey().serialize()),
    ec(keyId: number) {
      return { keyId, publicKey: base64(PrivateKey.generate().getPublicKey().serialize()) };
    },
    signedEc(keyId: number) {
      const key = PrivateKey.generate().getPublicKey().serialize();
      return { keyId, publicKey: base64(key), signature: base64(sign(key)) };
    },
    kem(keyId: number) {
      const key = KEMKeyPair.generate().getPublicKey().serialize();
      return { keyId, publicKey: base64(key), signature: base64(sign(key)) };
    },
  };
}

/** A registration's body without its proof. */
export function registrationBody(aci = makeIdentity(), pni = makeIdentity()) {
  return {
    accountAttributes: { fetchesMessages: true, registrationId: 11, pniRegistrationId: 12 },
    skipDeviceTransfer: true,
    aciIdentityKey: aci.publicKey,
    pniIdentityKey: pni.publicKey,
    aciSignedPreKey: aci.signedEc(1),
    pniSignedPreKey: pni.signedEc(2),
    aciPqLastResortPreKey: aci.kem(3),
    pniPqLastResortPreKey: pni.kem(4),
  };
}

/** An operator's invitation. */
export async function invite(api: Api, token: string, uses = 1): Promise<string> {
  const made = await ask(api, 'POST', '/v1/operator/invitations', {
    authorization: `Bearer ${token}`,
    body: { uses, lifetimeMs: 60_000 },
  });
  return String(made.json['token']);
}

/** A person with an account by invitation. */
export async function join(api: Api, token: string) {
  const [aci, pniIdentity] = [makeIdentity(), makeIdentity()];
  const password = randomBytes(18).toString('base64');
  const invitation = await invite(api, token);
  const registered = await ask(api, 'POST', '/v1/registration', {
    authorization: basic('invitation', password),
    body: { ...registrationBody(aci, pniIdentity), invitation },
  });
  const account = String(registered.json['uuid']);
  const pni = String(registered.json['pni']);
  const authorization = basic(`${account}.1`, password);
  return { aci, pniIdentity, account, pni, password, authorization };
}
