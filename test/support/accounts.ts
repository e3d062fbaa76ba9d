// Accounts with real keys, as a client would register them.

import { randomBytes } from 'node:crypto';
import type { CommandOf, EcPreKey, SignedPreKey } from '#actors';
import { proveIdentity } from '#actors';
import { hashToken, newQueueGeneration, newQueueKey } from '#crypto';
import type {
  AccountId,
  ConnectionAddress,
  ConnectionId,
  DeviceId,
  EnvelopeGuid,
  MemberId,
  PhoneIdentityId,
  RegistrationId,
} from '#protocol';
import { KEMKeyPair, PrivateKey } from '@signalapp/libsignal-client';

export const password = 'correct horse battery staple';
export const primary = 1 as DeviceId;

/** One identity's private key, which signs. */
export interface Identity {
  readonly secret: PrivateKey;
  readonly publicKey: Uint8Array;
}

export function newIdentity(): Identity {
  const secret = PrivateKey.generate();
  return { secret, publicKey: secret.getPublicKey().serialize() };
}

export function newEcKey(keyId: number): EcPreKey {
  return { keyId, publicKey: PrivateKey.generate().getPublicKey().serialize() };
}

/** A signed pre-key of either kind. */
export function newSignedKey(kind: 'ec' | 'kem', identity: Identity, keyId: number): SignedPreKey {
  const made =
    kind === 'ec' ? PrivateKey.generate().getPublicKey() : KEMKeyPair.generate().getPublicKey();
  const publicKey = made.serialize();
  return { keyId, publicKey, signature: identity.secret.sign(publicKey) };
}

/** A registration command with everything a device publishes, and the keys behind it. */
export function newRegistration(number?: string): {
  readonly command: CommandOf<'account', 'register'>;
  readonly aci: Identity;
  readonly pni: Identity;
} {
  const [aci, pni] = [newIdentity(), newIdentity()];
  const keys = (identity: Identity, registrationId: number) => ({
    registrationId: registrationId as RegistrationId,
    signedPreKey: newSignedKey('ec', identity, 1),
    lastResortPreKey: newSignedKey('kem', identity, 2),
  });
  const proven = proveIdentity(
    { aci: aci.publicKey, pni: pni.publicKey },
    { aci: keys(aci, 1111), pni: keys(pni, 2222) },
  );
  if (!proven.ok) throw new Error(proven.refusal.code);
  const command: CommandOf<'account', 'register'> = {
    type: 'register',
    pni: newUuid() as PhoneIdentityId,
    ...(number === undefined ? {} : { number }),
    keys: proven.value,
    device: {
      id: primary,
      credential: hashToken(password),
      capabilities: {},
      createdAtMs: 1_700_000_000_000,
      queueGeneration: newQueueGeneration(),
    },
    discoverableByNumber: true,
    queueKey: newQueueKey(),
  };
  return { command, aci, pni };
}

export function newUuid(): string {
  const hex = randomBytes(16).toString('hex');
  const at = [0, 8, 12, 16, 20, 32];
  return at
    .slice(1)
    .map((end, index) => hex.slice(at[index], end))
    .join('-');
}

export function newAccountId(): AccountId {
  return newUuid() as AccountId;
}

export function connection(name: string): ConnectionAddress {
  return { member: 'member-1' as MemberId, connection: name as ConnectionId };
}

/** A send of one content to device 1 of an account made by `newRegistration`. */
export function newSend(
  change: Partial<CommandOf<'account', 'send'>> = {},
): CommandOf<'account', 'send'> {
  return {
    type: 'send',
    guid: randomBytes(16).toString('hex') as EnvelopeGuid,
    identity: 'aci',
    contents: [
      { deviceId: 1, registrationId: 1111, type: 6, content: new Uint8Array([1, 2, 3, 4]) },
    ],
    ephemeral: false,
    urgent: true,
    clientTimestamp: 1_700_000_000_001,
    serverTimestamp: 1_700_000_000_002,
    ...change,
  };
}

/** A connection of the primary device, and what is asked in its name. */
export const socket = connection('socket-1');
export const attach = (name = 'socket-1', ordinal = 1, attempt = 1) =>
  ({
    type: 'attach',
    device: primary,
    connection: connection(name),
    ordinal,
    attempt,
  }) as const;
export const acknowledge = (guids: readonly EnvelopeGuid[]) =>
  ({ type: 'acknowledge', device: primary, connection: socket, guids }) as const;
