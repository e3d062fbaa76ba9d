// A device registered by plain HTTP, for measurements that need an account and no conversation.

import { randomBytes, randomInt } from 'node:crypto';
import { IdentityKeyPair, KEMKeyPair, PrivateKey } from '@signalapp/libsignal-client';

export interface PlainDevice {
  readonly account: string;
  readonly username: string;
  readonly password: string;
  readonly registrationId: number;
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** The public halves of one identity's repeated-use keys, signed. */
function identityKeys() {
  const identity = IdentityKeyPair.generate();
  const signed = (publicKey: Uint8Array) => ({
    keyId: 1,
    publicKey: base64(publicKey),
    signature: base64(identity.privateKey.sign(Uint8Array.from(publicKey))),
  });
  return {
    identityKey: base64(identity.publicKey.serialize()),
    signedPreKey: signed(PrivateKey.generate().getPublicKey().serialize()),
    lastResort: signed(KEMKeyPair.generate().getPublicKey().serialize()),
  };
}

/** A registration's password, and its body by registration id; keys are made once. */
export function createRegistration(invitation: string) {
  const aci = identityKeys();
  const pni = identityKeys();
  return {
    password: randomBytes(18).toString('base64url'),
    body: (registrationId: number) => ({
      invitation,
      accountAttributes: {
        fetchesMessages: true,
        registrationId,
        pniRegistrationId: randomInt(1, 16_384),
      },
      aciIdentityKey: aci.identityKey,
      pniIdentityKey: pni.identityKey,
      aciSignedPreKey: aci.signedPreKey,
      pniSignedPreKey: pni.signedPreKey,
      aciPqLastResortPreKey: aci.lastResort,
      pniPqLastResortPreKey: pni.lastResort,
    }),
  };
}

/** Registers by invitation. Throws with the server's answer when it refuses. */
export async function registerPlainDevice(url: string, invitation: string): Promise<PlainDevice> {
  const { password, body } = createRegistration(invitation);
  const registrationId = randomInt(1, 16_384);
  const answer = await fetch(`${url}/v1/registration`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`invitation:${password}`).toString('base64')}`,
    },
    body: JSON.stringify(body(registrationId)),
  });
  if (!answer.ok) throw new Error(`registration answered ${answer.status}: ${await answer.text()}`);
  const { uuid } = (await answer.json()) as { uuid: string };
  return { account: uuid, username: `${uuid}.1`, password, registrationId };
}
