// A person at the door of logins: sets a password, logs in by it. Argon2id is left out where a test
// is not about what a guess costs.

import { createHash, randomBytes } from 'node:crypto';
import { loginKdf, loginNameOf, toNumber } from '#protocol';
import { beginLogin, clientProofsOf, loginSecretOf, verifierOf } from '../../client/login/srp.ts';
import type { Argon2 } from '../../client/store/argon2.ts';
import type { Api } from '../../src/gateway/ingress/api.ts';
import type { Asked } from './apiClient.ts';
import { ask } from './apiClient.ts';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** In place of Argon2id. */
const cheap: Argon2 = async (password, salt) =>
  new Uint8Array(createHash('sha256').update(password).update(salt).digest());

const secretOf = (name: string, salt: Uint8Array, password: string): Promise<bigint> =>
  loginSecretOf({ name: loginNameOf(name) ?? name, salt }, Buffer.from(password), cheap);

/** What is sent to set a name and a password. */
export async function loginBody(name: string, password: string) {
  const salt = randomBytes(16);
  const verifier = verifierOf(await secretOf(name, salt, password));
  const kdf = { algorithm: 'argon2id', ...loginKdf };
  return { name, salt: base64(salt), verifier: base64(verifier), kdf };
}

/** The first step, and the body of the second. */
export async function begin(api: Api, name: string, password: string, asked: Asked = {}) {
  const beginning = beginLogin();
  const body = { name, A: base64(beginning.shown) };
  const challenge = await ask(api, 'POST', '/v1/auth/srp/challenge', { ...asked, body });
  if (challenge.status !== 200) return { challenge, body: {}, serverProof: '' };
  const salt = Buffer.from(String(challenge.json['salt']), 'base64');
  const serverPublic = toNumber(Buffer.from(String(challenge.json['B']), 'base64'));
  const secret = await secretOf(name, salt, password);
  const exchange = { name: loginNameOf(name) ?? name, salt, serverPublic };
  const proofs = clientProofsOf(beginning, exchange, secret);
  const [M1, M2] = [proofs?.client, proofs?.server].map((one) => base64(one ?? randomBytes(32)));
  const handshake = String(challenge.json['handshake']);
  return { challenge, body: { handshake, M1 }, serverProof: M2 };
}

/** Both steps; `device` and `totp` go with the second. */
export async function logIn(
  api: Api,
  name: string,
  password: string,
  asked: Asked & {
    readonly device?: (handshake: string) => object;
    readonly totp?: string | undefined;
  } = {},
) {
  const { device, totp, ...plain } = asked;
  const { challenge, body, serverProof } = await begin(api, name, password, plain);
  if (challenge.status !== 200) return { ...challenge, serverProof };
  const more = device ? { device: device(String(body.handshake)) } : {};
  const proved = await ask(api, 'POST', '/v1/auth/srp/proof', {
    ...plain,
    body: { ...body, ...more, ...(totp === undefined ? {} : { totp }) },
  });
  return { ...proved, serverProof };
}
