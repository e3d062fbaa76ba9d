// Certificates of sealed sender: with one, whoever opens a message knows who has written it, and
// nobody on the way does. A trust root, that clients pin, signs a signer; the signer signs the
// certificates, and is followed by another whenever the ring of the secrets gets a new key. All
// hosts derive both from the secrets, so that none has to be given out by itself.

import type { PublicKey as SignalPublicKey } from '@signalapp/libsignal-client';
import {
  PrivateKey,
  PublicKey,
  SenderCertificate,
  ServerCertificate,
} from '@signalapp/libsignal-client';
import type { AccountId, DeviceId } from '#protocol';
import { derivedKey } from './derivedKeys.ts';
import type { Secrets } from './secrets.ts';

/** A certificate is believed for this long. */
const senderCertificateLifetimeMs = 24 * 60 * 60 * 1000;

/** Whom a certificate names. A phone number is never in it. */
interface CertificateHolder {
  readonly account: AccountId;
  readonly device: DeviceId;
  readonly identityKey: Uint8Array;
}

export interface SenderCertificates {
  /** Public keys; one of them has signed the signer of every certificate. Shape: 33 bytes each. */
  readonly trustRoots: readonly Uint8Array[];
  /** Shape: libsignal's SenderCertificate, its signer's certificate within. */
  issue(holder: CertificateHolder, nowMs: number): Uint8Array;
  /** Reads the secrets again, so that the newest signer signs from now on. */
  reload(): void;
}

type Parts = Pick<Secrets, 'indexKey' | 'sealing'>;

interface Signer {
  readonly certificate: ServerCertificate;
  readonly key: PrivateKey;
}

/** The certificates of a secrets file; `reread` is asked when another process has rotated. */
export function createSenderCertificates(secrets: Parts, reread: () => Parts): SenderCertificates {
  let root: SignalPublicKey | undefined;
  let signer: Signer | undefined;
  let parts = secrets;
  const rootOf = () => privateKey(parts, 'aldis trust root of sender certificates 1');
  return {
    get trustRoots() {
      return [(root ??= rootOf().getPublicKey()).serialize()];
    },
    issue({ account, device, identityKey }, nowMs) {
      const { certificate, key } = (signer ??= signerOf(parts, rootOf()));
      const holder = PublicKey.deserialize(Uint8Array.from(identityKey));
      const until = nowMs + senderCertificateLifetimeMs;
      const made = SenderCertificate.new(account, null, device, holder, until, certificate, key);
      return made.serialize();
    },
    reload() {
      parts = reread();
      root = undefined;
      signer = undefined;
    },
  };
}

/** A signer for the newest key of the ring: a new key has a new signer. */
function signerOf(parts: Parts, root: PrivateKey): Signer {
  const id = Math.max(...parts.sealing.map((one) => one.id));
  const key = privateKey(parts, `aldis signer ${id} of sender certificates 1`);
  return { key, certificate: ServerCertificate.new(id, key.getPublicKey(), root) };
}

function privateKey(parts: Parts, purpose: string): PrivateKey {
  return PrivateKey.deserialize(Uint8Array.from(derivedKey(parts, purpose, 32)));
}
